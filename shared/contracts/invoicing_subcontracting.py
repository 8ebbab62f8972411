"""Events of the requests for payment of subcontractors (CCP R2193-11 to R2193-16)."""

from typing import ClassVar, Literal

from shared.contracts.event import FinanceEvent


class ContractorAnsweredV1(FinanceEvent):
    """Sent when a contractor agrees to what its subcontractor asks for, or refuses it (R2193-12)."""

    event_type: ClassVar[str] = "contractor_answered.v1"
    source: ClassVar[str] = "invoicing"

    invoice_id: str
    number: str
    seller_siret: str
    contractor_siret: str
    decision: Literal["agreed", "refused"]
    reason: str
    answered_on: str
