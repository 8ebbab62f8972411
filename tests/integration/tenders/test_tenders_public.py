"""Ce que chacun peut lire sans compte, et rien de plus (R2132-2)."""

import hashlib

import pytest
from sqlalchemy import select

from services.tenders.storage.tables import SERVICE_TABLES
from services.tenders.wiring import App
from tests.integration.tenders.platform import Person, a_draft, journal, published

LIST = "/tenders/consultations"


def test_anybody_reads_a_published_consultation_and_never_its_estimate(
    agent: Person, visitor: Person, custodians: list[str]
) -> None:
    draft = agent.done(LIST, a_draft(custodians))
    assert visitor.get(f"{LIST}/{draft['id']}").status_code == 404
    tender = published(agent, custodians)
    shown = visitor.get(f"{LIST}/{tender['id']}")
    assert shown.headers["ETag"] == f'"{tender["version"]}"'
    public, own = shown.json(), agent.get(f"{LIST}/{tender['id']}").json()
    assert "estimated_value" not in shown.text
    assert "advices" not in public
    assert own["estimated_value"] == {"value": "250000.00", "currency": "EUR"}
    hidden = {"estimated_value", "advices", "lots", "stages", "abridged"}  # or told with less: who is invited
    without_secrets = {key: value for key, value in own.items() if key not in hidden}
    assert {key: public[key] for key in without_secrets} == without_secrets
    assert [lot["title"] for lot in public["lots"]] == ["Secteur 1", "Secteur 2"]


def test_the_public_list_is_searched_without_accents_and_read_by_pages(
    agent: Person, visitor: Person, custodians: list[str]
) -> None:
    agent.done(LIST, a_draft(custodians, title="Brouillon d'école"))
    titles = ["École Jean Jaurès", "Voirie", "Toiture des écoles"]
    identifiers = [published(agent, custodians, title=title, object="Travaux")["id"] for title in titles]
    found = visitor.get(f"{LIST}?q=ECOLE").json()
    assert [item["id"] for item in found["items"]] == [identifiers[2], identifiers[0]]
    assert [item["title"] for item in visitor.get(f"{LIST}?q=toitures+écol").json()["items"]] == [titles[2]]
    seen, cursor = [], ""
    while cursor is not None:
        page = visitor.get(f"{LIST}?limit=2" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == list(reversed(identifiers))
    assert visitor.get(f"{LIST}?cursor=n-importe-quoi").status_code == 400


def test_a_document_is_downloaded_whole_or_by_ranges_under_a_safe_name(
    app: App, agent: Person, visitor: Person, custodians: list[str]
) -> None:
    tender = agent.done(LIST, a_draft(custodians))
    content = bytes(range(256)) * 5000
    path = f"{LIST}/{tender['id']}/documents"
    sent = agent.send(f"{path}?name=R%C3%A8glement+%C2%AB1%C2%BB.pdf&kind=procurement_rules", content).json()
    assert (sent["size"], sent["version"], sent["media_type"]) == (len(content), 1, "application/pdf")
    assert sent["sha256"] == hashlib.sha256(content).hexdigest()
    document = f"{path}/{sent['document_id']}"
    assert visitor.get(document).status_code == 404
    agent.done(f"{LIST}/{tender['id']}/publication")

    whole = visitor.get(document)
    assert (whole.content, whole.headers["Content-Type"]) == (content, "application/pdf")
    assert whole.headers["Content-Disposition"] == (
        "attachment; filename=\"R_glement _1_.pdf\"; filename*=UTF-8''R%C3%A8glement%20%C2%AB1%C2%BB.pdf"
    )
    rest = visitor.get(document, Range="bytes=1279000-")
    assert (rest.status_code, rest.content) == (206, content[1279000:])
    assert rest.headers["Content-Range"] == "bytes 1279000-1279999/1280000"
    assert visitor.get(document, Range="bytes=-10").content == content[-10:]
    assert visitor.get(document, Range="bytes=0-0").content == content[:1]
    stale = {"Range": "bytes=5-", "If-Range": '"autre"'}
    assert visitor.get(document, **stale).status_code == 200
    beyond = visitor.get(document, Range="bytes=1280000-")
    assert (beyond.status_code, beyond.json()["code"]) == (416, "TND-RANGE")
    assert journal(app).count("document_downloaded") == 6


def test_the_register_of_downloads_names_nobody_who_did_not_say_who_they_are(
    app: App, visitor: Person, agent: Person, custodians: list[str]
) -> None:
    tender = published(agent, custodians)
    document = tender["documents"][0]["document_id"]
    assert visitor.get(f"{LIST}/{tender['id']}/documents/{document}").status_code == 200
    table = SERVICE_TABLES.journal
    with app.database.reader() as connection:
        row = connection.execute(select(table).where(table.c.action == "document_downloaded")).mappings().one()
    assert (row["principal"], row["organisation"], row["object_id"]) == ("anonymous", None, tender["id"])


def test_a_new_version_replaces_the_former_one_in_what_is_shown(
    agent: Person, visitor: Person, custodians: list[str]
) -> None:
    tender = published(agent, custodians)
    path = f"{LIST}/{tender['id']}"
    assert agent.send(f"{path}/documents?name=RC.pdf&kind=procurement_rules", b"%PDF nouveau").json()["version"] == 2
    shown = visitor.get(path).json()
    assert [(each["name"], each["version"]) for each in shown["documents"]] == [("RC.pdf", 2)]
    assert shown["version"] == tender["version"] + 1


@pytest.mark.parametrize("name", ["..%2Fsecret.pdf", ".htaccess", "a%0D%0Ab.pdf", "%20"])
def test_a_harmful_name_is_refused_before_anything_is_stored(
    app: App, agent: Person, custodians: list[str], name: str
) -> None:
    tender = agent.done(LIST, a_draft(custodians))
    answer = agent.send(f"{LIST}/{tender['id']}/documents?name={name}", b"x")
    assert (answer.status_code, answer.json()["code"]) == (422, "TND-DOCUMENT-NAME")
    assert list(app.documents.files.folder.rglob("*.blob")) == []


def test_limits_are_published(visitor: Person) -> None:
    limits = {row["name"]: row["value"] for row in visitor.get("/tenders/limits").json()["limits"]}
    assert limits["document_bytes"] == 5 * 1024**3
    assert visitor.get("/tenders/readyz").json()["ready"] is True
