"""The presentation report: everything that was recorded of a consultation, put together (R2184-1 to R2184-6)."""

from services.tenders.domain.law import ObligationCode
from services.tenders.domain.model import Lot, Tender
from services.tenders.domain.presentation_report import (
    PresentationFacts,
    PresentedLot,
    named,
    presentation_report,
)
from services.tenders.domain.subcontracts import Subcontract
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.principal import Right
from shared.kernel.report import Report


def make_presentation_report(tender_id: TenderId, *, uow: UnitOfWork) -> Report:
    """Write the report from what is recorded now; it is the affair of those who award.

    Raises:
        Refused: ``TND-NOT-FOUND``, ``HTTP-RIGHT-MISSING``.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.get(tender_id)
    link = uow.needs.of_tender(tender_id)
    facts = PresentationFacts(
        tender=tender,
        lots=tuple(_lot(tender, lot, uow=uow) for lot in tender.content.lots),
        passages=tuple(uow.passages.of_tender(tender_id)),
        need=None if link is None else uow.needs.at_version(link.need_id, link.need_version),
        required=_required(tender),
    )
    return presentation_report(facts, dated_at=uow.clock.now())


def _lot(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> PresentedLot:
    awards = [each for each in uow.awards.of_tender(tender.tender_id) if each.lot_id == lot.lot_id and each.is_live]
    return PresentedLot(
        lot=lot,
        candidates=named(uow.openings.responses(tender.tender_id), lot=lot.number),
        bids=named(uow.openings.responses(tender.offers_stage_id), lot=lot.number),
        examination=uow.candidacies.get(tender.tender_id, lot.lot_id),
        evaluation=uow.evaluations.get(tender.tender_id, lot.lot_id),
        awards=tuple(awards),
        selection=uow.candidacies.selection(tender.tender_id, lot.lot_id),
        subcontracts=_subcontracts(tender, lot, uow=uow),
    )


def _subcontracts(tender: Tender, lot: Lot, *, uow: UnitOfWork) -> tuple[Subcontract, ...]:
    contracts = [each for each in uow.contracts.of_tender(tender.tender_id) if each.lot.lot_id == lot.lot_id]
    return tuple(found for contract in contracts for found in uow.subcontracts.of_contract(contract.contract_id))


def _required(tender: Tender) -> bool:
    """What the law of the launch day said: the advice kept with the publication."""
    kept = () if tender.publication is None else tender.publication.advices
    return any(advice.code == ObligationCode.PRESENTATION_REPORT.value for advice in kept)
