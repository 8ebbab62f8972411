"""Deux agents à la fois, les versions publiées, l'export et l'import, mille lots."""

import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from services.tenders.storage.tables import SERVICE_TABLES
from services.tenders.wiring import App
from tests.integration.tenders.platform import DEADLINE, Person, a_draft, published
from tests.integration.tenders.stages_play import drafted, publish, version_of
from tests.unit.tenders.builders import ACME, BUYER, FOREIGN_BUYER

MOST_LOTS = 1000
# A message of the broker and a row of the outbox stay far below what both carry (16 MiB by default in RabbitMQ 4).
MOST_EVENT_BYTES = 1_000_000


def test_the_second_agent_learns_what_the_first_one_changed(agent: Person, custodians: list[str]) -> None:
    path = drafted(agent, custodians)
    seen = version_of(agent, path)
    first = {"title": "Entretien des écoles et des crèches", "terms": {"nuts": "FRH03"}}
    agent.done(f"{path}/changes", first, If_Match=seen)
    late = agent.post(f"{path}/changes", {"object": "Autre"}, If_Match=seen)
    assert (late.status_code, late.json()["code"]) == (412, "HTTP-VERSION-STALE")
    facts = late.json()["facts"]
    assert facts["changed"] == "title, terms.nuts"
    assert facts["before.title"] == "Entretien des écoles"
    assert facts["after.title"] == "Entretien des écoles et des crèches"
    assert facts["before.terms.nuts"] == ""
    assert agent.get(path).json()["object"] == "Nettoyage des écoles communales"


def test_a_version_of_tomorrow_is_stale_too(agent: Person, custodians: list[str]) -> None:
    path = drafted(agent, custodians)
    late = agent.post(f"{path}/changes", {"object": "Autre"}, If_Match='"99"')
    assert late.status_code == 412
    assert late.json()["facts"]["changed"] == ""


def test_every_published_version_stays_public(agent: Person, custodians: list[str], visitor: Person) -> None:
    path = drafted(agent, custodians)
    assert visitor.get(f"{path}/versions").status_code == 404
    publish(agent, path)
    later = (DEADLINE + timedelta(days=21)).isoformat()
    changed = {"title": "Entretien des écoles, rectifié", "submission_deadline": later}
    agent.done(f"{path}/changes", changed, If_Match=version_of(agent, path))
    versions = visitor.get(f"{path}/versions").json()["items"]
    assert [each["number"] for each in versions] == [1, 2]
    assert versions[0]["changes"] == []
    assert {change["path"] for change in versions[1]["changes"]} == {"title", "submission_deadline"}
    assert visitor.get(f"{path}/versions/1").json()["title"] == "Entretien des écoles"
    second = visitor.get(f"{path}/versions/2").json()
    assert second["title"] == "Entretien des écoles, rectifié"
    assert [change["path"] for change in second["changes"]] == [change["path"] for change in versions[1]["changes"]]
    assert "125000" not in visitor.get(f"{path}/versions/1").text
    assert visitor.get(f"{path}/versions/3").status_code == 404
    page = visitor.get(f"{path}/versions?limit=1").json()
    following = visitor.get(f"{path}/versions?limit=1&cursor={page['next_cursor']}").json()
    assert (following["items"], following["next_cursor"]) == (versions[1:], None)


def whole_terms() -> dict[str, Any]:
    return {
        "nuts": "FRH03",
        "duration_months": 48,
        "technique": "framework",
        "framework": {"mode": "orders", "holders": 2, "maximum": {"value": "900000.00", "currency": "EUR"}},
        "group": {
            "coordinator": BUYER.value,
            "members": [{"siret": BUYER.value, "name": "Rennes"}, {"siret": ACME.value, "name": "Métropole"}],
        },
        "negotiation": "none",
        "lots": [
            {
                "number": 2,
                "tranches": [
                    {"number": 1, "title": "Ferme", "kind": "firm"},
                    {"number": 2, "title": "Crèches", "kind": "optional"},
                ],
                "variants": {"policy": "allowed", "requirements": "Produits écolabellisés"},
                "options": ["Vitrerie"],
                "renewals": {"count": 3, "months": 12},
                "reserved": "disability",
            }
        ],
        "considerations": [{"kind": "social", "text": "Cinq pour cent des heures en insertion"}],
        "selection": {
            "criteria": [{"code": "refs", "kind": "technical", "title": "Références", "minimum": "Trois"}],
            "turnover_floors": [{"amount": {"value": "100000.00", "currency": "EUR"}, "lot_number": 1}],
        },
        "criteria": {
            "form": "range",
            "ranges": [
                {"criterion": "price", "lowest": "50", "highest": "70"},
                {"criterion": "quality", "lowest": "30", "highest": "50"},
            ],
            "sub_criteria": [{"code": "memo", "criterion": "quality", "title": "Mémoire", "weight": "100"}],
        },
        "response": {"envelope": "separate"},
        "visits": "optional",
    }


