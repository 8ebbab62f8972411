"""Requests for quotations: drafted, sent, quoted, decided, ordered or given up (R2122-8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.tenders.domain import quotations
from services.tenders.domain.errors import Code
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.model import Buyer
from services.tenders.domain.quotation_states import QuotationStatus
from services.tenders.domain.quotations import Quotation, QuotationContent, QuoteMeans
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.ports import UnitOfWork
from shared.kernel.money import Money
from shared.kernel.paris import display_instant, legal_day
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import QuotationId, QuoteId
from shared.legal.buyers import BuyerKind


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """Command: open a request for the principal's organisation."""

    buyer_name: str
    buyer_kind: BuyerKind
    content: QuotationContent


@dataclass(frozen=True, slots=True)
class GivenQuote:
    """A quote as it is registered: by the company itself, or by an agent for whatever came by any way."""

    supplier: Siret | None
    supplier_name: str
    means: QuoteMeans
    amount: Money | None
    note: str | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Command: choose a quote, its amount where it came as a file, the reason in a few lines."""

    quote_id: QuoteId
    amount: Money | None
    reason: str


def draft_quotation(command: DraftQuotation, *, uow: UnitOfWork) -> Quotation:
    """Open a request; its need, when it names one, is the buyer's own."""
    uow.scope.principal.require(Right.DRAFT)
    organisation = uow.scope.principal.organisation
    if organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    content = _of_need(command.content, uow=uow)
    quotation = Quotation(
        quotation_id=uow.ids.new(QuotationId),
        version=1,
        status=QuotationStatus.DRAFT,
        buyer=Buyer(organisation, command.buyer_name, command.buyer_kind),
        content=content,
    )
    uow.quotations.add(quotation)
    uow.record("quotation_drafted", str(quotation.quotation_id), {"title": command.content.title})
    return quotation


def revise_quotation(
    quotation_id: QuotationId, content: QuotationContent, *, expected: int, uow: UnitOfWork
) -> Quotation:
    """Rewrite a draft that nobody changed meanwhile."""
    uow.scope.principal.require(Right.DRAFT)
    read = lock_seen(quotation_id, expected=expected, uow=uow)
    return _keep(quotations.revise(read, _of_need(content, uow=uow)), "quotation_revised", uow=uow)


def send_quotation(
    quotation_id: QuotationId, invited: Sequence[Recipient], *, expected: int, uow: UnitOfWork
) -> Quotation:
    """Send the request to those invited, or open it to all; each receives a message with its link."""
    uow.scope.principal.require(Right.PUBLISH)
    read = lock_seen(quotation_id, expected=expected, uow=uow)
    sent = quotations.send(read, invited=invited, now=uow.clock.now())
    _tell(sent, sent.invited, uow=uow)
    return _keep(sent, "quotation_sent", uow=uow, invited=len(sent.invited), audience=sent.content.audience)


def invite_more(quotation_id: QuotationId, more: Sequence[Recipient], *, expected: int, uow: UnitOfWork) -> Quotation:
    """Invite other companies while the request runs; only the new ones are told."""
    uow.scope.principal.require(Right.PUBLISH)
    read = lock_seen(quotation_id, expected=expected, uow=uow)
    changed = quotations.invite(read, more=more, now=uow.clock.now())
    added = changed.invited[len(read.invited) :]
    _tell(changed, added, uow=uow)
    return _keep(changed, "quotation_invited", uow=uow, invited=len(added))


