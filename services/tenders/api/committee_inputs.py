"""What callers send about award committees: members, convocations, attendance, votes."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.tenders.api.days import Day, Instant
from services.tenders.api.inputs import Identifier, In, LongText, ShortText
from services.tenders.domain.committee_sessions import AgendaItem, Vote
from services.tenders.domain.committees import Member, SeatRole
from services.tenders.handlers.committees import ConveneSession, RecordAttendance, RecordVote, WriteCommittee
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.tender_ids import CommitteeId, CommitteeSessionId

SeatCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,12}$")]
_MEMBERS = 60
_LOTS = 1_000
_Seats = Annotated[tuple[SeatCode, ...], Field(max_length=_MEMBERS)]
_Count = Annotated[int, Field(ge=0, le=_MEMBERS)]


class MemberIn(In):
    """One member: a seat code for the minutes, a function; the name stays within the buyer's own pages."""

    code: SeatCode
    role: SeatRole
    function: ShortText
    name: ShortText | None = None


class CommitteeIn(In):
    """The composition of a committee; ``casting_vote`` says what its own rules give its president."""

    name: ShortText
    members: Annotated[tuple[MemberIn, ...], Field(min_length=2, max_length=_MEMBERS)]
    rules_reference: ShortText | None = None
    casting_vote: bool = False

    def to_command(self, committee_id: CommitteeId | None = None, version: int = 0) -> WriteCommittee:
        """Give the command."""
        return WriteCommittee(
            name=self.name,
            members=tuple(Member(m.code, m.role, m.function, m.name) for m in self.members),
            rules_reference=self.rules_reference,
            casting_vote=self.casting_vote,
            committee_id=committee_id,
            version=version,
        )


class AgendaItemIn(In):
    """One lot on the agenda."""

    consultation_id: Identifier
    lot_id: Identifier

    def to_item(self) -> AgendaItem:
        """Give the item."""
        return AgendaItem(TenderId.parse(self.consultation_id), LotId.parse(self.lot_id))


class SessionIn(In):
    """A convocation; ``second_of`` names the session that had no quorum."""

    meets_at: Instant
    agenda: Annotated[tuple[AgendaItemIn, ...], Field(min_length=1, max_length=_LOTS)]
    convened_on: Day | None = None
    remote: bool = False
    second_of: Identifier | None = None

    def to_command(self, committee_id: CommitteeId) -> ConveneSession:
        """Give the command."""
        return ConveneSession(
            committee_id=committee_id,
            meets_at=self.meets_at,
            agenda=tuple(item.to_item() for item in self.agenda),
            convened_on=self.convened_on,
            remote=self.remote,
            second_of=None if self.second_of is None else CommitteeSessionId.parse(self.second_of),
        )


class AttendanceIn(In):
    """Who is there, by seat code; those only represented do not count for the quorum."""

    present: _Seats
    represented: _Seats = ()

    def to_command(self, session_id: CommitteeSessionId) -> RecordAttendance:
        """Give the command."""
        return RecordAttendance(session_id, self.present, self.represented)


class VoteIn(In):
    """The vote on one lot: the responses chosen, the votes, the motives."""

    item: AgendaItemIn
    response_ids: Annotated[tuple[Identifier, ...], Field(max_length=_LOTS)]
    votes_for: _Count
    votes_against: _Count = 0
    abstentions: _Count = 0
    president_for: bool = False
    motives: LongText

    def to_command(self, session_id: CommitteeSessionId) -> RecordVote:
        """Give the command; whether the vote carries is computed."""
        vote = Vote(
            item=self.item.to_item(),
            chosen=tuple(DepositId.parse(response_id) for response_id in self.response_ids),
            votes_for=self.votes_for,
            votes_against=self.votes_against,
            abstentions=self.abstentions,
            president_for=self.president_for,
            motives=self.motives,
            adopted=False,
        )
        return RecordVote(session_id, vote)
