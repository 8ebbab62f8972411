"""The organ that awards (organe compétent): a person, an assembly or the award committee, CGCT L1414-2, L2122-22 4°.

The engine says which organ the law expects of this buyer; it blocks nothing, since small bodies, joint procurements
and emergencies have rules of their own, and the number of the act belongs to the buyer.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.law.answer import Level
from shared.kernel.money import Money
from shared.kernel.tender_ids import CommitteeSessionId

ARTICLE = "CGCT L1414-2"
_ORGAN = "À partir du seuil européen, la commission d'appel d'offres choisit le titulaire."
_SATISFIED: dict[str, Any] = {"conclusion": Conclusion.SATISFIED, "level": Level.INFORMATION}


class OrganKind(StrEnum):
    """Who decides."""

    PERSON = "person"  # exécutif ou personne ayant délégation
    ASSEMBLY = "assembly"  # assemblée délibérante
    COMMITTEE = "committee"  # commission d'appel d'offres


@dataclass(frozen=True, slots=True)
class Organ:
    """Who awarded: the function of the person, the number of the delegation or deliberation, the day, the session.

    ``function`` names an office (« maire », « directrice »), never a person.
    """

    kind: OrganKind
    decided_on: date
    function: str | None = None
    reference: str | None = None
    session_id: CommitteeSessionId | None = None


@dataclass(frozen=True, slots=True)
class GivenOrgan:
    """Who awarded, as it was told: without a day, today."""

    kind: OrganKind
    decided_on: date | None = None
    function: str | None = None
    reference: str | None = None
    session_id: CommitteeSessionId | None = None

    def on(self, today: date) -> Organ:
        """Give the organ with its day."""
        return Organ(self.kind, self.decided_on or today, self.function, self.reference, self.session_id)


@dataclass(frozen=True, slots=True)
class OrganFacts:
    """What decides which organ the law expects (EUR excluding VAT); ``threshold`` None when no committee is due."""

    has_committee: bool
    formal: bool
    value: Money
    threshold: Money | None
    confidence: str


def expected_organ(facts: OrganFacts) -> OrganKind | None:
    """Give the organ that the law names, or None where the buyer's own delegations decide."""
    if facts.has_committee and facts.formal and facts.threshold is not None and facts.value >= facts.threshold:
        return OrganKind.COMMITTEE
    return None


def organ_advices(organ: Organ, *, facts: OrganFacts, voted: bool | None) -> tuple[Advice, ...]:
    """Compare the organ that decided with the one expected; ``voted`` is None when no session was named."""
    found = [_kind_advice(organ, facts)]
    if organ.kind is OrganKind.COMMITTEE and voted is not True:
        found.append(
            _advice(
                "award_committee_vote",
                facts,
                article="CGCT L1411-5, L1414-2",
                what="Le choix de la commission est celui d'une séance où elle a voté, au quorum.",
                why="Aucune séance n'est nommée, ou son vote sur ce lot n'a pas désigné ces attributaires.",
            )
        )
    if organ.kind is not OrganKind.COMMITTEE and not organ.reference:
        found.append(
            _advice(
                "award_organ_reference",
                facts,
                article="CGCT L2122-21-1, L2122-22 4°",
                what="La délibération ou la délégation qui fonde la décision se garde au dossier, avec son numéro.",
                why="Aucun numéro n'a été donné.",
            )
        )
    return tuple(found)


def _kind_advice(organ: Organ, facts: OrganFacts) -> Advice:
    expected = expected_organ(facts)
    if expected is None or expected is organ.kind:
        why = "L'organe qui décide est celui que les délégations de l'acheteur désignent."
        return replace(_advice("award_organ", facts, article=ARTICLE, what=_ORGAN, why=why), **_SATISFIED)
    why = "La valeur du besoin atteint le seuil européen et la procédure est formalisée, sauf urgence impérieuse."
    return _advice("award_organ", facts, article=ARTICLE, what=_ORGAN, why=why)


def _advice(code: str, facts: OrganFacts, *, article: str, what: str, why: str) -> Advice:
    return Advice(
        code=code,
        conclusion=Conclusion.ATTENTION,
        article=article,
        limit="" if facts.threshold is None else facts.threshold.display(),
        confidence=facts.confidence,
        facts=MappingProxyType({"value": facts.value.display()}),
        level=Level.WARNING,
        what=what,
        why=why,
    )
