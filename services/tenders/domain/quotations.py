"""The everyday purchase (achat courant): a request for quotations, below the dispense, CCP R2122-8.

Neither publicity nor competition is asked; the buyer still chooses a relevant offer, uses public money well and does
not always contract with the same company. So: a need in a few lines, companies invited or a free publication, quotes
in any form, a choice in a few lines, an order. No scoring, no sealing: quotes are read as they come. Read 2026-11-23.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.tenders.domain.documents import DocumentName, StoredBytes
from services.tenders.domain.errors import Code
from services.tenders.domain.messages import Recipient
from services.tenders.domain.model import Buyer, ContractKind
from services.tenders.domain.quotation_states import QuotationAction, QuotationStatus, next_quotation_status
from shared.kernel.deadline import Deadline
from shared.kernel.money import Money
from shared.kernel.paris import display_instant
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import NeedId, QuotationId, QuoteFileId, QuoteId

MOST_QUOTES = 200
MOST_REASON_LINES = 10


class Audience(StrEnum):
    """Who may answer: the companies invited, or anybody who reads the free publication."""

    INVITED = "invited"
    PUBLIC = "public"


class QuoteMeans(StrEnum):
    """How a quote came."""

    PLATFORM = "platform"
    EMAIL = "email"
    POST = "post"
    HAND = "hand"
    SHOP = "shop"  # shop or catalogue price looked up by the buyer
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class QuotationContent:
    """What the buyer asks; the estimated value is never shown to companies."""

    title: str
    description: str
    kind: ContractKind
    family: str
    estimated_value: Money
    reply_by: Deadline
    audience: Audience = Audience.INVITED
    need_id: NeedId | None = None
    lot: int | None = None  # lot of the need that this purchase answers
    autonomous_unit: str | None = None

    def __post_init__(self) -> None:
        if self.estimated_value.currency != "EUR" or self.estimated_value.amount <= 0:
            refuse(Code.ESTIMATE_INVALID, article="R2121-1", value=self.estimated_value)


@dataclass(frozen=True, slots=True)
class QuoteFile:
    """A file of a quote, with its digest and the instant at which it was whole here."""

    file_id: QuoteFileId
    name: DocumentName
    content: StoredBytes
    received_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote (devis): typed, in files, or both; ``received_at`` is when it reached the buyer, ``late`` says so."""

    quote_id: QuoteId
    supplier: Siret
    supplier_name: str
    means: QuoteMeans
    received_at: datetime
    late: bool
    amount: Money | None = None  # excluding VAT
    note: str | None = None
    files: tuple[QuoteFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice and its reason in a few lines; ``amount`` is what will be ordered, excluding VAT."""

    quote_id: QuoteId
    amount: Money
    reason: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class QuotationOrder:
    """The order: its number, its legal day, and the warnings that were acknowledged."""

    reference: str
    ordered_on: date
    acknowledged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """A request for quotations of a buyer, from its draft to its order."""

    quotation_id: QuotationId
    version: int
    status: QuotationStatus
    buyer: Buyer
    content: QuotationContent
    invited: tuple[Recipient, ...] = ()
    sent_at: datetime | None = None
    quotes: tuple[Quote, ...] = ()
    choice: Choice | None = None
    order: QuotationOrder | None = None
    abandoned_reason: str | None = None

    def quote(self, quote_id: QuoteId) -> Quote:
        """Give a quote.

        Raises:
            Refused: ``TND-QUOTE-UNKNOWN``.
        """
        found = next((quote for quote in self.quotes if quote.quote_id == quote_id), None)
        if found is None:
            refuse(Code.QUOTE_UNKNOWN, quote=quote_id)
        return found

    @property
    def chosen(self) -> Quote | None:
        """The quote that was chosen."""
        return None if self.choice is None else self.quote(self.choice.quote_id)

    def may_be_read_by(self, company: Siret | None) -> bool:
        """Say whether a company may read the request: invited, or published to all; never a draft."""
        if self.status is QuotationStatus.DRAFT:
            return False
        public = self.content.audience is Audience.PUBLIC
        return public or (company is not None and self.concerns(company))

    def concerns(self, company: Siret) -> bool:
        """Say whether a company was invited or has given a quote."""
        invited = any(each.siret == company for each in self.invited)
        return invited or any(quote.supplier == company for quote in self.quotes)


def revise(quotation: Quotation, content: QuotationContent) -> Quotation:
    """Rewrite a draft."""
    return _next(quotation, QuotationAction.REVISE, content=content)


def send(quotation: Quotation, *, invited: Sequence[Recipient], now: datetime) -> Quotation:
    """Send the request; somebody is invited or it is published, and there is time to answer.

    Raises:
        Refused: ``TND-QUOTATION-NOBODY``, ``TND-QUOTATION-DEADLINE``.
    """
    following = _next(quotation, QuotationAction.SEND, invited=distinct(invited), sent_at=now)
    if not following.invited and quotation.content.audience is Audience.INVITED:
        refuse(Code.QUOTATION_NOBODY)
    _refuse_past(quotation, now)
    return following


def invite(quotation: Quotation, *, more: Sequence[Recipient], now: datetime) -> Quotation:
    """Invite other companies while the request runs."""
    _refuse_past(quotation, now)
    return _next(quotation, QuotationAction.INVITE, invited=distinct((*quotation.invited, *more)))


def record_quote(quotation: Quotation, quote: Quote) -> Quotation:
    """Keep a quote, a late one too; what was received before stays (R2122-8 fixes no form).

    Raises:
        Refused: ``TND-QUOTES-TOO-MANY``.
    """
    if len(quotation.quotes) >= MOST_QUOTES:
        refuse(Code.QUOTES_TOO_MANY, limit=MOST_QUOTES)
    return _next(quotation, QuotationAction.RECORD_QUOTE, quotes=(*quotation.quotes, quote))


def add_file(quotation: Quotation, *, quote_id: QuoteId, file: QuoteFile) -> Quotation:
    """Add a file to a quote."""
    quote = quotation.quote(quote_id)
    if len(quote.files) >= MOST_QUOTES:
        refuse(Code.QUOTES_TOO_MANY, limit=MOST_QUOTES)
    changed = replace(quote, files=(*quote.files, file))
    quotes = tuple(changed if each.quote_id == quote_id else each for each in quotation.quotes)
    return _next(quotation, QuotationAction.RECORD_QUOTE, quotes=quotes)


def decide(
    quotation: Quotation, *, quote_id: QuoteId, amount: Money | None, reason: str, decided_on: date
) -> Quotation:
    """Choose a quote, with the reason in a few lines; a quote that came as a file has its amount said here.

    Raises:
        Refused: ``TND-QUOTE-UNKNOWN``, ``TND-QUOTE-AMOUNT``, ``TND-QUOTATION-REASON``.
    """
    quote = quotation.quote(quote_id)
    final = amount or quote.amount
    if final is None or final.amount <= 0 or final.currency != "EUR":
        refuse(Code.QUOTE_AMOUNT, quote=quote_id)
    lines = len(reason.splitlines())
    if not reason.strip() or lines > MOST_REASON_LINES:
        refuse(Code.QUOTATION_REASON, article="R2122-8", lines=lines)
    choice = Choice(quote_id=quote_id, amount=final, reason=reason.strip(), decided_on=decided_on)
    return _next(quotation, QuotationAction.DECIDE, choice=choice)


def order(quotation: Quotation, *, made: QuotationOrder) -> Quotation:
    """Order from the chosen company: the purchase is made."""
    return _next(quotation, QuotationAction.ORDER, order=made)


def abandon(quotation: Quotation, *, reason: str) -> Quotation:
    """Give the purchase up (R2185-1: at any time)."""
    return _next(quotation, QuotationAction.ABANDON, abandoned_reason=reason)


def default_reference(*, quotation_id: QuotationId, ordered_on: date) -> str:
    """Make a number for a buyer that gave none: year and end of the identifier, 11 characters."""
    return f"{ordered_on.year}C{quotation_id.value.hex[-6:].upper()}"


def distinct(recipients: Sequence[Recipient]) -> tuple[Recipient, ...]:
    """Keep each company once, by its SIRET or else its address."""
    kept: dict[str, Recipient] = {}
    for each in recipients:
        kept.setdefault(str(each.siret or (each.email or "").lower()), each)
    return tuple(kept.values())


def _refuse_past(quotation: Quotation, now: datetime) -> None:
    if quotation.content.reply_by.at <= now:
        reply_by = display_instant(quotation.content.reply_by.at)
        refuse(Code.QUOTATION_DEADLINE, reply_by=reply_by, now=display_instant(now))


def _next(quotation: Quotation, action: QuotationAction, **changes: Any) -> Quotation:  # noqa: ANN401 - replace() checks
    status = next_quotation_status(quotation.status, action)
    return replace(quotation, status=status, version=quotation.version + 1, **changes)
