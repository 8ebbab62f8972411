"""The papers of visits and samples: attestation de visite (R2151-3), récépissé d'échantillon (R2132-12 6°)."""

from services.tenders.domain.model import Tender
from services.tenders.domain.samples import Medium, Sample
from services.tenders.domain.visits import Booking, Visit
from shared.kernel.paris import display_instant
from shared.kernel.report import Report, ReportMeta, Section

_MEDIA = {
    Medium.SAMPLE: "échantillon",
    Medium.MODEL: "maquette",
    Medium.SCALE_MODEL: "modèle réduit",
    Medium.PROTOTYPE: "prototype",
    Medium.OTHER: "autre objet",
}


def certificate_of_visit(tender: Tender, visit: Visit, booking: Booking) -> Report:
    """Write that a company visited; call it for a booking that attended."""
    if booking.attended_at is None:
        raise ValueError("a certificate is written for a company that came")
    company = f"{booking.name} (SIRET {booking.siret.display()})"
    paragraphs = (
        f"{tender.buyer.name} certifie que {company} a visité les lieux d'exécution du marché « "
        f"{tender.content.title} ».",
        f"Lieu : {visit.place}.",
        f"Visite du {display_instant(visit.starts_at)} au {display_instant(visit.ends_at)}.",
        "La visite est obligatoire pour répondre." if visit.mandatory else "La visite est facultative.",
    )
    meta = ReportMeta(author=tender.buyer.name, subject="Attestation de visite", dated_at=booking.attended_at)
    law = Section("Fondement", ("Article R2151-3 du code de la commande publique.",))
    return Report("Attestation de visite", meta, (Section("Visite des lieux", paragraphs), law))


def receipt_of_sample(tender: Tender, sample: Sample) -> Report:
    """Write that a sample was received, when and where."""
    lot = () if sample.lot_number is None else (f"Lot : {sample.lot_number}.",)
    paragraphs = (
        f"Consultation : {tender.content.title}.",
        f"Remis par {sample.name} (SIRET {sample.siret.display()}).",
        f"Nature : {_MEDIA[sample.medium]}. {sample.description}",
        *lot,
        f"Reçu le {display_instant(sample.received_at)}, {sample.place}.",
        "Reçu après la date limite." if sample.late else "Reçu dans le délai.",
    )
    subject = f"Récépissé n° {sample.number}"
    meta = ReportMeta(author=tender.buyer.name, subject=subject, dated_at=sample.received_at)
    articles = "Articles R2132-12 (6°) et R2151-15 du code de la commande publique."
    return Report(subject, meta, (Section("Objet reçu", paragraphs), Section("Fondement", (articles,))))
