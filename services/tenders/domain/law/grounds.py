"""Cases without publicity nor competition (marchés sans publicité ni mise en concurrence), CCP R2122-1 to R2122-11.

Books (R2122-9) and innovative purchases (R2122-9-1) have an amount of their own. The other articles are named from
memory where their text was not read (confidence C): the person who invokes one answers for its conditions.
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


@dataclass(frozen=True, slots=True)
class GroundText:
    """One case: its article, its name in French, how sure the article is, its ceiling when it has one."""

    article: str
    label: str
    confidence: Confidence
    ceiling: str | None = None


_A, _B, _C = Confidence.OFFICIAL, Confidence.SECONDARY, Confidence.UNVERIFIED
GROUNDS: Final[Mapping[Ground, GroundText]] = MappingProxyType(
    {
        Ground.IMPERATIVE_URGENCY: GroundText("R2122-1", "Urgence impérieuse", _C),
        Ground.UNSUCCESSFUL: GroundText("R2122-2", "Consultation infructueuse", _C),
        Ground.EXCLUSIVE: GroundText("R2122-3", "Un seul opérateur possible", _C),
        Ground.ADDITIONAL_SUPPLIES: GroundText("R2122-4", "Livraisons complémentaires ou matières cotées", _C),
        Ground.ADVANTAGEOUS_TERMS: GroundText("R2122-5", "Conditions particulièrement avantageuses", _C),
        Ground.CONTEST_WINNER: GroundText("R2122-6", "Lauréat d'un concours", _B),
        Ground.SIMILAR: GroundText("R2122-7", "Prestations similaires", _C),
        Ground.BOOKS: GroundText("R2122-9", "Livres non scolaires", _A, BOOKS),
        Ground.INNOVATIVE: GroundText("R2122-9-1", "Achat innovant", _A, INNOVATIVE),
        Ground.RESEARCH_SUPPLIES: GroundText("R2122-10", "Recherche, expérimentation, étude ou développement", _C),
        Ground.ENTITY_CASE: GroundText("R2122-11", "Cas propre aux entités adjudicatrices", _C),
    }
)


def is_open(ground: Ground, question: Question, law: LegalTable) -> bool:
    """Say whether a case can be invoked, as far as its amount and its object tell.

    Raises:
        NoLegalValue: its ceiling is not known on the day of the launch.
    """
    if ground is Ground.BOOKS and question.kind is not NeedKind.SUPPLIES:
        return False
    if ground is Ground.ENTITY_CASE and question.capacity is not Capacity.ENTITY:
        return False
    ceiling = GROUNDS[ground].ceiling
    return ceiling is None or question.whole < law.value(ceiling, on=question.launched_on).money
