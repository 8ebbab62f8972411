"""Framework agreements (accords-cadres): a maximum always, and a longest duration, CCP R2162-4, R2121-8, L2125-1 1°."""

from collections.abc import Iterator
from typing import Final

from services.tenders.domain.law.answer import Level, Obligation, breach_level
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts
from services.tenders.domain.law.words import euros
from services.tenders.domain.procedures import Technique
from shared.legal import Confidence

_MONTHS: Final = 12


def framework_rules(facts: Facts) -> Iterator[Obligation]:
    """Give what a framework agreement must fix."""
    if facts.question.technique is not Technique.FRAMEWORK:
        return
    yield Obligation(
        code=ObligationCode.FRAMEWORK_MAXIMUM,
        article="R2162-4, R2121-8",
        what="Fixez un maximum, en valeur ou en quantité. Un minimum est facultatif.",
        why=f"Accord-cadre : la valeur comparée est le maximum sur toute la durée, {euros(facts.value)}.",
        confidence=Confidence.OFFICIAL,
        limit=euros(facts.value),
        consequence="Un accord-cadre sans maximum est irrégulier.",
    )
    longest = facts.at("accord_cadre.duree_max.ea" if facts.is_entity else "accord_cadre.duree_max.pa")
    months = facts.question.duration_months
    too_long = months is not None and months > longest.whole * _MONTHS
    shown = "Durée non indiquée." if months is None else f"Durée prévue : {months} mois."
    yield Obligation(
        code=ObligationCode.FRAMEWORK_DURATION,
        article=longest.article,
        what=f"Ne dépassez pas {longest.whole} ans, sauf cas exceptionnel que vous justifiez.",
        why=f"{shown} Durée maximale : {longest.whole} ans.",
        confidence=longest.confidence,
        level=breach_level(longest.confidence, excusable=True) if too_long else Level.INFORMATION,
        limit=f"{longest.whole} ans",
    )
