"""What the buyer's agents read of award committees and of their sessions."""

from datetime import date, datetime

from pydantic import BaseModel

from services.tenders.api.outputs import AdviceOut
from services.tenders.domain.committee_sessions import AgendaItem, Attendance, Session, Vote
from services.tenders.domain.committees import Committee


class MemberOut(BaseModel):
    """One member of a committee."""

    code: str
    role: str
    function: str
    name: str | None


class CommitteeOut(BaseModel):
    """A committee; ``seats`` counts its voting members."""

    committee_id: str
    version: int
    name: str
    seats: int
    members: list[MemberOut]
    rules_reference: str | None
    casting_vote: bool
    advices: list[AdviceOut]

    @classmethod
    def of(cls, committee: Committee, advices: tuple[AdviceOut, ...] = ()) -> "CommitteeOut":
        """Write a committee."""
        return cls(
            committee_id=str(committee.committee_id),
            version=committee.version,
            name=committee.name,
            seats=committee.seats,
            members=[MemberOut(code=m.code, role=m.role, function=m.function, name=m.name) for m in committee.members],
            rules_reference=committee.rules_reference,
            casting_vote=committee.casting_vote,
            advices=list(advices),
        )


class CommitteesOut(BaseModel):
    """The committees of an organisation."""

    items: list[CommitteeOut]


class AgendaItemOut(BaseModel):
    """One lot on the agenda."""

    consultation_id: str
    lot_id: str

    @classmethod
    def of(cls, item: AgendaItem) -> "AgendaItemOut":
        """Write an item."""
        return cls(consultation_id=str(item.tender_id), lot_id=str(item.lot_id))


class AttendanceOut(BaseModel):
    """Who was there, by seat code, and how many of them vote."""

    present: list[str]
    represented: list[str]
    voters: int
    seats: int

    @classmethod
    def of(cls, attendance: Attendance) -> "AttendanceOut":
        """Write who was there."""
        return cls(
            present=list(attendance.present),
            represented=list(attendance.represented),
            voters=attendance.voters,
            seats=attendance.seats,
        )


class VoteOut(BaseModel):
    """One vote and whether it carried."""

    item: AgendaItemOut
    response_ids: list[str]
    votes_for: int
    votes_against: int
    abstentions: int
    president_for: bool
    motives: str
    adopted: bool

    @classmethod
    def of(cls, vote: Vote) -> "VoteOut":
        """Write a vote."""
        return cls(
            item=AgendaItemOut.of(vote.item),
            response_ids=[str(response_id) for response_id in vote.chosen],
            votes_for=vote.votes_for,
            votes_against=vote.votes_against,
            abstentions=vote.abstentions,
            president_for=vote.president_for,
            motives=vote.motives,
            adopted=vote.adopted,
        )


class SessionOut(BaseModel):
    """A session from its convocation to its minutes."""

    session_id: str
    version: int
    status: str
    committee_id: str
    convened_on: date
    meets_at: datetime
    remote: bool
    agenda: list[AgendaItemOut]
    advices: list[AdviceOut]
    second_of: str | None
    attendance: AttendanceOut | None
    votes: list[VoteOut]

    @classmethod
    def of(cls, session: Session) -> "SessionOut":
        """Write a session."""
        return cls(
            session_id=str(session.session_id),
            version=session.version,
            status=session.status.value,
            committee_id=str(session.committee_id),
            convened_on=session.convened_on,
            meets_at=session.meets_at,
            remote=session.remote,
            agenda=[AgendaItemOut.of(item) for item in session.agenda],
            advices=[AdviceOut.of(advice) for advice in session.advices],
            second_of=None if session.second_of is None else str(session.second_of),
            attendance=None if session.attendance is None else AttendanceOut.of(session.attendance),
            votes=[VoteOut.of(vote) for vote in session.votes],
        )
