"""Questions for the law engine, short to write: services of a commune, on the day on which this was written."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.tenders.domain.law import Answer, NeedKind, Obligation, ObligationCode, Question, obligations
from shared.kernel.money import Money
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind

TODAY = date(2026, 11, 23)
LAW = LegalTable.load()
CENT = Decimal("0.01")


def euros(text: str | Decimal) -> Money:
    return Money(Decimal(text))


def a_question(value: str | Decimal = "300000", **changes: Any) -> Question:
    facts: dict[str, Any] = {
        "buyer": BuyerKind.COMMUNE,
        "kind": NeedKind.SERVICES,
        "value": euros(value),
        "launched_on": TODAY,
    }
    return Question(**{**facts, **changes})


def ask(value: str | Decimal = "300000", **changes: Any) -> Answer:
    return obligations(a_question(value, **changes), LAW)


def codes(value: str | Decimal = "300000", **changes: Any) -> set[ObligationCode]:
    return {each.code for each in ask(value, **changes).obligations}


def the(code: ObligationCode, value: str | Decimal = "300000", **changes: Any) -> Obligation:
    found = ask(value, **changes).find(code)
    assert found is not None, f"{code} is absent"
    return found


def threshold(parameter: str, on: date = TODAY) -> Decimal:
    return LAW.value(parameter, on=on).number
