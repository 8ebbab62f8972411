"""Opened responses (plis ouverts) as the responses service announced them after the closing, CCP R2151-5, R2151-6.

Only a response received in time and kept as the last one of its company can be evaluated; late and superseded ones
stay in the minutes and are never evaluated.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.tenders.domain.errors import Code
from services.tenders.domain.model import Lot
from shared.kernel.ids import DepositId, OpeningId, TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class OpenedResponse:
    """A response that was opened: who answers (soumissionnaire, L1220-3) and for which lots, by number."""

    response_id: DepositId
    tenderer_siret: Siret
    tenderer_name: str
    lot_numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """One finished opening (séance d'ouverture des plis) with the responses that may be evaluated."""

    opening_id: OpeningId
    tender_id: TenderId
    version: int
    responses: tuple[OpenedResponse, ...]


def bids_of_lot(responses: Iterable[OpenedResponse], lot: Lot) -> tuple[OpenedResponse, ...]:
    """Keep the responses that hold a bid for a lot."""
    return tuple(response for response in responses if lot.number in response.lot_numbers)


def opened_bid(responses: Iterable[OpenedResponse], *, response_id: DepositId, lot: Lot) -> OpenedResponse:
    """Give the response of that id that holds a bid for the lot.

    Raises:
        Refused: ``TND-RESPONSE-UNKNOWN``.
    """
    bids = bids_of_lot(responses, lot)
    found = next((response for response in bids if response.response_id == response_id), None)
    if found is None:
        refuse(Code.RESPONSE_UNKNOWN, response=response_id, lot=lot.number)
    return found
