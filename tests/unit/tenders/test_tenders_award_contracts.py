"""From the letters to the notified contract, on fakes: signature, signed file, legality control, notification."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.tenders.domain.abandonment import Abandonment, Motive
from services.tenders.domain.award_states import AwardStatus
from services.tenders.domain.awards import WithdrawalGround
from services.tenders.domain.contracts import (
    Contractor,
    NotificationMeans,
    RecordedRegime,
    SignatureForm,
    SignedDocument,
)
from services.tenders.domain.documents import StoredBytes
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.model import ContractKind, ResponseLimits
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.states import ContractStatus, TenderStatus
from services.tenders.handlers import contracts as acts
from services.tenders.handlers.abandonment import EndWithoutAward, end_without_award
from services.tenders.handlers.award_acts import WithdrawAward, withdraw_award
from services.tenders.handlers.contracts import NotifyContract, SignContract
from services.tenders.handlers.recorded_contracts import RecordContract, record_contract
from services.tenders.ports import Platform
from shared.contracts.tenders import ContractNotifiedV1, ContractSignedV1, ContractTransmittedV1
from shared.kernel.cpv_code import CpvCode
from shared.kernel.ids import LotId
from shared.kernel.money import Money
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from shared.legal.buyers import BuyerKind
from tests.unit.tenders.award_ground import DAY, an_opened, decided, evaluate, informed
from tests.unit.tenders.builders import ACME, LOT_1, TENDER
from tests.unit.tenders.fakes import FakeUnitOfWork

TODAY = date(2026, 12, 28)


def to_sign(uow: FakeUnitOfWork, law: LegalTable, reference: str | None = None) -> SignContract:
    evaluate(uow)
    return SignContract(TENDER, informed(uow, law).award.award_id, reference)


def test_a_contract_waits_for_the_letters_the_standstill_and_the_prefect(law: LegalTable) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    command = to_sign(uow, law)
    uow.clock.advance(10 * DAY)
    with pytest.raises(Refused) as refused:
        acts.sign_contract(command, uow=uow, law=law)
    assert (refused.value.refusal.code, refused.value.refusal.article) == ("TND-STANDSTILL-RUNNING", "R2182-1")
    assert refused.value.refusal.facts["signable_from"] == "08/01/2027"
    uow.clock.advance(DAY)
    contract = acts.sign_contract(command, uow=uow, law=law)
    assert contract.signed_on == date(2027, 1, 8)
    assert contract.legality is not None
    assert (contract.legality.applies, contract.legality.days) == (True, 15)
    with pytest.raises(Refused, match="TND-CONTRACT-EXISTS"):
        acts.sign_contract(command, uow=uow, law=law)
    with pytest.raises(Refused, match="TND-LEGALITY-MISSING"):
        acts.notify_contract(NotifyContract(contract.contract_id), uow=uow)
    acts.request_transmission(contract.contract_id, uow=uow)
    acknowledgement = Acknowledgement("035-213502388-20270108-1", date(2027, 1, 8))
    assert acts.receive_acknowledgement(contract.contract_id, acknowledgement, uow=uow) is not None
    assert acts.receive_acknowledgement(contract.contract_id, acknowledgement, uow=uow) is None
    notified = acts.notify_contract(NotifyContract(contract.contract_id), uow=uow)
    assert (notified.status, notified.notified_on) == (ContractStatus.NOTIFIED, date(2027, 1, 8))
    assert notified.notification is not None
    assert notified.notification.message_id in {str(message.message_id) for message in uow.messages.sent}
    kinds = [type(event) for event in uow.events[1:]]
    assert kinds == [ContractSignedV1, ContractTransmittedV1, ContractNotifiedV1]
    assert [event.aggregate_version for event in uow.events[1:]] == [1, 3, 4]
    assert uow.awards.of_tender(TENDER)[0].status is AwardStatus.EFFECTIVE


def test_nothing_is_signed_before_the_letters_have_left(law: LegalTable) -> None:
    uow = an_opened()
    evaluate(uow)
    award = decided(uow, law).award
    with pytest.raises(Refused) as refused:
        acts.sign_contract(SignContract(TENDER, award.award_id), uow=uow, law=law)
    assert (refused.value.refusal.code, refused.value.refusal.article) == ("TND-AWARD-ORDER", "R2181-1, R2182-1")


@pytest.mark.parametrize(
    ("signed_on", "code"),
    [(date(2027, 1, 7), "TND-STANDSTILL-RUNNING"), (date(2027, 1, 8), None), (date(2027, 1, 21), "TND-SIGNATURE-DATE")],
)
def test_a_signature_by_hand_is_recorded_with_its_day(law: LegalTable, signed_on: date, code: str | None) -> None:
    uow = an_opened(procedure=ProcedureType.OPEN)
    command = replace(to_sign(uow, law), signed_on=signed_on, form=SignatureForm.ELECTRONIC, function="Maire")
    uow.clock.advance(23 * DAY)
    if code is not None:
        with pytest.raises(Refused, match=code):
            acts.sign_contract(command, uow=uow, law=law)
        return
    signature = acts.sign_contract(command, uow=uow, law=law).signature
    assert (signature.signed_on, signature.form, signature.function) == (signed_on, SignatureForm.ELECTRONIC, "Maire")


@pytest.mark.parametrize("value", ["215999.99", "216000"])
def test_the_threshold_of_the_launch_day_decides_the_transmission(law: LegalTable, value: str) -> None:
    uow = an_opened(estimated_value=Money.parse(value, "EUR"))
    contract = acts.sign_contract(to_sign(uow, law, "2026-07"), uow=uow, law=law)
    assert contract.legality is not None
    assert contract.legality.applies is (value == "216000")
    if not contract.legality.applies:
        notified = acts.notify_contract(NotifyContract(contract.contract_id), uow=uow)
        assert notified.status is ContractStatus.NOTIFIED


@pytest.mark.parametrize(
    ("kind", "applies"),
    [
        (BuyerKind.COMMUNE, True),
        (BuyerKind.EPCI, True),
        (BuyerKind.PUBLIC_HOSPITAL, False),
        (BuyerKind.STATE, False),
        (BuyerKind.UNIVERSITY, False),
    ],
)
def test_the_table_of_buyers_says_who_transmits(law: LegalTable, kind: BuyerKind, applies: bool) -> None:
    uow = an_opened()
    tender = uow.tenders.get(TENDER)
    uow.tenders.rows[TENDER] = replace(tender, buyer=replace(tender.buyer, kind=kind))
    contract = acts.sign_contract(to_sign(uow, law), uow=uow, law=law)
    assert contract.legality is not None
    assert contract.legality.applies is applies


def test_an_acknowledgement_is_dated_between_the_signature_and_today(law: LegalTable) -> None:
    uow = an_opened()
    contract = acts.sign_contract(to_sign(uow, law), uow=uow, law=law)
    for day in (date(2026, 12, 27), date(2026, 12, 29)):
        with pytest.raises(Refused, match="TND-LEGALITY-DATE"):
            acts.record_acknowledgement(contract.contract_id, Acknowledgement("AR-1", day), uow=uow)
    acknowledgement = Acknowledgement("AR-1", TODAY)
    acts.record_acknowledgement(contract.contract_id, acknowledgement, uow=uow)
    assert uow.contracts.get(contract.contract_id).acknowledgement == acknowledgement


def test_the_signed_file_is_kept_once_with_its_digest(law: LegalTable) -> None:
    uow = an_opened()
    contract = acts.sign_contract(to_sign(uow, law), uow=uow, law=law)
    document = SignedDocument("marche-signe.pdf", "application/pdf", StoredBytes("blob-9", 12, "ab" * 32))
    kept = acts.keep_signed_document(contract.contract_id, document, uow=uow)
    assert (kept.signed_document, kept.version) == (document, 2)
    with pytest.raises(Refused, match="TND-SIGNED-DOCUMENT-EXISTS"):
        acts.keep_signed_document(contract.contract_id, document, uow=uow)
    assert uow.contracts.known_blobs({"blob-9", "blob-8"}) == {"blob-9"}


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 12, 27), "TND-NOTIFICATION-DATE"), (TODAY, None), (date(2026, 12, 29), "TND-NOTIFICATION-DATE")],
)
def test_a_notification_by_other_means_has_its_day(law: LegalTable, day: date, code: str | None) -> None:
    uow = an_opened(estimated_value=Money.parse("90000", "EUR"))
    contract = acts.sign_contract(to_sign(uow, law), uow=uow, law=law)
    sent = len(uow.messages.sent)
    command = NotifyContract(contract.contract_id, NotificationMeans.OTHER, day, "Recommandé 1A 000 000 0000 0")
    if code is not None:
        with pytest.raises(Refused, match=code):
            acts.notify_contract(command, uow=uow)
        return
    assert acts.notify_contract(command, uow=uow).notified_on == day
    assert len(uow.messages.sent) == sent


def a_recorded(**changes: object) -> RecordContract:
    command = RecordContract(
        regime=RecordedRegime.CONCESSION,
        reference="2024-DSP-1",
        object="Gestion de l'eau potable",
        kind=ContractKind.SERVICES,
        cpv=CpvCode.parse("65111000"),
        buyer_name="Commune de Rennes",
        buyer_kind=BuyerKind.COMMUNE,
        contractor=Contractor(ACME, "Acme"),
        amount_excl_vat=Money(Decimal(1_000_000)),
        launched_on=date(2012, 1, 1),
        signed_on=date(2012, 6, 1),
        notified_on=date(2012, 6, 3),
    )
    return replace(command, **changes)


PLATFORM = Platform(sandbox=False, ceiling=ResponseLimits(1, 1))


def test_a_contract_passed_elsewhere_is_recorded_and_announced() -> None:
    uow = FakeUnitOfWork()
    contract = record_contract(a_recorded(), platform=PLATFORM, uow=uow)
    assert (contract.status, contract.tender_id, contract.legality) == (ContractStatus.NOTIFIED, None, None)
    event = uow.events[0]
    assert isinstance(event, ContractNotifiedV1)
    assert (event.tender_id, event.notified_on) == (str(contract.contract_id), "2012-06-03")
    with pytest.raises(Refused, match="TND-CONTRACT-REFERENCE"):
        record_contract(a_recorded(), platform=PLATFORM, uow=uow)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signed_on": date(2011, 12, 31)}, "TND-RECORDED-DATES"),
        ({"notified_on": date(2012, 5, 31)}, "TND-RECORDED-DATES"),
        ({"notified_on": date(2100, 1, 1)}, "TND-RECORDED-DATES"),
        ({"amount_excl_vat": Money(Decimal(0))}, "TND-AMOUNT-INVALID"),
    ],
)
def test_a_recorded_contract_has_facts_that_hold_together(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        record_contract(a_recorded(**change), platform=PLATFORM, uow=FakeUnitOfWork())


def abandon(uow: FakeUnitOfWork, *lots: LotId) -> None:
    tender = uow.tenders.get(TENDER)
    decision = Abandonment(lots, Motive.NEED_GONE, "L'école ferme.")
    end_without_award(EndWithoutAward(TENDER, tender.version, decision), uow=uow)


def test_a_lot_declared_sans_suite_loses_its_award_and_is_not_awarded_again(law: LegalTable) -> None:
    uow = an_opened(lots=2)
    command = to_sign(uow, law)
    abandon(uow, LOT_1)
    withdrawn = uow.awards.of_tender(TENDER)[0].withdrawal
    assert withdrawn is not None
    assert withdrawn.ground is WithdrawalGround.ABANDONED
    with pytest.raises(Refused, match="TND-AWARD-ORDER"):
        acts.sign_contract(command, uow=uow, law=law)
    with pytest.raises(Refused) as refused:
        decided(uow, law)
    assert (refused.value.refusal.code, refused.value.refusal.article) == ("TND-LOT-ENDED", "R2185-1")


def test_a_signed_contract_is_not_declared_sans_suite_and_a_cancelled_one_may_be(law: LegalTable) -> None:
    uow = an_opened()
    command = to_sign(uow, law)
    acts.sign_contract(command, uow=uow, law=law)
    with pytest.raises(Refused, match="TND-ABANDON-SIGNED"):
        abandon(uow, LOT_1)
    impossible = WithdrawAward(TENDER, command.award_id, WithdrawalGround.IMPOSSIBILITY, "Liquidation judiciaire")
    withdraw_award(impossible, uow=uow, law=law)
    abandon(uow, LOT_1)
    assert uow.tenders.get(TENDER).status is TenderStatus.ABANDONED
