"""What callers send about requests for quotations."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from services.tenders.api.advice import PassageIn
from services.tenders.api.buyer_kind import BuyerKindIn
from services.tenders.api.inputs import Identifier, In, LongText, ShortText
from services.tenders.api.needs_inputs import MOST_INVITEES, FamilyCode
from services.tenders.domain.emails import is_address
from services.tenders.domain.errors import Code
from services.tenders.domain.messages import Recipient
from services.tenders.domain.model import ContractKind
from services.tenders.domain.quotations import Audience, QuotationContent, QuoteMeans
from services.tenders.handlers.quotation_orders import OrderQuotation
from services.tenders.handlers.quotations import Decision, DraftQuotation, GivenQuote
from shared.contracts.amount import Amount
from shared.kernel.deadline import Deadline
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import NeedId, QuotationId, QuoteId
from shared.legal.buyers import BuyerKind

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,29}$")]


class QuotationContentIn(In):
    """What the buyer asks; ``family`` is the buyer's own code, ``need_id`` and ``lot`` the need that it answers."""

    title: ShortText
    description: LongText
    kind: ContractKind
    family: FamilyCode
    estimated_value: Amount
    reply_by: AwareDatetime
    audience: Audience = Audience.INVITED
    need_id: Identifier | None = None
    lot: Annotated[int, Field(ge=1, le=1000)] | None = None
    autonomous_unit: ShortText | None = None

    def to_content(self) -> QuotationContent:
        """Give the content."""
        return QuotationContent(
            title=self.title,
            description=self.description,
            kind=self.kind,
            family=self.family,
            estimated_value=self.estimated_value.to_money(),
            reply_by=Deadline(self.reply_by),
            audience=self.audience,
            need_id=None if self.need_id is None else NeedId.parse(self.need_id),
            lot=self.lot,
            autonomous_unit=self.autonomous_unit,
        )


class QuotationIn(QuotationContentIn):
    """A new request; the buyer is the organisation of the agent."""

    buyer_name: ShortText
    buyer_kind: BuyerKindIn = BuyerKind.COMMUNE

    def to_command(self) -> DraftQuotation:
        """Give the command."""
        return DraftQuotation(self.buyer_name, self.buyer_kind, self.to_content())


class InviteeIn(In):
    """A company to ask, by its SIRET, an address or both."""

    name: ShortText
    siret: Annotated[str, StringConstraints(max_length=20)] | None = None
    email: Annotated[str, StringConstraints(max_length=254)] | None = None

    def to_recipient(self) -> Recipient:
        """Give the recipient.

        Raises:
            Refused: ``TND-MESSAGE-RECIPIENT`` when nothing can reach it.
        """
        siret = None if self.siret is None else Siret.parse(self.siret)
        if (siret is None and self.email is None) or (self.email is not None and not is_address(self.email)):
            refuse(Code.MESSAGE_RECIPIENT)
        return Recipient(siret, self.email, self.name)


class InvitationsIn(In):
    """The companies to ask; none for a free publication alone."""

    invited: Annotated[list[InviteeIn], Field(max_length=MOST_INVITEES, default_factory=list)]

    def to_recipients(self) -> list[Recipient]:
        """Give the recipients."""
        return [each.to_recipient() for each in self.invited]


class QuoteIn(In):
    """A quote. A company gives its own; an agent names the company and how and when it came."""

    supplier_name: ShortText
    supplier_siret: Annotated[str, StringConstraints(max_length=20)] | None = None
    means: QuoteMeans = QuoteMeans.EMAIL
    amount: Amount | None = None
    note: LongText | None = None
    received_at: AwareDatetime | None = None

    def to_given(self) -> GivenQuote:
        """Give the quote as registered."""
        amount = None if self.amount is None else self.amount.to_money()
        if amount is not None and (amount.amount <= 0 or amount.currency != "EUR"):
            refuse(Code.QUOTE_AMOUNT)
        return GivenQuote(
            supplier=None if self.supplier_siret is None else Siret.parse(self.supplier_siret),
            supplier_name=self.supplier_name,
            means=self.means,
            amount=amount,
            note=self.note,
            received_at=self.received_at,
        )


class ChoiceIn(In):
    """The choice and its reason in a few lines; ``amount`` where the quote came as a file."""

    quote_id: Identifier
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500)]
    amount: Amount | None = None

    def to_decision(self) -> Decision:
        """Give the decision."""
        amount = None if self.amount is None else self.amount.to_money()
        return Decision(QuoteId.parse(self.quote_id), amount, self.reason)


class OrderIn(PassageIn):
    """The order; warnings that were read are named in ``acknowledged``."""

    reference: Reference | None = None

    def to_command(self, quotation_id: QuotationId, *, expected: int) -> OrderQuotation:
        """Give the command."""
        return OrderQuotation(quotation_id, expected, self.reference, self.to_passage())


class AbandonIn(In):
    """Why the purchase is given up."""

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1500)]
