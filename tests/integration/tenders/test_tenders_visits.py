"""Visites des lieux, attestations, échantillons : l'acheteur voit tout, une entreprise ne voit qu'elle-même."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from services.tenders.wiring import App
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import FixedClock
from tests.asgi import AsgiClient
from tests.integration.tenders.companies import Company, messages
from tests.integration.tenders.platform import DEADLINE, Person, a_draft, published
from tests.unit.tenders.builders import ACME, BOLT, FOREIGN_BUYER

LIST = "/tenders/consultations"


@pytest.fixture
def company(client: AsgiClient, issuer: DevelopmentIssuer) -> Callable[..., Company]:
    return lambda siret=ACME: Company(client, issuer, siret)


@pytest.fixture
def path(agent: Person, custodians: list[str]) -> str:
    return f"{LIST}/{published(agent, custodians)['id']}"


def a_visit(clock: FixedClock, *, days: int = 7, hours: int = 2, **changes: Any) -> dict[str, Any]:
    starts = clock.now() + timedelta(days=days)
    hours_of = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=hours)).isoformat()}
    return {"mandatory": True, "place": "École Jean-Jaurès, accueil", **hours_of, **changes}


def test_a_company_visits_and_gets_its_certificate(
    agent: Person,
    visitor: Person,
    company: Callable[..., Company],
    person: Callable[..., Person],
    path: str,
    clock: FixedClock,
) -> None:
    visit = agent.done(f"{path}/visits", a_visit(clock))
    public = visitor.get(f"{path}/visits")
    assert public.json()["leaves_time_for_questions"] is True
    address = f"{path}/visits/{visit['visit_id']}"
    booking = company().done(f"{address}/bookings", {"name": "Acme"})
    assert company().refused(f"{address}/bookings", {"name": "Acme"}) == (409, "TND-BOOKING-EXISTS")
    place = f"{address}/bookings/{booking['booking_id']}"

    assert agent.refused(f"{place}/attendance") == (409, "TND-VISIT-NOT-BEGUN")
    assert agent.get(f"{place}/certificate").status_code == 409
    clock.advance(timedelta(days=7))
    assert company(BOLT).refused(f"{address}/bookings", {"name": "Bolt"}) == (409, "TND-VISIT-OVER")
    attended = agent.done(f"{place}/attendance")
    assert attended["attended_at"] is not None
    assert agent.done(f"{place}/attendance") == attended
    for reader in (agent, company()):
        certificate = reader.get(f"{place}/certificate")
        assert certificate.headers["Content-Type"] == "application/pdf"
        assert certificate.content.startswith(b"%PDF")
    for other in (visitor, company(BOLT), person(siret=FOREIGN_BUYER)):
        assert other.get(f"{place}/certificate").status_code in {401, 403, 404}
        assert other.get(f"{address}/bookings").status_code in {401, 403, 404}
        assert ACME.value not in other.get(f"{path}/visits").text
    assert company(BOLT).refused(f"{place}/cancellation") == (404, "TND-NOT-FOUND")
    assert company().refused(f"{place}/cancellation") == (409, "TND-ACTION-IMPOSSIBLE")


def test_those_who_are_registered_are_told_of_a_visit(
    app: App, agent: Person, company: Callable[..., Company], path: str, clock: FixedClock
) -> None:
    company(BOLT).done(f"{path}/registrations", {"name": "Bolt"})
    visit = agent.done(f"{path}/visits", a_visit(clock))
    agent.done(f"{path}/visits/{visit['visit_id']}/cancellation")
    assert [each["siret"] for each in messages(app, "change")] == [BOLT.value] * 2


def test_the_last_place_is_given_once(
    agent: Person, company: Callable[..., Company], path: str, clock: FixedClock
) -> None:
    visit = agent.done(f"{path}/visits", a_visit(clock, capacity=1))
    address = f"{path}/visits/{visit['visit_id']}/bookings"
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(company(siret).post, address, {"name": "X"}) for siret in (ACME, BOLT)]
        answers = sorted(each.result().status_code for each in asked)
    assert answers == [201, 409]
    first = agent.get(address).json()["items"][0]
    holder = company(ACME if first["siret"] == ACME.value else BOLT)
    other = company(BOLT if first["siret"] == ACME.value else ACME)
    assert other.refused(address, {"name": "X"}) == (409, "TND-VISIT-FULL")
    holder.done(f"{address}/{first['booking_id']}/cancellation")
    assert other.done(address, {"name": "X"})["cancelled_at"] is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"hours": 0}, (422, "TND-VISIT-HOURS")),
        ({"days": 60}, (409, "TND-VISIT-AFTER-DEADLINE")),
        ({"days": -1}, (409, "TND-VISIT-OVER")),
        ({"capacity": 0}, (422, "HTTP-BODY-INVALID")),
        ({"place": " "}, (422, "HTTP-BODY-INVALID")),
    ],
)
def test_a_visit_that_makes_no_sense_is_refused(
    agent: Person, path: str, clock: FixedClock, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert agent.refused(f"{path}/visits", a_visit(clock, **changes)) == expected


def test_a_visit_too_near_the_deadline_is_said_to_leave_no_time_for_questions(
    agent: Person, visitor: Person, path: str, clock: FixedClock
) -> None:
    visit = agent.done(f"{path}/visits", a_visit(clock, days=33))
    assert visitor.get(f"{path}/visits").json()["leaves_time_for_questions"] is False
    cancelled = f"{path}/visits/{visit['visit_id']}/cancellation"
    assert agent.done(cancelled)["cancelled_at"] is not None
    assert agent.refused(cancelled) == (409, "TND-VISIT-CANCELLED")
    assert visitor.get(f"{path}/visits").json()["leaves_time_for_questions"] is True


def test_the_register_of_samples_states_facts(
    agent: Person, visitor: Person, company: Callable[..., Company], person: Callable[..., Person], path: str,
    clock: FixedClock,
) -> None:  # fmt: skip
    body = {
        "siret": ACME.value,
        "name": "Acme",
        "medium": "sample",
        "description": "Carreau de 20 cm",
        "lot_number": 1,
        "place": "Mairie, bureau 12",
        "received_at": clock.now().isoformat(),
    }
    foreigner = person(siret=FOREIGN_BUYER)
    assert foreigner.refused(f"{path}/samples", body) == (404, "TND-NOT-FOUND")
    future = body | {"received_at": (clock.now() + timedelta(minutes=1)).isoformat()}
    assert agent.refused(f"{path}/samples", future) == (422, "TND-SAMPLE-TIME")
    assert agent.refused(f"{path}/samples", body | {"lot_number": 9}) == (422, "TND-LOT-UNKNOWN")
    sample = agent.done(f"{path}/samples", body)
    assert (sample["number"], sample["late"], sample["status"]) == (1, False, "held")
    clock.advance(DEADLINE - clock.now() + timedelta(seconds=1))
    late = agent.done(f"{path}/samples", body | {"received_at": clock.now().isoformat()})
    assert (late["number"], late["late"]) == (2, True)
    address = f"{path}/samples/{sample['sample_id']}"
    assert agent.get(f"{address}/receipt").content.startswith(b"%PDF")
    settled = agent.done(f"{address}/settlement", {"action": "return", "note": "Rendu le 3."}, If_Match='"1"')
    assert settled["status"] == "returned"
    again = {"action": "destroy", "note": "Détruit."}
    assert agent.refused(f"{address}/settlement", again, If_Match='"1"') == (412, "HTTP-VERSION-STALE")
    assert agent.refused(f"{address}/settlement", again, If_Match='"2"') == (409, "TND-ACTION-IMPOSSIBLE")
    for other in (visitor, company(), company(BOLT), foreigner):
        for read in (f"{path}/samples", f"{address}/receipt"):
            assert other.get(read).status_code in {401, 403, 404}


def test_no_sample_is_received_for_a_draft(agent: Person, custodians: list[str], clock: FixedClock) -> None:
    draft = agent.done(LIST, a_draft(custodians))
    body = {
        "siret": ACME.value,
        "name": "Acme",
        "medium": "model",
        "description": "Maquette",
        "place": "Mairie",
        "received_at": clock.now().isoformat(),
    }
    assert agent.refused(f"{LIST}/{draft['id']}/samples", body) == (409, "TND-ACTION-IMPOSSIBLE")
