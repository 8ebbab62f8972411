"""The buyer reads each member of a group and each subcontractor as it reads the lead, and nobody else does."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from shared.http.personas import OPERATOR_B_SIRET
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from tests.integration.mps.buyer_parts import OTHER_BUYER, ask, headers_of_buyer, open_responses, reading_of
from tests.integration.mps.conftest import Platform
from tests.integration.mps.test_mps_forms_over_http import PDF, write
from tests.unit.mps.builders import SOCIAL_REFUSAL, SOLE_TRADER, WHOLE

MEMBER_WORDS = "Réfection du gymnase de Bellac"
SUBCONTRACTOR_WORDS = "Deux nacelles articulées"
DRAFT_WORDS = "Brouillon jamais confirmé"
GROUP = {
    "form": "conjoint",
    "members": [
        {"number": str(SOLE_TRADER), "name": "Membre", "task": "Électricité"},
        {"number": str(SOCIAL_REFUSAL), "name": "Silencieux", "task": "Peinture"},
    ],
}
SUBCONTRACTOR = {
    "number": str(OPERATOR_B_SIRET),
    "name": "Sous-traitant",
    "address": "1 rue du Bac",
    "services": "Levage",
    "capacities": "Nacelles",
}


def test_members_and_subcontractors_are_read_as_the_lead_is(platform: Platform) -> None:
    tender_id = platform.publish_tender()
    lead = platform.request(tender_id).json()["candidacy_id"]
    path = f"/mps/candidacies/{lead}"
    body = {"grouping": GROUP, "subcontractors": [SUBCONTRACTOR], "declarations": ["honour"]}
    assert write(platform, "PUT", f"{path}/form", key="cle-lead-1", version=0, json=body).status_code == 200
    invited = write(platform, "POST", f"{path}/grouping/invitations", key="cle-lead-2").json()["items"]
    assert {each["member"] for each in invited} == {str(SOLE_TRADER), str(SOCIAL_REFUSAL)}
    others = write(platform, "POST", f"{path}/subcontractors/invitations", key="cle-lead-3").json()["items"]
    assert {each["member"]: each["role"] for each in others}[str(OPERATOR_B_SIRET)] == "subcontractor"
    _reads_what_is_said_of_it_alone(platform, lead)
    member = _fills(platform, lead, SOLE_TRADER, words=MEMBER_WORDS)
    _fills(platform, lead, OPERATOR_B_SIRET, words=SUBCONTRACTOR_WORDS)
    _fills(platform, lead, SOCIAL_REFUSAL, words=DRAFT_WORDS, confirms=False)
    warned = write(platform, "POST", f"{path}/form/confirm", key="cle-lead-4", version=1).json()["warnings"]
    assert [each for each in warned if "n'ont pas encore confirmé leur propre candidature : 1." in each]
    _nobody_reads_before_the_opening(platform, tender_id, member)
    platform.clock.advance(timedelta(days=60))
    _nobody_reads_before_the_opening(platform, tender_id, member, code=200)
    open_responses(platform, tender_id, WHOLE)
    _the_buyer_reads_each(platform, tender_id)
    _the_buyer_examines_a_member(platform, tender_id, member)


def _reads_what_is_said_of_it_alone(platform: Platform, lead: str) -> None:
    read = platform.client.get(f"/mps/invitations/{lead}", headers=platform.headers(OPERATOR_B_SIRET)).json()
    assert (read["role"], read["grouping"]) == ("subcontractor", None)
    assert read["subcontracting"]["services"] == "Levage"
    assert "Silencieux" not in json.dumps(read)
    as_member = platform.client.get(f"/mps/invitations/{lead}", headers=platform.headers(SOLE_TRADER)).json()
    assert (as_member["role"], as_member["subcontracting"]) == ("member", None)
    assert platform.client.get(f"/mps/invitations/{lead}").status_code == 401


def _fills(platform: Platform, lead: str, siret: Siret, *, words: str, confirms: bool = True) -> str:
    read = platform.client.get(f"/mps/invitations/{lead}", headers=platform.headers(siret)).json()
    reply = {"accepts": True, "composition": read["consent"]["composition"]}
    path, key = f"/mps/invitations/{lead}/answer", f"cle-{siret}"
    assert write(platform, "POST", path, key=f"{key}-1", siret=siret, json=reply).json()["status"] == "given"
    own = platform.client.get("/mps/candidacies", headers=platform.headers(siret)).json()["items"][0]
    path = f"/mps/candidacies/{own['candidacy_id']}"
    body = {"answers": [{"code": "references", "value": words}], "declarations": ["honour"]}
    assert write(platform, "PUT", f"{path}/form", key=f"{key}-2", siret=siret, version=0, json=body).status_code == 200
    paper = write(
        platform, "POST", f"{path}/papers?name=r.pdf&about=references", key=f"{key}-3", siret=siret, content=PDF
    )
    assert paper.status_code == 201, paper.text
    if confirms:
        write(platform, "POST", f"{path}/form/confirm", key=f"{key}-4", siret=siret, version=1)
    return str(own["candidacy_id"])


def _nobody_reads_before_the_opening(platform: Platform, tender_id: TenderId, member: str, *, code: int = 409) -> None:
    """Before the deadline a refusal; between the deadline and the opening, nobody to list."""
    buyer = headers_of_buyer(platform)
    listed = platform.client.get(f"/mps/consultations/{tender_id}/candidates", headers=buyer)
    assert (listed.status_code, MEMBER_WORDS in listed.text) == (code, False)
    assert code != 200 or listed.json()["items"] == []
    for path in (f"/mps/candidacies/{member}", f"/mps/candidacies/{member}/form", f"/mps/examinations/{member}"):
        assert platform.client.get(path, headers=buyer).status_code in {403, 404}


def _the_buyer_reads_each(platform: Platform, tender_id: TenderId) -> None:
    path = f"/mps/consultations/{tender_id}/candidates"
    (candidate,) = platform.client.get(path, headers=headers_of_buyer(platform)).json()["items"]
    parties = {each["name"]: each for each in candidate["parties"]}
    assert parties["Membre"]["form"]["answers"][0]["value"] == MEMBER_WORDS
    assert parties["Sous-traitant"]["form"]["answers"][0]["value"] == SUBCONTRACTOR_WORDS
    assert parties["Sous-traitant"]["role"] == "subcontractor"
    silent = parties["Silencieux"]
    assert (silent["consent"]["status"], silent["form"], silent["papers"]) == ("given", None, [])
    assert DRAFT_WORDS not in json.dumps(candidate, ensure_ascii=False)
    paper = parties["Membre"]["papers"][0]["paper_id"]
    where = f"/mps/consultations/{tender_id}/papers/{paper}"
    assert platform.client.get(where, headers=headers_of_buyer(platform)).content == PDF
    for refused in (path, where):
        other = platform.client.get(refused, headers=headers_of_buyer(platform, siret=OTHER_BUYER))
        assert (other.status_code, MEMBER_WORDS in other.text) == (404, False)
        assert platform.client.get(refused, headers=platform.headers(WHOLE)).status_code in {403, 404}
        assert platform.client.get(refused).status_code == 401
    asked = platform.client.get(f"/mps/consultations/{tender_id}/completions", headers=headers_of_buyer(platform))
    (completion,) = asked.json()["items"]
    assert completion["silent_members"] == ["Silencieux"]
    assert "references" not in {each["code"] for each in completion["missing"]}  # R2142-25: a member gave them
    assert "membre du groupement" in asked.json()["text"]


def _the_buyer_examines_a_member(platform: Platform, tender_id: TenderId, member: str) -> None:
    asked = ask(platform, tender_id, SOLE_TRADER, key="cle-exam-member")
    assert asked.status_code == 201, "no reason is needed for a member (R2144-1)"
    examination = asked.json()["examination_id"]
    read: dict[str, Any] = reading_of(platform, examination)
    candidate = read["candidate"]
    assert (candidate["candidacy_id"], candidate["party"]["role"]) == (member, "member")
    answers = {each["asked"]["code"]: each["answer"] for each in read["criteria"]}
    assert answers["references"] == MEMBER_WORDS
    sources = [found["source"] for each in read["criteria"] for found in each["findings"]]
    assert any(each.startswith("insee") for each in sources), "its open data come with its own candidacy"
    package = platform.client.get(f"/mps/examinations/{examination}/package.zip", headers=headers_of_buyer(platform))
    names = zipfile.ZipFile(io.BytesIO(package.content)).namelist()
    assert "pieces/01-r.pdf" in names
    other = headers_of_buyer(platform, siret=OTHER_BUYER)
    for kind in ("", "/attestation.pdf", "/package.zip"):
        assert platform.client.get(f"/mps/examinations/{examination}{kind}", headers=other).status_code == 404
