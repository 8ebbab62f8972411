"""The attestation of a simplified application: the form and every certificate, with provenance, dates and digests.

One report for the company (content of open data only) and one for the buyer (everything that it was given). Law: CCP
R2143-3, R2143-13, R2143-14, R2144-1. The same state gives the same bytes: its date is that of the last fact.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.mps.domain import declaration
from services.mps.domain.answers import StatedFact
from services.mps.domain.certificates import Certificate
from services.mps.domain.document import STATUS_LABELS
from services.mps.domain.form import CandidacyForm, DeclarationCode, FormStatus, Grouping, Subcontractor
from services.mps.domain.papers import Paper
from services.mps.domain.sources import CARDS, Source, is_open
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import KnownTender
from shared.kernel.paris import display_day, display_instant
from shared.kernel.report import Report, ReportMeta, ReportTable, Section, table
from shared.kernel.siret import Siret

_NONE: Final = "—"
_DECLARATIONS: Final = {
    DeclarationCode.HONOUR: declaration.TEXT,
    DeclarationCode.ACCURACY: "Les renseignements donnés sont exacts et à jour.",
    DeclarationCode.STILL_VALID: "Les renseignements repris d'une candidature précédente sont toujours valables.",
    DeclarationCode.INFORMED: "Le candidat a été informé des administrations interrogées et de leurs destinataires.",
}


@dataclass(frozen=True, slots=True)
class AttestedBlock:
    """One source, as the reader of the attestation may see it."""

    source: Source
    status: BlockStatus
    asked_at: datetime
    answered_at: datetime | None
    as_of: date | None
    facts: tuple[StatedFact, ...]
    certificate: Certificate | None
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Attested:
    """Everything that an attestation says, and for whom."""

    title: str
    reader: str
    siret: Siret
    name: str | None
    tender: KnownTender
    dated_at: datetime
    form: CandidacyForm | None
    blocks: tuple[AttestedBlock, ...]
    papers: tuple[Paper, ...]
    quality: str | None = None  # of a party, in the answer of another company


def attestation(attested: Attested) -> Report:
    """Write the attestation."""
    subject = f"Consultation « {attested.tender.title} », {attested.tender.buyer_name}"
    meta = ReportMeta(author="Plis", subject=subject, dated_at=attested.dated_at)
    return Report(attested.title, meta, tuple(_sections(attested)))


def _sections(attested: Attested) -> Iterator[Section]:
    yield Section("Candidat et consultation", tables=(_identity(attested),))
    if attested.form is not None:
        yield from _form(attested.form)
    told = (f"Exemplaire destiné à {attested.reader}.", declaration.UNKNOWN_MENTION)
    yield Section("Ce que les administrations ont répondu", told, (_summary(attested.blocks),))
    for block in attested.blocks:
        if block.facts or block.certificate is not None:
            yield _block(block)
    papers = (_papers(attested.papers),) if attested.papers else ()
    yield Section("Pièces jointes par le candidat", () if papers else ("Aucune.",), papers)
    mentions = (declaration.PROTECTED_MENTION, *((declaration.SANDBOX_MENTION,) if attested.tender.sandbox else ()))
    yield Section("Mentions", mentions)


def _identity(attested: Attested) -> ReportTable:
    tender = attested.tender
    rows = (
        ("Candidat", attested.name or _NONE),
        ("SIRET", attested.siret.display()),
        *((("Qualité", attested.quality),) if attested.quality else ()),
        ("Consultation", tender.title),
        ("Identifiant", str(tender.tender_id)),
        ("Acheteur", f"{tender.buyer_name} (SIRET {tender.buyer_siret.display()})"),
        ("Date limite", display_instant(tender.deadline)),
        ("État au", display_instant(attested.dated_at)),
    )
    return table(("Élément", "Valeur"), rows)


def _form(form: CandidacyForm) -> Iterator[Section]:
    content = form.content
    confirmed = form.status is FormStatus.CONFIRMED and form.confirmed_at is not None
    state = f"Confirmé le {display_instant(form.confirmed_at)}." if confirmed and form.confirmed_at else "Non confirmé."
    ticked = [_DECLARATIONS[each] for each in content.declarations]
    yield Section("Déclarations du candidat", (f"Version {form.version} du formulaire. {state}", *ticked))
    if content.answers:
        given = [(each.code, _lot(each.lot_number), each.value) for each in content.answers]
        yield Section("Renseignements donnés par le candidat", tables=(table(("Demande", "Lot", "Réponse"), given),))
    if content.contests:
        rows = [
            (CARDS[each.source].title, each.fact_code, each.reason, each.proposed or _NONE) for each in content.contests
        ]
        header = ("Administration", "Donnée contestée", "Raison", "Selon le candidat")
        yield Section("Données contestées par le candidat", tables=(table(header, rows),))
    if content.grouping is not None:
        yield _group(content.grouping)
    if content.subcontractors:
        yield _subcontractors(content.subcontractors)


def _group(grouping: Grouping) -> Section:
    rows = [
        (
            each.name,
            f"{each.number.scheme.value} {each.number.value}",
            each.task or _NONE,
            _NONE if each.share is None else each.share.display(),
        )
        for each in grouping.members
    ]
    solidary = ", mandataire solidaire" if grouping.lead_is_solidary else ""
    told = f"Groupement {grouping.form.value}{solidary} (articles R2142-19 à R2142-27)."
    return Section("Groupement", (told,), (table(("Membre", "Numéro", "Prestations", "Part"), rows),))


def _subcontractors(declared: Sequence[Subcontractor]) -> Section:
    rows = [
        (
            each.name,
            f"{each.number.scheme.value} {each.number.value}",
            each.services,
            _NONE if each.highest_amount is None else each.highest_amount.display(),
            each.capacities or _NONE,
        )
        for each in declared
    ]
    header = ("Sous-traitant", "Numéro", "Prestations", "Montant maximum HT", "Capacités apportées")
    return Section("Sous-traitants déclarés", ("Article R2193-1.",), (table(header, rows),))


def _summary(blocks: Sequence[AttestedBlock]) -> ReportTable:
    header = ("Source", "Administration", "Nature", "État", "Répondu le", "Article")
    rows = [
        (
            CARDS[each.source].title,
            CARDS[each.source].issuer,
            "ouverte" if is_open(each.source) else "protégée",
            STATUS_LABELS[each.status],
            _NONE if each.answered_at is None else display_instant(each.answered_at),
            CARDS[each.source].article,
        )
        for each in blocks
    ]
    return table(header, rows)


def _block(block: AttestedBlock) -> Section:
    card, certificate = CARDS[block.source], block.certificate
    rows = [(fact.label, fact.value) for fact in block.facts if not fact.code.endswith("_code")]
    if block.as_of is not None:
        rows.append(("Date des faits", display_day(block.as_of)))
    if certificate is not None and certificate.valid_until is not None:
        rows.append(("Valable jusqu'au", display_day(certificate.valid_until)))
    if certificate is not None and certificate.document is not None:
        rows.append(("Empreinte du document (SHA-256)", certificate.document.sha256))
    told = () if block.reading is None else (block.reading,)
    tables = (table(("Donnée", "Valeur"), rows),) if rows else ()
    return Section(f"{card.title} ({card.issuer})", told, tables, level=2)


def _papers(papers: Sequence[Paper]) -> ReportTable:
    header = ("Pièce", "Nature", "Valable jusqu'au", "Empreinte (SHA-256)")
    rows = [
        (
            each.name.value,
            each.kind.value,
            _NONE if each.expires_on is None else display_day(each.expires_on),
            each.content.sha256,
        )
        for each in papers
    ]
    return table(header, rows)


def _lot(number: int | None) -> str:
    return "tous" if number is None else str(number)
