"""Procedure (procédure de passation): which ones are possible, and what the chosen one asks.

CCP L2123-1, R2123-1 to -7 (adapted), L2124-1, R2124-1 to -6 (formal), R2122-1 to -11 (without publicity), R2142-17
(fewest candidates), R2172-2 (maîtrise d'œuvre), R2162-2 to -12 (framework), L2125-1 1° (its duration), R2113-7
(reserved).
"""

from collections.abc import Iterator
from typing import Final

from services.tenders.domain.law.answer import Level, Obligation, weakest
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import FORMAL, UNCHOSEN, Facts, Regime, ground_article
from services.tenders.domain.law.framework import framework_rules
from services.tenders.domain.law.grounds import GROUNDS
from services.tenders.domain.law.question import Circumstance, NeedKind
from services.tenders.domain.law.words import compared, euros
from services.tenders.domain.procedures import PROCEDURES, ProcedureType
from shared.legal import Confidence

_CASES: Final = frozenset({ProcedureType.NEGOTIATED, ProcedureType.DIALOGUE})


def procedure_rules(facts: Facts) -> Iterator[Obligation]:
    """Give the regime of the contract, the procedures that are possible, and what follows from the chosen one."""
    if facts.regime is Regime.CENTRAL:
        return
    if facts.regime is Regime.CALL_OFF:
        yield _call_off()
        return
    yield from _ground(facts)
    if facts.regime is Regime.ADAPTED:
        yield _adapted(facts)
    if facts.regime is Regime.FORMAL:
        yield _formal(facts)
    yield _allowed(facts)
    yield from _chosen(facts)
    if facts.is_social:
        yield _social()
    if facts.question.kind is NeedKind.DESIGN and facts.regime is Regime.FORMAL and facts.above_european:
        yield _contest(facts)
    yield from framework_rules(facts)
    if facts.question.has(Circumstance.RESERVED):
        yield _reserved()


def _ground(facts: Facts) -> Iterator[Obligation]:
    question = facts.question
    declared = question.ground is not None and question.procedure in UNCHOSEN
    asked = question.procedure is ProcedureType.WITHOUT_PUBLICITY or declared
    if not asked or (facts.dispensed and facts.regime is Regime.DIRECT and question.ground is None):
        return
    found = facts.ground
    if found is None and question.ground is not None:
        text = GROUNDS[question.ground]
        why, confidence, article = (
            f"« {text.label} » ne convient pas ici : objet, montant ou acheteur.",
            text.confidence,
            text.article,
        )
    elif found is None:
        why, confidence, article = compared(facts.value, facts.dispense), facts.dispense.confidence, "L2122-1"
    else:
        text = GROUNDS[found]
        why, confidence, article = f"Cas invoqué : {text.label.lower()}.", text.confidence, text.article
    yield Obligation(
        code=ObligationCode.WITHOUT_PUBLICITY_GROUND,
        article=article,
        what="Écrivez au dossier le cas qui dispense de publicité et de mise en concurrence, et ses conditions.",
        why=why,
        confidence=confidence,
        level=Level.INFORMATION if found is not None else Level.WARNING,
        consequence="Sans cas prévu par le code, le marché peut être annulé.",
    )


def _adapted(facts: Facts) -> Obligation:
    why = compared(facts.value, facts.european)
    return Obligation(
        code=ObligationCode.ADAPTED_PROCEDURE,
        article="R2123-1 3°, R2123-4" if facts.is_social else "R2123-1 1°, R2123-4",
        what="Procédure adaptée : vous en fixez les étapes selon le besoin. Négociation possible si elle est annoncée.",
        why="Services sociaux ou spécifiques, quel que soit le montant." if facts.is_social else why,
        confidence=Confidence.OFFICIAL if facts.is_social else facts.threshold_confidence,
        limit=None if facts.is_social else euros(facts.european.money),
    )


def _formal(facts: Facts) -> Obligation:
    chosen = facts.question.procedure
    if facts.above_european and not facts.is_social:
        why, confidence, article = compared(facts.value, facts.european), facts.threshold_confidence, "L2124-1, R2124-1"
    else:
        why, confidence = "Vous avez choisi une procédure formalisée : elle s'applique en entier.", Confidence.OFFICIAL
        article = "R2123-6"
    suits = chosen is None or chosen in FORMAL or chosen is ProcedureType.DESIGN_CONTEST
    return Obligation(
        code=ObligationCode.FORMAL_PROCEDURE,
        article=article,
        what="Procédure formalisée : suivez-la en entier.",
        why=why if suits else f"{why} La procédure choisie n'est pas formalisée.",
        confidence=confidence,
        level=Level.INFORMATION if suits else Level.WARNING,  # R2124-1 itself keeps exceptions
        limit=euros(facts.european.money),
        consequence="Le marché passé selon une autre procédure peut être annulé.",
    )


