"""The consultations heard of and the public identities read: both can be rebuilt, neither belongs to this service."""

from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from services.mps.domain.identity import OperatorIdentity, OperatorState
from services.mps.domain.tender import KnownLot, KnownTender
from services.mps.storage.candidacies import Row, from_json_facts, to_json_facts
from services.mps.storage.tables import known_tender, operator_identity
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline


class SqlTenders:
    """The read model of published consultations."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, tender_id: TenderId) -> KnownTender | None:
        """Read a consultation."""
        query = select(known_tender).where(known_tender.c.id == tender_id.value)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else tender_from_row(row)

    def put(self, tender: KnownTender) -> None:
        """Keep a consultation only where the stored version is lower: order and repetition do not matter."""
        row = tender_to_row(tender)
        statement = insert(known_tender).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[known_tender.c.id], set_=row, where=known_tender.c.version < statement.excluded.version
            )
        )


class SqlIdentities:
    """Public identities read a short while ago."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, siret: Siret) -> OperatorIdentity | None:
        """Read the last identity known, whatever its age."""
        query = select(operator_identity).where(operator_identity.c.siret == str(siret))
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else identity_from_row(row)

    def put(self, identity: OperatorIdentity) -> None:
        """Keep an identity unless a younger one is there."""
        row = identity_to_row(identity)
        statement = insert(operator_identity).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[operator_identity.c.siret],
                set_=row,
                where=operator_identity.c.read_at < statement.excluded.read_at,
            )
        )


def tender_to_row(tender: KnownTender) -> dict[str, Any]:
    """Write a consultation as its row."""
    return {
        "id": tender.tender_id.value,
        "version": tender.version,
        "buyer_siret": str(tender.buyer_siret),
        "buyer_name": tender.buyer_name,
        "title": tender.title,
        "deadline": tender.deadline,
        "started_at": tender.timeline.started_at,
        "legal_start": tender.timeline.legal_start,
        "factor": tender.timeline.factor,
        "sandbox": tender.sandbox,
        "lots": [[lot.number, lot.title] for lot in tender.lots],
        "kind": tender.kind,
        "procedure": tender.procedure,
        "consultation_id": None if tender.consultation_id is None else tender.consultation_id.value,
    }


def tender_from_row(row: Row) -> KnownTender:
    """Read a consultation from its row."""
    return KnownTender(
        tender_id=TenderId(row["id"]),
        version=row["version"],
        buyer_siret=Siret(row["buyer_siret"]),
        buyer_name=row["buyer_name"],
        title=row["title"],
        deadline=row["deadline"],
        timeline=Timeline(row["started_at"], row["legal_start"], row["factor"]),
        sandbox=row["sandbox"],
        lots=tuple(KnownLot(number, title) for number, title in row["lots"]),
        kind=row["kind"],
        procedure=row["procedure"],
        consultation_id=None if row["consultation_id"] is None else TenderId(row["consultation_id"]),
    )


def identity_to_row(identity: OperatorIdentity) -> dict[str, Any]:
    """Write an identity as its row."""
    return {
        "siret": str(identity.siret),
        "state": identity.state.value,
        "facts": to_json_facts(identity.facts),
        "messages": list(identity.messages),
        "read_at": identity.read_at,
    }


def identity_from_row(row: Row) -> OperatorIdentity:
    """Read an identity from its row."""
    return OperatorIdentity(
        siret=Siret(row["siret"]),
        state=OperatorState(row["state"]),
        facts=from_json_facts(row["facts"]),
        messages=tuple(row["messages"]),
        read_at=row["read_at"],
    )
