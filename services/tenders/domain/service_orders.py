"""Service orders (ordres de service): the buyer's dated, numbered instructions during the execution (CCAG).

The order is told by a message of the platform, whose reading is kept; it changes no amount by itself.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.kernel.ids import ContractId
from shared.kernel.tender_ids import ServiceOrderId


class ServiceOrderKind(StrEnum):
    """What the order does."""

    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    INSTRUCT = "instruct"


@dataclass(frozen=True, slots=True)
class ServiceOrder:
    """One order: its number in the contract, from 1, the day from which it holds, and the message that told it."""

    order_id: ServiceOrderId
    contract_id: ContractId
    number: int
    kind: ServiceOrderKind
    subject: str
    content: str
    issued_on: date
    effective_on: date
    message_id: str
