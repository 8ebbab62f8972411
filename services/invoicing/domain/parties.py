"""The two organisations of an order or an invoice, and the contract that binds them (marché notifié)."""

from dataclasses import dataclass
from datetime import date

from shared.kernel.ids import ContractId, TenderId
from shared.kernel.money import Money
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.buyers import BuyerKind, profile_of
from shared.legal.calendar import PayerKind


@dataclass(frozen=True, slots=True)
class Organisation:
    """A public body or a company by its SIRET and its public name."""

    siret: Siret
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What invoicing keeps of a notified contract (marché, R2182-4), as the tenders service announced it."""

    contract_id: ContractId
    version: int
    tender_id: TenderId
    reference: str
    subject: str
    buyer: Organisation
    payer: PayerKind
    contractor: Organisation
    amount_excl_vat: Money
    notified_on: date
    timeline: Timeline
    ended_on: date | None = None
    is_works: bool | None = None  # None: announced before its kind was kept


def payer_kind(buyer_kind: str) -> PayerKind:
    """Give the payment period that a kind of buyer has (R2192-10, R2192-11).

    Raises:
        InvalidValue: an event names a kind that this version does not know.
    """
    return profile_of(BuyerKind.parse(buyer_kind)).payment.value
