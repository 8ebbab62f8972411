"""Events of the tenders service about a contract in force: modified, subcontracted, ended."""

from typing import ClassVar, Literal

from shared.contracts.amount import Amount
from shared.contracts.event import Fact
from shared.contracts.tenders import ContractFacts, PartyFact


class ModificationFact(Fact):
    """The modification that has taken effect; ``amount`` is the difference excluding VAT, and may be negative."""

    modification_id: str
    number: int
    ground: str
    object: str
    amount: Amount
    notified_on: str


class SubcontractFact(Fact):
    """An accepted subcontractor: how much it is paid at most including VAT, and by whom (R2193-10)."""

    subcontract_id: str
    subcontractor: PartyFact
    services: str
    most_incl_vat: Amount
    pays_directly: bool
    accepted_on: str
    tacitly: bool


class ContractModifiedV1(ContractFacts):
    """Sent when a modification takes effect (R2194-1); ``amount_excl_vat`` is that of the contract from now on."""

    event_type: ClassVar[str] = "contract_modified.v1"
    source: ClassVar[str] = "tenders"

    modification: ModificationFact


class SubcontractAcceptedV1(ContractFacts):
    """Sent when a subcontractor is accepted, expressly or by silence (R2193-4)."""

    event_type: ClassVar[str] = "subcontract_accepted.v1"
    source: ClassVar[str] = "tenders"

    subcontract: SubcontractFact


class ContractEndedV1(ContractFacts):
    """Sent when the execution ends: completed, or terminated (résiliation, L2195-1)."""

    event_type: ClassVar[str] = "contract_ended.v1"
    source: ClassVar[str] = "tenders"

    end: Literal["completed", "fault", "public_interest", "force_majeure", "irregularity"]
    ended_on: str
