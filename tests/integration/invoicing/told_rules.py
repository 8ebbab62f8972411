"""Official rules that say what a test tells them to, and the invoices that they leave unchecked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.invoicing.domain.verdict import Cause, OfficialCheck, OfficialVerdict, Outcome, RuleFamily
from services.invoicing.handlers.judging import ask_due
from services.invoicing.handlers.validation import Judges
from services.invoicing.standards import cii
from services.invoicing.wiring import consumer_of
from shared.kernel.principal import Principal
from shared.storage.unit_of_work import Scope
from tests.integration.invoicing.conftest import Service
from tests.unit.invoicing.builders import an_invoice

Body = Callable[..., dict[str, Any]]
_FORM = OfficialCheck(RuleFamily.XSD, "UN/CEFACT CII", "D22B", Outcome.VALID)


def of_rules(outcome: Outcome, cause: Cause | None = None) -> OfficialVerdict:
    return OfficialVerdict((_FORM, OfficialCheck(RuleFamily.FRENCH, "BR-FR", "1.3.0", outcome, cause=cause)))


ABSENT = of_rules(Outcome.NOT_CHECKED, Cause.ABSENT)
FAILED = of_rules(Outcome.NOT_CHECKED, Cause.MACHINE)
VALID = of_rules(Outcome.VALID)


class ToldRules:
    """Official rules that say what they are told to say, and let something happen meanwhile."""

    def __init__(self, service: Service) -> None:
        self.says = ABSENT
        self.count = 0
        self.meanwhile: Callable[[], object] = lambda: None
        app = service.app
        judges = Judges(reader=app.reader, rules=self, antivirus=app.antivirus, law=app.law)
        service.app = replace(app, consumer=consumer_of(app.open_uow, judges))

    def judge(self, _: bytes) -> OfficialVerdict:
        self.count += 1
        self.meanwhile()
        return self.says


def left_unchecked(service: Service, order_body: Body) -> str:
    """Give the path of an invoice that matches its order and of which not everything was checked."""
    service.learn_contract()
    service.post("/orders", order_body())
    return deposited(service)


@pytest.fixture
def rules(service: Service) -> ToldRules:
    return ToldRules(service)


@pytest.fixture
def path(service: Service, order_body: Body, rules: ToldRules) -> str:
    rules.says = ABSENT
    return left_unchecked(service, order_body)


def deposited(service: Service, **changes: Any) -> str:
    answer = service.post("/invoices", cii.to_xml(an_invoice(**changes)), role="entreprise-a")
    assert answer.status_code == 201, answer.text
    service.deliver_own_events()
    return f"/invoices/{answer.json()['invoice_id']}"


def ask_alone(service: Service, *, limit: int = 20) -> int:
    """Let the platform ask for what is due."""
    with service.app.open_uow(Scope(Principal.system("invoicing"), correlation_id="essai")) as uow:
        found = ask_due(uow=uow, limit=limit)
        uow.commit()
    return found


def tried_alone(service: Service) -> int:
    """Let the platform ask for what is due, and judge it."""
    found = ask_alone(service)
    service.deliver_own_events()
    return found


def announced(service: Service) -> list[str]:
    """Give the types of what was announced of invoices."""
    service.deliver_own_events()
    return [event.type for event in service.events() if event.type.startswith("invoice_")]
