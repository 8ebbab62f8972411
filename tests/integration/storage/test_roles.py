"""Each role reaches its own schema, and nobody can change what was said."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.storage.database import Database
from tests.integration.storage.parts import announced, open_uow, outbox_rows


@pytest.fixture
def said(tenders: Database, clock: FixedClock, ids: TimeOrderedIds) -> None:
    with open_uow(tenders, clock, ids) as uow:
        uow.publish(announced())
        uow.record("tender.published", "t-1", {"lots": "2"})
        uow.commit()


def forbidden(database: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), database.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["outbox", "journal", "inbox", "dead_letter", "idempotency", "cursor"])
def test_a_service_cannot_read_another(tenders: Database, table: str) -> None:
    forbidden(tenders, f"SELECT * FROM responses.{table}")  # noqa: S608 - the names above


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outbox SET envelope = '{}'",
        "UPDATE outbox SET type = 'x'",
        "UPDATE outbox SET position = 1",
        "DELETE FROM outbox",
        "TRUNCATE outbox",
        "UPDATE journal SET facts = '{}'",
        "DELETE FROM journal",
        "DROP TABLE journal",
        "ALTER TABLE outbox ADD COLUMN x int",
        "CREATE TABLE mine (x int)",
        "ALTER DEFAULT PRIVILEGES FOR ROLE plis_admin GRANT ALL ON TABLES TO plis_tenders",
        "SET ROLE plis_responses",
    ],
)
@pytest.mark.usefixtures("said")
def test_a_service_cannot_change_what_it_said(tenders: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError) as refusal, tenders.begin() as connection:
        connection.execute(text(statement))
    assert refusal.value.orig is not None
    assert refusal.value.orig.sqlstate == "42501"  # insufficient_privilege


@pytest.mark.usefixtures("said")
def test_the_relay_numbers_and_changes_nothing_else(tenders: Database, relay: Database) -> None:
    with relay.begin() as connection:
        connection.execute(text("UPDATE outbox SET position = 1, feed_position = NULL"))
        connection.execute(text("INSERT INTO cursor (name, position) VALUES ('relay', 1)"))
    assert outbox_rows(tenders)[0].position == 1
    for statement in ("UPDATE outbox SET envelope = '{}'", "DELETE FROM outbox", "SELECT * FROM journal"):
        forbidden(relay, statement)
    forbidden(relay, "SELECT * FROM idempotency")


def test_a_service_can_neither_create_roles_nor_read_passwords(tenders: Database) -> None:
    forbidden(tenders, "SELECT * FROM pg_authid")
    forbidden(tenders, "CREATE ROLE other")


def test_the_sequence_of_the_outbox_is_not_the_services_to_move(tenders: Database) -> None:
    forbidden(tenders, "SELECT setval('outbox_ordinal_seq', 1)")