def record_quote(quotation_id: QuotationId, given: GivenQuote, *, uow: UnitOfWork) -> tuple[Quotation, QuoteId]:
    """Keep a quote: the company's own, or one that an agent received by any way; a late one is kept and marked.

    Raises:
        Refused: ``TND-QUOTE-RECEIVED`` for a reception in the future; a request that is not sent.
    """
    company = own_company(uow)
    read = uow.quotations.lock(quotation_id) if company is None else uow.quotations.lock_received(quotation_id)
    now = uow.clock.now()
    received_at = now if company or given.received_at is None else given.received_at
    if received_at > now:
        refuse(Code.QUOTE_RECEIVED, received_at=display_instant(received_at), now=display_instant(now))
    if company is None:
        uow.scope.principal.require(Right.DRAFT)
    supplier = company or given.supplier
    if supplier is None:
        refuse(Code.QUOTE_SUPPLIER)
    quote = quotations.Quote(
        quote_id=uow.ids.new(QuoteId),
        supplier=supplier,
        supplier_name=given.supplier_name,
        means=QuoteMeans.PLATFORM if company else given.means,
        received_at=received_at,
        late=not read.content.reply_by.admits(received_at),
        amount=given.amount,
        note=given.note,
    )
    changed = quotations.record_quote(read, quote)
    kept = _keep(changed, "quote_recorded", uow=uow, quote=quote.quote_id, late=quote.late, means=quote.means)
    return kept, quote.quote_id


def decide_quotation(quotation_id: QuotationId, decision: Decision, *, expected: int, uow: UnitOfWork) -> Quotation:
    """Choose a quote, with the reason."""
    uow.scope.principal.require(Right.AWARD)
    read = lock_seen(quotation_id, expected=expected, uow=uow)
    decided = quotations.decide(
        read,
        quote_id=decision.quote_id,
        amount=decision.amount,
        reason=decision.reason,
        decided_on=legal_day(uow.clock.now()),
    )
    return _keep(decided, "quotation_decided", uow=uow, quote=decision.quote_id)


def abandon_quotation(quotation_id: QuotationId, reason: str, *, expected: int, uow: UnitOfWork) -> Quotation:
    """Give the purchase up; quotes stay kept."""
    uow.scope.principal.require(Right.PUBLISH)
    read = lock_seen(quotation_id, expected=expected, uow=uow)
    return _keep(quotations.abandon(read, reason=reason), "quotation_abandoned", uow=uow)


def lock_seen(quotation_id: QuotationId, *, expected: int, uow: UnitOfWork) -> Quotation:
    """Read and hold a request at the version that the agent has seen.

    Raises:
        Refused: ``HTTP-VERSION-STALE`` when another act came between.
    """
    read = uow.quotations.lock(quotation_id)
    if read.version != expected:
        refuse(Code.VERSION_STALE, expected=expected, current=read.version)
    return read


def own_company(uow: UnitOfWork) -> Siret | None:
    """Give the SIRET of the company that acts; None for an agent, whose organisation is a buyer."""
    principal = uow.scope.principal
    if principal.kind is not PrincipalKind.ECONOMIC_OPERATOR:
        return None
    principal.require(Right.SUBMIT)
    if principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    return principal.organisation


def _of_need(content: QuotationContent, *, uow: UnitOfWork) -> QuotationContent:
    """A purchase that answers a need is of its family and of its unit: it counts where the need is counted."""
    if content.need_id is None:
        return content
    need = uow.needs.get(content.need_id).content
    return replace(content, family=need.family, autonomous_unit=need.autonomous_unit)


def _tell(quotation: Quotation, recipients: Sequence[Recipient], *, uow: UnitOfWork) -> None:
    """Tell each company apart: none learns who else is invited."""
    content = quotation.content
    until = display_instant(content.reply_by.at)
    asked = f"{quotation.buyer.name} vous demande un devis : {content.title}."
    body = f"{asked}\n{content.description}\nRéponse avant : {until}."
    for recipient in recipients:
        command = SendMessage(
            tender_id=None,
            kind=MessageKind.INVITATION,
            to=(recipient,),
            subject=f"Demande de devis : {content.title}",
            body=body,
            link=f"/tenders/quotations/{quotation.quotation_id}",
        )
        send_message(command, uow=uow)


def _keep(quotation: Quotation, action: str, *, uow: UnitOfWork, **facts: object) -> Quotation:
    uow.quotations.save(quotation)
    told = {name: str(fact) for name, fact in facts.items()}
    uow.record(action, str(quotation.quotation_id), {"version": str(quotation.version), **told})
    return quotation
