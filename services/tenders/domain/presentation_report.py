"""The presentation report (rapport de présentation), CCP R2184-1 to R2184-6: what the authority says of its procedure.

Every line comes from what was recorded: reasons given to pass an advice, exceptions, lots, candidates, bids set aside,
ranking, award, or the reasons for giving up. What the platform cannot know (conflicts of interest, exchanges before
the procedure) is shown as a line to complete, never left out. Same facts, same report. Read on 2026-11-23.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from services.tenders.domain.awards import Award
from services.tenders.domain.candidacies import CandidacyExamination, CandidacyStatus
from services.tenders.domain.candidate_selection import Selection
from services.tenders.domain.evaluation import Evaluation
from services.tenders.domain.law.electronic import EXCEPTIONS
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.needs import Need
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.outcomes import LotOutcome
from services.tenders.domain.passages import PassageRecord
from services.tenders.domain.procedures import PROCEDURES
from services.tenders.domain.subcontracts import Subcontract, SubcontractStatus
from shared.kernel.paris import display_day, display_instant
from shared.kernel.report import Report, ReportMeta, ReportTable, Section, table

TO_COMPLETE: Final = "À compléter par l'acheteur."
_OUTCOMES: Final[Mapping[LotOutcome, str]] = MappingProxyType(
    {
        LotOutcome.OPEN: "En cours",
        LotOutcome.AWARDED: "Attribué",
        LotOutcome.UNSUCCESSFUL: "Infructueux",
        LotOutcome.ABANDONED: "Sans suite",
    }
)


@dataclass(frozen=True, slots=True)
class PresentedLot:
    """What was recorded of one lot; ``awards`` are those that still stand."""

    lot: Lot
    candidates: tuple[OpenedResponse, ...]
    bids: tuple[OpenedResponse, ...]
    examination: CandidacyExamination
    evaluation: Evaluation
    awards: tuple[Award, ...]
    selection: Selection | None = None
    subcontracts: tuple[Subcontract, ...] = ()


@dataclass(frozen=True, slots=True)
class PresentationFacts:
    """What the report is made of; ``required`` says that the need reaches the European threshold (R2184-1)."""

    tender: Tender
    lots: tuple[PresentedLot, ...]
    passages: tuple[PassageRecord, ...]
    need: Need | None
    required: bool


def presentation_report(facts: PresentationFacts, *, dated_at: datetime) -> Report:
    """Write the presentation report of a consultation, as it stands."""
    sections = [_object(facts), *_choices(facts)]
    for presented in facts.lots:
        sections += _lot(facts.tender, presented)
    sections.append(_beyond_the_platform())
    meta = ReportMeta(facts.tender.buyer.name, facts.tender.content.title, dated_at)
    return Report("Rapport de présentation", meta, tuple(sections))


def _object(facts: PresentationFacts) -> Section:
    """R2184-2 1°: the authority, the object and the value."""
    tender, content = facts.tender, facts.tender.content
    needed = (
        "La valeur du besoin atteint le seuil européen : ce rapport est obligatoire (article R2184-1)."
        if facts.required
        else "La valeur du besoin reste sous le seuil européen : ce rapport n'est pas obligatoire (article R2184-1)."
    )
    rows = [
        ("Acheteur", f"{tender.buyer.name}, SIRET {tender.buyer.siret}"),
        ("Adresse", TO_COMPLETE),
        ("Objet", content.object),
        ("Valeur estimée", f"{content.estimated_value.display()} HT"),
        ("Procédure", f"{content.procedure.value} (article {PROCEDURES[content.procedure].article})"),
    ]
    if tender.publication is not None:
        rows.append(("Lancement", display_day(tender.publication.launched_on)))
    tables = [table(("", ""), rows)]
    if facts.need is not None:
        tables.append(_need(facts.need))
    return Section("Acheteur, objet et valeur (article R2184-2 1°)", (needed,), tuple(tables))


def _need(need: Need) -> ReportTable:
    steps = need.content.estimate().steps
    rows = [
        (step.item.title, step.item.kind.article, step.value.display(), step.running_total.display()) for step in steps
    ]
    return table(("Ligne du besoin", "Article", "Montant HT", "Cumul HT"), rows, caption="Calcul de la valeur")


def _choices(facts: PresentationFacts) -> Iterator[Section]:
    """R2184-3: reasons of the procedure, of a single lot, of a turnover, of paper, of what was passed."""
    terms, content = facts.tender.content.terms, facts.tender.content
    lines = []
    if PROCEDURES[content.procedure].invitation_needed:
        lines.append(f"Sans publicité (1°) : article {terms.article or TO_COMPLETE}")
    if len(content.lots) == 1:
        lines.append(f"Absence de lots (2°) : {_reason(facts, 'allotment') or TO_COMPLETE}")
    lines += [
        f"Chiffre d'affaires demandé (3°), {floor.amount.display()} : {floor.reason or TO_COMPLETE}"
        for floor in terms.selection.turnover_floors
    ]
    if terms.response.exception is not None:
        number, label = EXCEPTIONS[terms.response.exception]
        told = terms.response.exception_reason or TO_COMPLETE
        lines.append(f"Réponses non électroniques (4°), article R2132-12 {number}, {label.lower()} : {told}")
    yield Section("Choix motivés (article R2184-3)", tuple(lines) or ("Aucun choix n'appelle de motif.",))
    if facts.passages:
        yield _passed(facts.passages)


def _reason(facts: PresentationFacts, code: str) -> str | None:
    given = [each.reason for record in facts.passages for each in record.overrides if each.code == code]
    return given[-1] if given else None


def _passed(passages: Sequence[PassageRecord]) -> Section:
    rows = []
    for record in passages:
        at = display_instant(record.decided_at)
        rows += [(at, record.act.value, each.code, each.reason) for each in record.overrides]
        rows += [(at, record.act.value, code, "Lu et confirmé") for code in record.acknowledged]
    shown = table(("Date", "Acte", "Point de droit", "Motif"), rows)
    return Section("Points de droit confirmés ou passés outre", (), (shown,))


def _lot(tender: Tender, presented: PresentedLot) -> Iterator[Section]:
    lot = presented.lot
    end = tender.ends.get(lot.lot_id)
    outcome = _OUTCOMES[LotOutcome.OPEN if end is None else end.outcome]
    lines = [f"{outcome}. {len(presented.candidates)} candidature(s), {len(presented.bids)} offre(s)."]
    if end is not None and end.reasons:
        lines.append(f"Raisons de l'absence d'attribution (article R2184-3 7°) : {end.reasons}")
    yield Section(f"Lot {lot.number} : {lot.title}", tuple(lines))
    yield _candidates(presented)
    yield _rejected_bids(presented)
    yield _holders(presented)


def _candidates(presented: PresentedLot) -> Section:
    """R2184-2 2° and 3°: excluded and selected candidates, with the reasons."""
    rows = []
    for candidate in presented.candidates:
        decision = presented.examination.sheet(candidate.response_id).decision
        if decision.status is CandidacyStatus.REJECTED:
            ground = decision.ground.article if decision.ground else ""
            rows.append((candidate.tenderer_name, f"Écartée ({ground})", decision.reason))
        elif decision.status is CandidacyStatus.ADMITTED:
            rows.append((candidate.tenderer_name, "Retenue", decision.reason or "Candidature conforme"))
        else:
            rows.append((candidate.tenderer_name, "À examiner", ""))
    shown = table(("Candidat", "Candidature", "Motif"), rows)
    title = "Candidats écartés et retenus (article R2184-2 2° et 3°)"
    return Section(title, _invited(presented), (shown,), level=2)


def _invited(presented: PresentedLot) -> tuple[str, ...]:
    """Who goes on where the number of candidates is limited (R2142-17), and why."""
    selection = presented.selection
    if selection is None:
        return ()
    chosen = [each.tenderer_name for each in presented.candidates if each.response_id in selection.invited]
    return (f"Invités : {', '.join(chosen)}. {selection.reason or 'Premiers du classement des candidatures.'}",)


def _rejected_bids(presented: PresentedLot) -> Section:
    """R2184-2 4°: rejected bids and why, the abnormally low ones among them."""
    winners = {award.winner.response_id for award in presented.awards}
    ranks = {bid.response_id: bid for award in presented.awards for bid in award.decision.ranking}
    rows = []
    for bid in presented.bids:
        if bid.response_id in winners:
            continue
        aside = presented.evaluation.sheet(bid.response_id).set_aside
        ranked = ranks.get(bid.response_id)
        if aside is not None:
            rows.append((bid.tenderer_name, f"{aside.ground.value} : {aside.reason}"))
        elif ranked is not None:
            rows.append((bid.tenderer_name, f"Classée au rang {ranked.rank}, total {ranked.total:f} sur 100"))
    shown = table(("Soumissionnaire", "Motif du rejet"), rows)
    return Section("Offres rejetées (article R2184-2 4°)", (), (shown,), level=2)


def _holders(presented: PresentedLot) -> Section:
    """R2184-2 5°: the holder and why, the subcontracted part when it is known."""
    rows = []
    for award in presented.awards:
        reason = award.decision.reason or f"Première offre du classement ({award.winner.total:f} sur 100)"
        rows.append((award.winner.tenderer_name, award.amount.display(), reason, _subcontracted(presented)))
    shown = table(("Titulaire", "Montant HT", "Motif du choix", "Part sous-traitée"), rows)
    paragraphs = () if rows else ("Aucune attribution.",)
    return Section("Titulaire (article R2184-2 5°)", paragraphs, (shown,) if rows else (), level=2)


def _subcontracted(presented: PresentedLot) -> str:
    """The part that will be subcontracted and to whom, where it is known."""
    known = [each for each in presented.subcontracts if each.status is not SubcontractStatus.REFUSED]
    parts = [f"{each.subcontractor.name}, au plus {each.most_incl_vat.display()} TTC" for each in known]
    return " ; ".join(parts) or TO_COMPLETE


def _beyond_the_platform() -> Section:
    """R2184-3 5° and 6°: what the platform cannot know."""
    return Section(
        "Échanges préalables et conflits d'intérêts (article R2184-3 5° et 6°)",
        (
            f"Mesures pour que les études et échanges préalables ne faussent pas la concurrence : {TO_COMPLETE}",
            f"Conflits d'intérêts décelés et mesures prises : {TO_COMPLETE}",
        ),
    )


def named(responses: Sequence[OpenedResponse], *, lot: int) -> tuple[OpenedResponse, ...]:
    """Keep the responses to a lot."""
    return tuple(each for each in responses if lot in each.lot_numbers)
