"""The number of deposits of a consultation, for a buyer that chose to see it before it published (R2132-9)."""

from services.responses.handlers.envelopes import own_consultation
from services.responses.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse


def shown_count(tender_id: TenderId, *, uow: UnitOfWork) -> int:
    """Count the complete deposits of a consultation for its buyer, which chose so before it published it.

    Raises:
        Refused: `RSP-CONSULTATION-UNKNOWN`, or `RSP-COUNT-HIDDEN`, with 0 deposits as with 5.
    """
    consultation = own_consultation(uow.consultations.get(tender_id), uow)
    if not consultation.shows_count:
        refuse("RSP-COUNT-HIDDEN", article="R2132-9")
    uow.record("deposits_counted", str(tender_id), {})
    return uow.deposits.count_complete(tender_id)
