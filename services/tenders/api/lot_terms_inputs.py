"""The terms of a lot as they travel."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.tenders.domain.lot_terms import (
    LotTerms,
    Renewals,
    Reservation,
    Tranche,
    TrancheKind,
    Variants,
)
from shared.kernel.variants import VariantPolicy

MOST_PARTS: Final = 50
SHORT_TEXT: Final = 300
LONG_TEXT: Final = 5000
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=SHORT_TEXT)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONG_TEXT)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class TrancheIn(_Part):
    """One tranche, firm or optional."""

    number: Annotated[int, Field(ge=1, le=MOST_PARTS)]
    title: Words
    kind: TrancheKind


class VariantsIn(_Part):
    """Whether companies may or must propose variants, and what these keep."""

    policy: VariantPolicy = VariantPolicy.FORBIDDEN
    requirements: Text | None = None
    most: Annotated[int, Field(ge=1, le=MOST_PARTS)] | None = None


class RenewalsIn(_Part):
    """How many renewals, of how many months each."""

    count: Annotated[int, Field(ge=1, le=100)]
    months: Annotated[int, Field(ge=1, le=1200)]


class LotTermsIn(_Part):
    """The terms of the lot of that number."""

    number: Annotated[int, Field(ge=1)]
    tranches: Annotated[list[TrancheIn], Field(max_length=MOST_PARTS)] = []
    variants: VariantsIn = VariantsIn()
    options: Annotated[list[Words], Field(max_length=MOST_PARTS)] = []
    renewals: RenewalsIn | None = None
    reserved: Reservation | None = None

    def to_domain(self) -> LotTerms:
        """Give the terms of the lot."""
        return LotTerms(
            number=self.number,
            tranches=tuple(Tranche(each.number, each.title, each.kind) for each in self.tranches),
            variants=Variants(self.variants.policy, self.variants.requirements, self.variants.most),
            options=tuple(self.options),
            renewals=None if self.renewals is None else Renewals(self.renewals.count, self.renewals.months),
            reserved=self.reserved,
        )


def without_defaults(model: BaseModel) -> dict[str, Any]:
    """Write a model without what nobody said."""
    return model.model_dump(mode="json", exclude_defaults=True)
