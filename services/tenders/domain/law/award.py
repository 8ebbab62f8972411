"""Award (attribution): who chooses the holder, letters of rejection, suspension before the signature.

CGCT L1414-2 and L1411-5 (commission d'appel d'offres), CCP R2181-1 to R2181-4 (rejections), R2182-1 and R2182-2
(suspension).
"""

from collections.abc import Iterator
from typing import Final

from services.tenders.domain.law.answer import Obligation, weakest
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts, Regime
from services.tenders.domain.law.words import compared, days, euros, number
from shared.legal import Confidence
from shared.legal.buyers import BuyerKind, CommitteeRule

ELECTRONIC: Final = "delai.standstill_electronique"
OTHER: Final = "delai.standstill_non_electronique"
REASONS: Final = "delai.motifs_rejet"
_MEMBERS: Final = "cao.membres_elus"
_FEW_MEMBERS: Final = "cao.membres_elus_petite_commune"
_SMALL: Final = "cao.population_petite_commune"


def award_rules(facts: Facts) -> Iterator[Obligation]:
    """Give what stands between the choice of a bid and its signature."""
    formal = facts.regime is Regime.FORMAL
    if formal and facts.above_european and not facts.is_social:
        yield from _committee(facts)
    if facts.competes:
        yield _rejection(facts)
    if formal:
        yield _standstill(facts)


def _committee(facts: Facts) -> Iterator[Obligation]:
    rule = facts.profile.committee
    if rule.value is CommitteeRule.NONE:
        return
    why = f"{facts.profile.label}, procédure formalisée. {compared(facts.value, facts.european)}"
    confidence = weakest(rule.confidence, facts.threshold_confidence)
    if rule.value is CommitteeRule.OWN_RULES:
        yield Obligation(
            code=ObligationCode.CAO_OWN_RULES,
            article=rule.article,
            what="Réunissez votre commission selon ses règles propres.",
            why=why,
            confidence=confidence,
        )
        return
    yield Obligation(
        code=ObligationCode.CAO,
        article=rule.article,
        what=(
            "La commission d'appel d'offres choisit le titulaire, sauf urgence impérieuse. "
            f"{_composition(facts)} Les petits lots passés en procédure adaptée n'en relèvent pas."
        ),
        why=why,
        confidence=confidence,
        limit=euros(facts.european.money),
        consequence="Un marché attribué par un organe incompétent peut être annulé.",
    )


def _composition(facts: Facts) -> str:
    members, few = facts.at(_MEMBERS).whole, facts.at(_FEW_MEMBERS).whole
    small, population = facts.at(_SMALL).number, facts.question.population
    if facts.question.buyer is not BuyerKind.COMMUNE or (population is not None and population >= small):
        return f"Elle compte un président et {members} membres élus."
    if population is not None:
        return f"Elle compte un président et {few} membres élus (commune de moins de {number(small)} habitants)."
    return (
        f"Elle compte un président et {members} membres élus, {few} si la commune a moins de {number(small)} habitants."
    )


def _rejection(facts: Facts) -> Obligation:
    formal = facts.regime is Regime.FORMAL
    reasons = facts.at(REASONS)
    said = (
        "Indiquez les motifs, le nom de l'attributaire et la date à partir de laquelle vous pourrez signer."
        if formal
        else f"Donnez les motifs sous {days(reasons.whole)} à qui les demande."
    )
    return Obligation(
        code=ObligationCode.REJECTION_NOTICE,
        article="R2181-1, R2181-3, R2181-4" if formal else "R2181-1, R2181-2",
        what=f"Écrivez sans délai à chaque candidat ou soumissionnaire rejeté. {said}",
        why="Procédure formalisée." if formal else "Procédure adaptée.",
        confidence=reasons.confidence,
        limit=days(reasons.whole),
    )


def _standstill(facts: Facts) -> Obligation:
    electronic, other = facts.at(ELECTRONIC), facts.at(OTHER)
    return Obligation(
        code=ObligationCode.STANDSTILL,
        article="R2182-1, R2182-2",
        what=(
            f"Attendez {days(electronic.whole)} entre l'envoi de la dernière lettre de rejet et la signature, "
            f"{days(other.whole)} si une lettre n'est pas électronique. Sauf si une seule entreprise a participé."
        ),
        why="Procédure formalisée.",
        confidence=weakest(Confidence.OFFICIAL, electronic.confidence, other.confidence),
        limit=days(electronic.whole),
        consequence="Un marché signé trop tôt peut être annulé.",
    )
