"""The read model of consultations, whole facts in one column: the publication's state and the closing apart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Text, bindparam, cast, exists, false, func, select, true
from sqlalchemy.dialects.postgresql import insert

from services.responses.domain.consultation import Closing, Consultation, ReceptionKind
from services.responses.storage.tables import abandonment, closing, consultation
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse
from shared.storage.records import from_json, to_json
from shared.storage.rows import from_row, to_row

_kind: Final = func.coalesce(consultation.c.facts["kind"].astext, ReceptionKind.RESPONSES.value)
_WHOLE: Final = 0  # no lot has this number
_ENDED: Final = func.array(
    select(abandonment.c.lot_number)
    .where(abandonment.c.tender_id == consultation.c.tender_id, abandonment.c.lot_number != _WHOLE)
    .scalar_subquery()
)
_COUNTING: Final = func.jsonb_build_object(
    "shows_count", func.coalesce(consultation.c.facts["shows_count"], func.to_jsonb(false()))
)
_STATEMENT: Final = select(consultation, _ENDED.label("ended"))
_GET: Final = _STATEMENT.where(consultation.c.tender_id == bindparam("tender"))  # built once: see deposits
_CLOSING: Final = select(closing).where(closing.c.tender_id == bindparam("tender"))
_GIVEN_UP: Final = select(
    exists().where(abandonment.c.tender_id == bindparam("tender"), abandonment.c.lot_number == _WHOLE)
)


class SqlConsultations:
    """Consultations; published facts are public, so no organisation is hidden here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[TenderId, Consultation] = {}

    def get(self, tender_id: TenderId) -> Consultation:
        """Read a consultation, or refuse."""
        if tender_id not in self._read:  # one unit of work sees one state of it
            self._read[tender_id] = self._one(_GET, tender_id)
        return self._read[tender_id]

    def lock(self, tender_id: TenderId) -> Consultation:
        """Read a consultation and hold its row, or refuse."""
        return self._one(_GET.with_for_update(), tender_id)

    def keep(self, found: Consultation) -> None:
        """Keep what was announced where the stored version is lower; whether its deposits are counted never changes."""
        self._read.clear()
        row = _to_row(found)
        statement = insert(consultation).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[consultation.c.tender_id],
                set_={
                    "version": statement.excluded.version,
                    "buyer_siret": statement.excluded.buyer_siret,
                    "facts": statement.excluded.facts.op("||")(_COUNTING),
                },
                where=consultation.c.version < statement.excluded.version,
            )
        )

    def closing(self, tender_id: TenderId) -> Closing | None:
        """Give the closing, if it was announced."""
        row = self._connection.execute(_CLOSING, {"tender": tender_id.value}).one_or_none()
        return None if row is None else from_row(Closing, row)

    def keep_closing(self, found: Closing) -> None:
        """Keep a closing; the first one stays."""
        self._connection.execute(insert(closing).values(to_row(found)).on_conflict_do_nothing())

    def keep_abandonment(self, tender_id: TenderId, lots: Collection[int], *, whole: bool, at: datetime) -> None:
        """Keep that lots were given up, and with them the whole; the first time stays."""
        self._read.clear()
        gone = (*lots, *((_WHOLE,) if whole else ()))
        rows = [{"tender_id": tender_id.value, "lot_number": lot, "abandoned_at": at} for lot in gone]
        self._connection.execute(insert(abandonment).values(rows).on_conflict_do_nothing())

    def is_abandoned(self, tender_id: TenderId) -> bool:
        """Say whether a consultation was given up."""
        return bool(self._connection.execute(_GIVEN_UP, {"tender": tender_id.value}).scalar_one())

    def ended(self, procedure: TenderId | None = None) -> Mapping[TenderId, Mapping[int, datetime]]:
        """Give when the lots given up of each procedure, or of one, ended; what has no known instant is left out."""
        of = func.coalesce(consultation.c.facts["origin"].astext, cast(consultation.c.tender_id, Text))
        statement = (
            select(of, abandonment.c.lot_number, func.max(abandonment.c.abandoned_at))
            .join_from(abandonment, consultation, abandonment.c.tender_id == consultation.c.tender_id)
            .where(abandonment.c.abandoned_at.is_not(None), abandonment.c.lot_number != _WHOLE)
            .where(true() if procedure is None else of == str(procedure))
        )
        found: dict[TenderId, dict[int, datetime]] = {}
        for name, lot, at in self._connection.execute(statement.group_by(of, abandonment.c.lot_number)):
            found.setdefault(TenderId.parse(name), {})[lot] = at
        return found

    def any_open(self) -> bool:
        """Say whether any consultation is not closed."""
        is_closed = exists().where(closing.c.tender_id == consultation.c.tender_id)
        given_up = exists().where(
            abandonment.c.tender_id == consultation.c.tender_id, abandonment.c.lot_number == _WHOLE
        )
        counts = _kind == ReceptionKind.RESPONSES.value
        waiting = select(func.count()).select_from(consultation).where(~is_closed, ~given_up, counts)
        return self._connection.execute(waiting).scalar() != 0

    def of_origin(self, origin: TenderId, kind: ReceptionKind) -> Sequence[Consultation]:
        """Give the receptions of a kind that come from a consultation: its stages, or copies of its responses."""
        same = (consultation.c.facts["origin"].astext == str(origin), _kind == kind.value)
        rows = self._connection.execute(_STATEMENT.where(*same).order_by(consultation.c.tender_id)).all()
        return [_from_row(row) for row in rows]

    def _one(self, statement: Select[Any], tender_id: TenderId) -> Consultation:
        row = self._connection.execute(statement, {"tender": tender_id.value}).one_or_none()
        if row is None:
            refuse("RSP-CONSULTATION-UNKNOWN")
        return _from_row(row)


def _to_row(found: Consultation) -> dict[str, object]:
    facts = to_json(replace(found, ended_lots=frozenset()))  # the lots that ended are told apart
    return {
        "tender_id": found.tender_id.value,
        "version": found.version,
        "buyer_siret": str(found.buyer.siret),
        "facts": facts,
    }


def _from_row(row: Row[Any]) -> Consultation:
    return replace(from_json(Consultation, row.facts), ended_lots=frozenset(row.ended))
