"""What is published and kept (transparence, conservation): award notice, report, essential data, archives.

CCP R2183-1 to R2183-4 (award notice), R2184-1 and R2184-7 (report, justifications), R2196-1 (essential data),
R2184-12 and R2184-13 (keeping).
"""

from collections.abc import Iterator
from typing import Final

from services.tenders.domain.law.answer import Obligation, weakest
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts, Regime
from services.tenders.domain.law.question import NeedKind
from services.tenders.domain.law.words import compared, days, euros
from shared.legal.buyers import NoticeChannel

AWARD_NOTICE: Final = "delai.avis_attribution"
DATA: Final = "decp.seuil"
LIST: Final = "decp.seuil_liste"
DATA_MONTHS: Final = "decp.delai_publication"
BIDS: Final = "conservation.candidatures_offres"
_GOODS: Final = "conservation.pieces_marche_fs"
_WORKS: Final = "conservation.pieces_marche_travaux_moe_ct"
_LONG: Final = frozenset({NeedKind.WORKS, NeedKind.DESIGN, NeedKind.TECHNICAL_CONTROL})


def keeping_rules(facts: Facts) -> Iterator[Obligation]:
    """Give what is published after the signature, and what is kept."""
    if facts.above_european and facts.regime is not Regime.CENTRAL:
        if facts.regime is not Regime.CALL_OFF:
            yield _award_notice(facts)
        yield _justifications(facts) if facts.is_entity else _report(facts)
    yield from _essential_data(facts)
    yield from _archives(facts)


def _award_notice(facts: Facts) -> Obligation:
    within, channel = facts.at(AWARD_NOTICE), facts.profile.notice
    national = channel.value is NoticeChannel.NATIONAL and not facts.is_social
    place = "au BOAMP et au JOUE" if national else "au JOUE"
    number = "3°" if facts.is_social else "1°" if national else "2°"
    return Obligation(
        code=ObligationCode.AWARD_NOTICE,
        article=f"R2183-1 {number}",
        what=f"Envoyez un avis d'attribution {place} sous {days(within.whole)} après la signature.",
        why=compared(facts.value, facts.european),
        confidence=weakest(channel.confidence, within.confidence, facts.threshold_confidence),
        limit=days(within.whole),
    )


def _report(facts: Facts) -> Obligation:
    without = " Il n'est pas exigé si le marché est conclu sans remise en concurrence."
    called = without if facts.regime is Regime.CALL_OFF else ""
    return Obligation(
        code=ObligationCode.PRESENTATION_REPORT,
        article="R2184-1 à R2184-6",
        what=f"Établissez un rapport de présentation de la procédure.{called}",
        why=f"Pouvoir adjudicateur. {compared(facts.value, facts.european)}",
        confidence=facts.threshold_confidence,
        limit=euros(facts.european.money),
    )


def _justifications(facts: Facts) -> Obligation:
    return Obligation(
        code=ObligationCode.DECISIONS_KEPT,
        article="R2184-7 à R2184-10",
        what="Conservez la justification de vos décisions de sélection et d'attribution.",
        why=f"Entité adjudicatrice. {compared(facts.value, facts.european)}",
        confidence=facts.threshold_confidence,
        limit=euros(facts.european.money),
    )


def _essential_data(facts: Facts) -> Iterator[Obligation]:
    threshold, months = facts.at(DATA), facts.at(DATA_MONTHS)
    if facts.value >= threshold.money:
        yield Obligation(
            code=ObligationCode.ESSENTIAL_DATA,
            article=threshold.article,
            what=(
                f"Publiez les données essentielles sous {months.whole} mois après la notification, "
                "puis après chaque modification, sur le portail national des données ouvertes."
            ),
            why=compared(facts.value, threshold),
            confidence=weakest(threshold.confidence, months.confidence),
            limit=euros(threshold.money),
        )
        return
    listed = facts.begun(LIST)
    by_amount = facts.regime is Regime.DIRECT and facts.question.ground is None
    if listed is not None and by_amount and facts.value >= listed.money:
        yield Obligation(
            code=ObligationCode.ESSENTIAL_DATA_OR_LIST,
            article=listed.article,
            what=(
                "Publiez les données essentielles, ou la liste annuelle de ces marchés au premier trimestre de l'année "
                "suivante : objet, montant, date, nom et code postal de l'attributaire."
            ),
            why=f"{compared(facts.value, listed)} Le marché est passé sans publicité ni mise en concurrence.",
            confidence=listed.confidence,
            limit=euros(listed.money),
        )


def _archives(facts: Facts) -> Iterator[Obligation]:
    bids = facts.at(BIDS)
    yield Obligation(
        code=ObligationCode.RETENTION_BIDS,
        article=bids.article,
        what=f"Gardez candidatures, offres et documents de la procédure {bids.whole} ans au moins après la signature.",
        why="Règle commune à tous les marchés.",
        confidence=bids.confidence,
        limit=f"{bids.whole} ans",
    )
    long = facts.question.kind in _LONG
    pieces = facts.at(_WORKS if long else _GOODS)
    yield Obligation(
        code=ObligationCode.RETENTION_CONTRACT,
        article=pieces.article,
        what=f"Gardez les pièces du marché {pieces.whole} ans au moins après la fin de l'exécution.",
        why="Travaux, maîtrise d'œuvre ou contrôle technique." if long else "Fournitures ou services.",
        confidence=pieces.confidence,
        limit=f"{pieces.whole} ans",
    )
