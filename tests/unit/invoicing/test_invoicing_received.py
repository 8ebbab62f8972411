"""From the acceptance to the payment: who may do what, on which day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.invoicing.domain import received
from services.invoicing.domain.decisions import Acceptance
from services.invoicing.domain.received import Payment, PaymentOrder, ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.verdict import OfficialVerdict
from services.invoicing.handlers.interest import interest_of
from shared.kernel.ids import PaymentId, PaymentOrderId
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from shared.kernel.timeline import Timeline
from shared.legal import LegalTable
from tests.unit.invoicing.builders import OTHER_SELLER, a_received_invoice, euros

ORDERED_ON, PAID_ON, TODAY = date(2026, 10, 10), date(2026, 10, 12), date(2026, 10, 12)


def an_ordered_invoice() -> ReceivedInvoice:
    judged = received.validate(a_received_invoice(), OfficialVerdict(()), ())
    accepted = received.accept(
        judged, Acceptance(accepted_on=ORDERED_ON, accepted_by="ordonnateur", due_on=date(2026, 11, 4))
    )
    order = PaymentOrder(
        payment_order_id=PaymentOrderId(UUID(int=1)), number="M-1", ordered_on=ORDERED_ON, ordered_by="ordonnateur"
    )
    return received.order_payment(accepted, order)


def a_payment(**changes: Any) -> Payment:
    payment = Payment(
        payment_id=PaymentId(UUID(int=2)), paid_on=PAID_ON, paid_by="comptable", reference="VIR-1",
        amount=euros("2191.27"), days_late=0, interest=Money.zero(), lump_sum=Money.zero(),
    )  # fmt: skip
    return replace(payment, **changes)


def test_every_act_makes_the_next_version() -> None:
    paid = received.pay(an_ordered_invoice(), a_payment(), today=TODAY)
    assert (paid.status, paid.version) == (InvoiceStatus.PAID, 5)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paid_by": "ordonnateur"}, "INV-SAME-PERSON"),
        ({"paid_on": TODAY + timedelta(days=1)}, "INV-PAID-IN-FUTURE"),
        ({"paid_on": ORDERED_ON - timedelta(days=1)}, "INV-PAID-BEFORE-ORDER"),
        ({"reference": " "}, "INV-PAYMENT-REFERENCE"),
    ],
)
def test_a_payment_has_its_conditions(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        received.pay(an_ordered_invoice(), a_payment(**changes), today=TODAY)
    assert refused.value.refusal.code == code


def test_the_seller_decides_nothing() -> None:
    with pytest.raises(Refused) as refused:
        received.refuse_foreign_buyer(a_received_invoice(), OTHER_SELLER.siret)
    assert refused.value.refusal.code == "INV-NOT-FOUND"


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, 0, tzinfo=UTC), date(2026, 3, 29)),  # midnight in Paris, the hour changes later
        (datetime(2026, 10, 24, 22, 0, 0, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_the_legal_day_is_that_of_paris(instant: datetime, day: date) -> None:
    assert a_received_invoice().legal_day(instant) == day


def test_the_legal_day_follows_the_timeline_of_the_contract() -> None:
    start = datetime(2026, 10, 5, 8, tzinfo=UTC)
    fast = Timeline(start, datetime(2025, 3, 3, 8, tzinfo=UTC), 86_400)
    assert a_received_invoice(timeline=fast).legal_day(start + timedelta(seconds=30)) == date(2025, 4, 2)


@pytest.mark.parametrize(
    ("amount", "paid_on", "days"),
    [("1000.00", date(2025, 4, 2), 0), ("1000.00", date(2025, 4, 3), 1), ("-50.00", date(2025, 5, 1), 0)],
)
def test_interest_begins_the_day_after_the_due_date(law: LegalTable, amount: str, paid_on: date, days: int) -> None:
    summary = replace(a_received_invoice().summary, amount_due=euros(amount))
    statement = interest_of(a_received_invoice(due_on=date(2025, 4, 2), summary=summary), paid_on, law)
    assert statement is not None
    assert statement.days == days


def test_an_unknown_rate_gives_no_statement(law: LegalTable) -> None:
    assert interest_of(a_received_invoice(due_on=date(2026, 11, 4)), date(2026, 11, 6), law) is None
