"""An invoice whose official checks could not be made is judged again: by its buyer, the operator, the platform."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.invoicing.domain.judging import PAUSES
from services.invoicing.domain.verdict import Cause, OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.handlers.judging import ask_due
from services.invoicing.handlers.validation import Judges
from services.invoicing.standards import cii
from services.invoicing.wiring import consumer_of
from shared.http.dev_issuer import claims_of
from shared.http.personas import PERSONAS
from shared.kernel.principal import Principal
from shared.kernel.siret import Siret
from shared.storage.unit_of_work import Scope
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import BUYER, an_invoice

Body = Callable[..., dict[str, Any]]
FORM = OfficialCheck(RuleFamily.XSD, "UN/CEFACT CII", "D22B", Outcome.VALID)


def of_rules(outcome: Outcome, cause: Cause | None = None) -> OfficialVerdict:
    return OfficialVerdict((FORM, OfficialCheck(RuleFamily.FRENCH, "BR-FR", "1.3.0", outcome, cause=cause)))


ABSENT = of_rules(Outcome.NOT_CHECKED, Cause.ABSENT)
FAILED = of_rules(Outcome.NOT_CHECKED, Cause.MACHINE)
VALID = of_rules(Outcome.VALID)


class ToldRules:
    """Official rules that say what they are told to say, and let something happen meanwhile."""

    def __init__(self) -> None:
        self.says = ABSENT
        self.count = 0
        self.meanwhile: Callable[[], object] = lambda: None

    def judge(self, _: bytes) -> OfficialVerdict:
        self.count += 1
        self.meanwhile()
        return self.says


@pytest.fixture
def rules(service: Service) -> ToldRules:
    told, app = ToldRules(), service.app
    judges = Judges(reader=app.reader, rules=told, antivirus=app.antivirus, law=app.law)
    service.app = replace(app, consumer=consumer_of(app.open_uow, judges))
    return told


@pytest.fixture
def path(service: Service, order_body: Body, rules: ToldRules) -> str:
    """An invoice that matches its order and was left unchecked."""
    rules.says = ABSENT
    service.learn_contract()
    service.post("/orders", order_body())
    return deposited(service)


def deposited(service: Service, **changes: Any) -> str:
    answer = service.post("/invoices", cii.to_xml(an_invoice(**changes)), role="entreprise-a")
    assert answer.status_code == 201, answer.text
    service.deliver_own_events()
    return f"/invoices/{answer.json()['invoice_id']}"


def token_of_another_buyer(service: Service) -> str:
    persona = replace(PERSONAS["acheteur"], organisation=Siret.parse("77567227221138"))
    return service.issuer.issue(claims_of("autre", persona))


def tried_alone(service: Service) -> int:
    scope = Scope(Principal.system("invoicing"), correlation_id="essai")
    with service.app.open_uow(scope) as uow:
        found = ask_due(uow=uow, limit=20)
        uow.commit()
    service.deliver_own_events()
    return found


def announced(service: Service) -> list[tuple[str, int]]:
    service.deliver_own_events()
    kept = [event for event in service.events() if event.type.startswith("invoice_")]
    return [(event.type, event.data["aggregate_version"]) for event in kept]


def test_a_buyer_has_its_invoice_judged_again_and_the_first_verdict_stays_readable(
    service: Service, rules: ToldRules, path: str
) -> None:
    before, first = service.get(path).json(), service.get(f"{path}/verdicts").json()
    assert (first["may_be_judged_again"], first["former"], first["awaited_since"]) == (True, [], None)
    assert service.get(f"{path}/proposal").json()["not_checked"]

    rules.says = VALID
    asked = service.post(f"{path}/verdicts", key="une-demande")
    assert (asked.status_code, asked.headers["Location"]) == (202, f"/invoicing{path}/verdicts"), asked.text
    assert asked.json()["awaited_since"] is not None
    assert service.post(f"{path}/verdicts", key="une-demande").json() == asked.json()
    assert service.post(f"{path}/verdicts", key="une-autre-demande").status_code == 202  # awaited: judged once
    service.deliver_own_events()
    service.deliver_own_events()
    assert rules.count == 2

    after, verdicts = service.get(path).json(), service.get(f"{path}/verdicts?wait=5").json()
    assert (after["status"], after["version"]) == ("validated", before["version"] + 1)
    assert after["verdict"]["valid"]
    assert {check["artefact"]: check["version"] for check in after["verdict"]["checks"]}["BR-FR"] == "1.3.0"
    assert [one["verdict"] for one in verdicts["former"]] == [before["verdict"]]
    assert (verdicts["may_be_judged_again"], verdicts["awaited_since"]) == (False, None)
    assert service.get(f"{path}/proposal").json()["act"] == "accept"
    assert announced(service)[-1] == ("invoice_validated.v1", after["version"])
    refused = service.post(f"{path}/verdicts")
    assert (refused.status_code, refused.json()["code"]) == (409, "INV-NOTHING-UNCHECKED")


def test_nobody_else_asks_and_nothing_is_asked_of_a_decided_invoice(
    service: Service, rules: ToldRules, path: str
) -> None:
    assert service.client.post(f"/invoicing{path}/verdicts").status_code == 401
    assert service.client.get(f"/invoicing{path}/verdicts").status_code == 401
    assert service.post(f"{path}/verdicts", role="entreprise-a").status_code == 403
    assert service.post(f"{path}/verdicts", role="comptable").status_code == 403
    other_buyer = {"Authorization": f"Bearer {token_of_another_buyer(service)}", "Idempotency-Key": "une-autre-commune"}
    for method in (service.client.get, service.client.post):
        assert method(f"/invoicing{path}/verdicts", headers=other_buyer).status_code == 404
    assert service.get(f"{path}/verdicts", role="entreprise-b").status_code == 404
    assert service.post("/verdicts", {}).status_code == 403
    service.post(f"{path}/acceptance")
    refused = service.post(f"{path}/verdicts")
    assert (refused.status_code, refused.json()["code"]) == (409, "INV-ACTION-IMPOSSIBLE")
    assert "contrôlée à nouveau" in refused.json()["detail"]
    assert not service.get(f"{path}/verdicts").json()["may_be_judged_again"]
    other = service.post("/invoices", cii.to_xml(an_invoice(number="F-2")), role="entreprise-a").json()["invoice_id"]
    assert service.post(f"/invoices/{other}/verdicts").json()["code"] == "INV-NOT-JUDGED"
    assert rules.count == 1


@pytest.mark.parametrize(
    ("act", "body", "status"),
    [
        ("acceptance", None, "accepted"),
        ("refusal", {"motive": "DOUBLE_FACT", "reason": "Déjà facturé."}, "refused"),
        ("interruption", {"reason": "Il manque le bon.", "missing": ["Bon signé"]}, "interrupted"),
        ("return", {"reason": "Mauvais service."}, "returned"),
    ],
)
def test_what_is_decided_while_it_is_judged_stands(
    service: Service, rules: ToldRules, path: str, act: str, body: Any, status: str
) -> None:
    rules.says, rules.meanwhile = VALID, lambda: service.post(f"{path}/{act}", body)
    service.post(f"{path}/verdicts")
    service.deliver_own_events()
    rules.meanwhile = lambda: None
    kept = service.get(path).json()
    assert (kept["status"], kept["verdict"]["valid"]) == (status, False)
    told = announced(service)
    assert [name for name, _ in told].count("invoice_validated.v1") == 1
    assert service.get(f"{path}/verdicts").json()["former"] == []


def test_an_automatic_acceptance_applies_to_the_new_verdict_and_spares_what_a_person_stopped(
    service: Service, rules: ToldRules, path: str
) -> None:
    declared = {
        "name": BUYER.name,
        "buyer_kind": "commune",
        "automatic_up_to": {"value": "100000.00", "currency": "EUR"},
    }
    assert service.put(f"/recipients/{BUYER.siret}", declared, headers={"If-Match": '"0"'}).status_code == 200
    rules.says = VALID
    service.post(f"{path}/interruption", {"reason": "Il manque le bon.", "missing": ["Bon signé"]})
    service.post(f"{path}/completion")
    service.post(f"{path}/verdicts")
    service.deliver_own_events()
    assert (service.get(path).json()["status"], service.get(path).json()["verdict"]["valid"]) == ("validated", True)
    service.post(f"{path}/refusal", {"motive": "DOUBLE_FACT", "reason": "Déjà facturé."})

    rules.says = ABSENT
    other = deposited(service, number="F-2")
    assert service.get(other).json()["status"] == "validated"
    rules.says = VALID
    assert service.post("/verdicts", {"recipient": str(BUYER.siret)}, role="operateur").json()["invoices"] == 1
    assert tried_alone(service) == 1
    accepted = service.get(other).json()
    assert (accepted["status"], accepted["verdict"]["valid"]) == ("accepted", True)
    assert [name for name, _ in announced(service)][-2:] == ["invoice_validated.v1", "invoice_accepted.v1"]


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
    scope = Scope(Principal.system("invoicing"), correlation_id="essai")
    with service.app.open_uow(scope) as uow:
        assert ask_due(uow=uow, limit=100) == 20
        uow.commit()
    with service.app.open_uow(scope) as uow:
        assert ask_due(uow=uow, limit=100) == 0  # as many as may be awaited at once
        uow.commit()
    service.deliver_own_events()
    assert tried_alone(service) == 4
    found = service.get("/invoices?limit=100&status=validated").json()["items"]
    assert {one["verdict"]["valid"] for one in found} == {True}
    assert service.post("/verdicts", {}, role="operateur").json()["invoices"] == 0
