"""The award committee: seats, quorum, second convocation, votes, minutes (CGCT L1411-5, L1414-2)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.tenders.domain import committee_sessions as sessions
from services.tenders.domain.committee_minutes import LotWords, minutes_of
from services.tenders.domain.committee_sessions import AgendaItem, Session, SessionStatus, Vote
from services.tenders.domain.committees import Committee, Member, SeatRole, composition_advice
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import CommitteeId, CommitteeSessionId
from shared.legal import LegalTable
from tests.unit.tenders.builders import BUYER, FIRST, LOT_1, LOT_2, TENDER, numbered

ITEM = AgendaItem(TENDER, LOT_1)
MEETS = datetime(2026, 12, 1, 13, tzinfo=UTC)
NAME = "Dominique Exemple"


def a_committee(elected: int = 5, *, deputies: int | None = None, casting_vote: bool = False) -> Committee:
    seats = [Member("P", SeatRole.PRESIDENT, "Maire", NAME)]
    seats += [Member(f"T{n}", SeatRole.TITLE_HOLDER, "Conseiller") for n in range(1, elected + 1)]
    count = elected if deputies is None else deputies
    seats += [Member(f"S{n}", SeatRole.DEPUTY, "Suppléant") for n in range(1, count + 1)]
    return Committee(numbered(CommitteeId, 1), 1, BUYER, "CAO", tuple(seats), casting_vote=casting_vote)


def a_session(**changes: object) -> Session:
    session = Session(
        session_id=numbered(CommitteeSessionId, 1),
        version=1,
        status=SessionStatus.CONVENED,
        organisation=BUYER,
        committee_id=numbered(CommitteeId, 1),
        convened_on=date(2026, 11, 20),
        meets_at=MEETS,
        remote=False,
        agenda=(ITEM,),
    )
    return replace(session, **changes)


def a_vote(votes_for: int, votes_against: int = 0, *, abstentions: int = 0, president_for: bool = True) -> Vote:
    return Vote(ITEM, (FIRST,), votes_for, votes_against, abstentions, president_for, "Offre la mieux classée.", False)


def sitting(*present: str) -> Session:
    return sessions.sit(a_session(), committee=a_committee(), present=present, represented=())


@pytest.mark.parametrize(
    ("voters", "seats", "reached"),
    [(3, 6, False), (4, 6, True), (2, 4, False), (3, 4, True), (2, 3, True), (1, 3, False), (0, 6, False)],
)
def test_the_quorum_is_more_than_half(voters: int, seats: int, reached: bool) -> None:
    assert sessions.has_quorum(voters=voters, seats=seats) is reached


@given(some.integers(2, 30), some.data())
def test_deputies_never_make_more_voters_than_seats(elected: int, data: some.DataObject) -> None:
    committee = a_committee(elected)
    present = data.draw(some.sets(some.sampled_from([member.code for member in committee.members])))
    voters = committee.voters(present)
    assert 0 <= voters <= committee.seats
    assert voters <= len(present)


def test_without_quorum_a_second_convocation_sits_whatever_the_number() -> None:
    first = sitting("P", "T1", "T2")
    assert first.status is SessionStatus.WITHOUT_QUORUM
    sessions.refuse_second(first)
    second = a_session(second_of=first.session_id)
    assert (
        sessions.sit(second, committee=a_committee(), present=("T1",), represented=()).status is SessionStatus.SITTING
    )
    nobody = sessions.sit(second, committee=a_committee(), present=(), represented=("P",))
    assert nobody.status is SessionStatus.WITHOUT_QUORUM
    with pytest.raises(Refused, match="TND-COMMITTEE-SECOND"):
        sessions.refuse_second(sitting("P", "T1", "T2", "T3"))


def test_the_represented_do_not_count_and_a_deputy_sits_for_an_absent_one() -> None:
    committee = a_committee()
    absent = sessions.sit(a_session(), committee=committee, present=("P", "T1", "T2"), represented=("T3", "T4"))
    assert absent.status is SessionStatus.WITHOUT_QUORUM
    replaced = sessions.sit(a_session(), committee=committee, present=("P", "T1", "T2", "S3"), represented=())
    assert replaced.status is SessionStatus.SITTING
    with pytest.raises(Refused, match="TND-COMMITTEE-MEMBER"):
        sessions.sit(a_session(), committee=committee, present=("X",), represented=())


@pytest.mark.parametrize(
    ("vote", "casting", "adopted"),
    [
        (a_vote(4), False, True),
        (a_vote(2, 2), False, False),
        (a_vote(2, 2), True, True),
        (a_vote(2, 2, president_for=False), True, False),
        (a_vote(1, 2, abstentions=1), True, False),
        (a_vote(1, 0, abstentions=3), False, True),
        (a_vote(0, 0, abstentions=4, president_for=False), True, False),
    ],
)
def test_a_vote_carries_with_more_for_than_against(vote: Vote, casting: bool, adopted: bool) -> None:
    voted = sessions.vote(sitting("P", "T1", "T2", "T3"), vote, casting_vote=casting)
    kept = voted.vote_on(ITEM)
    assert kept is not None
    assert kept.adopted is adopted


def test_votes_beyond_the_voters_or_the_agenda_are_refused() -> None:
    session = sitting("P", "T1", "T2", "T3")
    for vote, code in (
        (a_vote(5), "TND-COMMITTEE-VOTES"),
        (a_vote(0, 1), "TND-COMMITTEE-VOTES"),  # the president voted for, and nobody did
        (replace(a_vote(1), item=AgendaItem(TENDER, LOT_2)), "TND-COMMITTEE-AGENDA"),
    ):
        with pytest.raises(Refused, match=code):
            sessions.vote(session, vote, casting_vote=False)
    with pytest.raises(Refused, match="TND-ACTION-IMPOSSIBLE"):
        sessions.vote(a_session(), a_vote(1), casting_vote=False)
    with pytest.raises(Refused, match="TND-ACTION-IMPOSSIBLE"):
        sessions.vote(sessions.close(session), a_vote(1), casting_vote=False)


@pytest.mark.parametrize(("meets_on", "kept"), [(25, False), (26, True), (27, True)])
def test_clear_days_before_the_session_are_advised_not_required(law: LegalTable, meets_on: int, kept: bool) -> None:
    meets_at = datetime(2026, 11, meets_on, 9, tzinfo=UTC)
    advice = sessions.convocation_advice(convened_on=date(2026, 11, 20), meets_at=meets_at, law=law)
    assert (advice.conclusion == "satisfied") is kept
    assert advice.confidence == "C"


@pytest.mark.parametrize(("elected", "deputies", "kept"), [(5, 5, True), (3, 3, True), (4, 4, False), (5, 4, False)])
def test_the_number_of_members_is_compared_with_the_law(
    law: LegalTable, elected: int, deputies: int, kept: bool
) -> None:
    advice = composition_advice(a_committee(elected, deputies=deputies), on=date(2026, 11, 20), law=law)
    assert (advice.conclusion == "satisfied") is kept


def test_a_committee_has_one_president_and_distinct_seats() -> None:
    president = Member("P", SeatRole.PRESIDENT, "Maire")
    title_holder = Member("T1", SeatRole.TITLE_HOLDER, "Conseiller")
    for members in ((title_holder, Member("T2", SeatRole.TITLE_HOLDER, "x")), (president, president), (president,)):
        with pytest.raises(Refused, match="TND-COMMITTEE-INVALID"):
            Committee(numbered(CommitteeId, 1), 1, BUYER, "CAO", members)


def test_the_minutes_tell_the_quorum_the_votes_and_the_motives() -> None:
    voted = sessions.vote(sitting("P", "T1", "T2", "T3"), a_vote(4), casting_vote=False)
    words = {ITEM: LotWords("Entretien des écoles", "lot 1 (Secteur 1)", {FIRST: "Société A"})}
    draft = minutes_of(voted, committee=a_committee(), lots=words, dated_at=MEETS)
    final = minutes_of(sessions.close(voted), committee=a_committee(), lots=words, dated_at=MEETS)
    assert draft.title.endswith("(projet)")
    assert final.title == "Procès-verbal : CAO"
    told = " ".join(paragraph for section in final.sections for paragraph in section.paragraphs)
    for part in ("4 membres à voix délibérative sur 6", "Société A", "Pour : 4 ; contre : 0", "Offre la mieux classée"):
        assert part in told