def _allowed(facts: Facts) -> Obligation:
    if facts.regime is Regime.DIRECT:
        return Obligation(
            code=ObligationCode.PROCEDURES_ALLOWED,
            article=facts.dispense.article if facts.dispensed else ground_article(facts),
            what="Possibles : achat direct ou demande de devis. Toute procédure plus exigeante reste permise.",
            why="Le marché peut être passé sans publicité ni mise en concurrence.",
            confidence=facts.dispense.confidence if facts.dispensed else _ground_confidence(facts),
        )
    if facts.regime is Regime.ADAPTED:
        return Obligation(
            code=ObligationCode.PROCEDURES_ALLOWED,
            article="R2123-1, R2123-6",
            what="Possibles : procédure adaptée, ou procédure formalisée si vous l'appliquez en entier.",
            why="Services sociaux ou spécifiques." if facts.is_social else compared(facts.value, facts.european),
            confidence=Confidence.OFFICIAL if facts.is_social else facts.threshold_confidence,
        )
    free = "Possibles librement : appel d'offres ouvert ou restreint"
    what = (
        f"{free}, procédure avec négociation, dialogue compétitif."
        if facts.is_entity
        else f"{free}. Négociation et dialogue compétitif : seulement dans les six cas de l'article R2124-3."
    )
    return Obligation(
        code=ObligationCode.PROCEDURES_ALLOWED,
        article="R2124-2, R2124-4, R2124-6" if facts.is_entity else "R2124-2, R2124-3, R2124-5",
        what=what,
        why="Entité adjudicatrice." if facts.is_entity else "Pouvoir adjudicateur.",
        confidence=Confidence.OFFICIAL,
    )


def _chosen(facts: Facts) -> Iterator[Obligation]:
    chosen = facts.question.procedure
    if chosen is None or facts.is_entity or facts.regime is not Regime.FORMAL:
        return
    if chosen in _CASES:
        yield Obligation(
            code=ObligationCode.NEGOTIATION_GROUND,
            article="R2124-3" if chosen is ProcedureType.NEGOTIATED else "R2124-3, R2124-5",
            what="Dites lequel des six cas de l'article R2124-3 permet cette procédure.",
            why="Un pouvoir adjudicateur ne négocie que dans ces cas.",
            confidence=Confidence.OFFICIAL,
            level=Level.WARNING,
            consequence="Sans l'un de ces cas, la procédure peut être annulée.",
        )
    parameter = PROCEDURES[chosen].min_candidates
    if parameter is not None:
        fewest = facts.at(parameter)
        yield Obligation(
            code=ObligationCode.MINIMUM_CANDIDATES,
            article=fewest.article,
            what=f"Si vous limitez le nombre de candidats, invitez-en au moins {fewest.whole}.",
            why="Procédure avec sélection des candidats, par un pouvoir adjudicateur.",
            confidence=fewest.confidence,
            limit=str(fewest.whole),
        )


def _social() -> Obligation:
    return Obligation(
        code=ObligationCode.SOCIAL_SERVICES_REGIME,
        article="R2123-1 3°, R2123-7",
        what="Tenez compte de la qualité, de la continuité, de l'accessibilité et des besoins des usagers.",
        why="Services sociaux ou spécifiques : procédure adaptée, quel que soit le montant.",
        confidence=Confidence.OFFICIAL,
    )


def _contest(facts: Facts) -> Obligation:
    return Obligation(
        code=ObligationCode.DESIGN_CONTEST,
        article="R2172-2, R2162-15 à R2162-21",
        what=(
            "Organisez un concours restreint, sauf exception : ouvrage existant, projet urbain ou paysager, recherche, "
            "infrastructure, aucune mission de conception."
        ),
        why=f"Maîtrise d'œuvre. {compared(facts.value, facts.european)}",
        confidence=weakest(Confidence.SECONDARY, facts.threshold_confidence),  # who is bound by book IV was not read
        limit=euros(facts.european.money),
    )


def _call_off() -> Obligation:
    return Obligation(
        code=ObligationCode.CALL_OFF,
        article="R2162-2, R2162-5, R2162-7 à R2162-12",
        what="Suivez les règles prévues par l'accord-cadre ou le système d'acquisition dynamique.",
        why="Marché subséquent ou spécifique : publicité et sélection ont déjà eu lieu.",
        confidence=Confidence.OFFICIAL,
    )


def _reserved() -> Obligation:
    return Obligation(
        code=ObligationCode.RESERVED_CONTRACT,
        article="L2113-12 à L2113-15, R2113-7",
        what="Dites la réservation dans l'avis ou, sans avis, dans les documents de la consultation.",
        why="Vous réservez le marché ou des lots.",
        confidence=Confidence.OFFICIAL,
    )


def _ground_confidence(facts: Facts) -> Confidence:
    return GROUNDS[facts.ground].confidence if facts.ground else Confidence.UNVERIFIED
