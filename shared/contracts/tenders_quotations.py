"""Events of the everyday purchases: what was ordered after a request for quotations (R2122-8), hence to be paid."""

from typing import ClassVar

from shared.contracts.amount import Amount
from shared.contracts.event import Event
from shared.contracts.tenders import ContractKind, PartyFact


class QuotationOrderedV1(Event):
    """Sent when a purchase is ordered after a request for quotations (bon de commande hors marché, R2122-8)."""

    event_type: ClassVar[str] = "quotation_ordered.v1"
    source: ClassVar[str] = "tenders"

    buyer_siret: str
    quotation_id: str
    reference: str
    object: str
    kind: ContractKind
    family: str
    buyer: PartyFact
    buyer_kind: str
    supplier: PartyFact
    amount_excl_vat: Amount
    ordered_on: str
    sandbox: bool
