"""What an invoice asks to be paid, and to whom: what the accountant of its buyer must see before anything is paid.

A credit note asks for nothing: it gives back, although its amounts are written without a sign (EN 16931-1, BT-3). An
invoice that corrects another takes its place: one of both is owed. Types are those of UNTDID 1001 (XP Z12-012).
"""

from collections.abc import Iterator
from typing import Final

from services.invoicing.domain.frames import PAID_FRAMES
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.matching import Difference, DifferenceCode
from services.invoicing.domain.semantic import CREDIT_NOTE_TYPES

_CORRECTING: Final = frozenset({"384", "471", "472", "473"})  # itself, self-billed, factored, both
_FACTORED: Final = frozenset({"393", "396", "472", "473", "501", "502"})


def differences_of_what_is_asked(invoice: Invoice) -> Iterator[Difference]:
    """Tell what an invoice asks that others do not: nothing, what another asked before, a payment to somebody else."""
    preceding = {"preceding": ", ".join(one.number for one in invoice.preceding)[:200]}
    due = invoice.totals.due
    if invoice.type_code in CREDIT_NOTE_TYPES:
        code = DifferenceCode.CREDIT_NOTE if invoice.preceding else DifferenceCode.CREDIT_NOTE_ALONE
        yield Difference(code, {"amount": str(due), **preceding})
    elif due.amount <= 0 and invoice.framework not in PAID_FRAMES:
        yield Difference(DifferenceCode.NOTHING_DUE, {"amount": str(due)})
    if invoice.type_code in _CORRECTING:
        code = DifferenceCode.CORRECTS if invoice.preceding else DifferenceCode.CORRECTS_UNKNOWN
        yield Difference(code, preceding)
    if invoice.type_code not in CREDIT_NOTE_TYPES:  # of which nothing is paid, to nobody
        yield from _paid_to(invoice)


def _paid_to(invoice: Invoice) -> Iterator[Difference]:
    """Tell a payee that is not the seller (BG-10), and an invoice that was sold without saying to whom."""
    if invoice.payee_name is not None and invoice.payee_name not in {invoice.seller.name, invoice.seller.trading_name}:
        yield Difference(DifferenceCode.PAYEE, {"payee": invoice.payee_name[:200]})
    elif invoice.payee_name is None and invoice.type_code in _FACTORED:
        yield Difference(DifferenceCode.PAYEE_MISSING)
