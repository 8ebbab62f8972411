"""Needs and requests for quotations over HTTP, on a real database."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.tenders.wiring import App
from services.tenders.wiring.duties import sweep_documents
from shared.kernel.clock import FixedClock
from shared.kernel.principal import Right
from tests.integration.tenders.platform import Person, announced
from tests.unit.tenders.builders import ACME, BOLT, FOREIGN_BUYER

NEEDS = "/tenders/needs"
QUOTATIONS = "/tenders/quotations"


def euros(amount: str) -> dict[str, str]:
    return {"value": amount, "currency": "EUR"}


def a_need(**changes: Any) -> dict[str, Any]:
    items = [
        {"kind": "lot", "title": "Secteur 1", "amount": euros("100000.00"), "lot": 1},
        {"kind": "renewal", "title": "Reconduction", "amount": euros("12500.00"), "lot": 1, "times": 2},
        {"kind": "lot", "title": "Secteur 2", "amount": euros("125000.00"), "lot": 2},
    ]
    body = {
        "title": "Nettoyage des écoles",
        "basis": "family",
        "kind": "services",
        "family": "SER-07",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "items": items,
    }
    return {**body, **changes}


def a_quotation(clock: FixedClock, **changes: Any) -> dict[str, Any]:
    body = {
        "buyer_name": "Commune de Rennes",
        "title": "Nettoyage d'une salle",
        "description": "Une fois par semaine",
        "kind": "services",
        "family": "SER-07",
        "estimated_value": euros("1200.00"),
        "reply_by": (clock.now() + timedelta(days=7)).isoformat(),
    }
    return {**body, **changes}


def invited(*sirets: str) -> dict[str, Any]:
    return {"invited": [{"name": f"Société {siret[:3]}", "siret": siret} for siret in sirets]}


def version(body: dict[str, Any]) -> dict[str, str]:
    return {"If_Match": f'"{body["version"]}"'}


def sent(agent: Person, clock: FixedClock, *sirets: str, **changes: Any) -> dict[str, Any]:
    quotation = agent.done(QUOTATIONS, a_quotation(clock, **changes))
    return agent.done(f"{QUOTATIONS}/{quotation['id']}/sending", invited(*sirets), **version(quotation))


def ordered(agent: Person, clock: FixedClock, amount: str, **order: Any) -> dict[str, Any]:
    quotation = sent(agent, clock, ACME.value)
    path = f"{QUOTATIONS}/{quotation['id']}"
    given = {"supplier_name": "Acme", "supplier_siret": ACME.value, "amount": euros(amount)}
    quote = agent.done(f"{path}/quotes", given)["quote"]
    quotation = agent.get(path).json()
    choice = {"quote_id": quote["quote_id"], "reason": "Le moins cher."}
    quotation = agent.done(f"{path}/decision", choice, **version(quotation))
    return agent.done(f"{path}/order", order, **version(quotation))


@pytest.fixture
def company(person: Callable[..., Person]) -> Callable[..., Person]:
    def made(siret: Any = ACME) -> Person:
        return person(siret=siret, rights=(Right.SUBMIT,), kind="economic_operator")

    return made


def test_a_need_is_written_revised_and_read_at_each_version(agent: Person, person: Callable[..., Person]) -> None:
    need = agent.done(NEEDS, a_need())
    assert (need["total"]["value"], [lot["value"]["value"] for lot in need["lots"]]) == (
        "250000.00",
        ["125000.00", "125000.00"],
    )
    assert [step["article"] for step in need["steps"]] == ["R2121-1"] * 3
    path = f"{NEEDS}/{need['id']}"
    revised = agent.done(f"{path}/revisions", a_need(title="Nettoyage"), **version(need))
    assert (revised["version"], agent.get(f"{path}?version=1").json()["title"]) == (2, "Nettoyage des écoles")
    assert agent.refused(f"{path}/revisions", a_need(), **version(need)) == (412, "HTTP-VERSION-STALE")
    assert agent.refused(f"{path}/revisions", a_need())[0] == 428
    assert [each["id"] for each in agent.get(NEEDS).json()["items"]] == [need["id"]]
    foreigner = person(siret=FOREIGN_BUYER)
    assert foreigner.refused(f"{path}/revisions", a_need(), **version(revised)) == (404, "TND-NOT-FOUND")
    for read in (path, f"{path}/purchases", f"{path}?version=1"):
        assert foreigner.get(read).status_code == 404, read
    assert foreigner.get(NEEDS).json()["items"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"items": []}, "HTTP-BODY-INVALID"),
        ({"items": [{"kind": "lot", "title": "x", "amount": {"value": 1.5, "currency": "EUR"}}]}, "HTTP-BODY-INVALID"),
        ({"items": [{"kind": "lot", "title": "x", "amount": euros("1e9")}]}, "HTTP-BODY-INVALID"),
        ({"items": [{"kind": "lot", "title": "x", "amount": euros("-1")}]}, "TND-NEED-ITEM"),
        ({"items": [{"kind": "lot", "title": "x", "amount": {"value": "1", "currency": "USD"}}]}, "TND-NEED-ITEM"),
        ({"kind": "works"}, "TND-NEED-BASIS"),
        ({"family": "a\u0007b"}, "HTTP-BODY-INVALID"),
        ({"ends_on": "2025-01-01"}, "TND-NEED-PERIOD"),
    ],
)
def test_a_need_that_makes_no_sense_is_refused(agent: Person, change: dict[str, Any], code: str) -> None:
    assert agent.refused(NEEDS, a_need(**change)) == (422, code)


def test_an_everyday_purchase_from_the_request_to_the_letter(
    app: App, agent: Person, company: Callable[..., Person], clock: FixedClock
) -> None:
    quotation = sent(agent, clock, ACME.value, BOLT.value)
    path = f"{QUOTATIONS}/{quotation['id']}"
    acme, bolt = company(), company(BOLT)
    assert [each["id"] for each in acme.get(f"{QUOTATIONS}/received").json()["items"]] == [quotation["id"]]
    quote = acme.done(f"{path}/quotes", {"supplier_name": "Acme", "amount": euros("990.00")})["quote"]
    upload = acme.send(f"{path}/quotes/{quote['quote_id']}/files?name=devis.pdf", b"%PDF-1.7 devis")
    assert upload.status_code == 201, upload.text
    file = f"{path}/quotes/{quote['quote_id']}/files/{upload.json()['file_id']}"
    assert acme.get(file).content == agent.get(file).content == b"%PDF-1.7 devis"
    assert bolt.get(file).status_code == 404
    seen = bolt.get(path).json()
    assert seen["quotes"] == []
    assert "990.00" not in str(seen)
    assert "estimated_value" not in seen
    for blob in app.documents.files.folder.glob("??/??/*.blob"):
        os.utime(blob, (0, 0))  # file times are the machine's, not those of the test's clock
    assert sweep_documents(app.open_uow, app.documents, clock=clock) == 0
    assert agent.refused(f"{path}/order", {}, **version(agent.get(path).json())) == (409, "TND-QUOTATION-STATE")
    choice = {"quote_id": quote["quote_id"], "reason": "Le moins cher, livré sous huit jours."}
    decided = agent.done(f"{path}/decision", choice, **version(agent.get(path).json()))
    assert agent.get(f"{path}/order-letter").status_code == 409
    done = agent.done(f"{path}/order", {"reference": "2026-17"}, **version(decided))
    assert (done["status"], done["order"]["reference"]) == ("ordered", "2026-17")
    assert announced(app) == [("quotation_ordered.v1", done["version"])]
    assert agent.get(f"{path}/order-letter").content.startswith(b"%PDF")
    assert agent.get(f"{path}/order-letter?format=odt").content.startswith(b"PK")
    assert acme.get(path).json()["ordered_from_you"] is True
    years = agent.get(f"{path}/suppliers").json()["items"]
    assert [(year["siret"], year["total"]["value"]) for year in years] == [(ACME.value, "990.00")]


def test_a_number_is_given_once(agent: Person, clock: FixedClock) -> None:
    ordered(agent, clock, "10.00", reference="B-1")
    quotation = sent(agent, clock, ACME.value)
    path = f"{QUOTATIONS}/{quotation['id']}"
    quote = agent.done(
        f"{path}/quotes", {"supplier_name": "Acme", "supplier_siret": ACME.value, "amount": euros("5.00")}
    )
    choice = {"quote_id": quote["quote"]["quote_id"], "reason": "Seul devis."}
    decided = agent.done(f"{path}/decision", choice, **version(agent.get(path).json()))
    assert agent.refused(f"{path}/order", {"reference": "B-1"}, **version(decided)) == (409, "TND-QUOTATION-REFERENCE")
    assert agent.done(f"{path}/order", **version(decided))["order"]["reference"].startswith("2026C")


def test_orders_count_against_the_need_of_their_family(agent: Person, clock: FixedClock) -> None:
    need = agent.done(NEEDS, a_need())
    first = ordered(agent, clock, "30000.00")
    second = ordered(agent, clock, "30000.00", acknowledged=["no_splitting"])
    counted = agent.get(f"{NEEDS}/{need['id']}/purchases").json()
    assert counted["total"]["value"] == "60000.00"
    assert [warning["code"] for warning in counted["warnings"]] == ["no_splitting"]
    assert set(counted["warnings"][0]["below"]) == {first["order"]["reference"], second["order"]["reference"]}


def test_what_is_not_ones_business_does_not_exist(
    agent: Person, person: Callable[..., Person], company: Callable[..., Person], visitor: Person, clock: FixedClock
) -> None:
    quotation = sent(agent, clock, ACME.value)
    path = f"{QUOTATIONS}/{quotation['id']}"
    foreigner, stranger = person(siret=FOREIGN_BUYER), company(BOLT)
    some = "019aaaaa-0000-7000-8000-000000000001"
    choice = {"quote_id": some, "reason": "x"}
    writes = [
        ("changes", {k: v for k, v in a_quotation(clock).items() if k != "buyer_name"}),
        ("sending", invited(ACME.value)),
        ("invitations", invited(BOLT.value)),
        ("decision", choice),
        ("order", {}),
        ("abandonment", {"reason": "x"}),
        ("quotes", {"supplier_name": "x", "supplier_siret": ACME.value}),
    ]
    for name, body in writes:
        assert foreigner.refused(f"{path}/{name}", body, If_Match='"2"') == (404, "TND-NOT-FOUND"), name
    assert foreigner.send(f"{path}/quotes/{some}/files?name=a.pdf", b"x").status_code == 404
    for somebody in (foreigner, stranger, visitor):
        assert somebody.get(path).status_code == 404
    assert stranger.refused(f"{path}/quotes", {"supplier_name": "x"}) == (404, "TND-NOT-FOUND")
    assert visitor.refused(f"{path}/quotes", {"supplier_name": "x"})[0] == 401
    assert stranger.refused(f"{path}/abandonment", {"reason": "x"}, If_Match='"2"') == (403, "HTTP-RIGHT-MISSING")
    for name in ("suppliers", "order-letter"):
        assert foreigner.get(f"{path}/{name}").status_code == 404
    assert foreigner.get(QUOTATIONS).json()["items"] == []
    assert agent.refused(f"{path}/abandonment", {"reason": "x"}, If_Match='"1"') == (412, "HTTP-VERSION-STALE")


def test_a_free_publication_is_read_by_all_and_answered_by_companies(
    agent: Person,
    person: Callable[..., Person],
    visitor: Person,
    company: Callable[..., Person],
    clock: FixedClock,
) -> None:
    quotation = sent(agent, clock, audience="public")
    path = f"{QUOTATIONS}/{quotation['id']}"
    for reader in (visitor, person(siret=FOREIGN_BUYER)):
        seen = reader.get(path).json()
        assert (seen["title"], "estimated_value" in seen) == (quotation["title"], False)
    assert [each["id"] for each in visitor.get(f"{QUOTATIONS}/received").json()["items"]] == [quotation["id"]]
    clock.advance(timedelta(days=8))
    quote = company(BOLT).done(f"{path}/quotes", {"supplier_name": "Bolt", "note": "Voir fichier"})["quote"]
    assert (quote["supplier_siret"], quote["late"]) == (BOLT.value, True)
