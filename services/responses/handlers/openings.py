"""The opening ceremony (séance d'ouverture), CCP R2132-9: only after the closing, only by k custodians together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from services.responses.domain.closing import Standing, files_to_open, judged, without_ended_lots
from services.responses.domain.consultation import Closing, Consultation, KnownDeadline
from services.responses.domain.deposit import Deposit
from services.responses.domain.minutes import Minutes
from services.responses.domain.opening import (
    OpenedFile,
    Opening,
    OpeningAction,
    OpeningStatus,
    next_status,
)
from services.responses.domain.participation import incomplete_responses
from services.responses.handlers.amendments import amend_receipts
from services.responses.handlers.opening_end import announce_opening, end_opening
from services.responses.ports import UnitOfWork
from shared.kernel.clock import instant_text
from shared.kernel.clock_offset import ClockOffset, ClockState
from shared.kernel.ids import FileId, OpeningId, TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.proof.canonical import Json
from shared.proof.log import fact_of, state_act
from shared.registers.envelope import EnvelopeKind
from shared.registers.group import Group
from shared.registers.paper import PaperRegister
from shared.sealing.outcome import Outcome


@dataclass(frozen=True, slots=True)
class StartOpening:
    """A buyer's agent starts a ceremony, with a worker that is ready and has made its recipient."""

    tender_id: TenderId
    opening_id: OpeningId
    recipient: str
    node: str


def closed_consultation(tender_id: TenderId, *, uow: UnitOfWork) -> tuple[Consultation, Closing]:
    """Read a closed consultation of the principal's organisation; before the closing everything fails here.

    Raises:
        Refused: `RSP-CONSULTATION-UNKNOWN`, or `RSP-NOT-CLOSED` until tenders has announced the closing (R2132-9).
    """
    consultation = uow.consultations.get(tender_id)
    if not _may_see(uow.scope.principal, consultation):
        refuse("RSP-CONSULTATION-UNKNOWN")
    closing = uow.consultations.closing(tender_id)
    legal_now = consultation.legal_at(uow.clock.now())
    if closing is None or closing.deadline.admits(legal_now):
        refuse("RSP-NOT-CLOSED", article="R2132-9", deadline=consultation.known_deadline.deadline.display())
    return consultation, closing


def current_opening(tender_id: TenderId, *, uow: UnitOfWork) -> Opening | None:
    """Give the ceremony of a closed consultation that is in progress or completed."""
    uow.scope.principal.require(Right.CUSTODIAN)
    closed_consultation(tender_id, uow=uow)
    return uow.openings.current(tender_id)


def start_opening(command: StartOpening, *, uow: UnitOfWork) -> Opening:
    """Start the ceremony; one in progress or completed is given back, since there is only one result.

    Raises:
        Refused: `RSP-NOT-CLOSED` before the closing.
    """
    uow.scope.principal.require(Right.CUSTODIAN)
    _, closing = closed_consultation(command.tender_id, uow=uow)
    clock = check_clock(uow=uow)
    uow.consultations.lock(command.tender_id)
    current = uow.openings.current(command.tender_id)
    if current is not None:
        return current
    if uow.consultations.is_abandoned(command.tender_id):
        refuse("RSP-CONSULTATION-ABANDONED", article="R2185-1")
    opening = Opening(
        opening_id=command.opening_id,
        tender_id=command.tender_id,
        status=OpeningStatus.IN_PROGRESS,
        node=command.node,
        recipient=command.recipient,
        started_at=uow.clock.now(),
        started_by=uow.scope.principal.subject,
        decided=KnownDeadline(closing.deadline, closing.deadline_version),
        ended_at=None,
    )
    uow.openings.add(opening)
    # A deposit that was being committed while the closing was did not see it, nor the closing the deposit.
    amend_receipts(command.tender_id, uow=uow)
    facts: dict[str, Json] = {
        "opening_id": str(opening.opening_id),
        "tender_id": str(opening.tender_id),
        "deadline": instant_text(closing.deadline.at),
        "deadline_version": closing.deadline_version,
        "recipient": opening.recipient,
        "clock_offset": {**clock.told},
    }
    state_act(uow, "opening_started", f"{opening.opening_id}/started", **facts)
    uow.record("opening_started", str(opening.opening_id), {"tender": str(opening.tender_id)})
    return end_if_finished(opening, uow=uow)


def check_clock(*, uow: UnitOfWork) -> ClockOffset:
    """Stop an opening while the clock drifts, until an operator's logged act (design section 5); say what is known.

    Raises:
        Refused: `RSP-CLOCK-DRIFT`.
    """
    now = uow.clock.now()
    offset = uow.clock_offsets.current(now)
    if offset.state is ClockState.DRIFT and not uow.clock_offsets.is_accepted(now):
        refuse("RSP-CLOCK-DRIFT", source=str(offset.source))
    return offset


def interrupt_opening(opening_id: OpeningId, *, uow: UnitOfWork) -> Opening:
    """Record that the worker of a ceremony is gone, and its identity with it; another ceremony may start."""
    opening = uow.openings.lock(opening_id)
    if opening.status is not OpeningStatus.IN_PROGRESS:
        return opening
    status = next_status(opening.status, OpeningAction.INTERRUPT)
    interrupted = replace(opening, status=status, ended_at=uow.clock.now())
    uow.openings.save(interrupted)
    uow.record("opening_interrupted", str(opening_id), {"tender": str(opening.tender_id)})
    return interrupted


