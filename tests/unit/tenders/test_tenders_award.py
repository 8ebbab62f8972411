"""From the opened responses to the notified contract, on fakes: evaluation, award, standstill, legality control."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from services.tenders.domain.evaluation import BidAmount, Note
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.openings import Opening
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.standstill import StandstillBasis, StandstillChoice
from services.tenders.domain.states import ContractStatus, TenderStatus
from services.tenders.handlers import contracts as acts
from services.tenders.handlers.awards import AwardLot, award_lot
from services.tenders.handlers.contracts import SignContract
from services.tenders.handlers.evaluation import EnterEvaluation, enter_evaluation
from services.tenders.handlers.openings import keep_opening
from shared.contracts.responses import OpenedFileFact, RecordedResponseFact, ResponsesOpenedV1, Standing
from shared.contracts.tenders import ContractAwardedV1, ContractNotifiedV1, ContractSignedV1, ContractTransmittedV1
from shared.kernel.ids import OpeningId
from shared.kernel.money import Money
from shared.kernel.principal import Principal
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind
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
    a_content,
    a_response,
    a_tender,
    numbered,
)
from tests.unit.tenders.fakes import FakeUnitOfWork

DAY = timedelta(days=1)
SENT = datetime(2026, 12, 28, 9, tzinfo=UTC)


def an_opened(*, lots: int = 1, **content: object) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(at=SENT)
    uow.tenders.add(a_tender(TenderStatus.OPENED, content=a_content(lots=lots, **content)))
    responses = (a_response(FIRST, siret=ACME, lots=range(1, lots + 1)), a_response(SECOND, siret=BOLT))
    uow.openings.keep(Opening(numbered(OpeningId, 1), TENDER, 1, responses))
    return uow


def evaluate(uow: FakeUnitOfWork, *, first: str = "9", second: str = "5") -> None:
    amounts = ((FIRST, BidAmount(Money.parse("100000", "EUR"))), (SECOND, BidAmount(Money.parse("100000", "EUR"))))
    scores = ((FIRST, Note("quality", Decimal(first))), (SECOND, Note("quality", Decimal(second))))
    enter_evaluation(EnterEvaluation(TENDER, LOT_1, notes=scores, amounts=amounts), uow=uow)


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
    partial = enter_evaluation(
        EnterEvaluation(TENDER, LOT_1, amounts=((FIRST, Money.parse("100000", "EUR")),)), uow=uow
    )
    assert partial.ranking == ()
    assert len(partial.missing) == 3
    evaluate(uow)
    assert uow.evaluations.get(TENDER, LOT_1).version == 2


def test_unknown_responses_criteria_and_lots_are_refused() -> None:
    uow = an_opened(lots=2)
    for command, code in (
        (EnterEvaluation(TENDER, LOT_1, amounts=((THIRD, Money(Decimal(1))),)), "TND-RESPONSE-UNKNOWN"),
        (EnterEvaluation(TENDER, LOT_2, amounts=((SECOND, Money(Decimal(1))),)), "TND-RESPONSE-UNKNOWN"),
        (EnterEvaluation(TENDER, LOT_1, notes=((FIRST, Note("x", Decimal(1))),)), "TND-CRITERION-UNKNOWN"),
        (EnterEvaluation(TENDER, numbered(type(LOT_1), 9)), "TND-LOT-UNKNOWN"),
    ):
        with pytest.raises(Refused, match=code):
            enter_evaluation(command, uow=uow)


def test_an_award_rejects_the_others_and_starts_the_standstill_that_the_council_of_state_counts(
    law: LegalTable,
) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    evaluate(uow)
    award = award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law)
    assert award.winner.response_id == FIRST
    assert [(n.response_id, n.rank, n.sent_at) for n in award.notices] == [(SECOND, 2, SENT)]
    # Eleven days of which the sending on 28 December is the first: 7 January is the last, as 12 would be for 16.
    assert award.standstill.ends_on == date(2027, 1, 7)
    assert award.standstill.signable_from == date(2027, 1, 8)
    event = uow.events[0]
    assert isinstance(event, ContractAwardedV1)
    assert event.ranking == (ACME.value, BOLT.value)
    assert uow.tenders.get(TENDER).status is TenderStatus.AWARDED
    with pytest.raises(Refused, match="TND-AWARD-EXISTS"):
        award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law)


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
    award = award_lot(AwardLot(TENDER, LOT_1, standstill=choice), uow=uow, law=law)
    assert award.standstill.basis is basis
    assert (award.standstill.signable_from == date(2026, 12, 28)) is not basis.binds


def test_a_single_tenderer_waits_for_nobody(law: LegalTable) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    uow.openings.rows[TENDER] = replace(uow.openings.rows[TENDER], responses=(a_response(FIRST),))
    scores = ((FIRST, Note("quality", Decimal(1))),)
    enter_evaluation(EnterEvaluation(TENDER, LOT_1, scores, ((FIRST, Money(Decimal(1))),)), uow=uow)
    award = award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law)
    assert award.standstill.basis is StandstillBasis.SINGLE_TENDERER


def test_a_tie_or_another_choice_needs_a_person_and_a_reason(law: LegalTable) -> None:
    uow = an_opened()
    with pytest.raises(Refused, match="TND-EVALUATION-INCOMPLETE"):
        award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law)
    evaluate(uow, first="5", second="5")
    with pytest.raises(Refused, match="TND-AWARD-TIE"):
        award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law)
    with pytest.raises(Refused, match="TND-AWARD-REASON"):
        award_lot(AwardLot(TENDER, LOT_1, SECOND, reason="  "), uow=uow, law=law)
    award = award_lot(AwardLot(TENDER, LOT_1, SECOND, reason="Tirage au sort du 28 décembre"), uow=uow, law=law)
    assert award.winner.response_id == SECOND
    assert uow.journal[-1][2]["reason"] == "Tirage au sort du 28 décembre"


def test_a_settled_lot_is_not_evaluated_again(law: LegalTable) -> None:
    uow = an_opened(lots=2)
    evaluate(uow)
    award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law)
    with pytest.raises(Refused, match="TND-EVALUATION-SETTLED"):
        evaluate(uow)


def test_the_contract_waits_for_the_standstill_then_for_the_prefect(law: LegalTable) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    evaluate(uow)
    command = SignContract(TENDER, award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law).award_id)
    uow.clock.advance(10 * DAY)
    with pytest.raises(Refused) as refused:
        acts.sign_contract(command, uow=uow, law=law)
    assert (refused.value.refusal.code, refused.value.refusal.article) == ("TND-STANDSTILL-RUNNING", "R2182-1")
    assert refused.value.refusal.facts["signable_from"] == "08/01/2027"
    uow.clock.advance(DAY)
    contract = acts.sign_contract(command, uow=uow, law=law)
    assert contract.signed_on == date(2027, 1, 8)
    assert contract.legality.applies
    with pytest.raises(Refused, match="TND-CONTRACT-EXISTS"):
        acts.sign_contract(command, uow=uow, law=law)
    with pytest.raises(Refused, match="TND-LEGALITY-MISSING"):
        acts.notify_contract(contract.contract_id, uow=uow)
    acts.request_transmission(contract.contract_id, uow=uow)
    acknowledgement = Acknowledgement("035-213502388-20270108-1", date(2027, 1, 8))
    assert acts.receive_acknowledgement(contract.contract_id, acknowledgement, uow=uow) is not None
    assert acts.receive_acknowledgement(contract.contract_id, acknowledgement, uow=uow) is None
    notified = acts.notify_contract(contract.contract_id, uow=uow)
    assert (notified.status, notified.notified_on) == (ContractStatus.NOTIFIED, date(2027, 1, 8))
    kinds = [type(event) for event in uow.events[1:]]
    assert kinds == [ContractSignedV1, ContractTransmittedV1, ContractNotifiedV1]
    assert [event.aggregate_version for event in uow.events[1:]] == [1, 3, 4]


@pytest.mark.parametrize("value", ["215999.99", "216000"])
def test_the_threshold_of_the_launch_day_decides_the_transmission(law: LegalTable, value: str) -> None:
    uow = an_opened(estimated_value=Money.parse(value, "EUR"))
    evaluate(uow)
    award = award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law)
    contract = acts.sign_contract(SignContract(TENDER, award.award_id, "2026-07"), uow=uow, law=law)
    assert contract.legality.applies is (value == "216000")
    if not contract.legality.applies:
        assert acts.notify_contract(contract.contract_id, uow=uow).status is ContractStatus.NOTIFIED


def test_only_local_authorities_transmit(law: LegalTable) -> None:
    uow = an_opened()
    tender = uow.tenders.get(TENDER)
    uow.tenders.rows[TENDER] = replace(tender, buyer=replace(tender.buyer, kind=BuyerKind.PUBLIC_HOSPITAL))
    evaluate(uow)
    award = award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law)
    contract = acts.sign_contract(SignContract(TENDER, award.award_id), uow=uow, law=law)
    assert not contract.legality.applies


def test_an_acknowledgement_is_dated_between_the_signature_and_today(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    award = award_lot(AwardLot(TENDER, LOT_1), uow=uow, law=law)
    contract = acts.sign_contract(SignContract(TENDER, award.award_id), uow=uow, law=law)
    for day in (date(2026, 12, 27), date(2026, 12, 29)):
        with pytest.raises(Refused, match="TND-LEGALITY-DATE"):
            acts.record_acknowledgement(contract.contract_id, Acknowledgement("AR-1", day), uow=uow)
    acknowledgement = Acknowledgement("AR-1", date(2026, 12, 28))
    acts.record_acknowledgement(contract.contract_id, acknowledgement, uow=uow)
    assert uow.contracts.get(contract.contract_id).acknowledgement == acknowledgement