def test_an_export_is_imported_whole(
    agent: Person, custodians: list[str], person: Callable[..., Person], visitor: Person
) -> None:
    path = drafted(agent, custodians, terms=whole_terms())
    exported = agent.get(f"{path}/export").json()
    assert exported["consultation"]["terms"] == {k: v for k, v in whole_terms().items() if k != "negotiation"}
    imported = agent.done("/tenders/consultations/import", exported)
    again = agent.get(f"/tenders/consultations/{imported['id']}/export").json()
    assert again == exported
    assert imported["id"] != path.rpartition("/")[2]
    assert visitor.get(f"{path}/export").status_code == 401
    assert person(siret=FOREIGN_BUYER).done("/tenders/consultations/import", exported)["buyer"]["siret"] == (
        FOREIGN_BUYER.value
    )


def test_a_faulty_import_is_refused_with_its_place(agent: Person, custodians: list[str]) -> None:
    draft = a_draft(custodians)
    wrong = agent.post("/tenders/consultations/import", {"format": "autre", "consultation": draft})
    assert wrong.status_code == 422
    assert agent.post("/tenders/consultations/import", {"consultation": draft}).status_code == 422
    terms = {"terms": {"inconnu": 1}}
    body = {"format": "plis-consultation-1", "consultation": {**draft, **terms}}
    assert agent.post("/tenders/consultations/import", body).status_code == 422


def test_a_copy_takes_the_content_and_not_the_documents(agent: Person, custodians: list[str]) -> None:
    path = drafted(agent, custodians, terms={"nuts": "FRH03"})
    later = (DEADLINE + timedelta(days=365)).isoformat()
    copied = agent.done(f"{path}/copies", {"title": "Entretien 2028", "submission_deadline": later})
    assert (copied["title"], copied["terms"], copied["documents"]) == ("Entretien 2028", {"nuts": "FRH03"}, [])
    source = agent.get(path).json()
    assert not {lot["lot_id"] for lot in copied["lots"]} & {lot["lot_id"] for lot in source["lots"]}


def many_lots(count: int) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "title": f"Lot {number} : nettoyage des locaux du secteur {number}",
            "cpv": "90911200-8",
            "estimated_value": {"value": "25000.00", "currency": "EUR"},
        }
        for number in range(1, count + 1)
    ]


def test_a_thousand_lots_are_drafted_published_and_read_in_flat_memory(
    app: App, agent: Person, custodians: list[str], visitor: Person
) -> None:
    limits = {each["name"]: each["value"] for each in visitor.get("/tenders/limits").json()["limits"]}
    assert limits["consultation_lots"] == MOST_LOTS
    too_many = agent.post("/tenders/consultations", a_draft(custodians, lots=many_lots(MOST_LOTS + 1)))
    assert too_many.status_code == 422
    path = drafted(agent, custodians, lots=many_lots(MOST_LOTS))
    # The answer to an act is kept to be repeated, hence small: it says to read the consultation.
    assert publish(agent, path)["abridged"] is True
    assert len(visitor.get(path).json()["lots"]) == MOST_LOTS
    outbox = SERVICE_TABLES.outbox
    with app.database.reader() as connection:
        size = connection.execute(select(func.max(func.length(outbox.c.envelope)))).scalar_one()
    assert size < MOST_EVENT_BYTES
    tracemalloc.start()
    visitor.get(path)
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(20):
        visitor.get(path)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < size
    assert published(agent, custodians)["status"] == "published"
