"""Errands asked of the DUME service, in PostgreSQL: an organisation sees its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, DateTime, Integer, Table, Text, Uuid, false, select, true, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql import ColumnElement

from services.mps.domain.dume_errands import DumeErrand, DumeErrandId, DumeErrandKind, DumeErrandStatus
from services.mps.storage.candidacies import Row
from services.mps.storage.tables import METADATA
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret

table: Final = Table(
    "dume_errand",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("tender_id", Uuid, nullable=False),
    Column("siret", Text, nullable=False),
    Column("siren", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("status", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_try_at", DateTime(timezone=True)),
    Column("candidacy_id", Uuid),
    Column("dume_id", Text),
    Column("content", Text),
    Column("detail", Text),
    Column("answered_at", DateTime(timezone=True)),
)


class SqlDumeErrands:
    """The errands of the principal's organisation."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._visible = _visible_to(principal)

    def put(self, errand: DumeErrand) -> None:
        """Keep the present state of an errand."""
        row = _to_row(errand)
        self._connection.execute(upsert(table).values(row).on_conflict_do_update(index_elements=["id"], set_=row))

    def of(self, tender_id: TenderId) -> Sequence[DumeErrand]:
        """Give the errands of the principal's organisation for a consultation, the oldest first."""
        query = select(table).where(table.c.tender_id == tender_id.value, self._visible).order_by(table.c.id)
        return [_from_row(row) for row in self._connection.execute(query).mappings()]

    def one(self, tender_id: TenderId, kind: DumeErrandKind, siren: Siren) -> DumeErrand | None:
        """Read and lock the errand of one kind of one organisation for a consultation."""
        here = (table.c.tender_id == tender_id.value, table.c.kind == kind.value, table.c.siren == str(siren))
        query = select(table).where(*here, self._visible).with_for_update()
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else _from_row(row)

    def claim(self, *, at: datetime, until: datetime, limit: int) -> Sequence[DumeErrand]:
        """Take what is due; nobody else takes it before an instant."""
        due = (
            select(table.c.id)
            .where(table.c.status == DumeErrandStatus.WAITING.value, table.c.next_try_at <= at)
            .order_by(table.c.next_try_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = update(table).where(table.c.id.in_(due), self._visible).values(next_try_at=until).returning(table)
        return [_from_row(row) for row in self._connection.execute(taken).mappings()]

    def still_waits(self, errand: DumeErrand) -> bool:
        """Lock an errand and tell whether it is still the one that was taken."""
        here = (table.c.id == errand.errand_id.value, table.c.asked_at == errand.asked_at)
        waits = (table.c.status == DumeErrandStatus.WAITING.value, table.c.tries == errand.tries)
        query = select(table.c.id).where(*here, *waits, self._visible).with_for_update()
        return self._connection.execute(query).one_or_none() is not None

    def dume_of(self, tender_id: TenderId) -> str | None:
        """Give the public identifier of the DUME that the buyer of a consultation has created."""
        made = (table.c.kind == DumeErrandKind.REQUEST.value, table.c.status == DumeErrandStatus.DONE.value)
        query = select(table.c.dume_id).where(table.c.tender_id == tender_id.value, *made).limit(1)
        return self._connection.execute(query).scalar_one_or_none()


def _visible_to(principal: Principal) -> ColumnElement[bool]:
    own = principal.organisation
    if principal.kind is PrincipalKind.SYSTEM:
        return true()
    if own is None:
        return false()
    response = table.c.kind == DumeErrandKind.RESPONSE.value
    if principal.kind is PrincipalKind.AGENT:
        return ~response & (table.c.siret == str(own))
    return response & (table.c.siren == str(own.siren))


def _to_row(errand: DumeErrand) -> dict[str, Any]:
    return {
        "id": errand.errand_id.value,
        "kind": errand.kind.value,
        "tender_id": errand.tender_id.value,
        "siret": str(errand.organisation),
        "siren": str(errand.organisation.siren),
        "requester": errand.requester,
        "asked_at": errand.asked_at,
        "status": errand.status.value,
        "tries": errand.tries,
        "next_try_at": errand.next_try_at,
        "candidacy_id": None if errand.candidacy_id is None else errand.candidacy_id.value,
        "dume_id": errand.dume_id,
        "content": errand.content,
        "detail": errand.detail,
        "answered_at": errand.answered_at,
    }


def _from_row(row: Row) -> DumeErrand:
    return DumeErrand(
        errand_id=DumeErrandId(row["id"]),
        kind=DumeErrandKind(row["kind"]),
        tender_id=TenderId(row["tender_id"]),
        organisation=Siret(row["siret"]),
        requester=row["requester"],
        asked_at=row["asked_at"],
        status=DumeErrandStatus(row["status"]),
        tries=row["tries"],
        next_try_at=row["next_try_at"],
        candidacy_id=None if row["candidacy_id"] is None else CandidacyId(row["candidacy_id"]),
        dume_id=row["dume_id"],
        content=row["content"],
        detail=row["detail"],
        answered_at=row["answered_at"],
    )
