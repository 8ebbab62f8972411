"""`plis migrate`, on the embedded database and on an external one."""

import json
from pathlib import Path

from click.testing import CliRunner

from services.cli import main
from shared.settings import Settings
from shared.storage.migrate import check_head, expected_heads
from shared.storage.roles import SERVICES, service_database


def test_an_external_database_comes_to_its_heads(empty_database: Settings) -> None:
    environment = {
        "PLIS_DATA_DIR": str(empty_database.data_dir),
        "PLIS_SECRETS_DIR": str(empty_database.secrets_dir),
        "PLIS_DATABASE_URL": empty_database.database_url,
    }
    for _ in range(2):
        done = CliRunner().invoke(main, ["migrate", "--json"], env=environment, catch_exceptions=False)
        assert (done.exit_code, json.loads(done.output)) == (0, {"schemas": dict(expected_heads())})
    for service in SERVICES:
        database = service_database(empty_database, service)
        check_head(database)
        database.dispose()


def test_the_embedded_database_is_started_for_the_time_of_it(open_folder: Path, tmp_path: Path) -> None:
    place = open_folder / tmp_path.name
    environment = {"PLIS_DATA_DIR": str(place / "data"), "PLIS_SECRETS_DIR": str(place / "secrets")}
    done = CliRunner().invoke(main, ["migrate"], env=environment, catch_exceptions=False)
    assert done.exit_code == 0
    assert "Schéma tenders : à jour" in done.output
    assert not (place / "data" / "postgresql" / "18" / "postmaster.pid").exists()


def test_a_contradiction_is_told_in_french(tmp_path: Path) -> None:
    environment = {"PLIS_DATA_DIR": str(tmp_path), "PLIS_SECRETS_DIR": str(tmp_path / "secrets")}
    done = CliRunner().invoke(main, ["migrate"], env=environment)
    assert done.exit_code == 1
    assert "hors du dossier de données" in done.output


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    environment = {
        "PLIS_DATA_DIR": str(tmp_path / "data"),
        "PLIS_SECRETS_DIR": str(tmp_path / "secrets"),
        "PLIS_DATABASE_URL": f"postgresql://admin:hunter2@/plis?host={tmp_path}",
    }
    done = CliRunner().invoke(main, ["migrate"], env=environment)
    assert done.exit_code == 1
    assert "ne répond pas" in done.output
    assert "hunter2" not in done.output
