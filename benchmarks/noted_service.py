"""The smallest honest service: one row to read, one row with its event to write, all the platform's promises kept.

It is made of the same parts as the real ones (tokens, idempotency, unit of work, outbox, problem documents), so its
figures are what those parts cost. It lives in the schema of `mps` with one table of its own.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Response
from pydantic import BaseModel, Field
from sqlalchemy import Column, Table, Text, Uuid, create_engine, insert, select

from shared.contracts.mps import CandidacyCompletedV1
from shared.http.act import Act, act_of
from shared.http.app import service_app
from shared.http.commands import Answer, Commands, answer
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.routing import service_router
from shared.http.security import Security, authenticated
from shared.http.server import HttpServer, Listener
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import SystemClock
from shared.kernel.ids import EventId, TimeOrderedIds
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.observability import configure_logging
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import admin_url, service_database
from shared.storage.tables import service_metadata, service_tables
from shared.storage.unit_of_work import Scope, SqlUnitOfWork

METADATA = service_metadata()
TABLES = service_tables(METADATA)
NOTE = Table("note", METADATA, Column("id", Uuid, primary_key=True), Column("words", Text, nullable=False))
SIRET = "00123456600014"


class NoteIn(BaseModel):
    """A note to write."""

    words: str = Field(min_length=1, max_length=200)


class NoteOut(BaseModel):
    """A note as it is kept."""

    id: str
    words: str


def prepare(settings: Settings, *, rows: int) -> UUID:
    """Make the table with some rows; give the id of one of them."""
    engine = create_engine(admin_url(settings))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE mps.note (id uuid PRIMARY KEY, words text NOT NULL)")
        connection.exec_driver_sql(
            f"INSERT INTO mps.note SELECT gen_random_uuid(), 'note ' || n FROM generate_series(1, {rows}) AS n"  # noqa: S608 - a number of ours
        )
        connection.exec_driver_sql("ANALYZE mps.note")
        chosen: UUID = connection.exec_driver_sql("SELECT id FROM mps.note OFFSET 42 LIMIT 1").scalar_one()
    engine.dispose()
    return chosen


@contextmanager
def noted_service(settings: Settings) -> Iterator[tuple[FastAPI, Database]]:
    """Build the service on the prepared database; give it with its door to the database."""
    clock = SystemClock()
    ids = TimeOrderedIds(clock)
    database = service_database(settings, "mps")
    issuer = DevelopmentIssuer.load(settings, clock)

    def open_uow(scope: Scope) -> SqlUnitOfWork:
        return SqlUnitOfWork(database, TABLES, clock, ids, scope)

    try:
        app = service_app(
            service="noted",
            title="Notes",
            description="Ce que coûtent les parties communes.",
            routers=[_router(database, Commands(open_uow))],
            security=Security(TokenVerifier([issuer.trusted()], clock=clock)),
        )
        yield app, database
    finally:
        database.dispose()


def write_note(words: str, uow: SqlUnitOfWork) -> NoteOut:
    """Keep a note and announce it."""
    note_id = uow.ids.new(EventId)
    uow.connection.execute(insert(NOTE), {"id": note_id.value, "words": words})
    uow.publish(
        CandidacyCompletedV1(
            aggregate_id=str(note_id),
            aggregate_version=1,
            candidacy_id=str(note_id),
            siret=SIRET,
            found=("insee_establishment",),
            missing=(),
        )
    )
    return NoteOut(id=str(note_id), words=words)


def _router(database: Database, commands: Commands[SqlUnitOfWork]) -> APIRouter:
    router = service_router()

    @router.get("/notes/{note_id}", response_model=NoteOut)
    def read(note_id: UUID, _reader: Annotated[Principal, Depends(authenticated())]) -> NoteOut:
        with database.reader() as connection:
            row = connection.execute(select(NOTE).where(NOTE.c.id == note_id)).one_or_none()
        if row is None:
            refuse("HTTP-NOT-FOUND")
        return NoteOut(id=str(row.id), words=row.words)

    @router.post("/notes", status_code=201, response_model=NoteOut)
    def write(body: NoteIn, act: Annotated[Act, Depends(act_of(Right.SUBMIT))]) -> Response:
        def work(uow: SqlUnitOfWork) -> Answer:
            note = write_note(body.words, uow)
            return answer(note, location=f"/noted/notes/{note.id}")

        return commands.run(act, work, status=201)

    return router


def main() -> None:
    """Serve the prepared database on a port, as `plis serve` would."""
    data_dir, secrets_dir, port = sys.argv[1:]
    configure_logging("bench", "ERROR")
    settings = Settings(data_dir=Path(data_dir), secrets_dir=Path(secrets_dir), dev=True)
    with noted_service(settings) as (app, _):
        HttpServer([Listener(app, "127.0.0.1", int(port))]).run(on_started=lambda: print("ready", flush=True))


if __name__ == "__main__":
    main()
