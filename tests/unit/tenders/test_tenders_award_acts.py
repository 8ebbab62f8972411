"""What happens between an award and its contract, on fakes: holders, committee, next of the ranking, adjustments."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.tenders.domain.award_states import AwardStatus
from services.tenders.domain.awards import AdjustedPart, WithdrawalGround, choose_winners
from services.tenders.domain.committee_sessions import AgendaItem, Vote
from services.tenders.domain.committees import Member, SeatRole
from services.tenders.domain.organs import GivenOrgan, OrganFacts, OrganKind, expected_organ
from services.tenders.domain.outcomes import LotOutcome
from services.tenders.domain.procedures import ProcedureType, Technique
from services.tenders.domain.scoring import RankedBid
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.terms import FrameworkMode, FrameworkTerms, Terms
from services.tenders.domain.withdrawals import refuse_withdrawal
from services.tenders.handlers.award_acts import AdjustAward, WithdrawAward, adjust_award, withdraw_award
from services.tenders.handlers.awards import AwardLot, award_lot, signed_lots
from services.tenders.handlers.committees import (
    ConveneSession,
    RecordAttendance,
    RecordVote,
    WriteCommittee,
    close_session,
    convene_session,
    record_attendance,
    record_vote,
    write_committee,
)
from services.tenders.handlers.contracts import SignContract, sign_contract
from services.tenders.handlers.rejections import RewriteRejection, SendRejections, rewrite_rejection, send_rejections
from shared.contracts.tenders_awards import AwardWithdrawnV1, ContractCancelledV1
from shared.kernel.ids import DepositId
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from tests.unit.tenders.award_ground import DAY, SENT, an_opened, decided, evaluate, informed
from tests.unit.tenders.builders import ACME, FIRST, FOREIGN_BUYER, LOT_1, SECOND, TENDER, THIRD, an_agent
from tests.unit.tenders.fakes import FakeUnitOfWork

NAME = "Dominique Exemple"
FRAMEWORK = Terms(
    technique=Technique.FRAMEWORK,
    framework=FrameworkTerms(mode=FrameworkMode.ORDERS, holders=2, maximum=Money(Decimal(400_000))),
)


def bid(response_id: DepositId, rank: int, total: str, *, tied: bool = False) -> RankedBid:
    return RankedBid(response_id, ACME, "Acme", Money(Decimal(1)), {}, Decimal(total), rank, tied)


RANKING = (bid(FIRST, 1, "90"), bid(SECOND, 2, "80", tied=True), bid(THIRD, 2, "80", tied=True))


@pytest.mark.parametrize(
    ("chosen", "eliminated", "reason", "expected"),
    [
        ((), (), None, (FIRST,)),
        ((), (FIRST,), None, "TND-AWARD-TIE"),
        ((), (FIRST, SECOND), None, (THIRD,)),
        ((), (FIRST, SECOND, THIRD), None, "TND-AWARD-NO-BID"),
        ((SECOND,), (), None, "TND-AWARD-REASON"),
        ((SECOND,), (), "Choix motivé", (SECOND,)),
        ((SECOND,), (SECOND,), "Choix motivé", "TND-AWARD-ELIMINATED"),
        ((FIRST, SECOND), (), None, "TND-AWARD-REASON"),  # the third is the equal of the second
        ((THIRD, FIRST, SECOND), (), None, (FIRST, SECOND, THIRD)),
        ((FIRST, FIRST), (), None, (FIRST,)),
    ],
)
def test_winners_are_the_first_of_those_left_or_chosen_with_a_reason(
    chosen: tuple[DepositId, ...],
    eliminated: tuple[DepositId, ...],
    reason: str | None,
    expected: tuple[DepositId, ...] | str,
) -> None:
    def choose() -> tuple[DepositId, ...]:
        winners = choose_winners(RANKING, lot_number=1, chosen=chosen, reason=reason, eliminated=eliminated)
        return tuple(winner.response_id for winner in winners)

    if isinstance(expected, tuple):
        assert choose() == expected
        return
    with pytest.raises(Refused, match=expected):
        choose()


def test_a_framework_has_as_many_holders_as_announced(law: LegalTable) -> None:
    uow = an_opened(terms=FRAMEWORK)
    evaluate(uow)
    both = decided(uow, law, AwardLot(TENDER, LOT_1, (FIRST, SECOND)))
    assert [both.award.winner.response_id, *(other.winner.response_id for other in both.others)] == [FIRST, SECOND]
    assert both.letters == ()
    assert len({str(event.aggregate_id) for event in uow.events}) == 2
    with pytest.raises(Refused, match="TND-AWARD-EXISTS"):
        decided(uow, law)
    gone = WithdrawAward(TENDER, both.award.award_id, WithdrawalGround.REFUSAL, "Désistement")
    withdraw_award(gone, uow=uow, law=law)
    assert uow.tenders.get(TENDER).outcome(LOT_1) is LotOutcome.AWARDED  # the other one holds the lot


def test_more_holders_than_announced_are_refused(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    with pytest.raises(Refused, match="TND-AWARD-HOLDERS"):
        decided(uow, law, AwardLot(TENDER, LOT_1, (FIRST, SECOND)))


@pytest.mark.parametrize(
    ("has_committee", "formal", "value", "expected"),
    [
        (True, True, "215999.99", None),
        (True, True, "216000", OrganKind.COMMITTEE),
        (True, False, "500000", None),
        (False, True, "500000", None),
    ],
)
def test_the_committee_is_expected_from_the_threshold_on(
    has_committee: bool, formal: bool, value: str, expected: OrganKind | None
) -> None:
    threshold = Money.parse("216000", "EUR")
    facts = OrganFacts(has_committee, formal, Money.parse(value, "EUR"), threshold, "B")
    assert expected_organ(facts) is expected


def a_sitting(uow: FakeUnitOfWork, law: LegalTable) -> RecordAttendance:
    """A committee convened on the lot; the attendance that makes it sit."""
    seats = [Member("P", SeatRole.PRESIDENT, "Maire", NAME), Member("T1", SeatRole.TITLE_HOLDER, "Conseillère", NAME)]
    committee = write_committee(WriteCommittee("CAO", tuple(seats)), uow=uow)
    command = ConveneSession(committee.committee_id, SENT, (AgendaItem(TENDER, LOT_1),), date(2026, 12, 20))
    return RecordAttendance(convene_session(command, uow=uow, law=law).session_id, ("P", "T1"))


def test_an_award_of_the_committee_rests_on_its_vote(law: LegalTable) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    evaluate(uow)
    attendance = a_sitting(uow, law)
    record_attendance(attendance, uow=uow)
    ballot = Vote(AgendaItem(TENDER, LOT_1), (FIRST,), 2, 0, 0, True, "Mieux classée", False)
    assert record_vote(RecordVote(attendance.session_id, ballot), uow=uow).votes[0].adopted
    close_session(attendance.session_id, uow=uow)
    organ = GivenOrgan(OrganKind.COMMITTEE, session_id=attendance.session_id)
    award = decided(uow, law, AwardLot(TENDER, LOT_1, organ=organ)).award
    assert "award_committee_vote" not in {advice.code for advice in award.decision.advices}
    assert not any(NAME in str(entry) for entry in uow.journal)


def test_another_winner_than_the_vote_is_pointed_out(law: LegalTable) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    evaluate(uow)
    attendance = a_sitting(uow, law)
    organ = GivenOrgan(OrganKind.COMMITTEE, session_id=attendance.session_id)
    award = decided(uow, law, AwardLot(TENDER, LOT_1, organ=organ)).award  # the committee has not voted
    assert "award_committee_vote" in {advice.code for advice in award.decision.advices}


def test_a_vote_on_a_response_that_was_not_opened_and_an_impossible_convocation_are_refused(law: LegalTable) -> None:
    uow = an_opened()
    attendance = a_sitting(uow, law)
    record_attendance(attendance, uow=uow)
    ballot = Vote(AgendaItem(TENDER, LOT_1), (THIRD,), 2, 0, 0, True, "x", False)
    with pytest.raises(Refused, match="TND-RESPONSE-UNKNOWN"):
        record_vote(RecordVote(attendance.session_id, ballot), uow=uow)
    committee = uow.committees.all()[0]
    for convened_on, meets_at in ((date(2026, 12, 29), SENT + DAY), (date(2026, 12, 28), SENT - DAY)):
        command = ConveneSession(committee.committee_id, meets_at, (AgendaItem(TENDER, LOT_1),), convened_on)
        with pytest.raises(Refused, match="TND-COMMITTEE-DATE"):
            convene_session(command, uow=uow, law=law)


def test_a_decision_is_not_dated_in_the_future(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    organ = GivenOrgan(OrganKind.ASSEMBLY, decided_on=date(2026, 12, 29), reference="2026-1")
    with pytest.raises(Refused, match="TND-AWARD-DATE"):
        decided(uow, law, AwardLot(TENDER, LOT_1, organ=organ))


def test_the_next_of_the_ranking_takes_the_lot_with_new_letters_and_a_new_delay(law: LegalTable) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    evaluate(uow)
    first = informed(uow, law).award
    uow.clock.advance(5 * DAY)
    withdraw_award(WithdrawAward(TENDER, first.award_id, WithdrawalGround.REFUSAL, "Désistement"), uow=uow, law=law)
    assert uow.tenders.get(TENDER).status is TenderStatus.OPENED
    second = informed(uow, law)
    assert (second.award.winner.response_id, second.letters[0].ground) == (SECOND, "renounced")
    assert second.award.standstill is not None
    assert second.award.standstill.ends_on == date(2027, 1, 12)
    assert [type(event) for event in uow.events[1:2]] == [AwardWithdrawnV1]


def test_an_award_withdrawn_by_error_may_go_to_the_same_company(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    award = decided(uow, law).award
    withdraw_award(WithdrawAward(TENDER, award.award_id, WithdrawalGround.ERROR, "Mauvais lot"), uow=uow, law=law)
    assert uow.events == []  # nothing had been announced
    assert decided(uow, law).award.winner.response_id == FIRST


@pytest.mark.parametrize(
    ("awarded_on", "ground", "refused"),
    [
        (date(2025, 12, 31), WithdrawalGround.IMPOSSIBILITY, True),
        (date(2026, 1, 1), WithdrawalGround.IMPOSSIBILITY, False),
        (date(2026, 1, 1), WithdrawalGround.REFUSAL, True),
        (date(2026, 1, 1), WithdrawalGround.DOCUMENTS, True),
        (date(2026, 1, 1), WithdrawalGround.ERROR, True),
    ],
)
def test_a_signed_award_is_undone_by_impossibility_since_2026(
    law: LegalTable, awarded_on: date, ground: WithdrawalGround, refused: bool
) -> None:
    uow = an_opened()
    evaluate(uow)
    award = replace(informed(uow, law).award, status=AwardStatus.SIGNED)
    refusal = refuse_withdrawal(award=award, ground=ground, awarded_on=awarded_on, law=law)
    assert (refusal is not None) is refused
    assert refusal is None or (refusal.code, refusal.article) == ("TND-WITHDRAWAL-SIGNED", "R2181-7")


def test_an_impossibility_cancels_the_signed_contract(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    award = informed(uow, law).award
    sign_contract(SignContract(TENDER, award.award_id), uow=uow, law=law)
    assert signed_lots(TENDER, uow=uow) == {LOT_1}
    command = WithdrawAward(TENDER, award.award_id, WithdrawalGround.IMPOSSIBILITY, "Liquidation judiciaire")
    assert withdraw_award(command, uow=uow, law=law).award.status is AwardStatus.WITHDRAWN
    assert [type(event) for event in uow.events[2:]] == [ContractCancelledV1, AwardWithdrawnV1]
    assert signed_lots(TENDER, uow=uow) == frozenset()


def test_an_adjusted_price_is_that_of_the_contract(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    award = informed(uow, law).award
    adjusted = AdjustAward(TENDER, award.award_id, AdjustedPart.PRICE, "a", "b", Money.parse("99999.99", "EUR"))
    adjust_award(adjusted, uow=uow)
    contract = sign_contract(SignContract(TENDER, award.award_id), uow=uow, law=law)
    assert contract.amount_excl_vat == Money.parse("99999.99", "EUR")
    with pytest.raises(Refused, match="TND-AWARD-ORDER"):
        adjust_award(adjusted, uow=uow)


def test_two_agents_do_not_overwrite_the_same_letter(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    award = decided(uow, law).award
    command = RewriteRejection(TENDER, award.award_id, SECOND, "Premier texte", 1)
    rewrite_rejection(command, uow=uow)
    with pytest.raises(Refused, match="HTTP-VERSION-STALE"):
        rewrite_rejection(replace(command, text="Second texte"), uow=uow)
    with pytest.raises(Refused, match="TND-REJECTION-UNKNOWN"):
        rewrite_rejection(replace(command, response_id=FIRST), uow=uow)


def test_letters_hide_the_winner_s_advantages_from_a_bid_set_aside(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    ranked = decided(uow, law)
    assert "mieux" not in ranked.letters[0].text
    assert "Valeur technique : 9 sur 10" in ranked.letters[0].text
    assert "100000" not in ranked.letters[0].text  # the winner's price is no motive of the machine


def test_a_foreign_buyer_sees_none_of_it(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    award = decided(uow, law).award
    uow.scope.principal = an_agent(organisation=FOREIGN_BUYER)
    for act in (
        lambda: send_rejections(SendRejections(TENDER, award.award_id), uow=uow, law=law),
        lambda: award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law),
        lambda: adjust_award(AdjustAward(TENDER, award.award_id, AdjustedPart.OTHER, "a", "b"), uow=uow),
    ):
        with pytest.raises(Refused, match="TND-NOT-FOUND"):
            act()
