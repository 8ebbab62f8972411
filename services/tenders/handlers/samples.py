"""Receiving, returning, destroying samples (R2132-12 6°): what the paper register says, kept here."""

from dataclasses import dataclass
from datetime import datetime

from services.tenders.domain import samples as rules
from services.tenders.domain.errors import Code
from services.tenders.domain.samples import Medium, Sample, SampleAction, SampleStatus
from services.tenders.domain.visit_papers import receipt_of_sample
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.report import Report
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import SampleId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveSample:
    """Command: note what was received, when (legal time) and where."""

    tender_id: TenderId
    siret: Siret
    name: str
    medium: Medium
    description: str
    lot_number: int | None
    place: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class SettleSample:
    """Command: note what became of a sample."""

    tender_id: TenderId
    sample_id: SampleId
    expected_version: int
    action: SampleAction
    note: str


def receive_sample(command: ReceiveSample, *, uow: UnitOfWork) -> Sample:
    """Note a reception; one after the deadline is kept and said to be late (R2151-5).

    Raises:
        Refused: the consultation is not published, the lot is unknown, or the hour is in the future.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.lock(command.tender_id)
    if tender.publication is None:
        refuse(Code.ACTION_IMPOSSIBLE, status=tender.status, action="receive_sample")
    if command.lot_number is not None and command.lot_number not in {lot.number for lot in tender.content.lots}:
        refuse(Code.LOT_UNKNOWN, lot=command.lot_number)
    rules.check_reception(command.received_at, legal_now=tender.timeline.legal_at(uow.clock.now()))
    register = uow.samples.of_tender(tender.tender_id)
    sample = Sample(
        sample_id=uow.ids.new(SampleId),
        tender_id=tender.tender_id,
        organisation=tender.buyer.siret,
        version=1,
        status=SampleStatus.HELD,
        number=len(register) + 1,
        siret=command.siret,
        name=command.name,
        medium=command.medium,
        description=command.description,
        lot_number=command.lot_number,
        place=command.place,
        received_at=command.received_at,
        late=not tender.current_stage.deadline.admits(command.received_at),
    )
    uow.samples.add(sample)
    uow.record("sample_received", str(sample.sample_id), {"tender": str(tender.tender_id)})
    return sample


def settle_sample(command: SettleSample, *, uow: UnitOfWork) -> Sample:
    """Note that a sample was returned or destroyed.

    Raises:
        Refused: another act came between (412), or it is no longer held.
    """
    uow.scope.principal.require(Right.DRAFT)
    sample = uow.samples.lock(command.tender_id, command.sample_id)
    if command.expected_version != sample.version:
        refuse(Code.VERSION_STALE, expected=command.expected_version, current=sample.version)
    settled = rules.settle(sample, command.action, note=command.note, at=uow.clock.now())
    uow.samples.save(settled)
    uow.record("sample_settled", str(sample.sample_id), {"action": command.action.value})
    return settled


def sample_receipt(tender_id: TenderId, sample_id: SampleId, *, uow: UnitOfWork) -> Report:
    """Give the receipt of a sample.

    Raises:
        Refused: ``TND-NOT-FOUND``.
    """
    tender = uow.tenders.get(tender_id)
    return receipt_of_sample(tender, uow.samples.lock(tender_id, sample_id))
