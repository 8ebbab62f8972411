"""The analysis report (rapport d'analyse des offres): method, candidacies, notes, computations, ranking, proposal.

Every figure comes from the grid and every reason from a person; the same analysis gives the same report. It is
confidential until the award is told (L2132-1). Sources: CCP R2152-1 to R2152-7, R2181-3, R2184-3. Read on 2026-11-23.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.tenders.domain.candidacies import CandidacyExamination, CandidacyStatus, ExaminationOrder
from services.tenders.domain.evaluation import Evaluation, SettingAsideGround, unjustified_scores
from services.tenders.domain.grading import EvaluationMethod, Grid
from services.tenders.domain.inquiries import Conclusion, Inquiry, InquiryKind
from services.tenders.domain.low_bids import LowBid
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.price_formulas import FORMULAS, french
from services.tenders.domain.scoring import Computation, RankedBid, first_holders
from services.tenders.domain.terms import SubCriterion
from shared.kernel.ids import DepositId
from shared.kernel.paris import display_instant
from shared.kernel.report import Report, ReportMeta, ReportTable, Section, table

GROUNDS: Final[Mapping[SettingAsideGround, str]] = {
    SettingAsideGround.IRREGULAR: "irrégulière (L2152-2)",
    SettingAsideGround.UNACCEPTABLE: "inacceptable (L2152-3)",
    SettingAsideGround.UNSUITABLE: "inappropriée (L2152-4)",
    SettingAsideGround.ABNORMALLY_LOW: "anormalement basse (L2152-5)",
    SettingAsideGround.INADMISSIBLE: "candidature irrecevable (R2144-7)",
}
_INQUIRIES: Final[Mapping[InquiryKind, str]] = {
    InquiryKind.COMPLETION: "Compléments de candidature",
    InquiryKind.REGULARISATION: "Régularisation",
    InquiryKind.JUSTIFICATION: "Justification du prix",
    InquiryKind.CLARIFICATION: "Précisions",
}
_CONCLUSIONS: Final[Mapping[Conclusion, str]] = {
    Conclusion.SATISFACTORY: "satisfaisante",
    Conclusion.UNSATISFACTORY: "non satisfaisante",
    Conclusion.SUBSTANTIAL_CHANGE: "modifie substantiellement l'offre",
}
_STATUSES: Final[Mapping[CandidacyStatus, str]] = {
    CandidacyStatus.PENDING: "à examiner",
    CandidacyStatus.ADMITTED: "admise",
    CandidacyStatus.REJECTED: "rejetée",
}
_ORDERS: Final[Mapping[ExaminationOrder, str]] = {
    ExaminationOrder.BEFORE_BIDS: "Les candidatures ont été examinées avant les offres.",
    ExaminationOrder.AFTER_BIDS: "Les offres ont été examinées avant les candidatures (R2161-4).",
}


@dataclass(frozen=True, slots=True)
class LotAnalysis:
    """Everything that was entered and computed for one lot; ``earlier`` are the rankings of former rounds."""

    lot: Lot
    evaluation: Evaluation
    bids: tuple[OpenedResponse, ...]
    missing: tuple[str, ...]
    ranking: tuple[RankedBid, ...]
    computations: tuple[Computation, ...]
    grid: Grid
    low: tuple[LowBid, ...]
    inquiries: tuple[Inquiry, ...]
    examination: CandidacyExamination
    candidates: tuple[OpenedResponse, ...]
    earlier: tuple[tuple[RankedBid, ...], ...] = ()


def analysis_report(
    tender: Tender, *, method: EvaluationMethod, lots: Sequence[LotAnalysis], dated_at: datetime
) -> Report:
    """Write the analysis report of lots of a consultation."""
    sections = [_consultation(tender), _method(method, lots)]
    framework = tender.content.terms.framework
    for analysis in lots:
        sections += _lot_sections(analysis, holders=1 if framework is None else framework.holders)
    meta = ReportMeta(tender.buyer.name, tender.content.title, dated_at)
    return Report("Rapport d'analyse des offres", meta, tuple(sections))


def _consultation(tender: Tender) -> Section:
    content = tender.content
    return Section(
        "Consultation",
        (
            content.object,
            f"Acheteur : {tender.buyer.name} (SIRET {tender.buyer.siret}).",
            "Document confidentiel jusqu'à l'information des candidats (article L2132-1 du code de la commande "
            "publique).",
        ),
    )


def _method(method: EvaluationMethod, lots: Sequence[LotAnalysis]) -> Section:
    formula = FORMULAS[method.formula]
    grid = lots[0].grid if lots else Grid(())
    paragraphs = [f"Notation du prix ou du coût : {formula.title}. {formula.expression}.", formula.caution]
    if method.step is not None:
        paragraphs.append(f"Palier : {method.step.display()}.")
    if method.amount_basis:
        paragraphs.append(f"Montant comparé : {method.amount_basis}")
    paragraphs.append("Notes et totaux sont arrondis à deux décimales ; le total est exprimé sur 100.")
    rows = [
        (each.code, each.title, french(each.weight), french(each.max_score), _parts(each.parts))
        for each in grid.criteria
    ]
    shown = table(("Code", "Critère", "Poids", "Note maximale", "Sous-critères"), rows, caption="Critères")
    return Section("Méthode", tuple(paragraphs), (shown,))


def _parts(parts: Sequence[SubCriterion]) -> str:
    return " ; ".join(f"{part.title} ({part.weight.display()})" for part in parts)


def _lot_sections(analysis: LotAnalysis, *, holders: int) -> Iterator[Section]:
    lot = analysis.lot
    yield Section(f"Lot {lot.number} : {lot.title}", (f"{len(analysis.bids)} offre(s) ouverte(s).",))
    yield _candidacies(analysis)
    if analysis.inquiries:
        yield _asked(analysis)
    yield _notes(analysis)
    if analysis.low:
        yield _low(analysis)
    yield _set_aside(analysis)
    yield from _computed(analysis)
    yield _ranking(analysis, holders=holders)


def _candidacies(analysis: LotAnalysis) -> Section:
    rows = []
    for candidate in analysis.candidates:
        decision = analysis.examination.sheet(candidate.response_id).decision
        ground = f" ({decision.ground.article})" if decision.ground else ""
        rows.append((candidate.tenderer_name, f"{_STATUSES[decision.status]}{ground}", decision.reason))
    shown = table(("Candidat", "Candidature", "Motif"), rows)
    return Section("Candidatures", (_ORDERS[analysis.examination.order],), (shown,), level=2)


def _asked(analysis: LotAnalysis) -> Section:
    names = _names(analysis)
    rows = []
    for asked in analysis.inquiries:
        for response_id in asked.response_ids:
            answer = asked.answers.get(response_id)
            given = "sans réponse" if answer is None else f"{_CONCLUSIONS[answer.conclusion]} : {answer.reason}"
            kind = f"{_INQUIRIES[asked.kind]} ({asked.kind.article})"
            rows.append((kind, names.get(response_id, ""), display_instant(asked.due_at), given))
    return Section(
        "Demandes et réponses", (), (table(("Demande", "Entreprise", "Réponse attendue le", "Suite"), rows),), level=2
    )


def _notes(analysis: LotAnalysis) -> Section:
    titles = {each.code: each.title for each in analysis.grid.criteria}
    titles |= {
        f"{each.code}/{part.code}": f"{each.title}, {part.title}"
        for each in analysis.grid.criteria
        for part in each.parts
    }
    rows, silent = [], 0
    for bid in analysis.bids:
        sheet = analysis.evaluation.sheet(bid.response_id)
        silent += len(unjustified_scores(sheet))
        rows += [
            (bid.tenderer_name, titles.get(entry, entry), french(score), sheet.justifications.get(entry, ""))
            for entry, score in sheet.scores.items()
        ]
    paragraphs = [f"{silent} note(s) sans motif : les motifs seront demandés (R2181-3, R2181-4)."] if silent else []
    amounts = table(("Candidat", "Offre examinée", "Montant HT", "Détail"), _amount_rows(analysis), caption="Montants")
    notes = table(("Candidat", "Critère", "Note", "Motif"), rows, caption="Notes")
    return Section("Notes et motifs", tuple(paragraphs), (amounts, notes), level=2)


def _amount_rows(analysis: LotAnalysis) -> Iterator[tuple[str, str, str, str]]:
    for bid in analysis.bids:
        sheet = analysis.evaluation.sheet(bid.response_id)
        if sheet.amount is not None:
            details = [f"{each.label} : {each.amount.display()}" for each in (*sheet.parts, *sheet.costs)]
            yield bid.tenderer_name, sheet.offer or "offre de base", sheet.amount.display(), " ; ".join(details)


def _low(analysis: LotAnalysis) -> Section:
    names = _names(analysis)
    rows = [(names.get(each.response_id, ""), each.words) for each in analysis.low]
    told = "Indicateurs arithmétiques, sans valeur de conclusion : une demande de justification peut suivre (R2152-3)."
    return Section("Prix à vérifier", (told,), (table(("Candidat", "Calcul"), rows),), level=2)


def _set_aside(analysis: LotAnalysis) -> Section:
    rows = []
    for bid in analysis.bids:
        decision = analysis.evaluation.sheet(bid.response_id).set_aside
        if decision is not None:
            rows.append((bid.tenderer_name, GROUNDS[decision.ground], decision.reason))
    if not rows:
        return Section("Offres non classées", ("Aucune.",), level=2)
    return Section("Offres non classées", (), (table(("Candidat", "Fondement", "Motif"), rows),), level=2)


def _computed(analysis: LotAnalysis) -> Iterator[Section]:
    for each in analysis.computations:
        rows = [(line.title, f"{french(line.score)} / {french(line.max_score)}", line.words) for line in each.lines]
        yield Section(
            f"Calcul : {each.bid.tenderer_name}",
            (f"Montant comparé : {each.compared_amount.display()}.", f"Total : {each.words}"),
            (table(("Critère", "Note", "Calcul"), rows),),
            level=3,
        )


def _ranking(analysis: LotAnalysis, *, holders: int) -> Section:
    if analysis.missing:
        return Section(
            "Classement", (f"Analyse incomplète : {len(analysis.missing)} saisie(s) manquante(s).",), level=2
        )
    tables = [_ranking_table(analysis.ranking, "Classement")]
    tables += [
        _ranking_table(each, f"Tour {number}, remplacé") for number, each in enumerate(analysis.earlier, start=1)
    ]
    return Section("Classement et proposition", _proposal(analysis.ranking, holders), tuple(tables), level=2)


def _ranking_table(ranking: Sequence[RankedBid], caption: str) -> ReportTable:
    rows = [
        (
            f"{each.rank}{' (égalité)' if each.tied else ''}",
            each.tenderer_name,
            each.amount.display(),
            french(each.total),
        )
        for each in ranking
    ]
    return table(("Rang", "Candidat", "Montant HT", "Total sur 100"), rows, caption=caption)


def _proposal(ranking: Sequence[RankedBid], holders: int) -> tuple[str, ...]:
    """Propose the first, or the first holders of a framework; people break a tie at the limit, with their reason."""
    if not ranking:
        return ("Aucune offre n'est classée : la procédure peut être déclarée infructueuse pour ce lot.",)
    proposed, equals = first_holders(ranking, holders)
    lines = []
    if proposed:
        names = ", ".join(f"{each.tenderer_name} (rang {each.rank})" for each in proposed)
        lines.append(f"Proposition : retenir {names}.")
    if equals:
        names = ", ".join(each.tenderer_name for each in equals)
        lines.append(f"Égalité au rang {equals[0].rank} entre : {names}. Le choix est à motiver.")
    return tuple(lines)


def _names(analysis: LotAnalysis) -> Mapping[DepositId, str]:
    return {each.response_id: each.tenderer_name for each in (*analysis.candidates, *analysis.bids)}
