"""Criteria and conditions (critères d'attribution, conditions d'exécution), and the turnover that may be asked.

CCP L2152-7 and R2152-7 (environment, since August 2026), L2112-2 and L2112-2-1 (conditions), R2152-11 and R2152-12
(weights), R2142-7 (turnover).
"""

from collections.abc import Iterator
from typing import Final

from services.tenders.domain.law.answer import Level, Obligation, breach_level, weakest
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts, Regime
from services.tenders.domain.law.question import NeedKind
from services.tenders.domain.law.words import compared, euros, number
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.legal import Confidence

CRITERION: Final = "rule.critere_environnemental_obligatoire"
CONDITION: Final = "rule.condition_execution_environnementale_obligatoire"
SOCIAL: Final = "rule.condition_execution_sociale_obligatoire_seuil_eu"
SHORT_WORKS: Final = "social.travaux_courts_mois"
CAP: Final = "candidature.ca_minimal_max_multiple"


def criteria_rules(facts: Facts) -> Iterator[Obligation]:
    """Give what criteria, conditions and candidacies must contain."""
    if facts.regime in {Regime.CENTRAL, Regime.CALL_OFF}:
        return
    yield from _criterion(facts)
    yield from _condition(facts)
    yield from _social_condition(facts)
    if facts.regime is Regime.FORMAL:
        yield _weighting()
    if facts.competes:
        yield _turnover(facts)


def _criterion(facts: Facts) -> Iterator[Obligation]:
    rule = facts.at(CRITERION)
    if not rule.flag:
        return
    missing = facts.question.announced.environmental_criterion is False and facts.competes
    # Regulation and statute begin one day apart: on the first day the stricter reading only warns.
    first_day = facts.question.launched_on == rule.valid_from
    direct = " Si vous comparez plusieurs devis, ce critère compte aussi." if facts.regime is Regime.DIRECT else ""
    yield Obligation(
        code=ObligationCode.ENVIRONMENT_CRITERION,
        article=rule.article,
        what=(
            "Prévoyez au moins un critère sur les caractéristiques environnementales de l'offre. "
            f"Le prix ne peut plus être le seul critère.{direct}"
        ),
        why=f"Règle en vigueur depuis le {display_day(rule.valid_from)}, sans seuil.",
        confidence=rule.confidence,
        level=breach_level(rule.confidence, excusable=first_day) if missing else Level.INFORMATION,
        consequence="Une consultation sans ce critère peut être annulée.",
    )


def _condition(facts: Facts) -> Iterator[Obligation]:
    rule = facts.at(CONDITION)
    if rule.flag:
        yield Obligation(
            code=ObligationCode.ENVIRONMENT_CONDITION,
            article=rule.article,
            what="Prévoyez au moins une condition d'exécution liée à l'environnement et à l'objet du marché.",
            why=f"Règle en vigueur depuis le {display_day(rule.valid_from)}, sans seuil.",
            confidence=rule.confidence,
        )


def _social_condition(facts: Facts) -> Iterator[Obligation]:
    rule = facts.at(SOCIAL)
    if not (rule.flag and facts.above_european):
        return
    short = facts.at(SHORT_WORKS).whole
    months = facts.question.duration_months
    is_short = facts.question.kind is NeedKind.WORKS and months is not None and months < short
    excuse = f" Vos travaux durent moins de {short} mois : vous pouvez vous en dispenser." if is_short else ""
    yield Obligation(
        code=ObligationCode.SOCIAL_CONDITION,
        article=rule.article,
        what=(
            "Prévoyez une condition d'exécution sociale ou d'emploi. Sinon, écrivez le motif : solution immédiatement "
            "disponible, lien insuffisant avec l'objet, concurrence ou exécution rendue difficile, travaux de moins de "
            f"{short} mois.{excuse}"
        ),
        why=compared(facts.value, facts.european),
        confidence=weakest(rule.confidence, facts.threshold_confidence),
        limit=euros(facts.european.money),
    )


def _weighting() -> Obligation:
    return Obligation(
        code=ObligationCode.CRITERIA_WEIGHTING,
        article="R2152-11, R2152-12",
        what="Pondérez les critères, au besoin par fourchette. Si c'est impossible, donnez leur ordre d'importance.",
        why="Procédure formalisée.",
        confidence=Confidence.OFFICIAL,
    )


def _turnover(facts: Facts) -> Obligation:
    multiple = facts.at(CAP)
    base = facts.question.lots or (facts.value,)
    caps = sorted((amount * multiple.number for amount in base), key=lambda each: each.amount)
    floor = facts.question.announced.turnover_floor
    beyond = floor is not None and floor > caps[-1]
    limit = euros(caps[-1]) if len(caps) == 1 else f"de {euros(caps[0])} à {euros(caps[-1])} selon le lot"
    return Obligation(
        code=ObligationCode.TURNOVER_CAP,
        article=multiple.article,
        what=(
            f"N'exigez pas un chiffre d'affaires annuel supérieur à {number(multiple.number)} fois le montant estimé "
            "du marché ou du lot, sauf raison écrite au dossier."
        ),
        why=_asked(floor, limit),
        confidence=multiple.confidence,
        level=breach_level(multiple.confidence, excusable=True) if beyond else Level.INFORMATION,
        limit=limit,
    )


def _asked(floor: Money | None, limit: str) -> str:
    asked = "" if floor is None else f" Vous demandez {euros(floor)}."
    return f"Plafond calculé : {limit}.{asked}"
