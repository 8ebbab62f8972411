"""Les fils publics : Atom d'une recherche, liste des changements ; les listes en fichiers ; les listes des agents."""

import csv
import io
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from lxml import etree
from odfdo import Document

from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from services.tenders.wiring.search_duties import number_changes
from shared.kernel.clock import FixedClock
from tests.integration.tenders.platform import DEADLINE, Person, a_draft, published
from tests.unit.tenders.builders import ACME

LIST = "/tenders/consultations"
FEED = "/tenders/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def test_an_atom_feed_follows_a_search(agent: Person, visitor: Person, custodians: list[str]) -> None:
    tender = published(agent, custodians, title="Écoles <b>&amp;</b> \u0007crèches", object="Objet")
    published(agent, custodians, title="Voirie", object="Objet")
    agent.done(LIST, a_draft(custodians, title="Écoles en préparation"))
    answer = visitor.get(f"{FEED}?q=ecole+&kind=services")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    assert root.find(f"{ATOM}id").text.endswith(f"{FEED}?q=ecole+&kind=services")
    assert root.find(f"{ATOM}link").get("rel") == "self"
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{tender['id']}"
    assert entry.find(f"{ATOM}title").text == "Écoles <b>&amp;</b> \ufffdcrèches"
    assert entry.find(f"{ATOM}link").get("href").endswith(f"{LIST}/{tender['id']}")
    assert entry.find(f"{ATOM}updated").text == "2026-10-05T08:00:00Z" == root.find(f"{ATOM}updated").text
    for required in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{required}") is not None
        assert entry.find(f"{ATOM}{required}") is not None
    assert "estim" not in answer.text


