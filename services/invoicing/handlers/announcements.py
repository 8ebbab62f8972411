"""Writing the events of invoicing: each carries the full state of the facts that it announces."""

from typing import Any, TypeVar

from services.invoicing.domain.order import PurchaseOrder
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.verdict import OfficialCheck
from shared.contracts.amount import Amount
from shared.contracts.invoicing import (
    ArtefactFact,
    InvoicePaidV1,
    InvoiceValidatedV1,
    LateInterestDueV1,
    OrderLineFact,
    PaymentOrderedV1,
    PurchaseOrderPlacedV1,
)
from shared.contracts.invoicing_doors import InvoiceReceivedV2
from shared.legal.interest import InterestStatement

T = TypeVar("T")


def order_placed(order: PurchaseOrder) -> PurchaseOrderPlacedV1:
    """Announce an order."""
    return PurchaseOrderPlacedV1(
        aggregate_id=str(order.order_id),
        aggregate_version=order.version,
        buyer_siret=str(order.buyer.siret),
        order_id=str(order.order_id),
        number=order.number,
        contract_id=str(order.contract_id),
        seller_siret=str(order.seller.siret),
        lines=tuple(
            OrderLineFact(
                number=line.number,
                description=line.description,
                quantity=f"{line.quantity:f}",
                unit=line.unit,
                unit_price_excl_vat=f"{line.unit_price_excl_vat.amount:f}",
                vat_rate=str(line.vat_rate),
            )
            for line in order.lines
        ),
        amount_excl_vat=Amount.of(order.amount_excl_vat),
        amount_incl_vat=Amount.of(order.amount_incl_vat),
        ordered_on=order.ordered_on.isoformat(),
    )


def invoice_received(invoice: ReceivedInvoice) -> InvoiceReceivedV2:
    """Announce that an invoice is safely stored."""
    return InvoiceReceivedV2.model_validate(
        {
            "aggregate_id": str(invoice.invoice_id),
            "aggregate_version": invoice.version,
            "buyer_siret": str(invoice.buyer),
            "invoice_id": str(invoice.invoice_id),
            "syntax": invoice.file.syntax,
            "size": invoice.file.size,
            "sha256": invoice.file.sha256,
            "channel": invoice.channel.value,
            "received_at": invoice.received_at,
            "received_on": invoice.received_on.isoformat(),
        }
    )


def invoice_validated(invoice: ReceivedInvoice) -> InvoiceValidatedV1:
    """Announce what the official rules and the matching said."""
    verdict = invoice.verdict
    checks = verdict.checks if verdict else ()
    return InvoiceValidatedV1(
        **invoice_facts(invoice),
        valid=bool(verdict and verdict.is_valid),
        artefacts=tuple(_artefact(check) for check in checks),
        failed_rules=verdict.failed_rules if verdict else (),
        matched=invoice.is_matched,
        differences=tuple(_difference_text(d.code.value, d.facts.get("line")) for d in invoice.differences),
    )


def payment_ordered(invoice: ReceivedInvoice) -> PaymentOrderedV1:
    """Announce the payment order."""
    order = present(invoice.payment_order)
    facts = invoice_facts(invoice) | {"amount_due": Amount.of(invoice.amount_to_pay)}  # what is admitted of it
    return PaymentOrderedV1(
        **facts,
        payment_order_id=str(order.payment_order_id),
        payment_order_number=order.number,
        ordered_on=order.ordered_on.isoformat(),
        due_on=invoice.due_on.isoformat(),
    )


def invoice_paid(invoice: ReceivedInvoice) -> InvoicePaidV1:
    """Announce the payment."""
    order, payment = present(invoice.payment_order), present(invoice.payment)
    return InvoicePaidV1(
        **invoice_facts(invoice),
        payment_order_id=str(order.payment_order_id),
        paid_on=payment.paid_on.isoformat(),
        paid_amount=Amount.of(payment.amount),
        payment_reference=payment.reference,
        due_on=invoice.due_on.isoformat(),
        days_late=payment.days_late,
    )


def late_interest_due(invoice: ReceivedInvoice, statement: InterestStatement, due_before: str) -> LateInterestDueV1:
    """Announce the interest and the lump sum owed for a late payment."""
    return LateInterestDueV1(
        aggregate_id=str(invoice.invoice_id),
        aggregate_version=invoice.version,
        buyer_siret=str(invoice.buyer),
        invoice_id=str(invoice.invoice_id),
        number=invoice.summary.number,
        seller_siret=str(invoice.seller),
        days=statement.days,
        rate=str(present(statement.rate)),
        base=Amount.of(statement.amount_incl_vat),
        interest=Amount.of(statement.interest),
        recovery_lump_sum=Amount.of(statement.recovery_lump_sum),
        articles=statement.articles,
        confidence=max(value.confidence.value for value in statement.references),
        due_before=due_before,
    )


def invoice_facts(invoice: ReceivedInvoice) -> dict[str, Any]:
    """Write what each event about an invoice says of it; a credit note is below zero, as no event tells its type."""
    summary = invoice.summary
    return {
        "aggregate_id": str(invoice.invoice_id),
        "aggregate_version": invoice.version,
        "buyer_siret": str(invoice.buyer),
        "invoice_id": str(invoice.invoice_id),
        "number": summary.number,
        "seller_siret": str(invoice.seller),
        "order_number": summary.order_reference,
        "contract_id": str(invoice.contract_id) if invoice.contract_id else None,
        "issued_on": summary.issued_on.isoformat(),
        "amount_excl_vat": Amount.of(summary.counted(summary.amount_excl_vat)),
        "amount_incl_vat": Amount.of(summary.counted(summary.amount_incl_vat)),
        "amount_due": Amount.of(summary.counted(summary.amount_due)),
        "received_on": invoice.received_on.isoformat(),
    }


def _artefact(check: OfficialCheck) -> ArtefactFact:
    return ArtefactFact(name=check.artefact, version=check.version, verdict=check.outcome.value)


def _difference_text(code: str, line: str | None) -> str:
    return code if line is None else f"{code}:{line}"


def present(value: T | None) -> T:
    """Give a fact that the state of the invoice promises."""
    if value is None:
        raise AssertionError("the state of the invoice promises this fact")
    return value
