"""Events of the tenders service about an award that does not reach its contract."""

from typing import ClassVar

from shared.contracts.event import Event
from shared.contracts.tenders import ContractFacts, LotFact


class AwardWithdrawnV1(Event):
    """Sent when an announced award is withdrawn before its contract takes effect (R2144-7, R2181-7)."""

    event_type: ClassVar[str] = "award_withdrawn.v1"
    source: ClassVar[str] = "tenders"

    tender_id: str
    award_id: str
    lot: LotFact
    buyer_siret: str
    winner_siret: str
    ground: str
    withdrawn_on: str


class ContractCancelledV1(ContractFacts):
    """Sent when a signed contract is cancelled before its notification, its award being withdrawn (R2181-7)."""

    event_type: ClassVar[str] = "contract_cancelled.v1"
    source: ClassVar[str] = "tenders"
