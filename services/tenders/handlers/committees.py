"""The award committee: its members, its sessions, their votes (commission d'appel d'offres), CGCT L1411-5, L1414-2."""

from dataclasses import dataclass
from datetime import date, datetime

from services.tenders.domain import committee_sessions as sessions
from services.tenders.domain.committee_sessions import AgendaItem, Session, SessionStatus, Vote
from services.tenders.domain.committees import Committee, Member
from services.tenders.domain.errors import Code
from services.tenders.domain.openings import bids_of_lot, opened_bid
from services.tenders.ports import UnitOfWork
from shared.kernel.paris import display_day, display_instant, legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import CommitteeId, CommitteeSessionId
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class WriteCommittee:
    """Command: write the composition of a committee; None for ``committee_id`` makes a new one."""

    name: str
    members: tuple[Member, ...]
    rules_reference: str | None = None
    casting_vote: bool = False
    committee_id: CommitteeId | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class ConveneSession:
    """Command: convene a committee; ``second_of`` names the session that had no quorum."""

    committee_id: CommitteeId
    meets_at: datetime
    agenda: tuple[AgendaItem, ...]
    convened_on: date | None = None
    remote: bool = False
    second_of: CommitteeSessionId | None = None


@dataclass(frozen=True, slots=True)
class RecordAttendance:
    """Command: say who is there; the session sits or is adjourned for want of a quorum."""

    session_id: CommitteeSessionId
    present: tuple[str, ...]
    represented: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordVote:
    """Command: record the vote on one lot of the agenda; ``vote.adopted`` is computed."""

    session_id: CommitteeSessionId
    vote: Vote


def write_committee(command: WriteCommittee, *, uow: UnitOfWork) -> Committee:
    """Make a committee or write its members again; its past sessions keep what they were.

    Raises:
        Refused: ``TND-COMMITTEE-INVALID``, ``HTTP-VERSION-STALE``.
    """
    uow.scope.principal.require(Right.AWARD)
    new = command.committee_id is None
    committee = Committee(
        committee_id=command.committee_id or uow.ids.new(CommitteeId),
        version=1 if new else command.version + 1,
        organisation=_organisation(uow),
        name=command.name,
        members=command.members,
        rules_reference=command.rules_reference,
        casting_vote=command.casting_vote,
    )
    if new:
        uow.committees.add(committee)
    else:
        uow.committees.get(committee.committee_id)
        uow.committees.save(committee)
    facts = {"seats": str(committee.seats), "members": str(len(committee.members))}  # never a name
    uow.record("committee_written", str(committee.committee_id), facts)
    return committee


def convene_session(command: ConveneSession, *, uow: UnitOfWork, law: LegalTable) -> Session:
    """Convene a committee on lots of one's own consultations.

    Raises:
        Refused: ``TND-COMMITTEE-DATE`` for a meeting before its convocation, ``TND-COMMITTEE-SECOND``.
    """
    uow.scope.principal.require(Right.AWARD)
    committee = uow.committees.get(command.committee_id)
    today = _today(command.agenda, uow=uow)
    convened_on = command.convened_on or today
    _check_days(command, convened_on=convened_on, today=today)
    for item in command.agenda:
        uow.tenders.get(item.tender_id).lot(item.lot_id)
    if command.second_of is not None:
        sessions.refuse_second(uow.committees.session(command.second_of))
    session = Session(
        session_id=uow.ids.new(CommitteeSessionId),
        version=1,
        status=SessionStatus.CONVENED,
        organisation=committee.organisation,
        committee_id=committee.committee_id,
        convened_on=convened_on,
        meets_at=command.meets_at,
        remote=command.remote,
        agenda=command.agenda,
        advices=(sessions.convocation_advice(convened_on=convened_on, meets_at=command.meets_at, law=law),),
        second_of=command.second_of,
    )
    uow.committees.add_session(session)
    facts = {"convened_on": convened_on.isoformat(), "lots": str(len(session.agenda))}
    uow.record("committee_convened", str(session.session_id), facts)
    return session


def record_attendance(command: RecordAttendance, *, uow: UnitOfWork) -> Session:
    """Open a session, or adjourn it when more than half of the voting members are not there."""
    uow.scope.principal.require(Right.AWARD)
    session = uow.committees.lock_session(command.session_id)
    committee = uow.committees.get(session.committee_id)
    opened = sessions.sit(session, committee=committee, present=command.present, represented=command.represented)
    uow.committees.save_session(opened)
    voters = 0 if opened.attendance is None else opened.attendance.voters
    facts = {"status": opened.status.value, "voters": str(voters), "seats": str(committee.seats)}
    uow.record("committee_attendance", str(session.session_id), facts)
    return opened


def record_vote(command: RecordVote, *, uow: UnitOfWork) -> Session:
    """Record the vote of a sitting committee on one lot.

    Raises:
        Refused: the session does not sit, the lot is not on the agenda, more votes than voters, unknown responses.
    """
    uow.scope.principal.require(Right.AWARD)
    session = uow.committees.lock_session(command.session_id)
    committee = uow.committees.get(session.committee_id)
    item = command.vote.item
    voted = sessions.vote(session, command.vote, casting_vote=committee.casting_vote)
    tender = uow.tenders.get(item.tender_id)
    lot = tender.lot(item.lot_id)
    bids = bids_of_lot(uow.openings.responses(tender.offers_stage_id), lot)
    for response_id in command.vote.chosen:
        opened_bid(bids, response_id=response_id, lot=lot)
    uow.committees.save_session(voted)
    kept = voted.votes[-1]
    facts = {"lot": str(lot.number), "for": str(kept.votes_for), "against": str(kept.votes_against)}
    uow.record("committee_voted", str(session.session_id), {**facts, "adopted": str(kept.adopted).lower()})
    return voted


def close_session(session_id: CommitteeSessionId, *, uow: UnitOfWork) -> Session:
    """Close a session: its minutes change no more."""
    uow.scope.principal.require(Right.AWARD)
    closed = sessions.close(uow.committees.lock_session(session_id))
    uow.committees.save_session(closed)
    uow.record("committee_closed", str(session_id), {"votes": str(len(closed.votes))})
    return closed


def _today(agenda: tuple[AgendaItem, ...], *, uow: UnitOfWork) -> date:
    """Give the legal day of the consultations of an agenda: those of a sandbox have a time of their own."""
    now = uow.clock.now()
    return legal_day(uow.tenders.get(agenda[0].tender_id).timeline.legal_at(now) if agenda else now)


def _check_days(command: ConveneSession, *, convened_on: date, today: date) -> None:
    if convened_on > today or legal_day(command.meets_at) < convened_on:
        refuse(
            Code.COMMITTEE_DATE,
            convened_on=display_day(convened_on),
            meets_at=display_instant(command.meets_at),
            now=display_day(today),
        )


def _organisation(uow: UnitOfWork) -> Siret:
    organisation = uow.scope.principal.organisation
    if organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    return organisation
