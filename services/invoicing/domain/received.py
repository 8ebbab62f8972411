"""An invoice as the buyer received it: what arrived, what was decided about it, until its payment.

The legal day of reception starts the payment period (R2192-12 to R2192-15); accepting certifies the service rendered
(service fait). Ordonnateur and public accountant are never the same person (décret 2012-1246 article 9).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.invoicing.domain.channel import Channel
from services.invoicing.domain.decisions import Acceptance, Interruption, InvoiceRefusal, RoutingReturn
from services.invoicing.domain.errors import Code
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.matching import Difference
from services.invoicing.domain.semantic import CREDIT_NOTE_TYPES
from services.invoicing.domain.states import InvoiceAction, InvoiceStatus, next_status
from services.invoicing.domain.verdict import OfficialVerdict
from shared.kernel.ids import CommitmentId, ContractId, InvoiceId, PaymentId, PaymentOrderId, PurchaseOrderId
from shared.kernel.money import Money
from shared.kernel.paris import legal_day
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.calendar import PayerKind

_MOST_DECIMALS = 6  # of an amount on the wire (contracts.amount)
_STANDING_STILL = frozenset(
    {InvoiceStatus.INTERRUPTED, InvoiceStatus.RETURNED, InvoiceStatus.REFUSED, InvoiceStatus.PAID}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """The document as it arrived: its form (ubl, cii, factur-x), size in bytes and SHA-256."""

    syntax: str
    size: int
    sha256: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSummary:
    """The terms that the accounting chain needs: number, dates, references (BT-10, 12, 13), frame, names, totals."""

    number: str
    issued_on: date
    type_code: str
    order_reference: str | None
    service_code: str | None = None
    contract_reference: str | None = None
    frame: str | None = None
    seller_name: str | None = None
    buyer_name: str | None = None
    amount_excl_vat: Money
    amount_incl_vat: Money
    amount_due: Money

    @classmethod
    def of(cls, invoice: Invoice) -> "InvoiceSummary":
        """Take the summary of an invoice as read."""
        return cls(
            number=invoice.number,
            issued_on=invoice.issued_on,
            type_code=invoice.type_code,
            order_reference=invoice.purchase_order_reference,
            service_code=invoice.buyer_reference,
            contract_reference=invoice.contract_reference,
            frame=invoice.framework,
            seller_name=invoice.seller.name or invoice.seller.trading_name,
            buyer_name=invoice.buyer.name or invoice.buyer.trading_name,
            amount_excl_vat=_carried(invoice.totals.excl_vat),
            amount_incl_vat=_carried(invoice.totals.incl_vat),
            amount_due=_carried(invoice.totals.due),
        )

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives back: its amounts are written without a sign, and count against what was invoiced."""
        return self.type_code in CREDIT_NOTE_TYPES

    def counted(self, amount: Money) -> Money:
        """Give one of its amounts as it counts among those of other invoices: what is given back, below zero.

        Some software writes what it gives back with a sign too: nothing of a credit note is ever owed to its seller.
        """
        return Money(-abs(amount.amount), amount.currency) if self.is_credit_note else amount


