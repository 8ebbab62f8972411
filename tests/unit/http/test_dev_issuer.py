"""The development issuer serves this machine alone, against its launch secret, where PLIS_DEV=1."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from shared.http.dev_issuer import DevelopmentIssuer, NotDevelopment
from shared.http.dev_issuer_app import dev_issuer_app
from shared.http.outbound import Outbound
from shared.http.personas import PERSONAS
from shared.http.tokens import TokenRefused, TokenVerifier
from shared.http.trust import security_from
from shared.kernel.clock import FixedClock
from shared.kernel.principal import PrincipalKind, Right
from shared.settings import Settings
from tests.asgi import AsgiClient, asgi_client


@pytest.fixture
def dev(issuer: DevelopmentIssuer) -> Iterator[AsgiClient]:
    with asgi_client(dev_issuer_app(issuer)) as client:
        yield client


def verify(issuer: DevelopmentIssuer, token: str) -> object:
    return TokenVerifier([issuer.trusted()], clock=issuer.clock).verify(token)


@pytest.mark.parametrize("role", PERSONAS)
def test_every_persona_gets_a_token_that_verifies(issuer: DevelopmentIssuer, dev: AsgiClient, role: str) -> None:
    answer = dev.post("/dev/token", json={"secret": issuer.launch_secret, "persona": role})
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 3600
    principal = TokenVerifier([issuer.trusted()], clock=issuer.clock).verify(answer.json()["access_token"])
    assert principal.rights == PERSONAS[role].rights
    assert principal.organisation == PERSONAS[role].organisation


def test_the_buyer_does_everything_but_pay() -> None:
    assert Right.ACCOUNT not in PERSONAS["acheteur"].rights
    assert Right.AUTHORISE in PERSONAS["acheteur"].rights
    assert PERSONAS["comptable"].rights == {Right.ACCOUNT}
    companies = {PERSONAS[f"entreprise-{letter}"].organisation for letter in "abc"}
    assert len(companies) == 3


def test_explicit_claims_are_signed(issuer: DevelopmentIssuer, dev: AsgiClient) -> None:
    claims = {"sub": "x", "kind": "agent", "siret": "21690123100011", "rights": ["draft"]}
    answer = dev.post("/dev/token", json={"secret": issuer.launch_secret, "claims": claims})
    principal = TokenVerifier([issuer.trusted()], clock=issuer.clock).verify(answer.json()["access_token"])
    assert (principal.kind, str(principal.organisation)) == (PrincipalKind.AGENT, "21690123100011")


def test_a_wrong_secret_gets_nothing(dev: AsgiClient) -> None:
    answer = dev.post("/dev/token", json={"secret": "devine", "persona": "acheteur"})
    assert answer.status_code == 401
    assert "access_token" not in answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"persona": "maire"}, 404),
        ({}, 422),
        ({"persona": "acheteur", "claims": {"sub": "x", "kind": "agent", "rights": []}}, 422),
        ({"claims": {"sub": "x", "kind": "agent", "rights": ["roi"]}}, 422),
        ({"claims": {"sub": "x", "kind": "agent", "rights": [], "iss": "autre"}}, 422),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    issuer: DevelopmentIssuer, dev: AsgiClient, body: dict[str, object], status: int
) -> None:
    answer = dev.post("/dev/token", json={"secret": issuer.launch_secret, **body})
    assert answer.status_code == status
    assert issuer.launch_secret not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "plis.example"},
        {"Host": "127.0.0.1.plis.example"},
        {"Host": "localhost.plis.example:8000"},
        {"Forwarded": "for=1.2.3.4"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Host": "localhost"},
        {"X-Real-Ip": "127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Origin": "https://pirate.example"},
    ],
)
def test_whatever_came_through_something_else_sees_no_issuer(
    issuer: DevelopmentIssuer, dev: AsgiClient, headers: dict[str, str]
) -> None:
    body = {"secret": issuer.launch_secret, "persona": "acheteur"}
    answer = dev.post("/dev/token", json=body, headers=headers)
    assert answer.status_code == 404
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]", "[::1]:8000"])
def test_this_machine_is_answered_under_its_names(dev: AsgiClient, host: str) -> None:
    answer = dev.get("/dev/jwks", headers={"Host": host})
    assert answer.status_code == 200
    assert set(answer.json()["keys"][0]) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert answer.headers["plis-development"] == "1"


def test_a_peer_of_another_machine_is_not_answered(issuer: DevelopmentIssuer) -> None:
    async def ask() -> int:
        transport = httpx.ASGITransport(app=dev_issuer_app(issuer), client=("192.0.2.7", 4444))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.get("/dev/jwks")).status_code

    with start_blocking_portal() as portal:
        assert portal.call(ask) == 404


def test_it_describes_itself(issuer: DevelopmentIssuer, dev: AsgiClient) -> None:
    document = dev.get("/dev/.well-known/openid-configuration").json()
    assert document["issuer"] == issuer.name
    assert document["jwks_uri"].endswith("/dev/jwks")


def test_key_name_and_secret_survive_a_restart_in_closed_files(tmp_path: Path, clock: FixedClock) -> None:
    settings = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "s", dev=True)
    before, after = DevelopmentIssuer.load(settings, clock), DevelopmentIssuer.load(settings, clock)
    assert verify(after, before.token_for("acheteur"))
    assert after.launch_secret == before.launch_secret
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "s").iterdir()} == {0o600}


def test_another_machine_s_issuer_is_not_trusted(tmp_path: Path, issuer: DevelopmentIssuer, clock: FixedClock) -> None:
    other = DevelopmentIssuer.load(Settings(data_dir=tmp_path / "d2", secrets_dir=tmp_path / "s2", dev=True), clock)
    with pytest.raises(TokenRefused):
        verify(issuer, other.token_for("acheteur"))


def test_it_does_not_exist_outside_development(tmp_path: Path, clock: FixedClock) -> None:
    settings = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "s")
    with pytest.raises(NotDevelopment):
        DevelopmentIssuer.load(settings, clock)


@pytest.mark.parametrize("dev_mode", [True, False])
def test_its_tokens_are_trusted_only_in_development(tmp_path: Path, clock: FixedClock, *, dev_mode: bool) -> None:
    made = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "s", dev=True)
    token = DevelopmentIssuer.load(made, clock).token_for("acheteur")
    settings = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "s", dev=dev_mode)
    verifier = security_from(settings, clock=clock, outbound=Outbound())._verifier
    if dev_mode:
        assert verifier.verify(token).subject == "dev:acheteur"
    else:
        with pytest.raises(TokenRefused, match="émetteur"):
            verifier.verify(token)
