"""Events of the invoicing service: order, invoice, acceptance, payment. Finance systems follow them by feed."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from shared.contracts.amount import Amount
from shared.contracts.event import Fact, FinanceEvent

Syntax = Literal["ubl", "cii", "factur-x"]


class OrderLineFact(Fact):
    """One line of an order: quantity and unit price excluding VAT as decimal strings, VAT rate in percent."""

    number: int
    description: str
    quantity: str
    unit: str
    unit_price_excl_vat: str
    vat_rate: str


class PurchaseOrderPlacedV1(FinanceEvent):
    """Sent when an order is placed on a contract (bon de commande, R2162-13)."""

    event_type: ClassVar[str] = "purchase_order_placed.v1"
    source: ClassVar[str] = "invoicing"

    order_id: str
    number: str
    contract_id: str
    seller_siret: str
    lines: tuple[OrderLineFact, ...]
    amount_excl_vat: Amount
    amount_incl_vat: Amount
    ordered_on: str


class InvoiceFacts(FinanceEvent):
    """What each event about an invoice says of it (facture, L2192-1)."""

    invoice_id: str
    number: str
    seller_siret: str
    order_number: str | None
    contract_id: str | None
    issued_on: str
    amount_excl_vat: Amount
    amount_incl_vat: Amount
    amount_due: Amount
    received_on: str


class InvoiceReceivedV1(FinanceEvent):
    """Sent when an invoice is safely stored, before anything is judged (réception, R2192-15)."""

    event_type: ClassVar[str] = "invoice_received.v1"
    source: ClassVar[str] = "invoicing"

    invoice_id: str
    syntax: Syntax
    size: int
    sha256: str
    received_at: AwareDatetime
    received_on: str


class ArtefactFact(Fact):
    """A rule set that judged a document: its name, its version and what it said."""

    name: str
    version: str
    verdict: Literal["valid", "invalid", "not_checked"]


class InvoiceValidatedV1(InvoiceFacts):
    """Sent when the official rules have judged the invoice and it has been matched with its order."""

    event_type: ClassVar[str] = "invoice_validated.v1"
    source: ClassVar[str] = "invoicing"

    valid: bool
    artefacts: tuple[ArtefactFact, ...]
    failed_rules: tuple[str, ...]
    matched: bool
    differences: tuple[str, ...]


class InvoiceAcceptedV1(InvoiceFacts):
    """Sent when an agent accepts the invoice and certifies the service rendered (service fait)."""

    event_type: ClassVar[str] = "invoice_accepted.v1"
    source: ClassVar[str] = "invoicing"

    accepted_on: str
    due_on: str


class PaymentOrderedV1(InvoiceFacts):
    """Sent when the authorising officer orders the payment (mandat de paiement)."""

    event_type: ClassVar[str] = "payment_ordered.v1"
    source: ClassVar[str] = "invoicing"

    payment_order_id: str
    payment_order_number: str
    ordered_on: str
    due_on: str


class InvoicePaidV1(InvoiceFacts):
    """Sent when the public accountant has paid (mise en paiement, R2192-32)."""

    event_type: ClassVar[str] = "invoice_paid.v1"
    source: ClassVar[str] = "invoicing"

    payment_order_id: str
    paid_on: str
    paid_amount: Amount
    payment_reference: str
    due_on: str
    days_late: int


class LateInterestDueV1(FinanceEvent):
    """Sent when a payment was late: interest and lump sum owed without being asked for (L2192-13, D2192-35)."""

    event_type: ClassVar[str] = "late_interest_due.v1"
    source: ClassVar[str] = "invoicing"

    invoice_id: str
    number: str
    seller_siret: str
    days: int
    rate: str
    base: Amount
    interest: Amount
    recovery_lump_sum: Amount
    articles: tuple[str, ...]
    confidence: str
    due_before: str