def _carried(total: Money) -> Money:
    """Give a total as what follows carries it: rules allow two decimals (BR-DEC), and tell what has more."""
    exponent = total.amount.as_tuple().exponent
    return total if isinstance(exponent, int) and exponent >= -_MOST_DECIMALS else total.round_half_up(_MOST_DECIMALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrder:
    """The authorising officer's order to pay (mandat de paiement), sent to the accountant, checked and booked."""

    payment_order_id: PaymentOrderId
    number: str
    ordered_on: date
    ordered_by: str
    handed_over_on: date | None = None
    booked_on: date | None = None
    booked_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """The public accountant's payment (mise en paiement).

    ``interest`` and ``lump_sum`` are owed when it was late; None says that a rate of the law is not known yet: the
    payment stands, and the interest is announced as soon as the rate is loaded.
    """

    payment_id: PaymentId
    paid_on: date
    paid_by: str
    reference: str
    amount: Money
    days_late: int
    interest: Money | None
    lump_sum: Money | None

    @property
    def awaits_rate(self) -> bool:
        """Whether interest is owed whose rate was not known on the day of the payment."""
        return self.interest is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedInvoice:
    """One invoice in the hands of its buyer; ``due_on`` is provisional until the acceptance fixes it.

    ``received_at`` is the legal instant of reception: ours, or the notification of the State's portal from which the
    invoice was fetched (R2192-15); ``entered_at`` is when it entered here, None when it is the same.
    """

    invoice_id: InvoiceId
    version: int
    status: InvoiceStatus
    buyer: Siret
    seller: Siret
    file: ReceivedFile
    summary: InvoiceSummary
    received_at: datetime
    received_on: date
    due_on: date
    payer: PayerKind
    timeline: Timeline
    contract_id: ContractId | None
    order_id: PurchaseOrderId | None
    commitment_id: CommitmentId | None = None
    channel: Channel = Channel.PLATFORM
    entered_at: datetime | None = None
    verdict: OfficialVerdict | None = None
    differences: tuple[Difference, ...] = ()
    interruption: Interruption | None = None
    refusal: InvoiceRefusal | None = None
    returned: RoutingReturn | None = None
    acceptance: Acceptance | None = None
    payment_order: PaymentOrder | None = None
    payment: Payment | None = None

    @property
    def is_matched(self) -> bool:
        """Whether the invoice was compared with its order or commitment and nothing was found but what is only told."""
        is_compared = self.order_id is not None or self.commitment_id is not None
        return self.verdict is not None and is_compared and all(one.is_only_told for one in self.differences)

    @property
    def amount_to_pay(self) -> Money:
        """The sum asked, or what the buyer admits of it (R2192-34); below zero what a credit note gives back."""
        admitted = self.acceptance.admitted if self.acceptance else None
        return self.summary.counted(self.summary.amount_due if admitted is None else admitted)

    @property
    def is_to_pay(self) -> bool:
        """Whether anything is owed on it: not on a credit note, nor where all was paid or the sum is below zero."""
        return self.amount_to_pay.amount > 0

    @property
    def period_runs(self) -> bool:
        """Whether the payment period runs today: not while interrupted or returned, nor once refused or paid.

        None ever runs where nothing is to pay.
        """
        return self.status not in _STANDING_STILL and self.is_to_pay

    def legal_day(self, instant: datetime) -> date:
        """Give the day that the law sees at an instant of the clock, on this invoice's timeline."""
        return legal_day(self.timeline.legal_at(instant))


def validate(
    invoice: ReceivedInvoice, verdict: OfficialVerdict, differences: tuple[Difference, ...]
) -> ReceivedInvoice:
    """Keep what the official rules and the matching said; neither refuses anything."""
    return advance(invoice, InvoiceAction.VALIDATE, verdict=verdict, differences=differences)


def accept(invoice: ReceivedInvoice, acceptance: Acceptance) -> ReceivedInvoice:
    """Certify the service rendered."""
    return advance(invoice, InvoiceAction.ACCEPT, acceptance=acceptance, due_on=acceptance.due_on)


def interrupt(invoice: ReceivedInvoice, interruption: Interruption) -> ReceivedInvoice:
    """Let the period stand still, once in the life of an invoice; an acceptance must be given again afterwards.

    Raises:
        Refused: ``INV-INTERRUPTED-ONCE`` (R2192-27).
    """
    if invoice.interruption is not None:
        refuse(Code.INTERRUPTED_ONCE, notified_on=invoice.interruption.notified_on)
    return advance(invoice, InvoiceAction.INTERRUPT, interruption=interruption, acceptance=None)


def complete(invoice: ReceivedInvoice, *, completed_on: date, due_on: date) -> ReceivedInvoice:
    """Open the new period: every missing item has been received (R2192-29)."""
    found = invoice.interruption
    if found is None:
        next_status(invoice.status, InvoiceAction.COMPLETE)
        raise AssertionError("the table lets only an interrupted invoice be completed")
    done = replace(found, completed_on=completed_on)
    return advance(invoice, InvoiceAction.COMPLETE, interruption=done, due_on=due_on)


def answer(
    invoice: ReceivedInvoice, *, answered_on: date, text: str, told: tuple[Difference, ...] = ()
) -> ReceivedInvoice:
    """Keep what the seller says about the missing items: the period stands still until the buyer finds them all.

    ``told`` is what was found in the files that it adds.
    """
    next_status(invoice.status, InvoiceAction.COMPLETE)
    found = invoice.interruption
    if found is None:
        raise AssertionError("the table lets only an interrupted invoice be completed")
    answered = replace(found, answered_on=answered_on, answer=text)
    differences = (*invoice.differences, *(found for found in told if found not in invoice.differences))
    return replace(invoice, interruption=answered, differences=differences, version=invoice.version + 1)


def refuse_payment(invoice: ReceivedInvoice, refusal: InvoiceRefusal) -> ReceivedInvoice:
    """Refuse an invoice: it ends here."""
    return advance(invoice, InvoiceAction.REFUSE, refusal=refusal)


def order_payment(invoice: ReceivedInvoice, order: PaymentOrder) -> ReceivedInvoice:
    """Order the payment."""
    return advance(invoice, InvoiceAction.ORDER_PAYMENT, payment_order=order)


def pay(invoice: ReceivedInvoice, payment: Payment, *, today: date) -> ReceivedInvoice:
    """Record the payment that the accountant has made.

    Raises:
        Refused: ``INV-SAME-PERSON``, ``INV-PAID-IN-FUTURE``, ``INV-PAID-BEFORE-ORDER``, ``INV-PAYMENT-REFERENCE``.
    """
    paid = advance(invoice, InvoiceAction.PAY, payment=payment)
    order = invoice.payment_order
    if order is None:
        raise AssertionError("the table lets only an ordered payment be paid")
    if order.ordered_by == payment.paid_by:
        refuse(Code.SAME_PERSON, article="décret 2012-1246, article 9")
    if payment.paid_on > today:
        refuse(Code.PAID_IN_FUTURE, paid_on=payment.paid_on, today=today)
    if payment.paid_on < order.ordered_on:
        refuse(Code.PAID_BEFORE_ORDER, paid_on=payment.paid_on, ordered_on=order.ordered_on)
    if not payment.reference.strip():
        refuse(Code.PAYMENT_REFERENCE)
    return paid


def refuse_foreign_buyer(invoice: ReceivedInvoice, organisation: Siret | None) -> None:
    """Refuse to let anybody but the buyer decide about an invoice, as if it did not exist."""
    if invoice.buyer != organisation:
        refuse(Code.NOT_FOUND, object=invoice.invoice_id)


def interest_payable_before(paid_on: date, *, days: int) -> date:
    """Give the last day on which late interest is itself paid in time (R2192-36)."""
    return paid_on + timedelta(days=days)


def advance(invoice: ReceivedInvoice, action: InvoiceAction, **changes: object) -> ReceivedInvoice:
    """Give the next version of an invoice after an act, or refuse ``INV-ACTION-IMPOSSIBLE``."""
    status = next_status(invoice.status, action)
    return replace(invoice, status=status, version=invoice.version + 1, **changes)  # type: ignore[arg-type]
