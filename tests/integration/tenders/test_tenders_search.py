"""La recherche publique : mots, filtres, décomptes, ordre, pages, et rien de ce qui n'est pas public."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from services.tenders.storage.search_tables import search_entry, search_progress
from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from services.tenders.wiring.search_duties import enter_published
from shared.kernel.clock import FixedClock
from tests.integration.tenders.platform import DEADLINE, Person, a_draft, published

LIST = "/tenders/consultations"


def titles(visitor: Person, query: str) -> list[str]:
    answer = visitor.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


def a_lot(number: int, title: str, cpv: str) -> dict[str, Any]:
    return {"number": number, "title": title, "cpv": cpv, "estimated_value": {"value": "50000.00", "currency": "EUR"}}


@pytest.fixture
def three(agent: Person, custodians: list[str]) -> list[str]:
    """Three published consultations and one draft, in this order."""
    works = [a_lot(1, "Gros œuvre", "45210000-2"), a_lot(2, "Chauffage", "45331000-6")]
    published(agent, custodians, title="Rénovation de l'école Jean Jaurès", object="Bâtiment", kind="works", lots=works)
    published(
        agent,
        custodians,
        title="Fourniture de papier",
        object="Ramettes pour les écoles",
        kind="supplies",
        procedure="adapted",
        lots=[a_lot(number, f"Papier {number}", "30197630-1") for number in (1, 2, 3)],
        estimated_value={"value": "50000", "currency": "EUR"},
    )
    published(agent, custodians, title="Entretien de la voirie", object="Travaux de réfection", kind="services")
    agent.done(LIST, a_draft(custodians, title="Brouillon secret d'école"))
    return ["Entretien de la voirie", "Fourniture de papier", "Rénovation de l'école Jean Jaurès"]


FOUND = [
    ("q=ECOLES", [1, 2]),
    ("q=écol", [1, 2]),
    ("q=renover+", [2]),
    ("q=chauffage+", [2]),
    ("q=oeuvre+", [2]),
    ("q=rennes+", [0, 1, 2]),
    ("q=%22école+Jean+Jaurès%22", [2]),
    ("q=%22Jean+école%22", []),
    ("q=brouillon", []),
    ("q=125000", []),
    ("q=21350238800019", [0, 1, 2]),
    ("q=213 502 388 00019", [0, 1, 2]),
    ("cpv=45", [2]),
    ("cpv=4533&cpv=30", [1, 2]),
    ("cpv=45331000-6", [2]),
    ("cpv=4532", []),
    ("kind=supplies&kind=works", [1, 2]),
    ("procedure=adapted", [1]),
    ("status=published&open=true", [0, 1, 2]),
    ("status=draft", []),
    ("status=awarded", []),
    ("buyer=21350238800019", [0, 1, 2]),
    ("lots_min=2&lots_max=2", [0, 2]),
    ("lots_max=1", []),
    ("lots_min=3", [1]),
    ("published_from=2026-10-05&published_to=2026-10-05", [0, 1, 2]),
    ("published_from=2026-10-06", []),
    ("published_to=2026-10-04", []),
    ("deadline_from=2026-11-09&deadline_to=2026-11-09", [0, 1, 2]),
    ("deadline_to=2026-11-08", []),
    ("reserved=true", []),
    ("nuts=FRH", []),
    ("ceiling_min=1", []),
    ("q=ecole&kind=works&cpv=45&lots_min=2&open=true&published_from=2026-01-01", [2]),
]


def test_words_and_filters_find_what_is_published(three: list[str], visitor: Person) -> None:
    for query, found in FOUND:
        expected = [three[number] for number in found]
        assert titles(visitor, query) == expected, query
        assert titles(visitor, f"{query}&sort=deadline") == list(reversed(expected)), query
        assert sorted(titles(visitor, f"{query}&sort=relevance")) == sorted(expected), query


TYPED = ["' OR 1=1 --", "&|!:*()", "a' | 'b", "\\", "<->", "%", "_", "\u202e", "é" * 200, '"', "«»", "🏫"]


def test_whatever_is_typed_is_only_looked_for(three: list[str], visitor: Person) -> None:
    for text, sort in itertools.product(TYPED, ("publication", "deadline", "relevance")):
        answer = visitor._client.get(LIST, params={"q": text, "sort": sort, "facets": "true"})
        assert answer.status_code == 200, answer.text
        assert {item["title"] for item in answer.json()["items"]} <= set(three)


UNREADABLE = [
    "q=" + "a" * 201,
    "cpv=4",
    "cpv=abc",
    "nuts=F",
    "nuts=FRH0300",
    "buyer=123",
    "kind=gift",
    "status=x",
    "lots_min=0",
    "published_from=1999-12-31",
    "published_from=hier",
    "ceiling_min=abc",
    "format=xlsx",
    "sort=price",
    "limit=101",
    "&".join(["cpv=45"] * 21),
]


def test_what_cannot_be_understood_is_refused(visitor: Person) -> None:
    for query in UNREADABLE:
        assert visitor.get(f"{LIST}?{query}").status_code == 422, query


def test_titles_count_more_than_objects_and_buyers(agent: Person, visitor: Person, custodians: list[str]) -> None:
    for title, about in (("Toiture", "Autre"), ("Divers", "Toiture"), ("Divers bis", "Autre")):
        published(agent, custodians, title=title, object=about)
    assert titles(visitor, "q=toiture+&sort=relevance") == ["Toiture", "Divers"]
    assert titles(visitor, "q=toiture+") == ["Divers", "Toiture"]


@pytest.mark.parametrize("query", ["", "q=lot+", "q=lot+&sort=relevance", "sort=deadline", "q=lot&sort=deadline"])
def test_pages_follow_one_another_whatever_comes_meanwhile(
    agent: Person, visitor: Person, custodians: list[str], query: str
) -> None:
    made = [published(agent, custodians, title=f"Lot {number}", object="x")["title"] for number in range(5)]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = visitor.get(f"{LIST}?limit=2&{query}" + (f"&cursor={cursor}" if cursor else "")).json()
        seen += [item["title"] for item in page["items"]]
        cursor = page["next_cursor"]
        if "deadline" not in query:
            published(agent, custodians, title="Lot nouveau", object="x")
    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize("sort", ["publication", "deadline", "relevance"])
def test_a_forged_cursor_is_refused(agent: Person, visitor: Person, custodians: list[str], sort: str) -> None:
    for number in range(3):
        published(agent, custodians, title=f"Lot {number}", object="x")
    others = {"publication", "deadline", "relevance"} - {sort}
    cursor = visitor.get(f"{LIST}?limit=1&q=lot+&sort={sort}").json()["next_cursor"]
    assert visitor.get(f"{LIST}?limit=1&q=lot+&sort={sort}&cursor={cursor}").status_code == 200
    for other in others:
        assert visitor.get(f"{LIST}?limit=1&q=lot+&sort={other}&cursor={cursor}").status_code == 400
    for forged in (cursor[:-2], "n-importe-quoi", "ZHw", "cnx8fA", "fHx8fHw"):
        assert visitor.get(f"{LIST}?q=lot+&sort={sort}&cursor={forged}").status_code == 400


@pytest.mark.usefixtures("three")
def test_counts_refine_and_sum_up(visitor: Person) -> None:
    facets = visitor.get(f"{LIST}?facets=true").json()["facets"]
    assert (facets["total"], facets["exact"]) == (3, True)
    for name in ("kind", "procedure", "buyer"):
        assert sum(value["count"] for value in facets[name]) == 3
    for name, parameter in (("kind", "kind"), ("procedure", "procedure"), ("cpv", "cpv"), ("buyer", "buyer")):
        for value in facets[name]:
            assert len(titles(visitor, f"{parameter}={value['value']}")) == value["count"]
    assert facets["buyer"][0]["label"] == "Commune de Rennes"
    assert "facets" not in visitor.get(LIST).json() or visitor.get(LIST).json()["facets"] is None
    assert visitor.get(f"{LIST}?facets=true&q=introuvable+").json()["facets"]["total"] == 0


def test_nothing_was_ever_published(visitor: Person) -> None:
    for query in ("", "q=mot", "q=mot&sort=relevance", "q=mot&sort=deadline", "cpv=45"):
        assert visitor.get(f"{LIST}?facets=true&{query}").json()["items"] == []
    assert visitor.get("/tenders/changes").json() == {"items": [], "last": 0}


def test_what_is_closed_is_no_longer_open(app: App, clock: FixedClock, three: list[str], visitor: Person) -> None:
    clock.advance(DEADLINE - clock.now() + timedelta(seconds=1))
    assert close_due_tenders(app.open_uow, clock=clock) == 3
    assert titles(visitor, "open=true") == []
    assert titles(visitor, "sort=deadline") == []
    assert titles(visitor, "status=closed") == three


@pytest.mark.usefixtures("three")
def test_what_was_published_before_search_existed_is_entered(app: App, visitor: Person) -> None:
    with app.database.begin() as connection:
        connection.execute(search_entry.delete())
        connection.execute(search_progress.delete())
    assert titles(visitor, "") == []
    assert enter_published(app.open_uow) == 3
    assert titles(visitor, "q=papier+") == ["Fourniture de papier"]
    assert enter_published(app.open_uow) == 0
    with app.database.reader() as connection:
        assert connection.execute(select(func.count()).select_from(search_entry)).scalar_one() == 3
