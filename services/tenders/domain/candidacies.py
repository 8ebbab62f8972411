"""Examination of candidacies (examen des candidatures), CCP L2141-1 to L2142-1, R2142-1 to R2142-17, R2144-1 to -7.

For each response to a lot, a sheet of checks: what was asked, what was given, what the examiner sees. The engine
excludes nobody: a candidacy is admitted or rejected by a person, with a ground and a reason. It may be examined
before or after the bids (R2161-4); in two-stage procedures the admitted ones are ranked to be invited (R2142-15).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.errors import Code
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.terms import SelectionTerms
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.refusal import refuse

HIGHEST_SCORE = Decimal(10)


class CheckState(StrEnum):
    """What the examiner sees."""

    NOT_EXAMINED = "not_examined"
    COMPLIANT = "compliant"
    INCOMPLETE = "incomplete"  # may be completed (R2144-2)
    NOT_COMPLIANT = "not_compliant"


class ExaminationOrder(StrEnum):
    """Whether candidacies are looked at before the bids, or after (R2161-4)."""

    BEFORE_BIDS = "before_bids"
    AFTER_BIDS = "after_bids"


class CandidacyStatus(StrEnum):
    """Where a candidacy stands."""

    PENDING = "pending"
    ADMITTED = "admitted"
    REJECTED = "rejected"


class CandidacyGround(StrEnum):
    """Why a candidacy is rejected; a person decides and says why."""

    EXCLUDED_BY_LAW = "excluded_by_law"  # L2141-1 to L2141-5
    EXCLUDED_BY_BUYER = "excluded_by_buyer"  # L2141-7 to L2141-10, after it could answer (L2141-11)
    CAPACITIES = "capacities"  # L2142-1, R2142-1
    FALSE_STATEMENTS = "false_statements"  # R2144-7
    NOT_COMPLETED = "not_completed"  # R2144-2, R2144-7
    GROUPING = "grouping"  # R2142-19 to R2142-27

    @property
    def article(self) -> str:
        """Give the articles of the ground."""
        return _ARTICLES[self]


_ARTICLES: Mapping[CandidacyGround, str] = MappingProxyType(
    {
        CandidacyGround.EXCLUDED_BY_LAW: "L2141-1 à L2141-5",
        CandidacyGround.EXCLUDED_BY_BUYER: "L2141-7 à L2141-11",
        CandidacyGround.CAPACITIES: "L2142-1, R2142-1",
        CandidacyGround.FALSE_STATEMENTS: "R2144-7",
        CandidacyGround.NOT_COMPLETED: "R2144-2, R2144-7",
        CandidacyGround.GROUPING: "R2142-19 à R2142-27",
    }
)


@dataclass(frozen=True, slots=True)
class AskedCheck:
    """One thing to look at in every candidacy, with what the consultation asked."""

    code: str
    title: str
    asked: str


@dataclass(frozen=True, slots=True)
class Check:
    """What was found for one thing to look at, and the score given where candidacies are ranked."""

    state: CheckState = CheckState.NOT_EXAMINED
    given: str = ""
    remark: str = ""
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CandidacyDecision:
    """Admitted, or rejected with its ground and its reason, which the candidate will be told (R2181-1)."""

    status: CandidacyStatus
    ground: CandidacyGround | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CandidacySheet:
    """The checks of one candidacy for one lot, and what was decided."""

    checks: Mapping[str, Check] = field(default_factory=lambda: MappingProxyType({}))
    decision: CandidacyDecision = CandidacyDecision(CandidacyStatus.PENDING)

    @property
    def is_incomplete(self) -> bool:
        """Say whether something asked is absent or incomplete (R2144-2)."""
        return any(check.state is CheckState.INCOMPLETE for check in self.checks.values())


@dataclass(frozen=True, slots=True)
class CandidacyExamination:
    """The candidacies of one lot; ``version`` counts the entries."""

    tender_id: TenderId
    lot_id: LotId
    version: int = 0
    order: ExaminationOrder = ExaminationOrder.BEFORE_BIDS
    sheets: Mapping[DepositId, CandidacySheet] = field(default_factory=lambda: MappingProxyType({}))

    def sheet(self, response_id: DepositId) -> CandidacySheet:
        """Give the sheet of a candidacy; an empty one when nothing was entered yet."""
        return self.sheets.get(response_id, CandidacySheet())

    def rejected(self) -> Mapping[DepositId, CandidacyDecision]:
        """Give the candidacies that were rejected."""
        found = {key: sheet.decision for key, sheet in self.sheets.items()}
        return {key: each for key, each in found.items() if each.status is CandidacyStatus.REJECTED}


def asked_checks(selection: SelectionTerms) -> tuple[AskedCheck, ...]:
    """Give what to look at: the declaration and the exclusions always, then each condition of the consultation."""
    asked = [
        AskedCheck("declaration", "Déclaration sur l'honneur ou DUME", "R2143-3 1°, R2143-4"),
        AskedCheck("exclusions", "Motifs d'exclusion, tels que déclarés", "L2141-1 à L2141-5, L2141-7 à L2141-11"),
        AskedCheck("powers", "Pouvoir de la personne qui engage le candidat", "R2142-23 pour un groupement"),
    ]
    asked += [AskedCheck(each.code, each.title, each.minimum or "sans niveau minimal") for each in selection.criteria]
    asked += [
        AskedCheck(f"turnover_{number}", "Chiffre d'affaires annuel minimal", str(floor.amount))
        for number, floor in enumerate(selection.turnover_floors, start=1)
    ]
    return tuple(asked)


def enter_check(
    examination: CandidacyExamination, *, response_id: DepositId, code: str, check: Check, selection: SelectionTerms
) -> CandidacyExamination:
    """Enter what was found for one thing to look at.

    Raises:
        Refused: ``TND-CANDIDACY-CHECK`` for an unknown one, ``TND-SCORE-RANGE`` for a score out of its bounds.
    """
    if code not in {each.code for each in asked_checks(selection)}:
        refuse(Code.CANDIDACY_CHECK, check=code)
    if check.score is not None and not Decimal(0) <= check.score <= HIGHEST_SCORE:
        refuse(Code.SCORE_RANGE, criterion=code, score=check.score, max_score=HIGHEST_SCORE)
    sheet = examination.sheet(response_id)
    checks = MappingProxyType({**sheet.checks, code: check})
    return _with_sheet(examination, response_id, replace(sheet, checks=checks))


def decide(
    examination: CandidacyExamination, *, response_id: DepositId, decision: CandidacyDecision
) -> CandidacyExamination:
    """Admit or reject a candidacy; a rejection has its ground and its reason.

    Raises:
        Refused: ``TND-CANDIDACY-REASON``.
    """
    rejected = decision.status is CandidacyStatus.REJECTED
    if rejected != (decision.ground is not None) or (rejected and not decision.reason.strip()):
        refuse(Code.CANDIDACY_REASON, article="R2144-7", response=response_id)
    return _with_sheet(examination, response_id, replace(examination.sheet(response_id), decision=decision))


def incomplete_candidacies(
    examination: CandidacyExamination, candidates: Sequence[OpenedResponse]
) -> tuple[DepositId, ...]:
    """Name every candidacy that may be completed: all of them are asked, or none (R2144-2)."""
    return tuple(each.response_id for each in candidates if examination.sheet(each.response_id).is_incomplete)


def _with_sheet(
    examination: CandidacyExamination, response_id: DepositId, sheet: CandidacySheet
) -> CandidacyExamination:
    return replace(examination, sheets=MappingProxyType({**examination.sheets, response_id: sheet}))
