"""What callers send about needs."""

from datetime import date
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from services.tenders.api.buyer_kind import BuyerKindIn
from services.tenders.api.inputs import DraftIn, Identifier, In, LongText, ShortText
from services.tenders.domain.model import ContractKind
from services.tenders.domain.needs import MOST_TIMES, ItemKind, NeedBasis, NeedContent, NeedItem
from services.tenders.domain.quotations import MOST_QUOTES
from shared.contracts.amount import Amount
from shared.http.limits import Limit
from shared.legal.buyers import BuyerKind

FamilyCode = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")
]
MOST_ITEMS: Final = 5000
MOST_INVITEES: Final = 100
NEED_LIMITS: Final = (
    Limit("need_items", MOST_ITEMS, "lignes", "Lignes de la fiche d'un besoin"),
    Limit("quotation_invitees", MOST_INVITEES, "entreprises", "Entreprises invitées en une fois à donner un devis"),
    Limit("quotation_quotes", MOST_QUOTES, "éléments", "Devis d'une demande, et fichiers d'un devis"),
)


class NeedItemIn(In):
    """One line; ``times`` multiplies: months of a monthly amount, renewals, quantities."""

    kind: ItemKind
    title: ShortText
    amount: Amount
    times: Annotated[int, Field(ge=1, le=MOST_TIMES)] = 1
    lot: Annotated[int, Field(ge=1, le=1000)] | None = None

    def to_item(self) -> NeedItem:
        """Give the line."""
        return NeedItem(self.kind, self.title, self.amount.to_money(), self.times, self.lot)


class NeedIn(In):
    """A worksheet; ``family`` is the buyer's own code of the operation or of the family."""

    title: ShortText
    basis: NeedBasis
    kind: ContractKind
    family: FamilyCode
    starts_on: date
    ends_on: date | None = None
    items: Annotated[list[NeedItemIn], Field(min_length=1, max_length=MOST_ITEMS)]
    buyer_kind: BuyerKindIn = BuyerKind.COMMUNE
    autonomous_unit: ShortText | None = None
    reasoning: LongText | None = None

    def to_content(self) -> NeedContent:
        """Give the content."""
        return NeedContent(
            title=self.title,
            basis=self.basis,
            kind=self.kind,
            family=self.family,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            items=tuple(item.to_item() for item in self.items),
            buyer_kind=self.buyer_kind,
            autonomous_unit=self.autonomous_unit,
            reasoning=self.reasoning,
        )


class DraftOfNeedIn(DraftIn):
    """A new consultation, and the worksheet from which it is drafted when there is one."""

    need_id: Identifier | None = None


class JoinNeedIn(In):
    """The need that a draft answers."""

    need_id: Identifier
