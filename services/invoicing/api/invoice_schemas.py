"""Bodies of invoices: what was received, what the rules said, what was decided."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from services.invoicing.api.decision_schemas import InterruptionOut, RefusalOut
from services.invoicing.api.instants import instant_out
from services.invoicing.api.routing_schemas import ReturnOut
from services.invoicing.api.texts import difference_text
from services.invoicing.api.texts.official_rules import in_french
from services.invoicing.api.texts.schema_faults import reason_text
from services.invoicing.domain.matching import Difference
from services.invoicing.domain.received import Payment, PaymentOrder, ReceivedInvoice
from services.invoicing.domain.states import STATUS_WORDS
from services.invoicing.domain.verdict import BrokenRule, OfficialVerdict, RuleFamily
from services.invoicing.handlers.payments import OrderPayment, RecordPayment
from shared.contracts.amount import Amount
from shared.kernel.ids import InvoiceId

_Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]


class BrokenRuleOut(BaseModel):
    """A broken rule, in the words of its official text."""

    rule: str
    text: str
    in_french: str = Field(description="La règle en français, ou ce qu'il faut regarder.")
    location: str

    @classmethod
    def of(cls, broken: BrokenRule, family: RuleFamily) -> "BrokenRuleOut":
        """Write a broken rule."""
        return cls(rule=broken.rule, text=broken.text, in_french=in_french(family, broken), location=broken.location)


class CheckOut(BaseModel):
    """What one official artefact said."""

    family: str = Field(description="xsd, en16931, fr_ctc ou facturx.")
    artefact: str
    version: str
    outcome: str = Field(description="valid, invalid ou not_checked ; ce qui n'est pas contrôlé n'est pas valide.")
    broken: list[BrokenRuleOut]
    reason: str


class VerdictOut(BaseModel):
    """The official verdict."""

    valid: bool
    failed_rules: list[str]
    checks: list[CheckOut]

    @classmethod
    def of(cls, verdict: OfficialVerdict) -> "VerdictOut":
        """Write a verdict."""
        return cls(
            valid=verdict.is_valid,
            failed_rules=list(verdict.failed_rules),
            checks=[
                CheckOut(
                    family=check.family.value,
                    artefact=check.artefact,
                    version=check.version,
                    outcome=check.outcome.value,
                    broken=[BrokenRuleOut.of(broken, check.family) for broken in check.broken],
                    reason=reason_text(check.reason),
                )
                for check in verdict.checks
            ],
        )


class DifferenceOut(BaseModel):
    """A difference with the order, for an agent to judge."""

    code: str
    facts: dict[str, str]
    text: str
    tolerated: bool = Field(description="L'écart est dans la tolérance choisie par le destinataire.")

    @classmethod
    def of(cls, found: Difference) -> "DifferenceOut":
        """Write a difference."""
        text = difference_text(found)
        return cls(code=found.code.value, facts=dict(found.facts), text=text, tolerated=found.tolerated)


class PaymentOrderOut(BaseModel):
    """The payment order (mandat)."""

    payment_order_id: str
    number: str
    ordered_on: str

    @classmethod
    def of(cls, order: PaymentOrder) -> "PaymentOrderOut":
        """Write a payment order."""
        return cls(
            payment_order_id=str(order.payment_order_id),
            number=order.number,
            ordered_on=order.ordered_on.isoformat(),
        )


class PaymentOut(BaseModel):
    """The payment, with the interest and the lump sum that a late one owes."""

    payment_id: str
    paid_on: str
    reference: str
    amount: Amount
    days_late: int
    interest: Amount | None = Field(description="Absent tant que le taux du semestre n'est pas connu.")
    recovery_lump_sum: Amount | None

    @classmethod
    def of(cls, payment: Payment) -> "PaymentOut":
        """Write a payment."""
        return cls(
            payment_id=str(payment.payment_id),
            paid_on=payment.paid_on.isoformat(),
            reference=payment.reference,
            amount=Amount.of(payment.amount),
            days_late=payment.days_late,
            interest=Amount.of(payment.interest) if payment.interest is not None else None,
            recovery_lump_sum=Amount.of(payment.lump_sum) if payment.lump_sum is not None else None,
        )


class InvoiceOut(BaseModel):
    """An invoice, from its reception to its payment."""

    invoice_id: str
    version: int
    status: str
    status_text: str
    buyer_siret: str
    seller_siret: str
    number: str
    issued_on: str
    type_code: str
    order_number: str | None
    order_id: str | None
    contract_id: str | None
    amount_excl_vat: Amount
    amount_incl_vat: Amount
    amount_due: Amount
    syntax: str
    size: int
    sha256: str
    channel: str = Field(description="platform, ou state_portal : récupérée sur le portail de l'État.")
    entered_at: str = Field(description="Entrée sur la plateforme, qui n'est pas une date légale.")
    received_at: str
    received_on: str
    due_on: str
    verdict: VerdictOut | None
    matched: bool
    differences: list[DifferenceOut]
    period_runs: bool = Field(description="Le délai de paiement court ; faux après interruption, refus ou paiement.")
    interruption: InterruptionOut | None
    refusal: RefusalOut | None
    returned: ReturnOut | None = Field(description="Renvoi pour erreur d'acheminement (à recycler).")
    accepted_on: str | None
    admitted: Amount | None = Field(description="Somme admise, si ce n'est pas la totalité (R2192-34).")
    payment_order: PaymentOrderOut | None
    payment: PaymentOut | None

    @classmethod
    def of(cls, invoice: ReceivedInvoice) -> "InvoiceOut":
        """Write an invoice."""
        summary, file = invoice.summary, invoice.file
        acceptance, order = invoice.acceptance, invoice.payment_order
        return cls(
            invoice_id=str(invoice.invoice_id),
            version=invoice.version,
            status=invoice.status.value,
            status_text=STATUS_WORDS[invoice.status],
            buyer_siret=str(invoice.buyer),
            seller_siret=str(invoice.seller),
            number=summary.number,
            issued_on=summary.issued_on.isoformat(),
            type_code=summary.type_code,
            order_number=summary.order_reference,
            order_id=str(invoice.order_id) if invoice.order_id else None,
            contract_id=str(invoice.contract_id) if invoice.contract_id else None,
            amount_excl_vat=Amount.of(summary.amount_excl_vat),
            amount_incl_vat=Amount.of(summary.amount_incl_vat),
            amount_due=Amount.of(summary.amount_due),
            syntax=file.syntax,
            size=file.size,
            sha256=file.sha256,
            channel=invoice.channel.value,
            entered_at=instant_out(invoice.entered_at or invoice.received_at),
            received_at=instant_out(invoice.received_at),
            received_on=invoice.received_on.isoformat(),
            due_on=invoice.due_on.isoformat(),
            verdict=VerdictOut.of(invoice.verdict) if invoice.verdict else None,
            matched=invoice.is_matched,
            differences=[DifferenceOut.of(difference) for difference in invoice.differences],
            period_runs=invoice.period_runs,
            interruption=InterruptionOut.of(invoice.interruption) if invoice.interruption else None,
            refusal=RefusalOut.of(invoice.refusal) if invoice.refusal else None,
            returned=ReturnOut.of(invoice.returned) if invoice.returned else None,
            accepted_on=acceptance.accepted_on.isoformat() if acceptance else None,
            admitted=Amount.of(acceptance.admitted) if acceptance and acceptance.admitted is not None else None,
            payment_order=PaymentOrderOut.of(order) if order else None,
            payment=PaymentOut.of(invoice.payment) if invoice.payment else None,
        )


class PaymentOrderIn(BaseModel):
    """The payment order; its number is made where none is given."""

    model_config = ConfigDict(extra="forbid")

    number: _Number | None = None

    def to_command(self, invoice_id: InvoiceId) -> OrderPayment:
        """Read the command."""
        return OrderPayment(invoice_id=invoice_id, number=self.number)


class PaymentIn(BaseModel):
    """The payment: its legal day and the reference of the transfer."""

    model_config = ConfigDict(extra="forbid")

    paid_on: date
    reference: _Number

    def to_command(self, invoice_id: InvoiceId) -> RecordPayment:
        """Read the command."""
        return RecordPayment(invoice_id=invoice_id, paid_on=self.paid_on, reference=self.reference)


class FeedEventOut(BaseModel):
    """One event of the finance feed: its position in this feed and its CloudEvents envelope."""

    position: int
    event: dict[str, JsonValue]


class FeedOut(BaseModel):
    """A page of the finance feed; ask again after ``next_after``, whether or not events came."""

    events: list[FeedEventOut]
    next_after: int


class StreamOut(BaseModel):
    """The stream of a finance feed on RabbitMQ."""

    stream: str
