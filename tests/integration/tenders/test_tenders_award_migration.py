"""Awards, letters and contracts of the first release, as the next one finds them."""

import importlib.util
from pathlib import Path
from types import ModuleType
from uuid import UUID

from sqlalchemy import Connection, text

from services.tenders import storage
from shared.settings import Settings
from shared.storage.roles import service_database

VERSIONS = Path(next(iter(storage.__path__))) / "migrations" / "versions"
TENDER, LOT, RESPONSE, REJECTED = (UUID(int=number) for number in (1, 2, 3, 4))
NOTICE = (
    '{"response": "%s", "siret": "41816609600069", "name": "Bolt", "rank": 2, "total": "92.00", "set_aside": null, '
    '"sent_at": "2026-11-09T11:00:00+00:00"}'
)
TENDER_ROW = """
INSERT INTO tender VALUES (:id, '21350238800019', 6, 'awarded', 'Rennes', 'local_authority', 'T', 'O', 'works', 'open',
    250000, '[]', '[]', '[]', 2, 1, 1, now(), 1, now(), now(), now(), 1, false, now(), '2026-10-05', '[]', now(), '')
"""
AWARD_ROW = """
INSERT INTO award VALUES (:id, :tender, :lot, :response, '[]', NULL, CAST(:notices AS jsonb), 'required', '2026-11-09',
    '2026-11-19', 'A', now())
"""
CONTRACT_ROW = """
INSERT INTO contract VALUES (:id, '21350238800019', 4, :status, :reference, :tender, :award, 'O', 'works', '{}',
    'Rennes', 'local_authority', '73282932000074', 'Acme', 100, '2026-10-05', now(), now(), 1, false, '{}',
    '2026-11-20', NULL, NULL, CAST(:notified_on AS date))
"""


def migration(name: str) -> ModuleType:
    """Load one file of the history."""
    spec = importlib.util.spec_from_file_location(name, next(VERSIONS.glob(f"{name}_*.py")))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def first_release(connection: Connection) -> None:
    """One consultation with three awards: not signed, signed, notified; the first one with its letter."""
    first = migration("20261122_2200")
    for statements in (first._TENDER, first._READ_MODELS, first._AWARD):
        connection.exec_driver_sql(statements)
    connection.execute(text(TENDER_ROW), {"id": TENDER})
    for number, status in ((11, None), (12, "signed"), (13, "notified")):
        award = UUID(int=number)
        notices = f"[{NOTICE % REJECTED}]" if status is None else "[]"
        values = {"id": award, "tender": TENDER, "lot": UUID(int=100 + number), "response": RESPONSE}
        connection.execute(text(AWARD_ROW), {**values, "notices": notices})
        if status is not None:
            notified_on = "2026-11-21" if status == "notified" else None
            signed = {"id": UUID(int=200 + number), "status": status, "reference": str(number), "tender": TENDER}
            connection.execute(text(CONTRACT_ROW), {**signed, "award": award, "notified_on": notified_on})


def test_what_was_awarded_before_keeps_its_place_in_the_order(fresh_database: Settings) -> None:
    database = service_database(fresh_database, "tenders")
    with database.engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("CREATE TEMPORARY TABLE nothing ()")  # a temporary schema is one's own to write in
        connection.exec_driver_sql("SET LOCAL search_path = pg_temp")
        first_release(connection)
        added = migration("20261123_0150")
        for statements in (added._AWARD, added._REJECTION, added._COMMITTEE, added._CONTRACT):
            connection.exec_driver_sql(statements)
        awards = connection.execute(text("SELECT id, status, decision_id FROM award ORDER BY id")).all()
        assert [(row.id.int, row.status) for row in awards] == [(11, "informed"), (12, "signed"), (13, "effective")]
        assert all(row.decision_id == row.id for row in awards)
        letter = connection.execute(text("SELECT * FROM rejection")).one()
        assert (letter.decision_id.int, letter.response_id, letter.rank) == (11, REJECTED, 2)
        assert (letter.ground, letter.set_aside, str(letter.sent_on)) == ("ranked", None, "2026-11-09")
        proofs = connection.execute(text("SELECT notification IS NOT NULL AS told FROM contract ORDER BY id")).all()
        assert [row.told for row in proofs] == [False, True]
        transaction.rollback()
    database.dispose()
