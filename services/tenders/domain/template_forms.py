"""The draft of the commitment form (acte d'engagement, ATTRI1): what the winner signs."""

from services.tenders.domain.template_words import Subject, buyer_section, document, lots_table, to_complete
from shared.kernel.report import Report, Section


def commitment_report(subject: Subject) -> Report:
    """Draft the commitment form of one lot, or of all of them."""
    return document(
        subject,
        "Acte d'engagement",
        buyer_section(subject),
        Section("Lots concernés", (), (lots_table(subject),)),
        _contractor(),
        _price(),
        _payment(),
        _subcontracting(),
        _signatures(subject),
    )


def _contractor() -> Section:
    return Section(
        "Titulaire",
        (
            f"Dénomination et SIRET : {to_complete('par le titulaire')}.",
            f"Groupement, sa forme et son mandataire (article R2142-19) : {to_complete('ou « sans objet »')}.",
            "Le titulaire s'engage à exécuter les prestations aux conditions des pièces du marché et de son offre.",
        ),
    )


def _price() -> Section:
    return Section(
        "Prix",
        (
            f"Montant hors taxes : {to_complete('par le titulaire, ou renvoi au bordereau des prix')}.",
            f"Taux et montant de la TVA : {to_complete('par le titulaire')}.",
            "La forme et la variation du prix sont dites au CCAP (articles R2112-5 à R2112-18).",
        ),
    )


def _payment() -> Section:
    return Section(
        "Avance et paiement",
        (
            f"Le titulaire accepte ou refuse l'avance (article R2191-3) : {to_complete('accepte ou refuse')}.",
            f"Compte à créditer : {to_complete('par le titulaire')}.",
            "Les factures sont électroniques (article L2192-1) ; le délai de paiement est celui des articles R2192-10 "
            "et R2192-11.",
        ),
    )


def _subcontracting() -> Section:
    part = to_complete("part que le titulaire entend sous-traiter, et actes spéciaux joints")
    return Section("Sous-traitance", (f"Sous-traitance (articles L2193-1 à L2193-14) : {part}.",))


def _signatures(subject: Subject) -> Section:
    return Section(
        "Signatures",
        (
            f"Le titulaire, représenté par : {to_complete('nom, qualité, date, signature')}.",
            f"Pour {subject.tender.buyer.name} : {to_complete('nom, qualité, délégation, date, signature')}.",
        ),
    )
