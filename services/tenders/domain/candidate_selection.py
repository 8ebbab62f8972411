"""Choice of the candidates who are invited (limitation du nombre de candidats), CCP R2142-15 to R2142-18, R2144-5.

Admitted candidacies are ranked by the scores that people gave them on the conditions of participation. The engine
proposes the first ones and shows equals at the limit; the buyer decides, with a reason where it decides otherwise.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.candidacies import CandidacyExamination, CandidacyStatus
from services.tenders.domain.errors import Code
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.terms import SelectionTerms, Terms
from shared.kernel.ids import DepositId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.legal import LegalTable
from shared.legal.buyers import Capacity

RESTRICTED_MINIMUM = "selection.min_candidats_ao_restreint"
NEGOTIATED_MINIMUM = "selection.min_candidats_negociee_dialogue"


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """One admitted candidate: its points, its rank, whether others have the same, whether it would be invited."""

    response_id: DepositId
    siret: Siret
    name: str
    points: Decimal
    rank: int
    tied: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is invited among the admitted candidates, as decided, with the advice given that day."""

    invited: tuple[DepositId, ...]
    reason: str | None
    advices: tuple[Advice, ...]
    decided_at: datetime


def rank_candidates(
    examination: CandidacyExamination, *, candidates: Sequence[OpenedResponse], terms: SelectionTerms
) -> tuple[RankedCandidate, ...]:
    """Rank the admitted candidates by the sum of their scores; without a limit every one is proposed."""
    admitted = [c for c in candidates if _status(examination, c.response_id) is CandidacyStatus.ADMITTED]
    points = {each.response_id: _points(examination, each.response_id) for each in admitted}
    limit = terms.most_candidates or len(admitted)
    ranked = [
        RankedCandidate(
            response_id=each.response_id,
            siret=each.tenderer_siret,
            name=each.tenderer_name,
            points=points[each.response_id],
            rank=1 + sum(other > points[each.response_id] for other in points.values()),
            tied=sum(other == points[each.response_id] for other in points.values()) > 1,
            # Equals at the limit are all proposed: the engine breaks no tie.
            proposed=sum(other > points[each.response_id] for other in points.values()) < limit,
        )
        for each in admitted
    ]
    return tuple(sorted(ranked, key=lambda candidate: (candidate.rank, candidate.response_id)))


def choose_invited(
    ranking: Sequence[RankedCandidate], *, chosen: Collection[DepositId], reason: str | None
) -> tuple[DepositId, ...]:
    """Give those who are invited: the proposed ones, or others with a reason.

    Raises:
        Refused: ``TND-SELECTION-UNKNOWN`` for somebody who is not admitted, ``TND-SELECTION-NOBODY``,
            ``TND-SELECTION-REASON``.
    """
    known = {candidate.response_id for candidate in ranking}
    strangers = [str(each) for each in chosen if each not in known]
    if strangers:
        refuse(Code.SELECTION_UNKNOWN, article="R2142-15", responses=", ".join(strangers))
    proposed = {candidate.response_id for candidate in ranking if candidate.proposed}
    invited = set(chosen) or proposed
    if not invited:
        refuse(Code.SELECTION_NOBODY, article="R2142-18")
    if invited != proposed and not (reason and reason.strip()):
        refuse(Code.SELECTION_REASON, article="R2142-16")
    return tuple(candidate.response_id for candidate in ranking if candidate.response_id in invited)


def minimum_advices(
    terms: Terms, *, procedure: ProcedureType, invited: int, launched_on: date, law: LegalTable
) -> tuple[Advice, ...]:
    """Compare the number of those invited with the minimum of the law and with the one announced.

    Fewer may go on when fewer are fit (R2142-18): it is told, never refused. The minimum of the law binds contracting
    authorities alone (R2142-17).
    """
    advices, announced = [], terms.selection.fewest_candidates
    parameter = _minimum_of(procedure) if terms.capacity is Capacity.AUTHORITY else None
    if parameter is not None:
        value = law.value(parameter, on=launched_on)
        least = int(value.number)
        advices.append(_advice("TND-ADVICE-CANDIDATES", invited, least, value.article, str(value.confidence)))
    if announced is not None:
        advices.append(_advice("TND-ADVICE-CANDIDATES-ANNOUNCED", invited, announced, "R2142-16, R2142-18", "A"))
    return tuple(advices)


def _minimum_of(procedure: ProcedureType) -> str | None:
    if procedure is ProcedureType.RESTRICTED:
        return RESTRICTED_MINIMUM
    return NEGOTIATED_MINIMUM if procedure in (ProcedureType.NEGOTIATED, ProcedureType.DIALOGUE) else None


def _advice(code: str, invited: int, least: int, article: str, confidence: str) -> Advice:
    return Advice(
        code=code,
        conclusion=Conclusion.SATISFIED if invited >= least else Conclusion.ATTENTION,
        article=article,
        limit=str(least),
        confidence=confidence,
        facts={"invited": str(invited)},
    )


def _status(examination: CandidacyExamination, response_id: DepositId) -> CandidacyStatus:
    return examination.sheet(response_id).decision.status


def _points(examination: CandidacyExamination, response_id: DepositId) -> Decimal:
    checks = examination.sheet(response_id).checks.values()
    return sum((check.score for check in checks if check.score is not None), Decimal(0))
