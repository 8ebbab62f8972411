"""The form of a candidacy over HTTP: asked and known, filled, joined, shared by a group, confirmed, reused."""

from typing import Any

import httpx

from shared.http.personas import OPERATOR_B_SIRET
from shared.kernel.siret import Siret
from tests.integration.mps.conftest import Platform
from tests.unit.mps.builders import SOLE_TRADER, WHOLE

PDF = b"%PDF-1.7\n1 0 obj\n"
BODY = {
    "answers": [{"code": "turnover_share", "value": "40"}, {"code": "references", "value": "École de Bellac"}],
    "declarations": ["honour", "informed"],
    "contests": [{"source": "insee_establishment", "fact_code": "address", "reason": "Déménagement"}],
    "grouping": {
        "form": "solidaire",
        "members": [{"number": str(OPERATOR_B_SIRET), "name": "Dormeval", "share": "35", "task": "Électricité"}],
    },
    "subcontractors": [
        {
            "scheme": "HORS-UE",
            "number": "CH Zimmerei",
            "name": "Zimmerei",
            "address": "Bâle",
            "services": "Charpente",
            "highest_amount": {"value": "12000.50", "currency": "EUR"},
        }
    ],
}


def write(
    platform: Platform,
    method: str,
    path: str,
    *,
    key: str,
    siret: Siret = WHOLE,
    version: int | None = None,
    **options: Any,
) -> httpx.Response:
    headers = platform.headers(siret, key=key)
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    return platform.client.request(method, path, headers=headers, **options)


def form_of(platform: Platform, candidacy: str, siret: Siret = WHOLE) -> dict[str, Any]:
    response = platform.client.get(f"/mps/candidacies/{candidacy}/form", headers=platform.headers(siret))
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def states(form: dict[str, Any]) -> dict[str, str]:
    return {need["asked"]["code"]: need["state"] for need in form["needs"]}


