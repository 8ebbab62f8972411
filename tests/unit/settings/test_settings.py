from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from stat import S_IMODE

import pytest

from shared.settings import InsecureSecret, SecretFiles, Settings, SettingsError


def settings(tmp_path: Path, **variables: str) -> Settings:
    return Settings.from_environment({"PLIS_DATA_DIR": str(tmp_path / "data"), **variables})


def test_everything_has_a_default(tmp_path: Path) -> None:
    made = settings(tmp_path)
    assert made.secrets_dir == tmp_path / "data-secrets"
    assert made.database_url is None
    assert made.amqp_url is None
    assert not made.dev
    assert not made.sandbox
    assert made.node == "node-1"


def test_variables_are_read_and_empty_ones_are_absent(tmp_path: Path) -> None:
    made = settings(
        tmp_path, PLIS_DATABASE_URL="postgresql://u:p@h/d", PLIS_AMQP_URL="", PLIS_DEV="1", PLIS_METRICS_PORT="9100"
    )
    assert made.database_url == "postgresql://u:p@h/d"
    assert made.amqp_url is None
    assert made.dev
    assert made.metrics_port == 9100
    assert "u:p@h" not in repr(made)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"PLIS_DEV": "yes"}, "PLIS_DEV"),
        ({"PLIS_METRICS_PORT": "0"}, "PLIS_METRICS_PORT"),
        ({"PLIS_METRICS_PORT": "x"}, "PLIS_METRICS_PORT"),
        ({"PLIS_LOG_LEVEL": "loud"}, "PLIS_LOG_LEVEL"),
        ({"PLIS_NODE": "Node 1"}, "PLIS_NODE"),
        ({"PLIS_STANDARDS": "/nowhere/at/all"}, "PLIS_STANDARDS"),
        ({"PLIS_DEV": "1", "PLIS_API_ENTREPRISE_URL": "https://entreprise.api.gouv.fr"}, "PLIS_API_ENTREPRISE_URL"),
        ({"PLIS_SANDBOX": "1", "PLIS_API_ENTREPRISE_URL": "https://entreprise.api.gouv.fr"}, "PLIS_API_ENTREPRISE_URL"),
        (
            {"PLIS_DEV": "1", "PLIS_COMPANY_DIRECTORY_URL": "https://recherche-entreprises.api.gouv.fr"},
            "PLIS_COMPANY_DIRECTORY_URL",
        ),
        ({"PLIS_SANDBOX": "1", "PLIS_OIDC_ISSUER": "https://auth.agentconnect.gouv.fr"}, "PLIS_OIDC_ISSUER"),
        ({"PLIS_OIDC_ISSUER": "urn:plis:dev:abc"}, "PLIS_OIDC_ISSUER"),
    ],
)
def test_contradictions_are_refused_by_the_name_of_their_variable(
    tmp_path: Path, variables: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        settings(tmp_path, **variables)


def test_secrets_never_lie_in_the_data_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PLIS_SECRETS_DIR"):
        settings(tmp_path, PLIS_SECRETS_DIR=str(tmp_path / "data" / "secrets"))


def test_practice_gateways_are_allowed_in_practice(tmp_path: Path) -> None:
    url = "http://127.0.0.1:8999"
    assert settings(tmp_path, PLIS_DEV="1", PLIS_API_ENTREPRISE_URL=url).api_entreprise_url == url
    assert settings(tmp_path, PLIS_DEV="1", PLIS_OIDC_ISSUER="urn:plis:dev:abc").oidc_issuer == "urn:plis:dev:abc"


def test_standards_may_lie_in_the_data_folder_or_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "official" / "standards"
    folder.mkdir(parents=True)
    made = settings(tmp_path, PLIS_STANDARDS=str(folder))
    assert made.standards_dir == folder
    assert made.samples_dir is None
    (folder.parent / "samples").mkdir()
    assert made.samples_dir == folder.parent / "samples"


def test_a_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    made = settings(tmp_path)
    with pytest.raises(FileNotFoundError):
        made.secret("database_tenders")
    assert made.create_secret("database_tenders", lambda: b"first") == b"first"
    assert made.create_secret("database_tenders", lambda: b"second") == b"first"
    assert made.secret("database_tenders") == b"first"
    path = made.secrets_dir / "database_tenders"
    assert (S_IMODE(path.stat().st_mode), S_IMODE(made.secrets_dir.stat().st_mode)) == (0o600, 0o700)
    assert [file.name for file in made.secrets_dir.iterdir()] == ["database_tenders"]


def test_makers_at_once_all_get_the_same_secret(tmp_path: Path) -> None:
    secrets = SecretFiles(tmp_path / "secrets")
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda n: secrets.create("key", lambda: b"%d" % n), range(64)))
    assert len(made) == 1


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "A", "a\n"])
def test_a_secret_has_a_plain_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name of a secret"):
        SecretFiles(tmp_path).read(name)


def test_a_secret_that_everybody_may_change_is_not_used(tmp_path: Path) -> None:
    secrets = SecretFiles(tmp_path / "secrets")
    secrets.create("key", lambda: b"x")
    (tmp_path / "secrets" / "key").chmod(0o606)
    with pytest.raises(InsecureSecret):
        secrets.read("key")


def test_the_operator_of_the_platform_is_a_siret() -> None:
    settings = Settings.from_environment({"PLIS_DATA_DIR": "/d", "PLIS_OPERATOR_SIRET": "987 654 324 00019"})
    assert settings.operator_siret == "98765432400019"
    with pytest.raises(SettingsError, match="PLIS_OPERATOR_SIRET"):
        Settings.from_environment({"PLIS_DATA_DIR": "/d", "PLIS_OPERATOR_SIRET": "123"})
