"""The repository of contracts."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from services.tenders.domain.contracts import Contract, ContractEnd, Contractor, RecordedRegime
from services.tenders.domain.errors import Code
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.model import Buyer, ContractKind
from services.tenders.domain.states import ContractStatus
from services.tenders.storage.contract_parts import (
    document_from_json,
    document_to_json,
    notification_from_json,
    notification_to_json,
    signature_from_json,
    signature_to_json,
)
from services.tenders.storage.parts import legality_from_json, legality_to_json, lot_from_json, lot_to_json
from services.tenders.storage.tables import contract as table
from services.tenders.storage.visibility import seen_by, visible
from shared.kernel.ids import AwardId, ContractId, TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.buyers import BuyerKind
from shared.storage.records import from_json, to_json

_VISIBLE: Final = select(table).where(visible(table))
_SELECT: Final = _VISIBLE.where(table.c.id == bindparam("contract"))
_LOCK: Final = _SELECT.with_for_update()
_OF_AWARD: Final = _VISIBLE.where(table.c.award_id == bindparam("award"))
_AWAITING: Final = (
    _VISIBLE.where(table.c.status == ContractStatus.AWAITING_ACKNOWLEDGEMENT.value)
    .order_by(table.c.id)
    .limit(bindparam("most"))
)
_HELD: Final = select(table).where(
    table.c.id == bindparam("contract"), table.c.contractor_siret == bindparam("own_organisation")
)
_OF_TENDER: Final = _VISIBLE.where(table.c.tender_id == bindparam("tender")).order_by(table.c.id)
_REFERENCE: Final = ("organisation", "reference")
_UPDATE: Final = table.update().where(table.c.id == bindparam("contract"), table.c.version == bindparam("read_version"))


class SqlContracts:
    """Contracts as one principal sees them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def get(self, contract_id: ContractId) -> Contract:
        """Read a contract, or refuse ``TND-NOT-FOUND``."""
        return self._read(contract_id, _SELECT)

    def lock(self, contract_id: ContractId) -> Contract:
        """Read a contract and hold its row until the end of the unit of work, or refuse ``TND-NOT-FOUND``."""
        return self._read(contract_id, _LOCK)

    def lock_held(self, contract_id: ContractId) -> Contract:
        """Read and hold a contract whose contractor is the principal's company, or refuse ``TND-NOT-FOUND``."""
        return self._read(contract_id, _HELD.with_for_update())

    def of_award(self, award_id: AwardId) -> Contract | None:
        """Give the contract of an award, if it is signed."""
        row = self._connection.execute(_OF_AWARD, {"award": award_id.value, **self._seen}).mappings().one_or_none()
        return None if row is None else from_row(row)

    def of_tender(self, tender_id: TenderId) -> Sequence[Contract]:
        """Give the contracts of a consultation, in the order of their signature, cancelled ones too."""
        rows = self._connection.execute(_OF_TENDER, {"tender": tender_id.value, **self._seen}).mappings()
        return [from_row(row) for row in rows]

    def page(self, *, after: ContractId | None, limit: int) -> Sequence[Contract]:
        """Give the contracts of the organisation, the latest first, after a contract."""
        statement = _VISIBLE.order_by(table.c.id.desc()).limit(limit)
        if after is not None:
            statement = statement.where(table.c.id < after.value)
        return [from_row(row) for row in self._connection.execute(statement, self._seen).mappings()]

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        """Give those of these blobs that a signed document names."""
        blob = table.c.signed_document["blob"].astext
        return frozenset(self._connection.execute(select(blob).where(blob.in_(blob_ids))).scalars())

    def add(self, contract: Contract) -> None:
        """Keep a new contract, or refuse ``TND-CONTRACT-REFERENCE`` when the organisation has one of that number."""
        # The constraint decides, not a look before: two contracts may be signed at the same instant.
        statement = insert(table).values(to_row(contract)).on_conflict_do_nothing(index_elements=_REFERENCE)
        if self._connection.execute(statement.returning(table.c.id)).one_or_none() is None:
            refuse(Code.CONTRACT_REFERENCE, reference=contract.reference)

    def save(self, contract: Contract) -> None:
        """Keep the next version of a contract that is locked."""
        row = to_row(contract)
        keys = {"contract": row.pop("id"), "read_version": contract.version - 1}
        if self._connection.execute(_UPDATE.values(row), keys).rowcount != 1:
            raise RuntimeError(f"contract {contract.contract_id} was saved without its lock")

    def awaiting_acknowledgement(self, *, limit: int) -> Sequence[Contract]:
        """Give contracts handed to the transmission channel and not acknowledged yet, the oldest first."""
        rows = self._connection.execute(_AWAITING, {"most": limit, **self._seen}).mappings()
        return [from_row(row) for row in rows]

    def _read(self, contract_id: ContractId, statement: Any) -> Contract:  # noqa: ANN401 - one of the two selects above
        row = (
            self._connection.execute(statement, {"contract": contract_id.value, **self._seen}).mappings().one_or_none()
        )
        if row is None:
            refuse(Code.NOT_FOUND, object=contract_id)
        return from_row(row)


