"""The responses of a consultation were opened: from here on its buyer may examine those who sent them."""

from services.mps.domain.examination import OpenedResponse
from services.mps.ports import UnitOfWork
from shared.contracts.responses import ResponsesOpenedV1
from shared.kernel.ids import DepositId, TenderId
from shared.kernel.siret import Siret


def note_opening(event: ResponsesOpenedV1, *, uow: UnitOfWork) -> None:
    """Keep who sent the responses that may be examined; late and superseded ones are kept as such (R2151-5)."""
    uow.opened.put(
        [
            OpenedResponse(
                deposit_id=DepositId.parse(fact.deposit_id),
                tender_id=TenderId.parse(event.tender_id),
                version=event.aggregate_version,
                siret=Siret.parse(fact.tenderer_siret),
                name=fact.tenderer_name,
                lots=tuple(fact.lots),
                is_examinable=fact.standing == "in_time" and any(file.opened for file in fact.files),
                completed_at=fact.completed_at,
            )
            for fact in event.responses
        ]
    )
