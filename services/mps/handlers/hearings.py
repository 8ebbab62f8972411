"""The contradictory procedure: the agent writes, the company answers, a person decides (CCP L2141-11, R2144-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.mps.domain.grounds import GroundCode
from services.mps.domain.hearings import Decision, Hearing, HearingId, Observations, Outcome
from services.mps.handlers.examinations import read_examination
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class OpenHearing:
    """Command: send a letter to a candidate, with a delay to answer."""

    candidacy_id: CandidacyId
    ground: GroundCode
    letter: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DecideHearing:
    """Command: decide, with a reason."""

    hearing_id: HearingId
    outcome: Outcome
    reason: str


def open_hearing(command: OpenHearing, *, uow: UnitOfWork) -> Hearing:
    """Open a procedure about a candidate that one's own body examines.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``MPS-HEARING-DUE`` for a delay that is already over.
    """
    examination = read_examination(command.candidacy_id, uow=uow)
    legal_now = _legal_now(examination.candidacy_id, uow=uow)
    if command.due_at <= legal_now:
        refuse("MPS-HEARING-DUE", due_at=command.due_at.isoformat(), now=legal_now.isoformat())
    principal = uow.scope.principal
    assert principal.organisation is not None, "an agent who reads an examination has a body"  # noqa: S101
    hearing = Hearing(
        hearing_id=uow.ids.new(HearingId),
        candidacy_id=examination.candidacy_id,
        tender_id=examination.tender_id,
        buyer=principal.organisation,
        siret=examination.siret,
        ground=command.ground,
        letter=command.letter,
        opened_at=uow.clock.now(),
        due_at=command.due_at,
    )
    uow.hearings.add(hearing)
    uow.record("hearing_opened", str(hearing.hearing_id), {"ground": hearing.ground.value})
    return hearing


def answer_hearing(hearing_id: HearingId, text: str, *, uow: UnitOfWork) -> Hearing:
    """Keep the observations of the company, or those that the buyer received by another way.

    Raises:
        Refused: ``MPS-HEARING-UNKNOWN``, ``MPS-HEARING-DECIDED``.
    """
    hearing = read_hearing(hearing_id, uow=uow)
    by_buyer = uow.scope.principal.kind is PrincipalKind.AGENT
    uow.scope.principal.require(Right.EVALUATE if by_buyer else Right.SUBMIT)
    answered = hearing.answered(Observations(text, uow.clock.now(), by_buyer))
    uow.hearings.save(answered)
    uow.record("hearing_answered", str(hearing_id), {"by": "buyer" if by_buyer else "company"})
    return answered


def decide_hearing(command: DecideHearing, *, uow: UnitOfWork) -> Hearing:
    """Keep the decision of a person.

    Raises:
        Refused: ``MPS-HEARING-UNKNOWN``, ``MPS-HEARING-DECIDED``.
    """
    principal = uow.scope.principal
    principal.require(Right.EVALUATE)
    hearing = read_hearing(command.hearing_id, uow=uow)
    decision = Decision(command.outcome, command.reason, uow.clock.now(), principal.subject)
    decided = hearing.decided(decision, legal_now=_legal_now(hearing.candidacy_id, uow=uow))
    uow.hearings.save(decided)
    uow.record("hearing_decided", str(hearing.hearing_id), {"outcome": command.outcome.value})
    return decided


def read_hearing(hearing_id: HearingId, *, uow: UnitOfWork) -> Hearing:
    """Read a procedure of one's own body, or one about one's own company.

    Raises:
        Refused: ``MPS-HEARING-UNKNOWN``.
    """
    hearing = uow.hearings.get(hearing_id)
    if hearing is None:
        refuse("MPS-HEARING-UNKNOWN", hearing_id=hearing_id)
    return hearing


def list_hearings(*, after: HearingId | None, limit: int, uow: UnitOfWork) -> Sequence[Hearing]:
    """Give the procedures that the principal may see, the latest first."""
    return uow.hearings.page(after=after, limit=limit)


def _legal_now(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> datetime:
    examination = uow.candidacies.get(candidacy_id)
    tender = None if examination is None else uow.tenders.get(examination.tender_id)
    return uow.clock.now() if tender is None else tender.timeline.legal_at(uow.clock.now())