def to_row(contract: Contract) -> dict[str, Any]:
    """Write a contract as its row."""
    acknowledgement = contract.acknowledgement
    return {
        "id": contract.contract_id.value,
        "organisation": contract.buyer.siret.value,
        "version": contract.version,
        "status": contract.status.value,
        "reference": contract.reference,
        "tender_id": None if contract.tender_id is None else contract.tender_id.value,
        "award_id": None if contract.award_id is None else contract.award_id.value,
        "object": contract.object,
        "kind": contract.kind.value,
        "lot": lot_to_json(contract.lot),
        "buyer_name": contract.buyer.name,
        "buyer_kind": contract.buyer.kind.value,
        "contractor_siret": contract.contractor.siret.value,
        "contractor_name": contract.contractor.name,
        "amount_excl_vat": contract.amount_excl_vat.amount,
        "launched_on": contract.launched_on,
        "started_at": contract.timeline.started_at,
        "legal_start": contract.timeline.legal_start,
        "factor": contract.timeline.factor,
        "sandbox": contract.sandbox,
        "legality": None if contract.legality is None else legality_to_json(contract.legality),
        "ending": None if contract.end is None else to_json(contract.end),
        "regime": None if contract.regime is None else contract.regime.value,
        "signed_on": contract.signed_on,
        "signature": signature_to_json(contract.signature),
        "signed_document": document_to_json(contract.signed_document),
        "acknowledgement": None if acknowledgement is None else acknowledgement.reference,
        "acknowledged_on": None if acknowledgement is None else acknowledgement.received_on,
        "notified_on": contract.notified_on,
        "notification": notification_to_json(contract.notification),
    }


def from_row(row: RowMapping) -> Contract:
    """Read a contract from its row."""
    return Contract(
        contract_id=ContractId(row["id"]),
        version=row["version"],
        status=ContractStatus(row["status"]),
        reference=row["reference"],
        tender_id=None if row["tender_id"] is None else TenderId(row["tender_id"]),
        award_id=None if row["award_id"] is None else AwardId(row["award_id"]),
        object=row["object"],
        kind=ContractKind(row["kind"]),
        lot=lot_from_json(row["lot"]),
        buyer=Buyer(Siret.parse(row["organisation"]), row["buyer_name"], BuyerKind.parse(row["buyer_kind"])),
        contractor=Contractor(Siret.parse(row["contractor_siret"]), row["contractor_name"]),
        amount_excl_vat=Money(row["amount_excl_vat"]),
        launched_on=row["launched_on"],
        timeline=Timeline(row["started_at"], row["legal_start"], row["factor"]),
        sandbox=row["sandbox"],
        legality=None if row["legality"] is None else legality_from_json(row["legality"]),
        signature=signature_from_json(row["signature"], signed_on=row["signed_on"]),
        signed_document=document_from_json(row["signed_document"]),
        acknowledgement=_acknowledgement(row),
        notification=notification_from_json(row["notification"], notified_on=row["notified_on"]),
        regime=None if row["regime"] is None else RecordedRegime(row["regime"]),
        end=None if row["ending"] is None else from_json(ContractEnd, row["ending"]),
    )


def _acknowledgement(row: RowMapping) -> Acknowledgement | None:
    if row["acknowledgement"] is None:
        return None
    return Acknowledgement(row["acknowledgement"], row["acknowledged_on"])
