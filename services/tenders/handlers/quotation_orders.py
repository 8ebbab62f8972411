"""Ordering an everyday purchase: what is worth a look is acknowledged, then the order is announced (R2122-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.tenders.domain import quotations
from services.tenders.domain.advice import Advice
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.needs import Need
from services.tenders.domain.passages import NO_PASSAGE, Passage, check_passage, to_acknowledge
from services.tenders.domain.purchases import (
    Purchase,
    PurchaseKind,
    SplittingWarning,
    dispense_parameter,
    purchase_thresholds,
    splitting_warnings,
)
from services.tenders.domain.quotation_advice import (
    IN_A_ROW,
    QuotationFacts,
    SupplierYear,
    quotation_advices,
    supplier_years,
)
from services.tenders.domain.quotation_states import QuotationStatus
from services.tenders.domain.quotations import Quotation, QuotationOrder
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.handlers.quotations import lock_seen
from services.tenders.ports import UnitOfWork
from shared.contracts.amount import Amount
from shared.contracts.tenders import PartyFact
from shared.contracts.tenders_quotations import QuotationOrderedV1
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.tender_ids import QuotationId
from shared.legal import LegalTable

SMALL_LOTS: Final = "dispense.petits_lots"
_MOST: Final = 1000  # orders of one family looked at


@dataclass(frozen=True, slots=True)
class OrderQuotation:
    """Command: order from the company chosen; without a number of its own the order takes one of the platform."""

    quotation_id: QuotationId
    expected_version: int
    reference: str | None
    passage: Passage = NO_PASSAGE


def order_quotation(command: OrderQuotation, *, uow: UnitOfWork, law: LegalTable, sandbox: bool) -> Quotation:
    """Order, announce it so that it can be paid, and tell the company.

    Raises:
        Refused: nothing is decided; a warning waits for its acknowledgement; the number is taken.
    """
    uow.scope.principal.require(Right.SIGN)
    read = lock_seen(command.quotation_id, expected=command.expected_version, uow=uow)
    today = legal_day(uow.clock.now())
    advices = advices_of(read, uow=uow, law=law)
    reference = command.reference or quotations.default_reference(quotation_id=read.quotation_id, ordered_on=today)
    made = QuotationOrder(reference, today, to_acknowledge(advices))
    ordered = quotations.order(read, made=made)
    check_passage(advices, command.passage)
    uow.quotations.save(ordered)
    uow.publish(_announced(ordered, sandbox=sandbox))
    _tell(ordered, uow=uow)
    facts = {"reference": reference, "acknowledged": ", ".join(made.acknowledged)}
    uow.record("quotation_ordered", str(ordered.quotation_id), facts)
    for override in command.passage.overrides:
        uow.record("advice_overridden", str(ordered.quotation_id), {"code": override.code, "reason": override.reason})
    return ordered


def advices_of(quotation: Quotation, *, uow: UnitOfWork, law: LegalTable) -> tuple[Advice, ...]:
    """Give what is worth a look; once ordered, what was said is in the order and nothing is asked again."""
    if quotation.status in {QuotationStatus.ORDERED, QuotationStatus.ABANDONED}:
        return ()
    content, today = quotation.content, legal_day(uow.clock.now())
    need = None if content.need_id is None else uow.needs.get(content.need_id)
    facts = QuotationFacts(
        dispense=law.value(dispense_parameter(content.kind), on=today),
        small_lots=law.value(SMALL_LOTS, on=today),
        need=need,
        last_of_family=_last(quotation, uow=uow, limit=IN_A_ROW),
        splitting=_splitting(quotation, need, today=today, uow=uow, law=law),
    )
    return quotation_advices(quotation, facts)


def suppliers_of(quotation_id: QuotationId, *, uow: UnitOfWork) -> tuple[SupplierYear, ...]:
    """Give what each company that gave a quote already had this year from this buyer."""
    quotation = uow.quotations.get(quotation_id)
    today = legal_day(uow.clock.now())
    purchases = uow.quotations.purchases(quotation.buyer.siret, since=date(today.year, 1, 1), until=today)
    return supplier_years(quotation, purchases)


def _splitting(
    quotation: Quotation, need: Need | None, *, today: date, uow: UnitOfWork, law: LegalTable
) -> tuple[SplittingWarning, ...]:
    """Count this purchase with those of its family: over the period of its need, else over the year."""
    content = quotation.content
    if need is not None:
        before = tuple(uow.needs.purchases(need.content))
    else:
        before = tuple(each for each in _last(quotation, uow=uow, limit=_MOST) if each.on.year == today.year)
    value = content.estimated_value if quotation.choice is None else quotation.choice.amount
    present = Purchase(
        kind=PurchaseKind.QUOTATION,
        reference=str(quotation.quotation_id),
        object=content.title,
        on=today,
        amount=value,
        passed_for=max(value, content.estimated_value, key=lambda each: each.amount),
    )
    thresholds = purchase_thresholds(kind=content.kind, buyer_kind=quotation.buyer.kind, on=today, law=law)
    return splitting_warnings((*before, present), thresholds)


def _last(quotation: Quotation, *, uow: UnitOfWork, limit: int) -> Sequence[Purchase]:
    content = quotation.content
    return uow.quotations.ordered_of_family(
        quotation.buyer.siret, content.family, unit=content.autonomous_unit, limit=limit
    )


def _announced(quotation: Quotation, *, sandbox: bool) -> QuotationOrderedV1:
    made, choice, chosen = quotation.order, quotation.choice, quotation.chosen
    assert made is not None, "ordered"  # noqa: S101 - the state table has it
    assert choice is not None, "ordered"  # noqa: S101
    assert chosen is not None, "ordered"  # noqa: S101
    buyer = quotation.buyer
    return QuotationOrderedV1(
        aggregate_id=str(quotation.quotation_id),
        aggregate_version=quotation.version,
        buyer_siret=buyer.siret.value,
        quotation_id=str(quotation.quotation_id),
        reference=made.reference,
        object=quotation.content.title,
        kind=quotation.content.kind.value,
        family=quotation.content.family,
        buyer=PartyFact(siret=buyer.siret.value, name=buyer.name),
        buyer_kind=buyer.kind.value,
        supplier=PartyFact(siret=chosen.supplier.value, name=chosen.supplier_name),
        amount_excl_vat=Amount.of(choice.amount),
        ordered_on=made.ordered_on.isoformat(),
        sandbox=sandbox,
    )


def _tell(quotation: Quotation, *, uow: UnitOfWork) -> None:
    chosen, made = quotation.chosen, quotation.order
    if chosen is None or made is None:
        return
    address = next((each.email for each in quotation.invited if each.siret == chosen.supplier), None)
    command = SendMessage(
        tender_id=None,
        kind=MessageKind.LETTER,
        to=(Recipient(chosen.supplier, address, chosen.supplier_name),),
        subject=f"Commande {made.reference} : {quotation.content.title}",
        body=f"{quotation.buyer.name} retient votre devis et vous passe la commande {made.reference}.",
        link=f"/tenders/quotations/{quotation.quotation_id}",
    )
    send_message(command, uow=uow)
