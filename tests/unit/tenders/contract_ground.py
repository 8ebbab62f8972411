"""A contract in force and its modifications, for tests."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from services.tenders.domain.contracts import (
    Contract,
    Contractor,
    Notification,
    NotificationMeans,
    Signature,
    SignatureForm,
)
from services.tenders.domain.model import Buyer, ContractKind
from services.tenders.domain.modifications import (
    Modification,
    ModificationGround,
    ModificationStatus,
)
from services.tenders.domain.states import ContractStatus
from shared.kernel.ids import AwardId, ContractId
from shared.kernel.money import Money
from shared.kernel.tender_ids import ModificationId
from shared.kernel.timeline import Timeline
from shared.legal.buyers import BuyerKind
from tests.unit.tenders.builders import ACME, BUYER, TENDER, a_lot, numbered

SIGNED, NOTIFIED, TODAY = date(2026, 9, 1), date(2026, 9, 10), date(2026, 11, 23)


INITIAL = Decimal(1_000_000)


def a_contract(kind: ContractKind = ContractKind.WORKS, **changes: object) -> Contract:
    contract = Contract(
        contract_id=numbered(ContractId, 1),
        version=3,
        status=ContractStatus.NOTIFIED,
        reference="2026-01",
        tender_id=TENDER,
        award_id=numbered(AwardId, 1),
        object="Rénovation",
        kind=kind,
        lot=a_lot(),
        buyer=Buyer(BUYER, "Commune", BuyerKind.COMMUNE),
        contractor=Contractor(ACME, "Acme"),
        amount_excl_vat=Money(INITIAL),
        launched_on=date(2026, 5, 1),
        timeline=Timeline.real(),
        sandbox=False,
        legality=None,
        signature=Signature(SignatureForm.HANDWRITTEN, SIGNED),
        notification=Notification(NotificationMeans.PLATFORM, NOTIFIED),
    )
    return replace(contract, **changes)


def a_modification(amount: str = "1000", number: int = 1, **changes: object) -> Modification:
    modification = Modification(
        modification_id=numbered(ModificationId, number),
        contract_id=numbered(ContractId, 1),
        version=1,
        number=number,
        status=ModificationStatus.SIGNED,
        ground=ModificationGround.LOW_AMOUNT,
        object="Ajout",
        reason="Fondations",
        amount=Money(Decimal(amount)),
        signed_on=date(2026, 10, 1),
    )
    return replace(modification, **changes)
