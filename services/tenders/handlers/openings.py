"""What the responses service announced: custodians (détenteurs de clé) and opened responses (plis ouverts)."""

from dataclasses import replace

from services.tenders.domain.custodians import Custodian
from services.tenders.domain.model import Tender
from services.tenders.domain.openings import OpenedResponse, Opening
from services.tenders.domain.stage_acts import record_opening
from services.tenders.domain.stages import Part, Stage
from services.tenders.ports import UnitOfWork
from shared.contracts.responses import CustodianRegisteredV1, RecordedResponseFact, ResponsesOpenedV1
from shared.kernel.ids import CustodianId, DepositId, OpeningId, TenderId
from shared.kernel.siret import Siret


def keep_custodian(event: CustodianRegisteredV1, uow: UnitOfWork) -> None:
    """Keep a custodian that proved its key: consultations of its organisation may now name it."""
    custodian = Custodian(
        custodian_id=CustodianId.parse(event.custodian_id),
        organisation=Siret.parse(event.organisation_siret),
        recipient=event.recipient,
    )
    uow.custodians.keep(custodian, version=event.aggregate_version)


def keep_opening(event: ResponsesOpenedV1, uow: UnitOfWork) -> None:
    """Keep the responses that the minutes say were opened: the consultation can be evaluated.

    The closing always comes first: it is this service that announces it, and responses opens nothing before.
    """
    opening = Opening(
        opening_id=OpeningId.parse(event.opening_id),
        tender_id=TenderId.parse(event.tender_id),
        version=event.aggregate_version,
        responses=(),
    )
    tender = uow.tenders.lock_of_stage(opening.tender_id)
    stage = next(stage for stage in tender.stages if stage.stage_id == opening.tender_id)
    facts = [fact for fact in event.responses if _is_examinable(fact, stage)]
    responses = tuple(_response(fact, stage=stage, tender=tender) for fact in facts)
    uow.openings.keep(replace(opening, responses=responses))
    uow.tenders.save(record_opening(tender, stage_id=stage.stage_id, now=uow.clock.now()))
    uow.record("opening_recorded", event.tender_id, {"opening": event.opening_id})


def _is_examinable(fact: RecordedResponseFact, stage: Stage) -> bool:
    """Late and superseded responses are never examined (R2151-5, R2151-6), nor what was left sealed."""
    return fact.standing == "in_time" and any(file.opened and file.role == _role(stage) for file in fact.files)


def _role(stage: Stage) -> str:
    """Give the part that makes a response count: the bid, or the candidacy where only candidacies are received."""
    return "bid" if Part.OFFER in stage.receives else "candidacy"


def _response(fact: RecordedResponseFact, *, stage: Stage, tender: Tender) -> OpenedResponse:
    # A lot counts when a bid for it was opened; a file without lot answers every lot of the response, and a candidacy
    # that names no lot is one for all of them.
    opened = {file.lot_number for file in fact.files if file.opened and file.role == _role(stage)}
    lots = fact.lots if None in opened else tuple(lot for lot in fact.lots if lot in opened)
    if not lots and Part.OFFER not in stage.receives:
        lots = tuple(lot.number for lot in tender.content.lots)
    return OpenedResponse(
        response_id=DepositId.parse(fact.deposit_id),
        tenderer_siret=Siret.parse(fact.tenderer_siret),
        tenderer_name=fact.tenderer_name,
        lot_numbers=lots,
    )
