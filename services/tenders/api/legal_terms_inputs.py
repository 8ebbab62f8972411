"""The facts that change the law of a consultation, as they travel."""

from typing import Annotated

from pydantic import BaseModel, Field

from services.tenders.api.days import Day
from services.tenders.api.lot_terms_inputs import Text
from services.tenders.api.terms_parts import PART, AmountText
from services.tenders.domain.legal_terms import LegalTerms, SpecialNeed


class LegalTermsIn(BaseModel):
    """What the law looks at besides the rest; every field may be absent."""

    model_config = PART

    need: SpecialNeed | None = Field(
        default=None, description="Services aux règles propres ; absent, la nature du marché."
    )
    urgency_reason: Text | None = Field(default=None, description="Urgence invoquée, avec son motif (R2161-3 3°).")
    prior_information_on: Day | None = Field(
        default=None, description="Envoi de l'avis de préinformation (R2161-3 1°)."
    )
    central_purchasing: bool = Field(default=False, description="Achat par une centrale d'achat (L2113-4).")
    global_contract: bool = Field(default=False, description="Marché global (L2171-1).")
    population: Annotated[int, Field(ge=0, le=100_000_000)] | None = Field(
        default=None, description="Habitants de la commune."
    )
    expenses: AmountText | None = Field(
        default=None, description="Dépenses de fonctionnement de l'avant-dernier exercice."
    )

    def to_domain(self) -> LegalTerms:
        """Give the facts."""
        return LegalTerms(
            need=self.need,
            urgency_reason=self.urgency_reason,
            prior_information_on=self.prior_information_on,
            central_purchasing=self.central_purchasing,
            global_contract=self.global_contract,
            population=self.population,
            expenses=None if self.expenses is None else self.expenses.to_money(),
        )
