"""Candidacies and their blocks of evidence in PostgreSQL; a company sees those of its own legal unit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, exists, false, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from services.mps.domain.answers import StatedFact
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.sources import Moment, Source
from services.mps.domain.states import BlockStatus
from services.mps.storage.form_tables import member_consent
from services.mps.storage.tables import candidacy as table
from services.mps.storage.tables import evidence_block as block_table
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.siret import Siret

Row = RowMapping


class SqlCandidacies:
    """The candidacies that a principal may see."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._visible = _visible_to(principal)
        self._principal = principal

    def add(self, candidacy: SiretCandidacy) -> bool:
        """Keep a new candidacy and its blocks; False when the establishment already has one for the consultation.

        Of two requests at the same instant the second waits here for the first, then sees its candidacy.
        """
        claim = (
            insert(table)
            .values(to_row(candidacy))
            .on_conflict_do_nothing(index_elements=["siret", "tender_id", "moment"])
        )
        if self._connection.execute(claim.returning(table.c.id)).first() is None:
            return False
        blocks = [to_block_row(candidacy, block) for block in candidacy.blocks]
        self._connection.execute(insert(block_table), blocks)
        return True

    def get(self, candidacy_id: CandidacyId) -> SiretCandidacy | None:
        """Read a candidacy; None when it does not exist or belongs to another company."""
        return self._one(select(table).where(table.c.id == candidacy_id.value))

    def get_locked(self, candidacy_id: CandidacyId) -> SiretCandidacy | None:
        """Read a candidacy and lock its row until the end of the transaction."""
        return self._one(select(table).where(table.c.id == candidacy_id.value).with_for_update())

    def find(self, *, siret: Siret, tender_id: TenderId, moment: Moment = Moment.FORM) -> SiretCandidacy | None:
        """Read what was asked about an establishment for a consultation, at a moment."""
        here = (table.c.siret == str(siret), table.c.tender_id == tender_id.value, table.c.moment == moment.value)
        return self._one(select(table).where(*here))

    def lead_of(self, candidacy_id: CandidacyId) -> SiretCandidacy | None:
        """Read the candidacy of the lead of a group that has asked for the consent of the principal's company."""
        own = self._principal.organisation
        if own is None or self._principal.kind is not PrincipalKind.ECONOMIC_OPERATOR:
            return None
        asked = (member_consent.c.candidacy_id == table.c.id) & (member_consent.c.siren == str(own.siren))
        query = select(table).where(table.c.id == candidacy_id.value, exists().where(asked))
        return self._whole(self._connection.execute(query).mappings().one_or_none())

    def save(self, candidacy: SiretCandidacy, *, changed: Sequence[EvidenceBlock]) -> None:
        """Keep the present state of a locked candidacy and of its changed blocks."""
        row = to_row(candidacy)
        self._connection.execute(update(table).where(table.c.id == row["id"]).values(row))
        if not changed:
            return
        statement = insert(block_table)
        key = [block_table.c.candidacy_id, block_table.c.source]
        fresh = {column.name: statement.excluded[column.name] for column in block_table.c if not column.primary_key}
        rows = [to_block_row(candidacy, block) for block in changed]
        self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_=fresh), rows)

    def page(self, *, after: CandidacyId | None, limit: int) -> Sequence[SiretCandidacy]:
        """Give candidacies that the principal may see, the latest first, after one of them."""
        older = true() if after is None else table.c.id < after.value
        query = select(table).where(self._visible, older).order_by(table.c.id.desc()).limit(limit)
        rows = self._connection.execute(query).mappings().all()
        return [found for row in rows if (found := self._whole(row)) is not None]

    def due(self, *, now: datetime, limit: int) -> Sequence[CandidacyId]:
        """Give the candidacies that have a source to ask again, the longest waiting first."""
        due = select(block_table.c.candidacy_id).where(block_table.c.next_try_at <= now)
        rows = self._connection.execute(due.order_by(block_table.c.next_try_at).limit(limit)).scalars()
        return [CandidacyId(value) for value in dict.fromkeys(rows)]

    def _one(self, query: Select[Any]) -> SiretCandidacy | None:
        return self._whole(self._connection.execute(query.where(self._visible)).mappings().one_or_none())

    def _whole(self, row: Row | None) -> SiretCandidacy | None:
        return None if row is None else whole_candidacy(self._connection, row)


