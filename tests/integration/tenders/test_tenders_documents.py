"""Les documents après la publication : versions, retraits, archive, modifications, autres moyens."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.tenders.wiring import App
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import FixedClock
from tests.asgi import AsgiClient
from tests.integration.tenders.companies import Company, messages, rows
from tests.integration.tenders.platform import DEADLINE, Person, a_draft, announced, published
from tests.unit.tenders.builders import ACME, FOREIGN_BUYER

LIST = "/tenders/consultations"
LATER = (DEADLINE + timedelta(days=28)).isoformat()


@pytest.fixture
def company(client: AsgiClient, issuer: DevelopmentIssuer) -> Callable[..., Company]:
    return lambda siret=ACME: Company(client, issuer, siret)


@pytest.fixture
def tender(agent: Person, custodians: list[str]) -> dict[str, Any]:
    return published(agent, custodians)


@pytest.fixture
def path(tender: dict[str, Any]) -> str:
    return f"{LIST}/{tender['id']}"


def quoted(instant: str) -> str:
    return instant.replace("+", "%2B")


def test_every_version_stays_in_sight(agent: Person, visitor: Person, path: str) -> None:
    second = agent.send(f"{path}/documents?name=RC.pdf&kind=procurement_rules", b"seconde version")
    assert second.status_code == 201, second.text
    listed = visitor.get(f"{path}/documents").json()["items"]
    assert [(each["name"], each["version"], each["current"]) for each in listed] == [
        ("RC.pdf", 1, False),
        ("RC.pdf", 2, True),
    ]
    for each in listed:
        content = visitor.get(f"{path}/documents/{each['document_id']}").content
        assert (len(content), hashlib.sha256(content).hexdigest()) == (each["size"], each["sha256"])
    changes = visitor.get(f"{path}/rectifications").json()["items"]
    assert [(each["number"], each["importance"], each["items"][0]["kind"]) for each in changes] == [
        (1, "important", "document_replaced")
    ]
    assert "importance_reason" not in changes[0]
    assert agent.get(f"{path}/rectifications").json()["items"][0]["importance_reason"] is None


def test_a_withdrawn_document_stays_in_sight_with_its_reason(agent: Person, visitor: Person, path: str) -> None:
    sent = agent.send(f"{path}/documents?name=Plan.pdf", b"plan").json()
    document = f"{path}/documents/{sent['document_id']}"
    body = {"withdrawal_reason": "Plan d'un autre bâtiment."}
    gone = agent.done(f"{document}/withdrawal", body)
    assert (gone["current"], gone["withdrawal_reason"]) == (False, "Plan d'un autre bâtiment.")
    assert [each["name"] for each in visitor.get(path).json()["documents"]] == ["RC.pdf"]
    assert visitor.get(document).content == b"plan"
    assert agent.refused(f"{document}/withdrawal", body) == (409, "TND-DOCUMENT-WITHDRAWN")
    again = agent.send(f"{path}/documents?name=Plan.pdf", b"bon plan").json()
    assert again["version"] == 2
    assert [each["name"] for each in visitor.get(path).json()["documents"]] == ["Plan.pdf", "RC.pdf"]


def test_what_should_never_have_been_published_is_no_longer_served(agent: Person, visitor: Person, path: str) -> None:
    sent = agent.send(f"{path}/documents?name=Salaires.csv", b"secret").json()
    document = f"{path}/documents/{sent['document_id']}"
    agent.done(f"{document}/withdrawal", {"withdrawal_reason": "Données personnelles.", "withheld": True})
    answer = visitor.get(document)
    assert (answer.status_code, answer.json()["code"]) == (410, "TND-DOCUMENT-WITHHELD")
    assert b"secret" not in visitor.get(f"{path}/archive").content


def test_a_published_consultation_keeps_a_document(agent: Person, path: str) -> None:
    only = agent.get(f"{path}/documents").json()["items"][0]["document_id"]
    refused = agent.refused(f"{path}/documents/{only}/withdrawal", {"withdrawal_reason": "Erreur."})
    assert refused == (409, "TND-DOCUMENTS-NONE")


def test_a_late_important_change_stops_until_the_deadline_moves(
    app: App, agent: Person, visitor: Person, path: str, clock: FixedClock
) -> None:
    clock.advance(DEADLINE - clock.now() - timedelta(days=2))
    upload = f"{path}/documents?name=CCTP.pdf&kind=cctp"
    stopped = agent.send(upload, b"cctp")
    assert (stopped.status_code, stopped.json()["code"]) == (409, "TND-CHANGE-EXTENSION")
    assert len(visitor.get(f"{path}/documents").json()["items"]) == 1
    assert len(list(app.documents.files.folder.rglob("*.blob"))) == 1
    proposals = agent.get(f"{path}/extensions").json()
    assert proposals["answer_days"] == 6
    proposed = {each["importance"]: each["submission_deadline"] for each in proposals["proposals"]}
    assert proposed["minor"] is None
    early = agent.send(f"{upload}&submission_deadline={quoted((DEADLINE + timedelta(days=1)).isoformat())}", b"cctp")
    assert early.json()["code"] == "TND-CHANGE-EXTENSION"
    moved = agent.send(f"{upload}&submission_deadline={quoted(proposed['major'])}", b"cctp")
    assert moved.status_code == 201, moved.text
    public = visitor.get(path).json()
    assert (public["submission_deadline"], public["deadline_version"]) == (proposed["major"], 2)
    assert announced(app)[-1] == ("tender_changed.v3", public["version"])


def test_the_deadline_may_stay_when_somebody_answers_for_it_in_writing(
    agent: Person, visitor: Person, person: Callable[..., Person], path: str, clock: FixedClock
) -> None:
    clock.advance(DEADLINE - clock.now() - timedelta(days=1))
    upload = f"{path}/documents?name=CCTP.pdf&kind=cctp"
    typing = agent.send(f"{upload}&importance=minor", b"v1")
    assert (typing.status_code, typing.json()["code"]) == (422, "TND-CHANGE-REASON")
    drafter = person(rights=("draft",))
    override = "&override_reason=Document%20d%C3%A9j%C3%A0%20connu%20de%20tous"
    assert drafter.send(upload + override, b"v1").json()["code"] == "HTTP-RIGHT-MISSING"
    assert agent.send(upload + override, b"v1").status_code == 201
    assert agent.send(f"{upload}&importance=minor&reason=Faute%20de%20frappe", b"v2").status_code == 201
    kept = agent.get(f"{path}/rectifications").json()["items"]
    assert [(each["override_reason"], each["importance_reason"]) for each in kept] == [
        ("Document déjà connu de tous", None),
        (None, "Faute de frappe"),
    ]
    assert "connu de tous" not in visitor.get(f"{path}/rectifications").text


def test_fields_change_one_by_one_and_lots_keep_their_identifiers(
    agent: Person, visitor: Person, tender: dict[str, Any], path: str, custodians: list[str]
) -> None:
    lots = a_draft(custodians)["lots"]
    lots[1]["title"] = "Secteur nord"
    body = {"lots": lots, "title": "Entretien des écoles et des crèches"}
    changed = agent.done(f"{path}/changes", body, If_Match=f'"{tender["version"]}"')
    assert [lot["lot_id"] for lot in changed["lots"]] == [lot["lot_id"] for lot in tender["lots"]]
    change = visitor.get(f"{path}/rectifications").json()["items"][0]
    assert [(each["name"], each["before"], each["after"]) for each in change["items"]] == [
        ("title", "Entretien des écoles", "Entretien des écoles et des crèches"),
        ("lots.2.title", "Secteur 2", "Secteur nord"),
    ]
    assert change["importance"] == "major"
    version = {"If_Match": f'"{changed["version"]}"'}
    assert agent.refused(f"{path}/changes", {"object": "Autre"}, **version) == (409, "TND-CHANGE-SUBSTANTIAL")
    assert agent.refused(f"{path}/changes", {"lots": lots[:1]}, **version) == (409, "TND-CHANGE-PUBLISHED")
    typo = {"object": "Nettoyage des écoles communales.", "importance": "minor", "reason": "Point final."}
    assert agent.post(f"{path}/changes", typo, **version).status_code == 200


def test_a_change_is_told_once_to_everybody_who_is_registered_and_to_nobody_else(
    app: App, agent: Person, visitor: Person, company: Callable[..., Company], path: str
) -> None:
    company().done(f"{path}/registrations", {"name": "Acme"})
    visitor.post(f"{path}/registrations", {"email": "jamais@confirme.example"})
    agent.send(f"{path}/documents?name=Annexe.pdf", b"annexe")
    told = messages(app, "change")
    assert [(each["siret"], each["email"]) for each in told] == [(ACME.value, None)]
    assert "Annexe.pdf" in told[0]["body"]


def test_a_document_by_other_means_is_named_with_its_means(
    agent: Person, visitor: Person, person: Callable[..., Person], path: str, clock: FixedClock
) -> None:
    body = {
        "name": "Plans de sûreté.zip",
        "elsewhere_reason": "confidential",
        "means": "Sur demande signée, avec engagement de confidentialité.",
    }
    assert person(siret=FOREIGN_BUYER).refused(f"{path}/elsewhere", body) == (404, "TND-NOT-FOUND")
    assert agent.done(f"{path}/elsewhere", body)["reason"] == "confidential"
    assert agent.refused(f"{path}/elsewhere", body) == (409, "TND-DOCUMENT-ELSEWHERE")
    assert [each["means"] for each in visitor.get(f"{path}/documents").json()["elsewhere"]] == [body["means"]]
    clock.advance(DEADLINE - clock.now() - timedelta(days=1))
    late = agent.refused(f"{path}/elsewhere", body | {"name": "Autre.zip"})
    assert late == (409, "TND-CHANGE-EXTENSION")


def test_everything_comes_in_one_archive_always_the_same(agent: Person, visitor: Person, path: str) -> None:
    contents = {"rc.PDF": b"autre casse", "Vide d'air.txt": b"\n", "Été.bin": bytes(range(256)) * 1000}
    for name, content in contents.items():
        assert agent.send(f"{path}/documents?name={name}", content).status_code == 201
    archive = visitor.get(f"{path}/archive")
    assert archive.headers["Content-Type"] == "application/zip"
    assert int(archive.headers["Content-Length"]) == len(archive.content)
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == ["RC.pdf", "Vide d'air.txt", "rc (2).PDF", "Été.bin", "SHA256SUMS.txt"]
        assert opened.read("Été.bin") == contents["Été.bin"]
        sums = opened.read("SHA256SUMS.txt").decode()
    assert f"{hashlib.sha256(contents['rc.PDF']).hexdigest()}  rc (2).PDF\n" in sums
    assert visitor.get(f"{path}/archive").content == archive.content
    known = visitor.get(f"{path}/archive", **{"If-None-Match": archive.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    agent.send(f"{path}/documents?name=Autre.txt", b"x")
    assert visitor.get(f"{path}/archive", **{"If-None-Match": archive.headers["ETag"]}).status_code == 200


def test_a_draft_and_its_documents_are_the_buyers_alone(
    agent: Person, visitor: Person, person: Callable[..., Person], custodians: list[str]
) -> None:
    draft = agent.done(LIST, a_draft(custodians))
    agent.send(f"{LIST}/{draft['id']}/documents?name=RC.pdf", b"brouillon")
    for what in ("archive", "documents", "rectifications"):
        for other in (visitor, person(siret=FOREIGN_BUYER)):
            assert other.get(f"{LIST}/{draft['id']}/{what}").status_code == 404, what
        assert agent.get(f"{LIST}/{draft['id']}/{what}").status_code == 200, what


def test_the_register_of_downloads_counts_a_resumed_download_once_and_names_companies_only(
    app: App, agent: Person, visitor: Person, company: Callable[..., Company], person: Callable[..., Person], path: str
) -> None:
    document = agent.get(f"{path}/documents").json()["items"][0]["document_id"]
    address = f"{path}/documents/{document}"
    visitor.get(address)
    visitor.get(address, Range="bytes=0-3")
    visitor.get(address, Range="bytes=4-")
    company().get(address)
    company().get(f"{path}/archive")
    lines = agent.get(f"{path}/downloads?limit=2").json()
    more = agent.get(f"{path}/downloads?cursor={lines['next_cursor']}").json()["items"]
    seen = [(each["visitor"], each["siret"], each["name"]) for each in (*lines["items"], *more)]
    assert seen == [
        ("company", ACME.value, "archive"),
        ("company", ACME.value, "RC.pdf"),
        ("anonymous", None, "RC.pdf"),
        ("anonymous", None, "RC.pdf"),
    ]
    assert "Jeanne Martin" not in str(rows(app, "SELECT * FROM download"))
    for other in (visitor, company(), person(siret=FOREIGN_BUYER)):
        assert other.get(f"{path}/downloads").status_code in {401, 403, 404}
    assert agent.get(f"{path}/downloads?cursor=bm9u").status_code == 400


def test_what_a_consultation_holds_has_a_published_limit(agent: Person, visitor: Person, path: str) -> None:
    limits = {each["name"]: each["value"] for each in visitor.get("/tenders/limits").json()["limits"]}
    assert limits["document_bytes"] == 5 * 1024**3
    lie = agent.send(f"{path}/documents?name=a.bin", b"x", Content_Length=str(limits["document_bytes"] + 1))
    assert (lie.status_code, lie.json()["code"]) == (413, "HTTP-BODY-TOO-LARGE")


@pytest.mark.parametrize("name", ["..%2Fa.pdf", "a%00.pdf", ".cache", "a%0D%0AX: y.pdf", "%E2%80%AEfdp.exe", "x" * 151])
def test_a_name_that_would_harm_a_reader_is_refused(agent: Person, path: str, name: str) -> None:
    answer = agent.send(f"{path}/documents?name={name}", b"x")
    assert answer.status_code in {404, 422}  # an address with a NUL is no address
