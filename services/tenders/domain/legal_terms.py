"""What changes the law that applies to a consultation, and that its other terms do not tell.

Sources: CCP R2123-1 3° (services sociaux et autres services spécifiques), R2172-1 (maîtrise d'œuvre), R2184-13
(contrôle technique), R2161-3 (urgence, avis de préinformation), L2113-4 (centrale d'achat), L2171-1 (marché
global), R2191-7 (dépenses de fonctionnement), CGCT L1411-5 (population). Read on 2026-11-23.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shared.kernel.money import Money


class SpecialNeed(StrEnum):
    """Services that follow rules of their own; without any, the need is that of the kind of contract."""

    SOCIAL_SERVICES = "social_services"  # services sociaux et autres services spécifiques
    DESIGN = "design"  # maîtrise d'œuvre
    TECHNICAL_CONTROL = "technical_control"  # contrôle technique


@dataclass(frozen=True, slots=True)
class LegalTerms:
    """Facts for the law alone; ``urgency_reason`` is announced with the shortened period (R2161-3 3°).

    ``population`` is that of the commune that buys; ``expenses`` are the operating expenses of the last year but one
    (R2191-7): without them the answer of the law says what it assumes.
    """

    need: SpecialNeed | None = None
    urgency_reason: str | None = None
    prior_information_on: date | None = None
    central_purchasing: bool = False
    global_contract: bool = False
    population: int | None = None
    expenses: Money | None = None

    @property
    def is_urgent(self) -> bool:
        """Say whether urgency is invoked, with its reason."""
        return self.urgency_reason is not None


NO_LEGAL_TERMS: Final = LegalTerms()
