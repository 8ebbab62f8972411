"""The duties of a consultation or of a recorded contract, gathered; what was done elsewhere, recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.tenders.domain.contract_duties import ContractFile, contract_duties
from services.tenders.domain.contracts import Contract
from services.tenders.domain.duties import RECORDED_BY_HAND, Duty, DutyCode, DutyRecord, in_order, with_records
from services.tenders.domain.errors import Code
from services.tenders.domain.extensions import answer_period, last_answer_day
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.engine import obligations
from services.tenders.domain.law_facts import question_of
from services.tenders.domain.model import Tender
from services.tenders.domain.questions import QuestionStatus
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.tender_duties import award_duties, question_duties, reason_duties, report_duties
from services.tenders.handlers.contract_life import legal_today
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import ContractId, TenderId
from shared.kernel.paris import display_day, legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import Refused, refuse
from shared.kernel.tender_ids import DutyRecordId
from shared.legal import LegalTable

_MOST_QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class Agenda:
    """Every duty of a file, in order, on its legal day."""

    today: date
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True)
class RecordDuty:
    """Command: say that a duty was done outside the platform, when, and under which reference."""

    file_id: str
    code: DutyCode
    object_id: str
    done_on: date
    reference: str


def agenda(file_id: str, *, uow: UnitOfWork, law: LegalTable) -> Agenda:
    """Give the duties of a consultation, or of a contract recorded without one.

    Raises:
        Refused: ``TND-NOT-FOUND``.
    """
    tender = _tender(file_id, uow=uow)
    if tender is None:
        contract = uow.contracts.get(ContractId.parse(file_id))
        today = legal_today(contract, uow=uow)
        found = list(contract_duties(_file(contract, tender=None, codes=frozenset(), uow=uow), law=law))
    else:
        today = legal_day(tender.timeline.legal_at(uow.clock.now()))
        found = list(_of_tender(tender, uow=uow, law=law))
    records = uow.duty_records.of_objects({duty.object_id for duty in found})
    return Agenda(today, in_order(with_records(found, records), today=today))


def record_duty(command: RecordDuty, *, uow: UnitOfWork, law: LegalTable) -> Agenda:
    """Record that a duty was done elsewhere, and give the agenda after it; the first record of a duty holds.

    Raises:
        Refused: ``TND-DUTY-UNKNOWN`` when no such duty stands or it is not recorded by hand, ``TND-DUTY-DATE``.
    """
    uow.scope.principal.require(Right.SIGN)
    before = agenda(command.file_id, uow=uow, law=law)
    known = any(duty.code is command.code and duty.object_id == command.object_id for duty in before.duties)
    if not known or command.code not in RECORDED_BY_HAND:
        refuse(Code.DUTY_UNKNOWN, duty=command.code, object=command.object_id)
    if command.done_on > before.today:
        refuse(Code.DUTY_DATE, done_on=display_day(command.done_on), today=display_day(before.today))
    record = DutyRecord(
        record_id=uow.ids.new(DutyRecordId),
        code=command.code,
        object_id=command.object_id,
        done_on=command.done_on,
        reference=command.reference,
    )
    uow.duty_records.add(record)
    uow.record("duty_recorded", command.object_id, {"duty": command.code.value, "done_on": str(command.done_on)})
    return agenda(command.file_id, uow=uow, law=law)


def _tender(file_id: str, *, uow: UnitOfWork) -> Tender | None:
    try:
        return uow.tenders.get(TenderId.parse(file_id))
    except Refused:
        return None


def _of_tender(tender: Tender, *, uow: UnitOfWork, law: LegalTable) -> Iterator[Duty]:
    if tender.publication is None:
        return
    codes = _codes(tender, law)
    if tender.status is TenderStatus.PUBLISHED:
        rule = answer_period(tender, law=law)
        last_day = last_answer_day(deadline=tender.current_stage.deadline, days=rule.whole)
        waiting = uow.questions.page(tender.tender_id, status=QuestionStatus.ASKED, after=None, limit=_MOST_QUESTIONS)
        yield from question_duties(waiting, last_day=last_day, confidence=rule.confidence.value)
    awards = uow.awards.of_tender(tender.tender_id)
    yield from award_duties(awards)
    yield from reason_duties(uow.reason_requests.of_tender(tender.tender_id))
    if awards:
        yield from report_duties(tender.tender_id, codes)
    for contract in uow.contracts.of_tender(tender.tender_id):
        yield from contract_duties(_file(contract, tender=tender, codes=codes, uow=uow), law=law)


def _codes(tender: Tender, law: LegalTable) -> frozenset[ObligationCode]:
    question = question_of(
        content=tender.content, buyer=tender.buyer, launched_on=tender.launched_on, need_reasoned=True
    )
    return frozenset(each.code for each in obligations(question, law).obligations)


def _file(
    contract: Contract, *, tender: Tender | None, codes: frozenset[ObligationCode], uow: UnitOfWork
) -> ContractFile:
    return ContractFile(
        contract=contract,
        modifications=uow.modifications.of_contract(contract.contract_id),
        subcontracts=uow.subcontracts.of_contract(contract.contract_id),
        need=contract.amount_excl_vat if tender is None else tender.content.estimated_value,
        obligations=codes,
        formal=tender is not None and tender.content.procedure.is_formal,
    )