def test_a_candidacy_from_the_first_word_to_the_next_tender(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    candidacy = platform.request(tender_id).json()["candidacy_id"]
    path = f"/mps/candidacies/{candidacy}"
    first = form_of(platform, candidacy)
    assert first["version"] == 0
    assert states(first)["taxes"] == "buyer_obtains"
    assert states(first)["turnover_share"] == "to_give"
    assert write(platform, "PUT", f"{path}/form", key="cle-form-0", json=BODY).status_code == 428
    saved = write(platform, "PUT", f"{path}/form", key="cle-form-1", version=0, json=BODY)
    assert saved.status_code == 200, saved.text
    assert saved.headers["ETag"] == '"1"'
    stale = write(platform, "PUT", f"{path}/form", key="cle-form-2", version=0, json=BODY)
    assert (stale.status_code, stale.json()["code"]) == (412, "MPS-FORM-CHANGED")
    _join_a_paper(platform, path)
    _consent_of_the_group(platform, candidacy)
    confirmed = write(platform, "POST", f"{path}/form/confirm", key="cle-form-4", version=1)
    assert confirmed.status_code == 200, confirmed.text
    told = [each for each in confirmed.json()["warnings"] if "membre(s)" in each]
    assert [each for each in told if "leur propre candidature" in each] == told, "every member has consented"
    again = write(platform, "PUT", f"{path}/form", key="cle-form-5", version=2, json=BODY)
    assert again.json()["code"] == "MPS-FORM-CONFIRMED"
    read = form_of(platform, candidacy)
    assert read["content"]["subcontractors"][0]["highest_amount"] == {"value": "12000.50", "currency": "EUR"}
    assert states(read)["turnover_share"] == "given"
    _sealed_document(platform, candidacy)
    _reuse_for_the_next_tender(platform)


def _sealed_document(platform: Platform, candidacy: str) -> None:
    """What is sealed with the bid holds the confirmed form; without it, the same document as before."""
    platform.read(candidacy)
    document = platform.client.get(f"/mps/candidacies/{candidacy}/document", headers=platform.headers()).json()
    form = document["formulaire"]
    assert form["groupement"]["membres"][0]["accord_le"] is not None
    assert form["sous_traitants"][0]["numero"] == "CH ZIMMEREI"
    assert {each["demande"] for each in form["reponses"]} == {"turnover_share", "references"}
    assert [each["nom"] for each in form["pieces"]] == ["bilan.pdf"]


def _join_a_paper(platform: Platform, path: str) -> None:
    joined = write(
        platform,
        "POST",
        f"{path}/papers?name=bilan.pdf&kind=certificate&about=turnover",
        key="cle-paper-1",
        content=PDF,
    )
    assert joined.status_code == 201, joined.text
    paper = joined.json()
    read = platform.client.get(f"{path}/papers/{paper['paper_id']}", headers=platform.headers())
    assert read.content == PDF
    wrong = write(platform, "POST", f"{path}/papers?name=bilan.pdf", key="cle-paper-2", content=b"<html>")
    assert (wrong.status_code, wrong.json()["code"]) == (415, "MPS-PAPER-CONTENT")
    hostile = write(platform, "POST", f"{path}/papers?name=a.pdf&about=%3Cb%3E", key="cle-paper-3", content=PDF)
    assert hostile.status_code == 422
    other = platform.client.get(f"{path}/papers/{paper['paper_id']}", headers=platform.headers(OPERATOR_B_SIRET))
    assert other.status_code == 404


def _consent_of_the_group(platform: Platform, candidacy: str) -> None:
    path = f"/mps/candidacies/{candidacy}/grouping/invitations"
    asked = write(platform, "POST", path, key="cle-group-1").json()["items"]
    assert [each["status"] for each in asked] == ["invited"]
    member = platform.headers(OPERATOR_B_SIRET)
    listed = platform.client.get("/mps/invitations", headers=member).json()["items"]
    assert [each["candidacy_id"] for each in listed] == [candidacy]
    assert "turnover_share" not in str(listed)
    reply = {"accepts": True, "composition": listed[0]["consent"]["composition"]}
    answer_path = f"/mps/invitations/{candidacy}/answer"
    stranger = write(platform, "POST", answer_path, key="cle-group-2", siret=SOLE_TRADER, json=reply)
    assert (stranger.status_code, stranger.json()["code"]) == (404, "MPS-INVITATION-UNKNOWN")
    given = write(platform, "POST", answer_path, key="cle-group-3", siret=OPERATOR_B_SIRET, json=reply)
    assert given.json()["status"] == "given", given.text
    own = platform.client.get("/mps/candidacies", headers=member).json()["items"]
    assert [each["siret"] for each in own] == [str(OPERATOR_B_SIRET)]


def _reuse_for_the_next_tender(platform: Platform) -> None:
    following = platform.request(platform.publish_tender(), key="cle-000002").json()["candidacy_id"]
    path = f"/mps/candidacies/{following}/form"
    assert write(platform, "POST", f"{path}/reuse", key="cle-reuse-1", version=0).status_code == 200
    form = form_of(platform, following)
    assert states(form)["turnover_share"] == "to_confirm"
    assert form["content"]["declarations"] == []
    assert form["content"]["grouping"] is None
    write(platform, "POST", f"{path}/confirm", key="cle-reuse-2", version=1)
    assert states(form_of(platform, following))["turnover_share"] == "given"


def test_the_buyer_says_what_it_asks_and_strangers_find_nothing(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    path = f"/mps/consultations/{tender_id}/requirements"
    read = platform.client.get(path, headers=platform.headers())
    assert read.json()["version"] == 0
    body = {
        "items": [{"code": "turnover", "minimum": "200000"}, {"code": "local-1", "title": "Camion", "lot_number": 2}]
    }
    company = write(platform, "PUT", path, key="cle-req-1", version=0, json=body)
    assert company.status_code == 403
    buyer = {**platform.headers(role="acheteur", key="cle-req-2"), "If-Match": '"0"'}
    stated = platform.client.put(path, headers=buyer, json=body)
    assert stated.status_code == 200, stated.text
    assert {"taxes", "identity", "turnover", "local-1"} <= {each["code"] for each in stated.json()["items"]}
    candidacy = platform.request(tender_id).json()["candidacy_id"]
    for each in ("form", "purposes", "papers/" + candidacy):
        foreign = platform.client.get(f"/mps/candidacies/{candidacy}/{each}", headers=platform.headers(SOLE_TRADER))
        assert foreign.status_code == 404, each
        assert platform.client.get(f"/mps/candidacies/{candidacy}/{each}").status_code == 401
    told = platform.client.get(f"/mps/candidacies/{candidacy}/purposes", headers=platform.headers()).json()["items"]
    assert {each["recipient"] for each in told} == {"98765432400019"}
    assert all("5 ans" in each["retention"] for each in told)
