"""Recording a contract that was not passed here (marché inscrit): concession, defence, in-house, earlier or elsewhere.

The rules of passing are not applied to it: nobody knows whether they are its own. Its facts serve the accounting
chain and open data (R2196-1).
"""

from dataclasses import dataclass
from datetime import date

from services.tenders.domain.contracts import (
    Contract,
    Contractor,
    Notification,
    NotificationMeans,
    RecordedRegime,
    Signature,
    SignatureForm,
    refuse_recorded_dates,
)
from services.tenders.domain.errors import Code
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.model import Buyer, ContractKind, Lot
from services.tenders.domain.states import ContractStatus
from services.tenders.handlers.announcements import contract_announced
from services.tenders.ports import Platform, UnitOfWork
from shared.contracts.tenders import ContractNotifiedV1
from shared.kernel.cpv_code import CpvCode
from shared.kernel.ids import ContractId, LotId
from shared.kernel.money import Money
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.timeline import Timeline
from shared.legal.buyers import BuyerKind


@dataclass(frozen=True, slots=True)
class RecordContract:
    """Command: record a notified contract with the facts that the rest of its life needs."""

    regime: RecordedRegime
    reference: str
    object: str
    kind: ContractKind
    cpv: CpvCode
    buyer_name: str
    buyer_kind: BuyerKind
    contractor: Contractor
    amount_excl_vat: Money
    launched_on: date
    signed_on: date
    notified_on: date
    acknowledgement: Acknowledgement | None = None
    note: str | None = None


def record_contract(command: RecordContract, *, platform: Platform, uow: UnitOfWork) -> Contract:
    """Keep a contract passed elsewhere and announce it as notified.

    Raises:
        Refused: ``TND-RECORDED-DATES``, ``TND-AMOUNT-INVALID``, ``TND-CONTRACT-REFERENCE``.
    """
    uow.scope.principal.require(Right.SIGN)
    refuse_recorded_dates(
        launched_on=command.launched_on,
        signed_on=command.signed_on,
        notified_on=command.notified_on,
        today=legal_day(uow.clock.now()),
    )
    if command.amount_excl_vat.currency != "EUR" or command.amount_excl_vat.amount <= 0:
        refuse(Code.AMOUNT_INVALID, response=command.reference, amount=command.amount_excl_vat)
    contract = _contract(command, platform=platform, uow=uow)
    uow.contracts.add(contract)
    uow.publish(contract_announced(ContractNotifiedV1, contract))
    facts = {"reference": contract.reference, "regime": command.regime.value}
    uow.record("contract_recorded", str(contract.contract_id), facts)
    return contract


def _contract(command: RecordContract, *, platform: Platform, uow: UnitOfWork) -> Contract:
    organisation = uow.scope.principal.organisation
    if organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    return Contract(
        contract_id=uow.ids.new(ContractId),
        version=1,
        status=ContractStatus.NOTIFIED,
        reference=command.reference,
        tender_id=None,
        award_id=None,
        object=command.object,
        kind=command.kind,
        lot=Lot(uow.ids.new(LotId), 1, command.object, command.cpv, command.amount_excl_vat),
        buyer=Buyer(organisation, command.buyer_name, command.buyer_kind),
        contractor=command.contractor,
        amount_excl_vat=command.amount_excl_vat,
        launched_on=command.launched_on,
        timeline=Timeline.real(),
        sandbox=platform.sandbox,
        legality=None,
        signature=Signature(SignatureForm.HANDWRITTEN, command.signed_on),
        acknowledgement=command.acknowledgement,
        notification=Notification(NotificationMeans.OTHER, command.notified_on, note=command.note),
        regime=command.regime,
    )
