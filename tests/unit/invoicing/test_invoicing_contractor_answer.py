"""The contractor's answer to its subcontractor's request: its period to the day, and what is no longer awaited."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.invoicing.domain.contractor_answer import (
    AWAITING,
    ContractorAnswer,
    ContractorAnswerId,
    ContractorDecision,
    RequestStatus,
    SubcontractorRequest,
)
from services.invoicing.domain.decisions import LONGEST_REASON
from services.invoicing.domain.portal_search import ShownInvoice
from services.invoicing.domain.portal_status import portal_status
from services.invoicing.domain.states import InvoiceStatus
from shared.kernel.refusal import Refused
from tests.unit.invoicing.builders import SELLER, a_received_invoice

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
DAYS = 15
INVOICE = replace(a_received_invoice(), received_on=date(2026, 10, 5))
LAST = date(2026, 10, 20)


def a_request(
    status: InvoiceStatus = InvoiceStatus.VALIDATED, answer: ContractorAnswer | None = None
) -> SubcontractorRequest:
    shown = ShownInvoice(
        invoice=replace(INVOICE, status=status), status_at=NOW, comment="", is_fetched=False, is_rejection_handled=False
    )
    return SubcontractorRequest(shown=shown, answer=answer)


def an_answer(decision: ContractorDecision = ContractorDecision.AGREED, reason: str = "") -> ContractorAnswer:
    return ContractorAnswer(
        answer_id=ContractorAnswerId.parse("01990000-0000-7000-8000-00000000000c"),
        invoice_id=INVOICE.invoice_id,
        contractor=SELLER.siret,
        decision=decision,
        reason=reason,
        answered_at=NOW,
        answered_on=date(2026, 10, 5),
        answered_by="portal:TECH",
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 5), RequestStatus.AWAITED),
        (LAST, RequestStatus.AWAITED),
        (LAST + timedelta(days=1), RequestStatus.SILENT),
    ],
)
def test_the_last_day_is_the_fifteenth_after_the_deposit(day: date, expected: RequestStatus) -> None:
    request = a_request()
    assert request.last_day(DAYS) == LAST
    assert request.status(today=day, days=DAYS) is expected


@pytest.mark.parametrize("status", list(InvoiceStatus))
def test_nothing_is_awaited_once_the_buyer_went_on(status: InvoiceStatus) -> None:
    request = a_request(status)
    shown = request.status(today=LAST, days=DAYS)
    if status in AWAITING:
        assert shown is RequestStatus.AWAITED
        request.check_awaited(today=LAST, days=DAYS)
        return
    assert shown is portal_status(request.shown.invoice)
    with pytest.raises(Refused, match="INV-CONTRACTOR-NOT-AWAITED"):
        request.check_awaited(today=LAST, days=DAYS)


@pytest.mark.parametrize("status", list(InvoiceStatus))
def test_an_answer_stays_whatever_becomes_of_the_invoice(status: InvoiceStatus) -> None:
    request = a_request(status, an_answer(ContractorDecision.REFUSED, "Non."))
    assert request.status(today=LAST + timedelta(days=99), days=DAYS) is RequestStatus.REFUSED
    with pytest.raises(Refused, match="INV-CONTRACTOR-ANSWERED"):
        request.check_awaited(today=LAST, days=DAYS)


def test_silence_is_acceptance_and_nothing_is_answered_after_it() -> None:
    with pytest.raises(Refused, match="INV-CONTRACTOR-ANSWER-LATE"):
        a_request().check_awaited(today=LAST + timedelta(days=1), days=DAYS)


def test_a_refusal_says_why_and_an_agreement_need_not() -> None:
    for reason in ("", "  ", "x" * (LONGEST_REASON + 1)):
        with pytest.raises(Refused, match="INV-REASON-MISSING"):
            an_answer(ContractorDecision.REFUSED, reason)
    assert an_answer().says(ContractorDecision.AGREED, "")
    assert not an_answer().says(ContractorDecision.REFUSED, "")
