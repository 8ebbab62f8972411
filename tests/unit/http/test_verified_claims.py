"""Tokens verified a moment ago: remembered for a minute, never past their own times, never without end."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.http import tokens
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.tokens import TokenRefused, TokenVerifier
from shared.http.verified_claims import REMEMBERED_FOR, VerifiedClaims
from shared.kernel.clock import FixedClock
from shared.settings import Settings


@pytest.fixture
def issuer(tmp_path: Path, clock: FixedClock) -> DevelopmentIssuer:
    settings = Settings(data_dir=tmp_path / "data", secrets_dir=tmp_path / "secrets", dev=True)
    return DevelopmentIssuer.load(settings, clock)


def test_a_signature_is_verified_once_a_minute(
    issuer: DevelopmentIssuer, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    real = TokenVerifier._verified_claims

    def counted(self: TokenVerifier, token: str) -> dict[str, object]:
        verified.append(token)
        return real(self, token)

    monkeypatch.setattr(tokens.TokenVerifier, "_verified_claims", counted)
    verifier, token = TokenVerifier([issuer.trusted()], clock=clock), issuer.token_for("acheteur")
    first = verifier.verify(token)
    clock.advance(REMEMBERED_FOR - timedelta(seconds=1))
    assert verifier.verify(token) == first
    assert len(verified) == 1
    clock.advance(timedelta(seconds=1))
    verifier.verify(token)
    assert len(verified) == 2


def test_a_remembered_token_still_expires(issuer: DevelopmentIssuer, clock: FixedClock) -> None:
    verifier, token = TokenVerifier([issuer.trusted()], clock=clock), issuer.token_for("acheteur")
    clock.advance(timedelta(minutes=60))  # the leeway still admits it
    verifier.verify(token)
    clock.advance(timedelta(seconds=31))
    with pytest.raises(TokenRefused):
        verifier.verify(token)


def test_a_changed_token_is_another_token(issuer: DevelopmentIssuer, clock: FixedClock) -> None:
    verifier, token = TokenVerifier([issuer.trusted()], clock=clock), issuer.token_for("acheteur")
    verifier.verify(token)
    head, body, signature = token.split(".")
    changed = "A" if signature[0] != "A" else "B"
    with pytest.raises(TokenRefused):
        verifier.verify(f"{head}.{body}.{changed}{signature[1:]}")


def test_the_oldest_leave_first(clock: FixedClock) -> None:
    recent = VerifiedClaims(most=2)
    for token in ("a", "b", "c"):
        recent.remember(token, {"sub": token}, now=clock.now())
    assert recent.recall("a", now=clock.now()) is None
    assert recent.recall("c", now=clock.now()) == {"sub": "c"}


def test_nothing_of_a_token_is_kept_but_its_digest(clock: FixedClock) -> None:
    recent = VerifiedClaims()
    recent.remember("secret-token", {"sub": "x"}, now=clock.now())
    assert "secret-token" not in repr(vars(recent))
