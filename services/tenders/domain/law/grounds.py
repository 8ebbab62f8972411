"""Cases without publicity nor competition (marchés sans publicité ni mise en concurrence), CCP R2122-1 to R2122-11.

Books (R2122-9) and innovative purchases (R2122-9-1) have an amount of their own. Some cases are of supplies or services
alone, or of one capacity; what else an article asks is for the person who invokes it to write down. Read on 2026-11-23.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.tenders.domain.law.question import Ground, NeedKind, Question
from shared.legal import Confidence, LegalTable
from shared.legal.buyers import Capacity

BOOKS: Final = "dispense.livres_non_scolaires"
INNOVATIVE: Final = "dispense.innovant"


_SUPPLIES: Final = frozenset({NeedKind.SUPPLIES})
_WORKS: Final = frozenset({NeedKind.WORKS})
_SERVICES: Final = frozenset(NeedKind) - _SUPPLIES - _WORKS
_ANY: Final = frozenset(NeedKind)
_A: Final = Confidence.OFFICIAL


@dataclass(frozen=True, slots=True)
class GroundText:
    """One case: its article, its name in French, what may be bought, and its ceiling or the capacity that it needs."""

    article: str
    label: str
    confidence: Confidence
    kinds: frozenset[NeedKind] = _ANY
    ceiling: str | None = None
    capacity: Capacity | None = None


GROUNDS: Final[Mapping[Ground, GroundText]] = MappingProxyType(
    {
        Ground.IMPERATIVE_URGENCY: GroundText("R2122-1", "Urgence impérieuse", _A),
        Ground.UNSUCCESSFUL: GroundText("R2122-2", "Consultation infructueuse", _A),
        Ground.EXCLUSIVE: GroundText("R2122-3", "Un seul opérateur possible", _A),
        Ground.ADDITIONAL_SUPPLIES: GroundText(
            "R2122-4", "Livraisons complémentaires ou matières cotées", _A, _SUPPLIES
        ),
        Ground.ADVANTAGEOUS_TERMS: GroundText(
            "R2122-5", "Conditions particulièrement avantageuses", _A, _SUPPLIES | _SERVICES
        ),
        Ground.CONTEST_WINNER: GroundText("R2122-6", "Lauréat d'un concours", _A, _SERVICES),
        Ground.SIMILAR: GroundText("R2122-7", "Prestations similaires", _A, _WORKS | _SERVICES),
        Ground.BOOKS: GroundText("R2122-9", "Livres non scolaires", _A, _SUPPLIES, ceiling=BOOKS),
        Ground.INNOVATIVE: GroundText("R2122-9-1", "Achat innovant", _A, ceiling=INNOVATIVE),
        Ground.RESEARCH_SUPPLIES: GroundText(
            "R2122-10", "Produits fabriqués pour la recherche", _A, _SUPPLIES, capacity=Capacity.AUTHORITY
        ),
        Ground.ENTITY_CASE: GroundText(
            "R2122-11", "Recherche ou occasion d'une entité adjudicatrice", _A, capacity=Capacity.ENTITY
        ),
    }
)


def is_open(ground: Ground, question: Question, law: LegalTable) -> bool:
    """Say whether a case can be invoked, as far as its object, the buyer's capacity and its amount tell.

    Raises:
        NoLegalValue: its ceiling is not known on the day of the launch.
    """
    text = GROUNDS[ground]
    if question.kind not in text.kinds or text.capacity not in {None, question.capacity}:
        return False
    return text.ceiling is None or question.whole < law.value(text.ceiling, on=question.launched_on).money
