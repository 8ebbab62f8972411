"""What could not be checked is judged again by the platform itself, and for the operator, little by little."""

from datetime import timedelta

from services.invoicing.domain.judging import PAUSES
from services.invoicing.standards import cii
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.told_rules import (
    FAILED,
    VALID,
    ToldRules,
    ask_alone,
    deposited,
    path,
    rules,
    tried_alone,
)
from tests.unit.invoicing.builders import an_invoice

__all__ = ["path", "rules"]


def test_the_platform_tries_three_times_what_the_machine_failed_at_then_leaves_it_to_people(
    service: Service, rules: ToldRules, path: str
) -> None:
    assert service.get(f"{path}/verdicts").json()["next_try_at"] is None
    assert tried_alone(service) == 0  # an artefact that is absent is a person's matter
    rules.says = FAILED
    poison = deposited(service, number="F-2")
    version = service.get(poison).json()["version"]
    assert service.get(f"{poison}/proposal").json()["next_try_at"] is not None
    for pause in PAUSES:
        count = rules.count
        assert tried_alone(service) == 0
        service.clock.advance(pause)
        assert (tried_alone(service), rules.count) == (1, count + 1)
    service.clock.advance(timedelta(days=30))
    assert tried_alone(service) == 0
    verdicts = service.get(f"{poison}/verdicts").json()
    assert (verdicts["next_try_at"], verdicts["former"], verdicts["may_be_judged_again"]) == (None, [], True)
    assert service.get(poison).json()["version"] == version  # nothing new was said, nothing was announced

    service.post(f"{poison}/verdicts")
    rules.says = VALID
    service.deliver_own_events()
    assert service.get(poison).json()["verdict"]["valid"]


def test_what_the_machine_fails_at_later_does_not_hide_what_was_said_before(
    service: Service, rules: ToldRules, path: str
) -> None:
    before = service.get(path).json()
    rules.says = FAILED
    service.post(f"{path}/verdicts")
    service.deliver_own_events()
    assert service.get(path).json() == before
    service.clock.advance(PAUSES[0])
    service.post(f"{path}/acceptance")
    assert tried_alone(service) == 1  # decided meanwhile: it is asked for no more
    service.clock.advance(timedelta(days=1))
    assert (tried_alone(service), rules.count) == (0, 2)


def test_the_operator_asks_for_all_and_they_come_little_by_little(
    service: Service, rules: ToldRules, path: str
) -> None:
    for number in range(24):
        service.post("/invoices", cii.to_xml(an_invoice(number=f"N-{number}")), role="entreprise-a")
    service.deliver_own_events()
    nobody = service.post("/verdicts", {"recipient": "77567227221138"}, role="operateur")
    assert (nobody.status_code, nobody.json()["invoices"]) == (202, 0)
    assert service.post("/verdicts", {"recipient": "12345678901234"}, role="operateur").status_code == 422
    service.post(f"{path}/acceptance")
    asked = service.post("/verdicts", {}, role="operateur")
    assert asked.json() == {"recipient": None, "invoices": 24}
    rules.says = VALID
    assert ask_alone(service, limit=100) == 20
    assert ask_alone(service, limit=100) == 0  # as many as may be awaited at once
    service.deliver_own_events()
    assert tried_alone(service) == 4
    found = service.get("/invoices?limit=100&status=validated").json()["items"]
    assert {one["verdict"]["valid"] for one in found} == {True}
    assert service.post("/verdicts", {}, role="operateur").json()["invoices"] == 0
