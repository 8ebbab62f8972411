"""What was assumed (hypothèses) where the question left it open, in French: nothing is guessed in silence."""

from collections.abc import Iterator

from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts, Regime
from services.tenders.domain.law.prior_information import prior_information_counts
from services.tenders.domain.law.question import Circumstance, Ground, NeedKind
from services.tenders.domain.law.words import euros, lowered
from services.tenders.domain.procedures import ProcedureType, Technique
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.legal.buyers import NoticeChannel


def assumptions(facts: Facts, codes: frozenset[ObligationCode]) -> Iterator[str]:
    """Give the assumptions that the answer rests on."""
    yield from _about_value(facts)
    yield f"La date du {display_day(facts.question.launched_on)} est celle de l'envoi de l'avis ou du lancement."
    yield from _about_buyer(facts)
    yield from _about_procedure(facts, codes)
    if codes & {ObligationCode.ESSENTIAL_DATA, ObligationCode.ESSENTIAL_DATA_OR_LIST}:
        yield "Données essentielles : la valeur estimée tient lieu du montant notifié, et la date, de la notification."
    if ObligationCode.ESSENTIAL_DATA in codes and facts.regime is Regime.DIRECT and facts.dispensed:
        yield "Données essentielles : la liste annuelle (R2196-1) est lue comme réservée aux montants inférieurs."
    if ObligationCode.LEGALITY_CONTROL in codes:
        yield "Contrôle de légalité : la valeur de toute la consultation est comparée, non celle de chaque lot."


def _about_value(facts: Facts) -> Iterator[str]:
    question, total = facts.question, Money.total(facts.question.lots)
    if question.lots and question.value < total:
        yield f"La somme des lots, {euros(total)}, dépasse la valeur donnée : elle est retenue."
    elif question.lots and question.value > total:
        yield f"La valeur donnée dépasse la somme des lots, {euros(total)} : elle est retenue."
    if not question.need_reasoned:
        yield f"La valeur de {euros(facts.value)} est supposée couvrir tout le besoin (R2121-1 à R2121-7)."
    if question.technique is not Technique.NONE:
        yield "La valeur est le maximum estimé sur toute la durée (R2121-8)."
    if facts.is_social:
        yield "Tout le marché porte sur ces services sociaux ; mixte, il suit la part la plus élevée (R2123-2)."


def _about_buyer(facts: Facts) -> Iterator[str]:
    if not facts.is_entity:
        yield "Vous achetez comme pouvoir adjudicateur."
    for cell in (facts.profile.column(facts.question.capacity), facts.profile.notice):
        if cell.note:
            yield f"{facts.profile.label} : {lowered(cell.note)}"
    if facts.question.ground is Ground.BOOKS and facts.ground is not None:
        yield "Vous êtes l'un des acheteurs visés par l'article 3 de la loi du 10 août 1981 sur le prix du livre."


def _about_procedure(facts: Facts, codes: frozenset[ObligationCode]) -> Iterator[str]:
    question = facts.question
    if question.procedure is None and facts.regime is Regime.FORMAL:
        yield "La procédure n'est pas choisie : les délais sont ceux de l'appel d'offres ouvert."
    if codes & {
        ObligationCode.MINIMUM_PERIOD_OPEN,
        ObligationCode.MINIMUM_PERIOD_CANDIDACIES,
        ObligationCode.MINIMUM_PERIOD_OFFERS,
    }:
        yield (
            "Délais : le jour d'envoi ne compte pas ; un délai qui finit un jour férié, un samedi ou un dimanche "
            "va au jour ouvrable suivant (règlement 1182/71, décompte prudent, à vérifier)."
        )
    if {ObligationCode.FREE_PUBLICITY, ObligationCode.DOCUMENTS_ON_PROFILE} <= codes:
        yield "La publicité choisie comporte un avis ; sans avis, le profil d'acheteur n'est pas exigé."
    if ObligationCode.JOUE_ONLY in codes and facts.profile.notice.value is NoticeChannel.EUROPEAN:
        yield f"{facts.profile.label} : organisme absent de la liste de l'article R2131-16 1°."
    if question.prior_information_on is not None and not prior_information_counts(question, facts.law):
        yield f"Préinformation du {display_day(question.prior_information_on)} hors délai : elle ne réduit rien."
    if question.has(Circumstance.GLOBAL_CONTRACT):
        yield "Le marché est un marché global : il déroge à l'allotissement (L2171-1)."
    if question.kind is NeedKind.DESIGN and question.procedure is ProcedureType.DESIGN_CONTEST:
        yield "Le concours est suivi d'un marché négocié avec un lauréat (R2122-6)."
