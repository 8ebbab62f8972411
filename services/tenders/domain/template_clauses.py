"""The drafts of the particular clauses (CCAP) and of the technical specifications (CCTP)."""

from services.tenders.domain.model import ContractKind
from services.tenders.domain.template_words import Subject, buyer_section, document, lots_table, to_complete
from services.tenders.domain.terms import ConsiderationKind
from shared.kernel.report import Report, Section


def clauses_report(subject: Subject) -> Report:
    """Draft the particular administrative clauses."""
    return document(
        subject,
        "Cahier des clauses administratives particulières",
        buyer_section(subject),
        _parts(subject),
        _prices(),
        _payment(),
        _execution(subject),
        _changes(),
    )


def technical_report(subject: Subject) -> Report:
    """Draft the skeleton of the technical specifications (articles R2111-4 à R2111-11)."""
    per_lot = tuple(
        Section(
            f"Lot {lot.number} : {lot.title}",
            (
                f"Code CPV : {lot.cpv}.",
                f"Besoin à satisfaire : {to_complete('en performances ou en exigences fonctionnelles, R2111-8')}.",
                f"Quantités et lieux : {to_complete('ou renvoi au détail quantitatif')}.",
                f"Normes, ou équivalent : {to_complete('R2111-9 à R2111-11')}.",
            ),
            level=2,
        )
        for lot in subject.lots
    )
    return document(
        subject,
        "Cahier des clauses techniques particulières",
        buyer_section(subject),
        Section("Contexte", (to_complete("existant, contraintes, calendrier"),)),
        Section("Prestations attendues", ("Aucune marque n'est exigée sans « ou équivalent » (article R2111-7).",)),
        *per_lot,
        Section("Exécution et contrôle", (to_complete("livrables, vérifications, réunions, interlocuteurs"),)),
        Section("Environnement", _considerations(subject, ConsiderationKind.ENVIRONMENTAL)),
    )


def _parts(subject: Subject) -> Section:
    if subject.tender.content.kind is ContractKind.WORKS:
        general = "le CCAG applicable aux marchés de travaux (arrêté du 30 mars 2021)"
    else:
        general = (
            "le CCAG applicable aux marchés de fournitures courantes et de services (arrêté du 30 mars 2021), ou "
            + to_complete("un autre CCAG")
        )
    return Section(
        "Pièces du marché",
        (
            "Par ordre de priorité : l'acte d'engagement, le présent CCAP, le CCTP, "
            f"{general}, l'offre du titulaire (article R2112-2).",
        ),
        (lots_table(subject),),
    )


def _prices() -> Section:
    return Section(
        "Prix",
        (
            f"Forme du prix : {to_complete('unitaire ou forfaitaire, R2112-6')}.",
            f"Variation : {to_complete('ferme, actualisable ou révisable, avec sa formule, R2112-7 à R2112-14')}.",
        ),
    )


def _payment() -> Section:
    return Section(
        "Paiement",
        (
            "Les factures sont transmises par voie électronique (articles L2192-1 et L2192-5).",
            "Le délai de paiement est celui des articles R2192-10 et R2192-11 ; son dépassement fait courir des "
            "intérêts moratoires et une indemnité forfaitaire (articles L2192-13 et R2192-31 à R2192-36).",
            f"Avance (articles R2191-3 à R2191-19) : {to_complete('taux et remboursement')}.",
            f"Retenue de garantie (articles R2191-32 à R2191-35) : {to_complete('ou « aucune »')}.",
        ),
    )


def _execution(subject: Subject) -> Section:
    return Section(
        "Exécution",
        (
            f"Délais et pénalités : {to_complete('délais, pénalités et leur plafond')}.",
            *_considerations(subject, ConsiderationKind.SOCIAL),
            *_considerations(subject, ConsiderationKind.ENVIRONMENTAL),
            "La sous-traitance est déclarée et acceptée avant son exécution (articles L2193-4 et L2193-5).",
            f"Réception ou admission, garantie : {to_complete('ou renvoi au CCAG')}.",
        ),
    )


def _changes() -> Section:
    return Section(
        "Modification et fin du marché",
        (
            f"Clauses de réexamen (article R2194-1) : {to_complete('objet, étendue et conditions, ou « aucune »')}.",
            "Le marché peut être résilié dans les cas des articles L2195-1 à L2195-6.",
        ),
    )


def _considerations(subject: Subject, kind: ConsiderationKind) -> tuple[str, ...]:
    found = tuple(each.text for each in subject.tender.content.terms.considerations if each.kind is kind)
    word = "environnementales" if kind is ConsiderationKind.ENVIRONMENTAL else "sociales"
    return found or (to_complete(f"conditions d'exécution {word}, L2112-2"),)
