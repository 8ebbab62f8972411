"""The document of a candidacy over HTTP, its verdict by the official validators, and documents made elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from services.mps.domain.espd import (
    EspdAmount,
    EspdAnswer,
    EspdCriterion,
    EspdDocument,
    EspdKind,
    EspdPeriod,
    OperatorRole,
    ResponseType,
)
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.writer import write_espd
from shared.kernel.siret import Siret
from shared.xml.roots import installed_folder
from tests.integration.mps.conftest import Platform
from tests.integration.mps.test_mps_forms_over_http import form_of, write
from tests.unit.mps.builders import SOLE_TRADER, WHOLE
from tests.unit.mps.espd_documents import OPERATOR, a_response, no

FOREIGN = Siret("35600000000048")


def test_a_company_reads_its_document_and_the_official_verdict(platform: Platform, standards_dir: Path) -> None:
    installed_folder(platform.settings).symlink_to(standards_dir)  # as `plis standards install` would have brought them
    candidacy_id = platform.request(platform.publish_tender()).json()["candidacy_id"]
    platform.read(candidacy_id)
    path = f"/mps/candidacies/{candidacy_id}/espd"
    response = platform.client.get(path, headers=platform.headers())
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/xml")
    link = response.headers["link"]
    verdict_path = link[1 : link.index(">")]
    assert verdict_path == f"{path}/verdict"
    verdict = platform.client.get(verdict_path, headers=platform.headers())
    while verdict.status_code == 202:
        assert verdict.json()["status"] == "pending"
        verdict = platform.client.get(f"{verdict_path}?wait=20", headers=platform.headers())
    judged = verdict.json()
    assert judged["status"] == "valid", judged
    assert len(judged["checks"]) == 13, "the schema and the twelve official rule files"
    assert platform.client.get(path, headers=platform.headers()).content == response.content

    for address in (path, verdict_path):
        assert platform.client.get(address).status_code == 401
        foreign = platform.client.get(address, headers=platform.headers(FOREIGN))
        assert (foreign.status_code, foreign.json()["code"]) == (404, "MPS-NOT-FOUND")

    read = platform.client.post("/mps/espd", content=response.content, headers=platform.headers())
    assert read.status_code == 200, read.text
    assert read.json()["operator"]["identifier"] == str(WHOLE)
    assert read.json()["unknown"] == []


def test_documents_made_elsewhere_are_read_as_data_and_hostile_ones_refused(platform: Platform) -> None:
    content = write_espd(a_response()).content
    read = platform.client.post("/mps/espd", content=content, headers=platform.headers()).json()
    fraud = next(criterion for criterion in read["criteria"] if criterion["code"] == "fraud")
    assert fraud["answers"][0]["value"] is False
    assert platform.client.post("/mps/espd", content=content).status_code == 401
    for body, code, status in (
        (b"", "XML-EMPTY", 422),
        (b"<a/>", "ESPD-NOT-ONE", 422),
        (b"<!DOCTYPE a><a/>", "XML-DOCTYPE", 422),
        (b" " * (10 * 1024 * 1024 + 1), "HTTP-BODY-TOO-LARGE", 413),
    ):
        refused = platform.client.post("/mps/espd", content=body, headers=platform.headers())
        assert (refused.json()["code"], refused.status_code) == (code, status)


def test_a_document_made_elsewhere_prefills_the_form_and_comes_back_in_ours(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    candidacy = platform.request(tender_id).json()["candidacy_id"]
    platform.read(candidacy)
    path, mine = f"/mps/candidacies/{candidacy}", platform.headers()
    elsewhere = write_espd(a_foreign_response()).content
    headers = {**platform.headers(key="importe-1"), "If-Match": '"0"'}
    taken = platform.client.post(f"{path}/form/espd", content=elsewhere, headers=headers)
    assert taken.status_code == 200, taken.text
    assert set(taken.json()["taken"]) >= {"turnover", "headcount"}
    assert [each["what"] for each in taken.json()["not_taken"] if each["what"] == "justificatif"] == ["justificatif"]
    states = {each["asked"]["code"]: each["state"] for each in form_of(platform, candidacy)["needs"]}
    assert states["turnover"] == "to_confirm"
    ours = read_espd(platform.client.get(f"{path}/espd", headers=mine).content)
    assert ours.request_id == f"DUME-A-{tender_id}"
    amounts = [each.value for each in ours.answers if each.property_id == "C29_SC_gen-year-to/RG1/RSG1/QSG2/Q2"]
    assert amounts == [EspdAmount(Decimal("250000.00"), "EUR")]
    assert [each["state"] for each in platform.client.get(f"{path}/espd/parties", headers=mine).json()["items"]] == [
        "here"
    ]

    other = write_espd(a_response()).content
    headers = {**platform.headers(key="importe-2"), "If-Match": '"1"'}
    refused = platform.client.post(f"{path}/form/espd", content=other, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "ESPD-OTHER-OPERATOR")
    foreign = {**platform.headers(FOREIGN, key="importe-3"), "If-Match": '"1"'}
    assert platform.client.post(f"{path}/form/espd", content=elsewhere, headers=foreign).status_code == 404
    assert platform.client.post(f"{path}/form/espd", content=elsewhere).status_code == 401
    for address in (f"{path}/espd/parties", f"/mps/consultations/{tender_id}/espd"):
        assert platform.client.get(address).status_code == 401
    assert platform.client.get(f"{path}/espd/parties", headers=platform.headers(FOREIGN)).status_code == 404


def test_the_request_of_a_consultation_says_what_it_asks(platform: Platform, standards_dir: Path) -> None:
    installed_folder(platform.settings).symlink_to(standards_dir)
    tender_id, buyer = platform.publish_tender(), platform.headers(role="acheteur")
    path = f"/mps/consultations/{tender_id}/espd"
    document = platform.client.get(path, headers=buyer)
    assert document.status_code == 200, document.text
    read = read_espd(document.content)
    assert (read.kind, read.document_id) == (EspdKind.REQUEST, f"DUME-A-{tender_id}")
    assert {"gen-year-to", "work-perform", "tax-pay"} <= {each.code for each in read.criteria}
    verdict = platform.client.get(f"{path}/verdict?wait=20", headers=buyer)
    while verdict.status_code == 202:
        verdict = platform.client.get(f"{path}/verdict?wait=20", headers=buyer)
    assert verdict.json()["status"] == "valid", verdict.text
    unknown = platform.client.get(f"{path}?lot=LOT-0009", headers=buyer)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "ESPD-LOT-UNKNOWN")
    assert platform.client.get(path.replace("0", "9"), headers=buyer).status_code == 404


def a_foreign_response() -> EspdDocument:
    """The response of our company as another platform wrote it."""
    operator = replace(OPERATOR, party=replace(OPERATOR.party, identifier=str(WHOLE)))
    year = EspdPeriod(date(2025, 1, 1), date(2025, 12, 31))
    amount = EspdAmount(Decimal("250000.00"), "EUR")
    turnover, staff = "C29_SC_gen-year-to/RG1/RSG1/QSG2", "C50_SC_year-manpower/RG1/RSG1/QSG2"
    return a_response(
        operator=operator,
        criteria=(EspdCriterion("fraud"), EspdCriterion("gen-year-to"), EspdCriterion("year-manpower")),
        answers=(
            no("fraud"),
            EspdAnswer(f"{turnover}/Q1", ResponseType.PERIOD, year, "LOT-0000"),
            EspdAnswer(f"{turnover}/Q2", ResponseType.AMOUNT, amount, "LOT-0000"),
            EspdAnswer(f"{staff}/Q2", ResponseType.QUANTITY_INTEGER, Decimal(12), "LOT-0000"),
        ),
    )


def test_each_member_of_a_group_has_a_document_of_its_own(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    lead = platform.request(tender_id).json()["candidacy_id"]
    platform.read(lead)
    grouping = {"form": "conjoint", "members": [{"number": str(SOLE_TRADER), "name": "Dormeval", "task": "Peinture"}]}
    write(platform, "PUT", f"/mps/candidacies/{lead}/form", key="groupe-01", version=0, json={"grouping": grouping})
    write(platform, "POST", f"/mps/candidacies/{lead}/grouping/invitations", key="groupe-02")
    invitation = platform.client.get(f"/mps/invitations/{lead}", headers=platform.headers(SOLE_TRADER)).json()
    body = {"accepts": True, "composition": invitation["consent"]["composition"]}
    write(platform, "POST", f"/mps/invitations/{lead}/answer", key="groupe-03", siret=SOLE_TRADER, json=body)

    parties = platform.client.get(f"/mps/candidacies/{lead}/espd/parties", headers=platform.headers()).json()["items"]
    assert [(each["role"], each["state"]) for each in parties] == [
        ("group-lead", "here"),
        ("group-mem", "own_candidacy"),
    ]
    own = parties[1]["candidacy_id"]
    platform.read(own, SOLE_TRADER)
    platform.clock.advance(timedelta(minutes=1))  # after a minute no silent source is waited for
    path = f"/mps/candidacies/{own}/espd?size=small&name=Dormeval"
    document = platform.client.get(path, headers=platform.headers(SOLE_TRADER))
    assert document.status_code == 200, document.text
    read = read_espd(document.content)
    assert read.operator is not None
    assert (read.operator.role, read.operator.party.identifier) == (OperatorRole.GROUP_MEMBER, str(SOLE_TRADER))
    assert platform.client.get(path, headers=platform.headers()).status_code == 404, "the lead does not read it"
    led = read_espd(platform.client.get(f"/mps/candidacies/{lead}/espd", headers=platform.headers()).content)
    assert led.operator is not None
    assert led.operator.role is OperatorRole.GROUP_LEAD
    assert read.group_name == led.group_name
