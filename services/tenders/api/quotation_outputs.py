"""What is read of requests for quotations: all by the buyer's agents, by a company its own quotes alone."""

from datetime import date, datetime

from pydantic import BaseModel

from services.tenders.api.needs_outputs import PurchaseOut
from services.tenders.api.outputs import AdviceOut, BuyerOut
from services.tenders.domain.advice import Advice
from services.tenders.domain.messages import Recipient
from services.tenders.domain.quotation_advice import SupplierYear
from services.tenders.domain.quotations import Quotation, Quote, QuoteFile
from shared.contracts.amount import Amount
from shared.kernel.siret import Siret


class QuoteFileOut(BaseModel):
    """A file of a quote, with its size and its SHA-256."""

    file_id: str
    name: str
    size: int
    sha256: str
    received_at: datetime
    late: bool

    @classmethod
    def of(cls, file: QuoteFile) -> "QuoteFileOut":
        """Write a file."""
        return cls(
            file_id=str(file.file_id),
            name=file.name.value,
            size=file.content.size,
            sha256=file.content.sha256,
            received_at=file.received_at,
            late=file.late,
        )


class QuoteOut(BaseModel):
    """One quote; ``late`` says that it came after the date of reply: it is kept."""

    quote_id: str
    supplier_siret: str
    supplier_name: str
    means: str
    received_at: datetime
    late: bool
    amount: Amount | None
    note: str | None
    files: list[QuoteFileOut]

    @classmethod
    def of(cls, quote: Quote) -> "QuoteOut":
        """Write a quote."""
        return cls(
            quote_id=str(quote.quote_id),
            supplier_siret=quote.supplier.value,
            supplier_name=quote.supplier_name,
            means=quote.means.value,
            received_at=quote.received_at,
            late=quote.late,
            amount=None if quote.amount is None else Amount.of(quote.amount),
            note=quote.note,
            files=[QuoteFileOut.of(file) for file in quote.files],
        )


class InviteeOut(BaseModel):
    """A company that was asked."""

    siret: str | None
    email: str | None
    name: str

    @classmethod
    def of(cls, recipient: Recipient) -> "InviteeOut":
        """Write a recipient."""
        siret = None if recipient.siret is None else recipient.siret.value
        return cls(siret=siret, email=recipient.email, name=recipient.name)


class PublicQuotationOut(BaseModel):
    """A request as a company reads it: its own quotes alone, neither the estimate nor who else was asked."""

    id: str
    version: int
    status: str
    buyer: BuyerOut
    title: str
    description: str
    kind: str
    reply_by: datetime
    audience: str
    sent_at: datetime | None
    quotes: list[QuoteOut]
    ordered_from_you: bool

    @classmethod
    def seen_by(cls, quotation: Quotation, company: Siret | None) -> "PublicQuotationOut":
        """Write a request for a company, or for somebody who has not said who they are."""
        content, chosen = quotation.content, quotation.chosen
        own = [quote for quote in quotation.quotes if company is not None and quote.supplier == company]
        ordered = quotation.order is not None and chosen is not None and chosen in own
        return cls(
            id=str(quotation.quotation_id),
            version=quotation.version,
            status=quotation.status.value,
            buyer=BuyerOut.of(quotation.buyer),
            title=content.title,
            description=content.description,
            kind=content.kind.value,
            reply_by=content.reply_by.at,
            audience=content.audience.value,
            sent_at=quotation.sent_at,
            quotes=[QuoteOut.of(quote) for quote in own],
            ordered_from_you=ordered,
        )


class ChoiceOut(BaseModel):
    """The choice."""

    quote_id: str
    amount: Amount
    reason: str
    decided_on: date


class OrderOut(BaseModel):
    """The order."""

    reference: str
    ordered_on: date
    acknowledged: list[str]


class QuotationOut(BaseModel):
    """A request as its buyer's agents see it, with what is worth a look before ordering."""

    id: str
    version: int
    status: str
    buyer: BuyerOut
    title: str
    description: str
    kind: str
    family: str
    autonomous_unit: str | None
    need_id: str | None
    lot: int | None
    estimated_value: Amount
    reply_by: datetime
    audience: str
    sent_at: datetime | None
    invited: list[InviteeOut]
    quotes: list[QuoteOut]
    choice: ChoiceOut | None
    order: OrderOut | None
    abandoned_reason: str | None
    advices: list[AdviceOut]

    @classmethod
    def of(cls, quotation: Quotation, advices: tuple[Advice, ...] = ()) -> "QuotationOut":
        """Write a request."""
        content, choice, made = quotation.content, quotation.choice, quotation.order
        return cls(
            id=str(quotation.quotation_id),
            version=quotation.version,
            status=quotation.status.value,
            buyer=BuyerOut.of(quotation.buyer),
            title=content.title,
            description=content.description,
            kind=content.kind.value,
            family=content.family,
            autonomous_unit=content.autonomous_unit,
            need_id=None if content.need_id is None else str(content.need_id),
            lot=content.lot,
            estimated_value=Amount.of(content.estimated_value),
            reply_by=content.reply_by.at,
            audience=content.audience.value,
            sent_at=quotation.sent_at,
            invited=[InviteeOut.of(each) for each in quotation.invited],
            quotes=[QuoteOut.of(quote) for quote in quotation.quotes],
            choice=None
            if choice is None
            else ChoiceOut(
                quote_id=str(choice.quote_id),
                amount=Amount.of(choice.amount),
                reason=choice.reason,
                decided_on=choice.decided_on,
            ),
            order=None
            if made is None
            else OrderOut(reference=made.reference, ordered_on=made.ordered_on, acknowledged=list(made.acknowledged)),
            abandoned_reason=quotation.abandoned_reason,
            advices=[AdviceOut.of(advice) for advice in advices],
        )


class QuotationSummaryOut(BaseModel):
    """One request in a list of the buyer."""

    id: str
    version: int
    status: str
    title: str
    family: str
    reply_by: datetime
    quotes: int

    @classmethod
    def of(cls, quotation: Quotation) -> "QuotationSummaryOut":
        """Write a request in short."""
        return cls(
            id=str(quotation.quotation_id),
            version=quotation.version,
            status=quotation.status.value,
            title=quotation.content.title,
            family=quotation.content.family,
            reply_by=quotation.content.reply_by.at,
            quotes=len(quotation.quotes),
        )


class SupplierYearOut(BaseModel):
    """What a company already had this year from this buyer."""

    siret: str
    name: str
    total: Amount
    purchases: list[PurchaseOut]

    @classmethod
    def of(cls, year: SupplierYear) -> "SupplierYearOut":
        """Write the year of a company."""
        return cls(
            siret=year.supplier.value,
            name=year.name,
            total=Amount.of(year.total),
            purchases=[PurchaseOut.of(purchase) for purchase in year.purchases],
        )


class SuppliersOut(BaseModel):
    """The year of every company that gave a quote."""

    items: list[SupplierYearOut]
