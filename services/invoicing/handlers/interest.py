"""Interest that a late payment owes without being asked for (CCP L2192-13, R2192-31 to R2192-36, D2192-35).

A rate of the law that nobody has loaded yet never stops a payment: the interest is computed and announced later.
"""

from dataclasses import replace
from datetime import date

from services.invoicing.domain import received
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.handlers.announcements import late_interest_due
from services.invoicing.ports import UnitOfWork
from shared.kernel.money import Money
from shared.legal.interest import InterestStatement, late_payment_interest
from shared.legal.table import LegalTable
from shared.legal.value import NoLegalValue

_INTEREST_PERIOD = "paiement.interets_delai_versement"  # R2192-36


def interest_of(invoice: ReceivedInvoice, paid_on: date, law: LegalTable) -> InterestStatement | None:
    """Compute the interest of a payment; None when the rate of its semester is not known yet.

    What is paid back (a credit note) and other currencies bear no interest here.
    """
    amount = invoice.amount_to_pay
    bears_interest = amount.currency == "EUR" and amount.amount > 0
    try:
        return late_payment_interest(
            amount if bears_interest else Money.zero(),
            invoice.due_on,
            paid_on if bears_interest else invoice.due_on,
            law,
        )
    except NoLegalValue:
        return None


def announce_interest(
    invoice: ReceivedInvoice, statement: InterestStatement, *, uow: UnitOfWork, law: LegalTable
) -> ReceivedInvoice:
    """Announce late interest and give the invoice's next version: a second fact, so that readers keep their order."""
    following = replace(invoice, version=invoice.version + 1)
    days = law.value(_INTEREST_PERIOD, on=statement.paid_on).whole
    before = received.interest_payable_before(statement.paid_on, days=days)
    uow.publish(late_interest_due(following, statement, before.isoformat()))
    return following


def announce_pending_interest(*, uow: UnitOfWork, law: LegalTable, limit: int) -> int:
    """Announce the interest of payments whose rate was not known when they were recorded; give how many it is now."""
    announced = 0
    for invoice in uow.invoices.awaiting_rate(limit=limit):
        payment = invoice.payment
        statement = interest_of(invoice, payment.paid_on, law) if payment else None
        if payment is None or statement is None:
            continue
        known = replace(payment, interest=statement.interest, lump_sum=statement.recovery_lump_sum)
        uow.invoices.save(announce_interest(replace(invoice, payment=known), statement, uow=uow, law=law))
        announced += 1
    return announced
