"""From the opened responses to the award and its letters, on fakes: evaluation, decision, sending, standstill."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.tenders.domain.award_states import AwardStatus
from services.tenders.domain.evaluation import Note
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.standstill import StandstillBasis, StandstillChoice
from services.tenders.domain.states import TenderStatus
from services.tenders.handlers.awards import AwardLot
from services.tenders.handlers.evaluation import EnterEvaluation, enter_evaluation
from services.tenders.handlers.openings import keep_opening
from services.tenders.handlers.rejections import SendRejections, send_rejections
from shared.contracts.responses import OpenedFileFact, RecordedResponseFact, ResponsesOpenedV1, Standing
from shared.contracts.tenders import ContractAwardedV1
from shared.kernel.ids import OpeningId
from shared.kernel.principal import Principal
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from tests.unit.tenders.award_ground import PRICE, SENT, an_opened, decided, evaluate, informed
from tests.unit.tenders.builders import (
    ACME,
    BOLT,
    CUSTODIANS,
    DEADLINE,
    FIRST,
    LOT_1,
    LOT_2,
    SECOND,
    TENDER,
    THIRD,
    a_response,
    a_tender,
    numbered,
)
from tests.unit.tenders.fakes import FakeUnitOfWork


def recorded(standing: Standing, *, opened: bool = True, number: int = 1) -> RecordedResponseFact:
    file = OpenedFileFact(
        file_id=str(numbered(OpeningId, number)), role="bid", lot_number=1, sealed_sha256="00", opened=opened
    )
    return RecordedResponseFact(
        deposit_id=str(numbered(type(FIRST), number)),
        tenderer_siret=ACME.value,
        tenderer_name="Acme",
        lots=(1, 2),
        standing=standing,
        completed_at=DEADLINE.at,
        legal_completed_at=DEADLINE.at,
        files=(file,),
    )


def opened_event(*responses: RecordedResponseFact) -> ResponsesOpenedV1:
    opening = str(numbered(OpeningId, 1))
    return ResponsesOpenedV1(
        aggregate_id=opening,
        aggregate_version=1,
        tender_id=str(TENDER),
        opening_id=opening,
        deadline=DEADLINE.at,
        deadline_version=1,
        custodian_ids=tuple(str(custodian) for custodian in CUSTODIANS),
        responses=responses,
    )


def test_only_responses_opened_in_time_can_be_evaluated_and_only_for_the_lots_opened() -> None:
    uow = FakeUnitOfWork(Principal.system("tenders"))
    uow.tenders.add(a_tender(TenderStatus.CLOSED, lots=2))
    event = opened_event(
        recorded("in_time"),
        recorded("late", number=2),
        recorded("superseded", number=3),
        recorded("in_time", opened=False, number=4),
    )
    keep_opening(event, uow)
    assert [(r.response_id, r.lot_numbers) for r in uow.openings.responses(TENDER)] == [(FIRST, (1,))]
    assert uow.tenders.get(TENDER).status is TenderStatus.OPENED


def test_the_ranking_appears_once_nothing_is_missing() -> None:
    uow = an_opened()
    partial = enter_evaluation(EnterEvaluation(TENDER, LOT_1, amounts=((FIRST, PRICE),)), uow=uow)
    assert partial.ranking == ()
    assert len(partial.missing) == 3
    evaluate(uow)
    assert uow.evaluations.get(TENDER, LOT_1).version == 2


def test_unknown_responses_criteria_and_lots_are_refused() -> None:
    uow = an_opened(lots=2)
    for command, code in (
        (EnterEvaluation(TENDER, LOT_1, amounts=((THIRD, PRICE),)), "TND-RESPONSE-UNKNOWN"),
        (EnterEvaluation(TENDER, LOT_2, amounts=((SECOND, PRICE),)), "TND-RESPONSE-UNKNOWN"),
        (EnterEvaluation(TENDER, LOT_1, notes=((FIRST, Note("x", Decimal(1))),)), "TND-CRITERION-UNKNOWN"),
        (EnterEvaluation(TENDER, numbered(type(LOT_1), 9)), "TND-LOT-UNKNOWN"),
    ):
        with pytest.raises(Refused, match=code):
            enter_evaluation(command, uow=uow)


def test_a_decision_tells_nobody_and_is_announced_with_the_letters(law: LegalTable) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    evaluate(uow)
    award = decided(uow, law).award
    assert (award.winner.response_id, award.status, award.standstill) == (FIRST, AwardStatus.DECIDED, None)
    assert (uow.events, uow.messages.sent) == ([], [])
    sent = send_rejections(SendRejections(TENDER, award.award_id), uow=uow, law=law)
    assert [(letter.response_id, letter.rank) for letter in sent.letters] == [(SECOND, 2)]
    assert sent.letters[0].sending is not None
    assert sent.letters[0].sending.recorded_at == SENT
    # Eleven days of which the sending on 28 December is the first: 7 January is the last, as 12 would be for 16.
    assert sent.award.standstill is not None
    assert sent.award.standstill.ends_on == date(2027, 1, 7)
    assert sent.award.standstill.signable_from == date(2027, 1, 8)
    event = uow.events[0]
    assert isinstance(event, ContractAwardedV1)
    assert (event.ranking, event.standstill_ends_on) == ((ACME.value, BOLT.value), "2027-01-07")
    assert uow.tenders.get(TENDER).status is TenderStatus.AWARDED
    with pytest.raises(Refused, match="TND-AWARD-EXISTS"):
        decided(uow, law)
    with pytest.raises(Refused, match="TND-AWARD-ORDER"):
        send_rejections(SendRejections(TENDER, award.award_id), uow=uow, law=law)


@pytest.mark.parametrize(
    ("procedure", "choice", "basis"),
    [
        (ProcedureType.OPEN, StandstillChoice.BY_LAW, StandstillBasis.REQUIRED),
        (ProcedureType.OPEN, StandstillChoice.VOLUNTARY, StandstillBasis.REQUIRED),
        (ProcedureType.ADAPTED, StandstillChoice.VOLUNTARY, StandstillBasis.VOLUNTARY),
        (ProcedureType.ADAPTED, StandstillChoice.BY_LAW, StandstillBasis.ADAPTED_PROCEDURE),
    ],
)
def test_the_law_or_the_buyer_asks_for_the_standstill(
    law: LegalTable, procedure: ProcedureType, choice: StandstillChoice, basis: StandstillBasis
) -> None:
    uow = an_opened(procedure=procedure)
    evaluate(uow)
    standstill = informed(uow, law, AwardLot(TENDER, LOT_1, standstill=choice)).award.standstill
    assert standstill is not None
    assert standstill.basis is basis
    assert (standstill.signable_from == date(2026, 12, 28)) is not basis.binds


def test_a_single_tenderer_waits_for_nobody_and_needs_no_letter(law: LegalTable) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    uow.openings.rows[TENDER] = replace(uow.openings.rows[TENDER], responses=(a_response(FIRST),))
    notes = ((FIRST, Note("quality", Decimal(1))),)
    enter_evaluation(EnterEvaluation(TENDER, LOT_1, notes=notes, amounts=((FIRST, PRICE),)), uow=uow)
    alone = decided(uow, law)
    assert (alone.award.status, alone.letters) == (AwardStatus.INFORMED, ())
    assert alone.award.standstill is not None
    assert alone.award.standstill.basis is StandstillBasis.SINGLE_TENDERER
    assert [type(event) for event in uow.events] == [ContractAwardedV1]


def test_a_tie_or_another_choice_needs_a_person_and_a_reason(law: LegalTable) -> None:
    uow = an_opened()
    with pytest.raises(Refused, match="TND-EVALUATION-INCOMPLETE"):
        decided(uow, law)
    evaluate(uow, first="5", second="5")
    with pytest.raises(Refused, match="TND-AWARD-TIE"):
        decided(uow, law)
    with pytest.raises(Refused, match="TND-AWARD-REASON"):
        decided(uow, law, AwardLot(TENDER, LOT_1, (SECOND,), reason="  "))
    chosen = decided(uow, law, AwardLot(TENDER, LOT_1, (SECOND,), reason="Tirage au sort du 28 décembre"))
    assert chosen.award.winner.response_id == SECOND
    assert uow.journal[-1][2]["reason"] == "Tirage au sort du 28 décembre"


def test_a_settled_lot_is_not_evaluated_again(law: LegalTable) -> None:
    uow = an_opened(lots=2)
    evaluate(uow)
    decided(uow, law)
    with pytest.raises(Refused, match="TND-EVALUATION-SETTLED"):
        evaluate(uow)