def whole_candidacy(connection: Connection, row: Row) -> SiretCandidacy:
    """Read a candidacy whole from its row, blocks included; whether it may be read was decided before."""
    blocks = select(block_table).where(block_table.c.candidacy_id == row["id"])
    return from_rows(row, connection.execute(blocks).mappings())


def to_row(candidacy: SiretCandidacy) -> dict[str, Any]:
    """Write a candidacy as its row."""
    return {
        "id": candidacy.candidacy_id.value,
        "siret": str(candidacy.siret),
        "siren": str(candidacy.siret.siren),
        "tender_id": candidacy.tender_id.value,
        "requested_at": candidacy.requested_at,
        "version": candidacy.version,
        "completed_at": candidacy.completed_at,
        "moment": candidacy.moment.value,
        "buyer_siret": None if candidacy.buyer is None else str(candidacy.buyer),
    }


def to_block_row(candidacy: SiretCandidacy, block: EvidenceBlock) -> dict[str, Any]:
    """Write a block as its row."""
    return {
        "candidacy_id": candidacy.candidacy_id.value,
        "source": block.source.value,
        "status": block.status.value,
        "attempt": block.attempt,
        "asked_at": block.asked_at,
        "answered_at": block.answered_at,
        "as_of": block.as_of,
        "facts": to_json_facts(block.facts),
        "detail": block.detail,
        "payload": block.payload,
        "next_try_at": block.next_try_at,
    }


def from_rows(row: Row, block_rows: Iterable[Row]) -> SiretCandidacy:
    """Read a candidacy from its row and those of its blocks, in the order of the sources."""
    by_source = {block_row["source"]: from_block_row(block_row) for block_row in block_rows}
    return SiretCandidacy(
        candidacy_id=CandidacyId(row["id"]),
        siret=Siret(row["siret"]),
        tender_id=TenderId(row["tender_id"]),
        requested_at=row["requested_at"],
        version=row["version"],
        blocks=tuple(by_source[source.value] for source in Source if source.value in by_source),
        completed_at=row["completed_at"],
        moment=Moment(row["moment"]),
        buyer=None if row["buyer_siret"] is None else Siret(row["buyer_siret"]),
    )


def from_block_row(row: Row) -> EvidenceBlock:
    """Read a block from its row."""
    return EvidenceBlock(
        source=Source(row["source"]),
        status=BlockStatus(row["status"]),
        attempt=row["attempt"],
        asked_at=row["asked_at"],
        answered_at=row["answered_at"],
        as_of=row["as_of"],
        facts=from_json_facts(row["facts"]),
        detail=row["detail"],
        payload=row["payload"],
        next_try_at=row["next_try_at"],
    )


def to_json_facts(facts: Iterable[StatedFact]) -> list[list[str]]:
    """Write facts as a JSON list, which keeps their order."""
    return [[fact.code, fact.label, fact.value] for fact in facts]


def from_json_facts(facts: Iterable[Sequence[str]]) -> tuple[StatedFact, ...]:
    """Read facts from their JSON list."""
    return tuple(StatedFact(code, label, value) for code, label, value in facts)


def _visible_to(principal: Principal) -> ColumnElement[bool]:
    """Say which rows a principal sees: the service all of them, a company its own forms, a buyer what it asked for."""
    if principal.kind is PrincipalKind.SYSTEM:
        return true()
    if principal.kind is PrincipalKind.ECONOMIC_OPERATOR and principal.organisation is not None:
        own = table.c.siren == str(principal.organisation.siren)
        return own & (table.c.moment == Moment.FORM.value)  # protected data never reach the company
    if principal.kind is PrincipalKind.AGENT and principal.organisation is not None:
        return table.c.buyer_siret == str(principal.organisation)
    return false()
