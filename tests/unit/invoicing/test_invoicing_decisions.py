"""What an agent decides about an invoice, and whether the payment period runs after it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.domain import received
from services.invoicing.domain.decisions import (
    Acceptance,
    Interruption,
    InvoiceRefusal,
    RefusalMotive,
    checked_admission,
)
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.domain.verdict import OfficialVerdict
from services.invoicing.storage.invoice_parts import acceptance_from_json, acceptance_to_json
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from shared.legal.calendar import payment_due_date_after_interruption
from shared.storage.records import from_json, to_json
from tests.unit.invoicing.builders import a_received_invoice, euros

DAY = date(2026, 10, 10)


def a_judged_invoice() -> ReceivedInvoice:
    return received.validate(a_received_invoice(), OfficialVerdict(()), ())


def an_interruption(**changes: Any) -> Interruption:
    facts: dict[str, Any] = {
        "notified_on": DAY,
        "interrupted_by": "ordonnateur",
        "reason": "Le bon de livraison manque.",
        "missing": ("Bon de livraison",),
        "due_before": date(2026, 11, 4),
    }
    return Interruption(**(facts | changes))


def an_acceptance(**changes: Any) -> Acceptance:
    facts: dict[str, Any] = {"accepted_on": DAY, "accepted_by": "ordonnateur", "due_on": date(2026, 11, 4)}
    return Acceptance(**(facts | changes))


def test_an_interruption_stops_the_period_until_everything_is_there() -> None:
    interrupted = received.interrupt(a_judged_invoice(), an_interruption())
    assert (interrupted.status, interrupted.period_runs) == (InvoiceStatus.INTERRUPTED, False)
    completed = received.complete(interrupted, completed_on=DAY + timedelta(days=9), due_on=DAY + timedelta(days=39))
    assert (completed.status, completed.period_runs) == (InvoiceStatus.VALIDATED, True)
    assert completed.due_on == DAY + timedelta(days=39)


def test_the_period_is_interrupted_only_once() -> None:
    interrupted = received.interrupt(a_judged_invoice(), an_interruption())
    completed = received.complete(interrupted, completed_on=DAY, due_on=DAY)
    with pytest.raises(Refused) as refused:
        received.interrupt(completed, an_interruption())
    assert refused.value.refusal.code == "INV-INTERRUPTED-ONCE"


def test_an_acceptance_is_given_again_after_an_interruption() -> None:
    accepted = received.accept(a_judged_invoice(), an_acceptance())
    assert received.interrupt(accepted, an_interruption()).acceptance is None


def test_a_refused_invoice_ends() -> None:
    refusal = InvoiceRefusal(
        refused_on=DAY, refused_by="ordonnateur", motive=RefusalMotive.INVOICED_TWICE, reason="Déjà facturé."
    )
    refused = received.refuse_payment(a_judged_invoice(), refusal)
    assert (refused.status, refused.period_runs) == (InvoiceStatus.REFUSED, False)
    assert from_json(InvoiceRefusal, to_json(refusal)) == refusal


def test_the_admitted_sum_is_what_is_paid() -> None:
    acceptance = an_acceptance(admitted=euros("100.00"), reason="Quantité livrée moindre.")
    accepted = received.accept(a_judged_invoice(), acceptance)
    assert accepted.amount_to_pay == euros("100.00")
    assert acceptance_from_json(acceptance_to_json(acceptance)) == acceptance
    assert received.accept(a_judged_invoice(), an_acceptance()).amount_to_pay == a_received_invoice().summary.amount_due


@pytest.mark.parametrize("admitted", ["0.00", "-1.00", "500.00", "500.01", "10.005"])
def test_an_admitted_sum_is_a_part_of_what_is_asked(admitted: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_admission(euros(admitted), asked=euros("500.00"), reason="Moins livré.")
    assert refused.value.refusal.code == "INV-ADMITTED-AMOUNT"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"missing": ()}, "INV-INTERRUPTION-WITHOUT-ITEMS"),
        ({"missing": (" ",)}, "INV-INTERRUPTION-WITHOUT-ITEMS"),
        ({"missing": tuple("abcdefghijklmnopqrstu")}, "INV-INTERRUPTION-WITHOUT-ITEMS"),
        ({"reason": " "}, "INV-REASON-MISSING"),
        ({"reason": "x" * 256}, "INV-REASON-MISSING"),
    ],
)
def test_an_interruption_says_why_and_what_is_missing(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        an_interruption(**changes)
    assert refused.value.refusal.code == code


@given(remaining=st.integers(min_value=-60, max_value=60), waited=st.integers(min_value=0, max_value=400))
def test_the_new_period_is_thirty_days_or_what_remained(law: LegalTable, remaining: int, waited: int) -> None:
    completed_on = DAY + timedelta(days=waited)
    due = payment_due_date_after_interruption(
        due_on=DAY + timedelta(days=remaining), interrupted_on=DAY, completed_on=completed_on, table=law
    )
    assert (due.due_on - completed_on).days == max(30, remaining)  # R2192-29


def test_an_interruption_is_kept_whole() -> None:
    found = an_interruption(completed_on=DAY)
    assert from_json(Interruption, to_json(found)) == found
