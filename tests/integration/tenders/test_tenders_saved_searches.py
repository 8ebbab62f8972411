"""Les recherches enregistrées : une entreprise est prévenue de ce qui y répond de nouveau, une fois par période."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.tenders.domain.saved_searches import MOST_OF_ONE
from services.tenders.wiring import App
from services.tenders.wiring.search_duties import number_changes, send_alerts
from shared.kernel.clock import FixedClock
from shared.kernel.principal import Right
from tests.integration.tenders.platform import Person, published
from tests.unit.tenders.builders import ACME, BOLT

SEARCHES = "/tenders/searches"


def asked(**criteria: Any) -> dict[str, Any]:
    return {"name": "Mes écoles", "criteria": criteria or {"q": "école"}, "period": "daily"}


@pytest.fixture
def company(client: Any, issuer: Any) -> Callable[..., Person]:
    """Makes companies: ``company()`` may submit for ACME."""

    def make(siret: Any = ACME) -> Person:
        made = Person(client, issuer, siret=siret, rights=(Right.SUBMIT,))
        made._claims["kind"] = "economic_operator"
        return made

    return make


def alerts(person: Person) -> list[dict[str, Any]]:
    return [item for item in person.get("/tenders/messages").json()["items"] if item["kind"] == "alert"]


def rounds(app: App, clock: FixedClock, *, after: timedelta) -> int:
    """Let the duties work, once changes are numbered and some time has passed."""
    number_changes(app.open_uow)
    clock.advance(after)
    return send_alerts(app.open_uow, clock=clock)


def test_a_company_is_told_once_of_what_newly_answers(
    app: App, clock: FixedClock, agent: Person, company: Callable[..., Person], custodians: list[str]
) -> None:
    published(agent, custodians, title="Ancienne école", object="x")
    number_changes(app.open_uow)
    acme = company()
    saved = acme.done(SEARCHES, asked(q="école", kind=["services"]))
    assert saved["criteria"] == {"q": "école", "kind": ["services"]}
    tender = published(agent, custodians, title="Entretien des écoles", object="x")
    published(agent, custodians, title="Voirie", object="x")
    later = {"submission_deadline": "2026-11-16T11:00:00Z"}
    agent.done(f"/tenders/consultations/{tender['id']}/changes", later, If_Match=f'"{tender["version"]}"')

    assert rounds(app, clock, after=timedelta(hours=23)) == 0
    assert rounds(app, clock, after=timedelta(hours=1)) == 1
    (alert,) = alerts(acme)
    shown = acme.get(f"/tenders/messages/{alert['id']}").json()
    assert shown["subject"] == "1 consultation pour « Mes écoles »"
    assert f"/tenders/consultations/{tender['id']}" in shown["body"]
    assert "Ancienne" not in shown["body"]
    assert "Voirie" not in shown["body"]
    assert rounds(app, clock, after=timedelta(days=1)) == 1
    assert len(alerts(acme)) == 1
    assert alerts(company(BOLT)) == []


def test_a_search_is_changed_and_forgotten_by_its_own_company_alone(
    app: App, clock: FixedClock, agent: Person, company: Callable[..., Person], custodians: list[str]
) -> None:
    acme, bolt = company(), company(BOLT)
    saved = acme.done(SEARCHES, asked(cpv=["45"]))
    path = f"{SEARCHES}/{saved['id']}"
    changed = {**asked(cpv=["77"]), "period": "hourly"}

    def put(person: Person, version: int) -> tuple[int, str | None]:
        answer = person._client.put(path, json=changed, headers=person._headers({"If-Match": f'"{version}"'}))
        return answer.status_code, answer.json().get("code")

    def delete(person: Person) -> int:
        return person._client.delete(path, headers=person._headers({})).status_code

    assert put(bolt, 1) == (404, "TND-NOT-FOUND")
    assert delete(bolt) == 404
    assert bolt.get(SEARCHES).json() == {"items": []}
    assert put(acme, 1) == (200, None)
    assert put(acme, 1) == (412, "HTTP-VERSION-STALE")
    (kept,) = acme.get(SEARCHES).json()["items"]
    assert (kept["period"], kept["criteria"]) == ("hourly", {"cpv": ["77"]})
    published(agent, custodians)
    assert delete(acme) == 204
    assert rounds(app, clock, after=timedelta(days=1)) == 0
    assert acme.get(SEARCHES).json() == {"items": []}
    assert agent.get(SEARCHES).status_code == 403


@pytest.mark.parametrize("criteria", [{"q": "&|!"}, {"q": "de la"}, {"open": False}])
def test_a_search_for_everything_is_not_kept(company: Callable[..., Person], criteria: dict[str, Any]) -> None:
    assert company().refused(SEARCHES, asked(**criteria)) == (422, "TND-SEARCH-EMPTY")


def test_a_company_keeps_a_few_searches(company: Callable[..., Person]) -> None:
    acme = company()
    for number in range(MOST_OF_ONE):
        acme.done(SEARCHES, asked(q=f"mot{number}"))
    assert acme.refused(SEARCHES, asked(q="encore")) == (409, "TND-SEARCH-TOO-MANY")
    assert company(BOLT).done(SEARCHES, asked())["version"] == 1
    assert acme.refused(SEARCHES, asked(inconnu="x"))[0] == 422
