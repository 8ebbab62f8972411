"""The draft of the rules of the consultation (règlement de la consultation, RC), CCP R2132-1."""

from services.tenders.domain.extensions import last_answer_day
from services.tenders.domain.procedures import Negotiation
from services.tenders.domain.template_words import (
    PROCEDURE_NAMES,
    Subject,
    buyer_section,
    criteria_table,
    document,
    lots_table,
    to_complete,
)
from services.tenders.domain.terms import ElectronicRegime, NegotiationPlan
from shared.kernel.paris import display_day, display_instant
from shared.kernel.report import Report, Section
from shared.kernel.variants import VariantPolicy


def rules_report(subject: Subject) -> Report:
    """Draft the rules of the consultation."""
    return document(
        subject,
        "Règlement de la consultation",
        buyer_section(subject),
        _procedure(subject),
        _documents(subject),
        _visits(subject),
        _candidacy(subject),
        _response(subject),
        _evaluation(subject),
        _remedies(),
    )


def _procedure(subject: Subject) -> Section:
    content = subject.tender.content
    name, article = PROCEDURE_NAMES[content.procedure], subject.tender.rules.article
    return Section(
        "Procédure et lots",
        (
            f"Procédure : {name} (article {article} du code de la commande publique).",
            _negotiation(subject),
            *_variants(subject),
        ),
        (lots_table(subject),),
    )


def _negotiation(subject: Subject) -> str:
    rules = subject.tender.rules
    match subject.tender.content.terms.negotiation:
        case NegotiationPlan.NONE if rules.negotiation is Negotiation.FORESEEN:
            return f"L'acheteur négocie (article {rules.negotiation_article})."
        case NegotiationPlan.NONE:
            return "L'acheteur ne négocie pas."
        case NegotiationPlan.ANNOUNCED:
            return "L'acheteur négocie avec les soumissionnaires (article R2123-5 ou R2161-17)."
        case NegotiationPlan.AWARD_RESERVED:
            return "L'acheteur peut négocier et se réserve d'attribuer sur la base des offres initiales."


def _variants(subject: Subject) -> tuple[str, ...]:
    lines = []
    for lot in subject.lots:
        variants = subject.tender.content.terms.lot(lot.number).variants
        if variants.policy is not VariantPolicy.FORBIDDEN:
            word = "exigées" if variants.policy is VariantPolicy.REQUIRED else "autorisées"
            minimum = variants.requirements or to_complete("exigences minimales, R2151-10")
            bound = "" if variants.most is None else f", au plus {variants.most}"
            lines.append(
                f"Lot {lot.number} : variantes {word}{bound} (article R2151-8). Exigences minimales : {minimum}."
            )
    return tuple(lines) or ("Les variantes ne sont pas autorisées (article R2151-8).",)


def _documents(subject: Subject) -> Section:
    deadline = subject.tender.current_stage.deadline
    due = display_day(last_answer_day(deadline=deadline, days=subject.answer_days))
    elsewhere = tuple(
        f"« {each.name} » s'obtient gratuitement ainsi (article R2132-5) : {each.means}" for each in subject.elsewhere
    )
    return Section(
        "Documents, questions et modifications",
        (
            "Les documents de la consultation sont gratuits et d'accès direct, sans compte (article R2132-2).",
            *elsewhere,
            "S'inscrire est facultatif et permet d'être informé des modifications et des réponses.",
            f"Les questions se posent sur le profil d'acheteur. Il y est répondu au plus tard le {due}, à tous à la "
            "fois et sans nommer leur auteur (article R2132-6).",
            "Une modification importante des documents prolonge le délai de réception (article R2151-4).",
        ),
    )


def _visits(subject: Subject) -> Section:
    running = [visit for visit in subject.visits if visit.cancelled_at is None]
    if not running:
        return Section("Visite des lieux", ("Aucune visite n'est prévue.",))
    lines = [
        f"{'Visite obligatoire' if visit.mandatory else 'Visite facultative'} : {visit.place}, le "
        f"{display_instant(visit.starts_at)}."
        for visit in running
    ]
    end = "Une attestation est remise à chaque entreprise venue (article R2151-3)."
    return Section("Visite des lieux", (*lines, end))


def _candidacy(subject: Subject) -> Section:
    selection = subject.tender.content.terms.selection
    conditions = [
        f"{each.title}" + (f" (niveau minimal : {each.minimum})" if each.minimum else "") for each in selection.criteria
    ]
    return Section(
        "Candidature",
        (
            "Le candidat déclare n'être dans aucun cas d'exclusion (articles L2141-1 à L2141-14 et R2143-3).",
            "Il peut répondre avec son seul numéro SIRET (marché public simplifié) ou présenter un DUME (article "
            "R2143-4) : l'acheteur obtient lui-même les justificatifs accessibles (article R2143-13).",
            *(conditions or (to_complete("conditions de participation, ou « aucune », R2142-1"),)),
        ),
    )


def _response(subject: Subject) -> Section:
    deadline, response = subject.tender.current_stage.deadline, subject.tender.content.terms.response
    electronic = "La réponse est transmise par voie électronique sur le profil d'acheteur (article R2132-7)."
    if response.regime is ElectronicRegime.EXCEPTION:
        reason = response.exception_reason or to_complete("raison, R2132-12")
        electronic = f"La réponse n'est pas électronique (articles R2132-12 et R2132-13) : {reason}."
    return Section(
        "Remise des réponses",
        (
            f"Date et heure limites : {deadline.display()}. Une réponse reçue après est éliminée (article R2151-5).",
            electronic,
            "La dernière réponse reçue dans le délai est seule ouverte (article R2151-6). Une copie de sauvegarde peut "
            "être adressée dans le même délai (article R2132-11).",
            "La signature n'est demandée qu'à l'attributaire.",
            f"Durée de validité des offres : {to_complete('durée')}.",
        ),
    )


def _evaluation(subject: Subject) -> Section:
    return Section(
        "Jugement des offres",
        (
            "L'offre économiquement la plus avantageuse est choisie d'après les critères suivants (articles L2152-7, "
            "R2152-7 et R2152-12).",
        ),
        (criteria_table(subject),),
    )


def _remedies() -> Section:
    court = to_complete("tribunal administratif compétent, adresse et téléphone")
    return Section("Voies de recours", (f"Instance chargée des recours : {court}.",))