def interrupt_lost(is_led: Callable[[Opening], bool], *, uow: UnitOfWork) -> Sequence[OpeningId]:
    """Interrupt the ceremonies whose worker died, with the process that had started it or alone."""
    lost = [opening.opening_id for opening in uow.openings.in_progress() if not is_led(opening)]
    for opening_id in lost:
        interrupt_opening(opening_id, uow=uow)
    return lost


def minutes_of(opening: Opening, *, uow: UnitOfWork) -> Minutes:
    """Establish the minutes of a ceremony from everything received."""
    consultation = uow.consultations.get(opening.tender_id)
    closing = Closing(opening.tender_id, opening.decided.deadline, opening.decided.version)
    ended_at = opening.ended_at  # what is received or registered later belongs to no minutes
    deposits = uow.deposits.of_tender(opening.tender_id)
    complete = [one for one in deposits if one.completed_at and (ended_at is None or one.completed_at <= ended_at)]
    outcomes = {file.file_id: file for file in uow.openings.files(opening.tender_id)}
    responses = without_ended_lots(judged(complete, consultation, closing), consultation.ended_lots, outcomes)
    papers = tuple(one for one in uow.envelopes.of(opening.tender_id) if one.kind is EnvelopeKind.RESPONSE)
    electronic = frozenset(one.deposit.depositor.siret for one in responses if one.standing is not Standing.LATE)
    register = PaperRegister(papers, consultation.rules, closing.deadline, electronic)
    return Minutes(
        opening=opening,
        consultation=consultation,
        custodians=tuple(uow.openings.custodians(opening.opening_id)),
        responses=responses,
        outcomes=outcomes,
        groups={group.group_id: group for one in complete if (group := _group(one, uow))},
        incomplete=tuple(incomplete_responses(deposits, responses, consultation, closing)),
        papers=replace(
            register, envelopes=tuple(one for one in papers if not ended_at or one.registered_at <= ended_at)
        ),
        every_paper=register,
        clock_of=_clock_of(opening, uow),
    )


def read_minutes(opening_id: OpeningId, *, uow: UnitOfWork) -> Minutes:
    """Read the minutes of a ceremony of one's own organisation."""
    principal = uow.scope.principal
    if not principal.has(Right.CUSTODIAN):
        principal.require(Right.EVALUATE)
    opening = uow.openings.get(opening_id)
    return minutes_of(opening, uow=uow)


def end_if_finished(opening: Opening, *, uow: UnitOfWork) -> Opening:
    """End a ceremony once something final is known of every file to open; announced once, at the end.

    What is opened after the end (an envelope in time, found or handed over later) is announced with everything else.
    """
    minutes = minutes_of(opening, uow=uow)
    if opening.status is OpeningStatus.COMPLETED:
        announce_opening(minutes, uow=uow)
        return opening
    return opening if minutes.awaited or minutes.papers.unopened else end_opening(minutes, uow=uow)


def conclude_opening(opening_id: OpeningId, *, uow: UnitOfWork) -> Opening:
    """End a ceremony although files could not be opened: the minutes say so (« n'a pu être ouverte »).

    Raises:
        Refused: `RSP-OPENING-UNATTEMPTED` while a file has not even been tried.
    """
    uow.scope.principal.require(Right.CUSTODIAN)
    opening = uow.openings.lock(opening_id)
    if opening.status is OpeningStatus.COMPLETED:
        return opening
    next_status(opening.status, OpeningAction.COMPLETE)
    minutes = minutes_of(opening, uow=uow)
    if minutes.unattempted:
        refuse("RSP-OPENING-UNATTEMPTED", count=len(minutes.unattempted))
    return end_opening(minutes, uow=uow)


def opened_content(opening_id: OpeningId, file_id: FileId, *, uow: UnitOfWork) -> tuple[str, OpenedFile]:
    """Give an agent who evaluates the place of an opened file's content; each reading is in the journal."""
    uow.scope.principal.require(Right.EVALUATE)
    opening = uow.openings.get(opening_id)
    blob_id = uow.openings.content_blob(opening_id, file_id)
    file = next(file for file in uow.openings.files(opening.tender_id) if file.file_id == file_id)
    if file.outcome is not Outcome.OPENED:
        refuse("RSP-NOT-FOUND")
    uow.record("opened_file_read", str(file_id), {"opening": str(opening_id)})
    return blob_id, file


def awaited_files(minutes: Minutes) -> tuple[FileId, ...]:
    """Give the files whose keys the custodians may still recover."""
    waiting = {file.file_id for file in minutes.awaited}
    return tuple(file.file_id for _, file in files_to_open(minutes.responses) if file.file_id in waiting)


def _may_see(principal: Principal, consultation: Consultation) -> bool:
    return principal.organisation == consultation.buyer.siret


def _clock_of(opening: Opening, uow: UnitOfWork) -> Callable[[str], Json]:
    """Read what acts say of the clock; nothing in a ceremony whose start did not: its minutes keep their digest."""
    told = partial(fact_of, uow.log, "clock_offset")
    return told if told(f"{opening.opening_id}/started") else lambda _: None


def _group(deposit: Deposit, uow: UnitOfWork) -> Group | None:
    group_id = deposit.particulars.group_id
    return None if group_id is None else uow.groups.find(group_id)