def test_a_reader_that_has_the_feed_receives_nothing(
    agent: Person, visitor: Person, custodians: list[str], clock: FixedClock
) -> None:
    tender = published(agent, custodians)
    first = visitor.get(FEED)
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert visitor.get(FEED, **{"If-None-Match": tag}).status_code == 304
    assert visitor.get(FEED, **{"If-None-Match": f'"x", W/{tag}'}).status_code == 304
    assert visitor.get(FEED, **{"If-Modified-Since": modified}).status_code == 304
    assert visitor.get(FEED, **{"If-Modified-Since": "pas une date"}).status_code == 200
    assert visitor.get(FEED, **{"If-None-Match": '"autre"', "If-Modified-Since": modified}).status_code == 200
    clock.advance(timedelta(minutes=5))
    path = f"{LIST}/{tender['id']}/documents?name=CCTP.pdf&kind=cctp"
    assert agent.send(path, b"%PDF-1.7 cctp").status_code == 201, "a document is added"
    changed = visitor.get(FEED, **{"If-None-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] == tag) == (200, False)
    assert etree.fromstring(visitor.get(f"{FEED}?q=introuvable+").content).findall(f"{ATOM}entry") == []


def test_public_changes_are_dense_and_tell_nothing_of_the_evaluation(
    app: App, agent: Person, visitor: Person, custodians: list[str], clock: FixedClock
) -> None:
    agent.done(LIST, a_draft(custodians, title="Brouillon"))
    one, two = published(agent, custodians, title="Une"), published(agent, custodians, title="Deux")
    assert visitor.get("/tenders/changes").json()["items"] == []
    assert number_changes(app.open_uow) == 2
    later = {"submission_deadline": (DEADLINE + timedelta(days=7)).isoformat()}
    agent.done(f"{LIST}/{one['id']}/changes", later, If_Match=f'"{one["version"]}"')
    clock.advance(DEADLINE - clock.now() + timedelta(seconds=1))
    assert close_due_tenders(app.open_uow, clock=clock) == 1
    assert number_changes(app.open_uow) == 2
    seen = visitor.get("/tenders/changes?limit=3").json()
    assert [(item["position"], item["kind"], item["title"]) for item in seen["items"]] == [
        (1, "published", "Une"),
        (2, "published", "Deux"),
        (3, "changed", "Une"),
    ]
    assert [item["label"] for item in seen["items"]][2] == "Consultation modifiée"
    rest = visitor.get(f"/tenders/changes?after={seen['last']}").json()
    assert [(item["kind"], item["consultation_id"]) for item in rest["items"]] == [("closed", two["id"])]
    assert visitor.get(f"/tenders/changes?after={rest['last']}").json() == {"items": [], "last": 4}
    for wrong in ("-1", "x", str(2**63)):
        assert visitor.get(f"/tenders/changes?after={wrong}").status_code == 422


def test_two_processes_never_give_the_same_position(app: App, agent: Person, custodians: list[str]) -> None:
    for _ in range(3):
        published(agent, custodians)
    given: list[int] = []
    threads = [threading.Thread(target=lambda: given.append(number_changes(app.open_uow))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(given) == 3
    assert [change.position for change in app.search.changes(after=0, limit=10)] == [1, 2, 3]


def test_the_public_list_is_a_file_for_spreadsheets(agent: Person, visitor: Person, custodians: list[str]) -> None:
    for title in ("=1+1", "Voirie ; trottoirs"):
        published(agent, custodians, title=title, object="x")
    answer = visitor.get(f"{LIST}?format=csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="consultations.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfIdentifiant;Titre;")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row[1] for row in rows[1:]] == ["Voirie ; trottoirs", "'=1+1"]
    assert "250000" not in answer.text
    by_accept = visitor.get(f"{LIST}?bom=false", Accept="text/csv")
    assert by_accept.content == answer.content.removeprefix(b"\xef\xbb\xbf")
    sheet = Document(io.BytesIO(visitor.get(f"{LIST}?format=ods&q=voirie+").content)).body.get_table(0)
    assert [row[1] for row in sheet.get_values()] == ["Titre", "Voirie ; trottoirs"]
    assert visitor.get(LIST, Accept="application/json, text/csv").headers["Content-Type"] == "application/json"


def test_agents_list_the_consultations_of_their_organisation_alone(
    agent: Person, person: Callable[..., Person], visitor: Person, custodians: list[str]
) -> None:
    agent.done(LIST, a_draft(custodians, title="Brouillon"))
    published(agent, custodians, title="Publiée")

    def listed(query: str = "", who: Person = agent) -> list[Any]:
        return [item["title"] for item in who.get(f"{LIST}/own?{query}").json()["items"]]

    assert listed() == ["Publiée", "Brouillon"]
    assert listed("status=draft") == ["Brouillon"]
    assert listed("status=draft&status=published") == ["Publiée", "Brouillon"]
    assert listed(who=person(siret=ACME)) == []
    first = agent.get(f"{LIST}/own?limit=1").json()
    assert listed(f"cursor={first['next_cursor']}") == ["Brouillon"]
    assert agent.get(f"{LIST}/own?cursor=ZHw").status_code == 400
    assert visitor.get(f"{LIST}/own").status_code == 401
    shown = agent.get(f"{LIST}/own?format=csv&bom=false").text
    assert [line.split(";")[5] for line in shown.splitlines()[1:]] == ["En cours", "Brouillon"]


def test_every_list_of_agents_is_a_file_too(
    agent: Person, person: Callable[..., Person], visitor: Person, custodians: list[str]
) -> None:
    tender = published(agent, custodians)
    path = f"{LIST}/{tender['id']}"
    assert visitor.get(f"{path}/documents/{tender['documents'][0]['document_id']}").status_code == 200
    for place, titles, rows in (
        ("registrations", "Nom;SIRET;Adresse électronique;Inscrit le (heure de Paris)", 0),
        ("downloads", "Document;Version;Visiteur;SIRET;Retiré le (heure de Paris)", 1),
        ("questions", "État;Numéro;Question;Réponse;SIRET de l'auteur;Posée le (heure de Paris);Trop tardive", 0),
    ):
        lines = agent.get(f"{path}/{place}?format=csv&bom=false").text.splitlines()
        assert (lines[0], len(lines)) == (titles, rows + 1)
        assert len(agent.get(f"{path}/{place}").json()["items"]) == rows
        assert agent.get(f"{path}/{place}?format=ods").content[:2] == b"PK"
        assert person(siret=ACME).get(f"{path}/{place}?format=csv").status_code == 404
    assert agent.get("/tenders/contracts?format=csv&bom=false").text.startswith("Référence;Objet;Lot;")
