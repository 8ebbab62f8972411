"""The awards that were heard of, in PostgreSQL."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Boolean, Column, Connection, Integer, Table, Text, Uuid, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from services.mps.domain.sources import Moment
from services.mps.domain.withdrawn_awards import KnownAward
from services.mps.storage.tables import METADATA, candidacy, known_tender
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.siren import Siren

table: Final = Table(
    "known_award",
    METADATA,
    Column("award_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("tender_id", Uuid, nullable=False),
    Column("siren", Text, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
)


class SqlAwards:
    """The awards, and what was asked about those who hold them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, award: KnownAward) -> bool:
        """Keep an award unless a later version is known; tell whether it was kept."""
        row = {
            "award_id": award.award_id.value,
            "version": award.version,
            "tender_id": award.tender_id.value,
            "siren": str(award.siren),
            "is_withdrawn": award.is_withdrawn,
        }
        statement = upsert(table).values(row)
        older = table.c.version < statement.excluded.version
        kept = statement.on_conflict_do_update(index_elements=["award_id"], set_=row, where=older)
        return self._connection.execute(kept.returning(table.c.award_id)).one_or_none() is not None

    def is_held(self, tender_id: TenderId, siren: Siren) -> bool:
        """Tell whether a company holds an award of a consultation."""
        here = (table.c.tender_id == tender_id.value, table.c.siren == str(siren), ~table.c.is_withdrawn)
        return self._connection.execute(select(table.c.award_id).where(*here).limit(1)).one_or_none() is not None

    def examined(self, tender_id: TenderId, siren: Siren) -> Sequence[CandidacyId]:
        """Give what a buyer asked at the award about a company, in any stage of a consultation."""
        of_it = or_(known_tender.c.id == tender_id.value, known_tender.c.consultation_id == tender_id.value)
        mine = (candidacy.c.siren == str(siren), candidacy.c.moment == Moment.AWARD.value)
        query = select(candidacy.c.id).join(known_tender, known_tender.c.id == candidacy.c.tender_id)
        found = self._connection.execute(query.where(of_it, *mine).order_by(candidacy.c.id)).scalars()
        return [CandidacyId(value) for value in found]
