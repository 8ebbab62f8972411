"""Publicity (publicité): none, free, BOAMP or a journal, BOAMP and JOUE, JOUE alone; documents on the profile.

CCP R2122-8 (none), R2131-12 and R2131-13 (adapted), R2131-14 and R2131-15 (social services), R2131-16 (formal),
R2131-19 and R2131-20 (order of publications), R2132-2 (documents), R2162-15 (contest).
"""

from collections.abc import Iterator
from typing import Final

from services.tenders.domain.law.answer import Obligation, weakest
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts, Regime, ground_article
from services.tenders.domain.law.grounds import GROUNDS
from services.tenders.domain.law.question import Circumstance
from services.tenders.domain.law.words import compared, euros
from shared.legal import Confidence
from shared.legal.buyers import NoticeChannel

JOURNAL: Final = "publicite.boamp_ou_jal"
PROFILE: Final = "profil.dce_en_ligne"
HOURS: Final = "delai.publication_nationale_apres_joue"
_CANCELLED: Final = "Sans cette publicité, le juge peut annuler la procédure."


def publicity_rules(facts: Facts) -> Iterator[Obligation]:
    """Give the publicity of this tender, and where its documents stand."""
    match facts.regime:
        case Regime.DIRECT:
            yield from _none(facts)
        case Regime.ADAPTED:
            yield _adapted(facts)
            yield from _documents(facts)
        case Regime.FORMAL:
            yield _formal(facts)
            yield from _documents(facts)
        case _:
            return
    if facts.regime is Regime.FORMAL or (facts.competes and facts.is_social and facts.above_european):
        yield _order(facts)


def _none(facts: Facts) -> Iterator[Obligation]:
    ground = facts.ground
    by_amount = facts.dispensed
    why = compared(facts.value, facts.dispense)
    confidence = facts.dispense.confidence
    if ground is not None and not by_amount:
        why, confidence = f"Cas invoqué : {GROUNDS[ground].label.lower()}.", GROUNDS[ground].confidence
    yield Obligation(
        code=ObligationCode.NO_NOTICE_REQUIRED,
        article=facts.dispense.article if by_amount else ground_article(facts),
        what="Aucun avis n'est exigé. Vous restez libre d'en publier un et de demander plusieurs devis.",
        why=why,
        confidence=confidence,
        limit=euros(facts.dispense.money) if by_amount else None,
    )
    if by_amount or (ground is not None and GROUNDS[ground].ceiling):
        yield Obligation(
            code=ObligationCode.RELEVANT_OFFER,
            article=facts.dispense.article if by_amount else ground_article(facts),
            what="Choisissez une offre pertinente. Ne prenez pas toujours la même entreprise si d'autres existent.",
            why="Le marché est passé sans publicité ni mise en concurrence.",
            confidence=Confidence.OFFICIAL,
        )


def _adapted(facts: Facts) -> Obligation:
    if facts.is_social:
        return _social(facts)
    channel = facts.profile.notice
    if channel.value is NoticeChannel.EUROPEAN:
        return _free(
            "R2131-13", f"{facts.profile.label} : publicité libre en procédure adaptée.", confidence=channel.confidence
        )
    journal = facts.at(JOURNAL)
    confidence = weakest(channel.confidence, journal.confidence)
    if facts.value < journal.money:
        return _free("R2131-12 1°", compared(facts.value, journal), confidence=confidence)
    return Obligation(
        code=ObligationCode.BOAMP_OR_JAL,
        article=journal.article,
        what="Publiez un avis au BOAMP ou dans un journal d'annonces légales, selon le modèle officiel.",
        why=f"{compared(facts.value, journal)} La procédure est adaptée.",
        confidence=confidence,
        limit=euros(journal.money),
        consequence=_CANCELLED,
    )


def _free(article: str, why: str, *, confidence: Confidence) -> Obligation:
    return Obligation(
        code=ObligationCode.FREE_PUBLICITY,
        article=article,
        what="Choisissez une publicité adaptée au montant et à la nature de l'achat.",
        why=why,
        confidence=confidence,
        consequence=_CANCELLED,
    )


def _social(facts: Facts) -> Obligation:
    why = f"Services sociaux ou spécifiques. {compared(facts.value, facts.european)}"
    if not facts.above_european:
        return _free("R2131-14", why, confidence=facts.european.confidence)
    return Obligation(
        code=ObligationCode.JOUE_ONLY,
        article="R2131-15",
        what="Publiez un avis au Journal officiel de l'Union européenne. Le BOAMP n'est pas exigé.",
        why=why,
        confidence=facts.european.confidence,
        limit=euros(facts.european.money),
        consequence=_CANCELLED,
    )


def _formal(facts: Facts) -> Obligation:
    channel = facts.profile.notice
    national = channel.value is NoticeChannel.NATIONAL
    if facts.above_european:
        why, confidence = compared(facts.value, facts.european), facts.threshold_confidence
    else:
        why, confidence = (
            "Vous avez choisi une procédure formalisée : elle s'applique en entier (R2123-6).",
            Confidence.OFFICIAL,
        )
    return Obligation(
        code=ObligationCode.BOAMP_AND_JOUE if national else ObligationCode.JOUE_ONLY,
        article="R2131-16 1°" if national else "R2131-16 2°",
        what=(
            "Publiez un avis au BOAMP et au Journal officiel de l'Union européenne (JOUE)."
            if national
            else "Publiez un avis au Journal officiel de l'Union européenne (JOUE). Le BOAMP n'est pas exigé."
        ),
        why=f"{why} Acheteur : {facts.profile.label}.",
        confidence=weakest(channel.confidence, confidence),
        limit=euros(facts.european.money),
        consequence=_CANCELLED,
    )


def _order(facts: Facts) -> Obligation:
    hours = facts.at(HOURS)
    return Obligation(
        code=ObligationCode.NOTICE_ORDER,
        article="R2131-19, R2131-20",
        what=(
            "Envoyez d'abord l'avis au JOUE et gardez la preuve de cet envoi. Ne publiez en France qu'après lui, "
            f"ou {hours.whole} heures après l'accusé de réception de l'Office. N'y dites rien de plus."
        ),
        why="Un avis doit paraître au JOUE.",
        confidence=hours.confidence,
        limit=f"{hours.whole} heures",
    )


def _documents(facts: Facts) -> Iterator[Obligation]:
    rule = facts.at(PROFILE)
    if facts.value < rule.money:
        return
    elsewhere = facts.question.has(Circumstance.DOCUMENTS_ELSEWHERE)
    kept = " Pour les autres documents, l'avis dit comment les obtenir." if elsewhere else ""
    yield Obligation(
        code=ObligationCode.DOCUMENTS_ON_PROFILE,
        article=rule.article,
        what=(
            f"Mettez {'les' if elsewhere else 'tous les'} documents sur le profil d'acheteur, gratuitement, "
            f"dès la publication de l'avis.{kept}"
        ),
        why=compared(facts.value, rule),
        confidence=rule.confidence,
        limit=euros(rule.money),
        consequence="L'avis donne l'adresse du profil ; un accès incomplet fragilise la procédure.",
    )
