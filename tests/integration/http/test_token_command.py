"""`plis token` asks the running platform of this machine for an identity."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.commands.token import token
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.dev_issuer_app import dev_issuer_app
from shared.http.personas import PERSONAS
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import SystemClock
from tests.integration.http.servers import serving


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PLIS_DATA_DIR": str(tmp_path / "data"), "PLIS_SECRETS_DIR": str(tmp_path / "secrets"), "PLIS_DEV": "1"}


def test_a_role_gets_a_token(issuer: DevelopmentIssuer, environment: dict[str, str]) -> None:
    with serving(dev_issuer_app(issuer)) as port:
        url = f"http://127.0.0.1:{port}"
        plain = CliRunner().invoke(token, ["acheteur", "--url", url], env=environment)
        full = CliRunner().invoke(token, ["comptable", "--url", url, "--json"], env=environment)
    verifier = TokenVerifier([issuer.trusted()], clock=SystemClock())
    assert (plain.exit_code, full.exit_code) == (0, 0)
    assert verifier.verify(plain.stdout.strip()).rights == PERSONAS["acheteur"].rights
    assert verifier.verify(json.loads(full.stdout)["access_token"]).rights == PERSONAS["comptable"].rights


def test_an_unknown_role_is_wrong_usage(environment: dict[str, str]) -> None:
    assert CliRunner().invoke(token, ["roi"], env=environment).exit_code == 2


def test_without_a_platform_it_says_so(environment: dict[str, str]) -> None:
    answer = CliRunner().invoke(token, ["acheteur"], env=environment)
    assert answer.exit_code == 1
    assert "plis serve" in answer.stderr


def test_a_platform_that_is_down_is_said(issuer: DevelopmentIssuer, environment: dict[str, str]) -> None:
    assert issuer.launch_secret
    answer = CliRunner().invoke(token, ["acheteur", "--url", "http://127.0.0.1:1"], env=environment)
    assert answer.exit_code == 1
    assert "ne répond pas" in answer.stderr
    assert issuer.launch_secret not in answer.output


def test_the_secret_is_never_sent_to_another_machine(issuer: DevelopmentIssuer, environment: dict[str, str]) -> None:
    assert issuer.launch_secret
    for url in ("https://plis.example", "http://10.0.0.1:8000", "http://192.0.2.1"):
        assert CliRunner().invoke(token, ["acheteur", "--url", url], env=environment).exit_code == 2


def test_the_help_lists_every_role() -> None:
    text = CliRunner().invoke(token, ["--help"]).output
    assert all(role in text for role in PERSONAS)
