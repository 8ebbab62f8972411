"""What the responses service announced: custodians (détenteurs de clé) and opened responses (plis ouverts)."""

from services.tenders.domain import lifecycle
from services.tenders.domain.custodians import Custodian
from services.tenders.domain.openings import OpenedResponse, Opening
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
        responses=tuple(_response(fact) for fact in event.responses if _is_evaluable(fact)),
    )
    tender = uow.tenders.lock_of_stage(opening.tender_id)
    uow.openings.keep(opening)
    uow.tenders.save(lifecycle.record_opening(tender))
    uow.record("opening_recorded", event.tender_id, {"opening": event.opening_id})


def _is_evaluable(fact: RecordedResponseFact) -> bool:
    """Late and superseded responses are never evaluated (R2151-5, R2151-6), nor what was left sealed."""
    return fact.standing == "in_time" and any(file.opened and file.role == "bid" for file in fact.files)


def _response(fact: RecordedResponseFact) -> OpenedResponse:
    # A lot counts when a bid for it was opened; a file without lot answers every lot of the response.
    opened = {file.lot_number for file in fact.files if file.opened and file.role == "bid"}
    lots = fact.lots if None in opened else tuple(lot for lot in fact.lots if lot in opened)
    return OpenedResponse(
        response_id=DepositId.parse(fact.deposit_id),
        tenderer_siret=Siret.parse(fact.tenderer_siret),
        tenderer_name=fact.tenderer_name,
        lot_numbers=lots,
    )
