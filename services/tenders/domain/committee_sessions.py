"""Sessions of the award committee: convocation, quorum, votes (séances de la commission), CGCT L1411-5, L1414-2.

The quorum is reached when more than half of the voting members are present. Without it the committee is convened
again and then sits whatever their number. It may sit at a distance (ordonnance 2014-1329). Nothing in the CGCT gives
the president a casting vote: it counts where the committee's own rules give it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.committees import Committee
from services.tenders.domain.errors import Code
from services.tenders.domain.law.answer import Level
from shared.kernel.ids import DepositId, LotId, TenderId
from shared.kernel.paris import display_day, legal_day
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import CommitteeId, CommitteeSessionId
from shared.legal import LegalTable
from shared.legal.calendar import clear_days_end

QUORUM_ARTICLE = "CGCT L1411-5"


class SessionStatus(StrEnum):
    """Where a session stands."""

    CONVENED = "convened"
    SITTING = "sitting"
    WITHOUT_QUORUM = "without_quorum"
    CLOSED = "closed"


class SessionAction(StrEnum):
    """What may be done to a session."""

    SIT = "sit"
    ADJOURN = "adjourn"  # the quorum is not reached
    VOTE = "vote"
    CLOSE = "close"


SESSION_TRANSITIONS: Mapping[tuple[SessionStatus, SessionAction], SessionStatus] = MappingProxyType(
    {
        (SessionStatus.CONVENED, SessionAction.SIT): SessionStatus.SITTING,
        (SessionStatus.CONVENED, SessionAction.ADJOURN): SessionStatus.WITHOUT_QUORUM,
        (SessionStatus.SITTING, SessionAction.VOTE): SessionStatus.SITTING,
        (SessionStatus.SITTING, SessionAction.CLOSE): SessionStatus.CLOSED,
    }
)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One lot on the agenda."""

    tender_id: TenderId
    lot_id: LotId


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who was there, by seat code: present in the room or at a distance, or only represented (not counted)."""

    present: tuple[str, ...]
    represented: tuple[str, ...] = ()
    voters: int = 0
    seats: int = 0


@dataclass(frozen=True, slots=True)
class Vote:
    """What the committee said of one lot: the responses that it chooses, the votes, its motives."""

    item: AgendaItem
    chosen: tuple[DepositId, ...]
    votes_for: int
    votes_against: int
    abstentions: int
    president_for: bool
    motives: str
    adopted: bool


@dataclass(frozen=True, slots=True)
class Session:
    """One session; ``second_of`` names the session that had no quorum."""

    session_id: CommitteeSessionId
    version: int
    status: SessionStatus
    organisation: Siret
    committee_id: CommitteeId
    convened_on: date
    meets_at: datetime
    remote: bool
    agenda: tuple[AgendaItem, ...]
    advices: tuple[Advice, ...] = ()
    second_of: CommitteeSessionId | None = None
    attendance: Attendance | None = None
    votes: tuple[Vote, ...] = ()

    def vote_on(self, item: AgendaItem) -> Vote | None:
        """Give the last vote on a lot."""
        return next((vote for vote in reversed(self.votes) if vote.item == item), None)


def has_quorum(*, voters: int, seats: int) -> bool:
    """Say whether more than half of the voting members are there (CGCT L1411-5)."""
    return voters + voters > seats


def convocation_advice(*, convened_on: date, meets_at: datetime, law: LegalTable) -> Advice:
    """Compare the convocation with the clear days of use, which no text has asked for since 2016."""
    rule = law.value("cao.delai_convocation", on=convened_on)
    earliest = clear_days_end(start=convened_on, days=rule.whole)
    meets_on = legal_day(meets_at)
    kept = meets_on >= earliest
    return Advice(
        code="committee_convocation",
        conclusion=Conclusion.SATISFIED if kept else Conclusion.ATTENTION,
        level=Level.INFORMATION if kept else Level.WARNING,
        what="La convocation précède la séance de plusieurs jours francs, selon le règlement intérieur.",
        why=f"Usage de {rule.whole} jours francs ; aucun texte ne fixe plus de délai.",
        article=rule.article,
        limit=str(rule.whole),
        confidence=rule.confidence,
        facts=MappingProxyType(
            {
                "convened_on": display_day(convened_on),
                "meets_on": display_day(meets_on),
                "earliest": display_day(earliest),
            }
        ),
    )


def sit(session: Session, *, committee: Committee, present: tuple[str, ...], represented: tuple[str, ...]) -> Session:
    """Open a session: it sits when the quorum is reached, or whatever their number at a second convocation."""
    committee.members_of(represented)
    voters = committee.voters(present)
    attendance = Attendance(present, represented, voters, committee.seats)
    reached = has_quorum(voters=voters, seats=committee.seats) or (session.second_of is not None and voters > 0)
    return _next(session, SessionAction.SIT if reached else SessionAction.ADJOURN, attendance=attendance)


def vote(session: Session, given: Vote, *, casting_vote: bool) -> Session:
    """Record the vote on a lot of the agenda; the last one counts.

    Raises:
        Refused: ``TND-COMMITTEE-AGENDA`` for a lot that is not on the agenda, ``TND-COMMITTEE-VOTES`` for more votes
            than voters.
    """
    following = _next(session, SessionAction.VOTE)
    if given.item not in session.agenda:
        refuse(Code.COMMITTEE_AGENDA, lot=given.item.lot_id)
    voters = 0 if session.attendance is None else session.attendance.voters
    cast = given.votes_for + given.votes_against + given.abstentions
    if cast > voters or (given.president_for and not given.votes_for):
        refuse(Code.COMMITTEE_VOTES, article=QUORUM_ARTICLE, cast=cast, voters=voters)
    adopted = is_adopted(given, casting_vote=casting_vote)
    return replace(following, votes=(*session.votes, replace(given, adopted=adopted)))


def is_adopted(given: Vote, *, casting_vote: bool) -> bool:
    """Say whether a vote carries: more for than against; at equality the president's vote where the rules give it."""
    if given.votes_for == given.votes_against:
        return casting_vote and given.president_for
    return given.votes_for > given.votes_against


def close(session: Session) -> Session:
    """End a session: its minutes change no more."""
    return _next(session, SessionAction.CLOSE)


def refuse_second(first: Session) -> None:
    """Check that a session may be convened again.

    Raises:
        Refused: ``TND-COMMITTEE-SECOND`` unless the first one had no quorum.
    """
    if first.status is not SessionStatus.WITHOUT_QUORUM:
        refuse(Code.COMMITTEE_SECOND, article=QUORUM_ARTICLE, status=first.status)


def _next(session: Session, action: SessionAction, **changes: Any) -> Session:  # noqa: ANN401 - replace() checks names
    following = SESSION_TRANSITIONS.get((session.status, action))
    if following is None:
        refuse(Code.ACTION_IMPOSSIBLE, article=QUORUM_ARTICLE, status=session.status, action=action)
    return replace(session, status=following, version=session.version + 1, **changes)
