"""A token is accepted only when everything about it is right (RFC 8725)."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from shared.http.key_sources import StaticKeys, parse_key_set
from shared.http.tokens import TokenRefused, TokenVerifier, TrustedIssuer
from shared.kernel.clock import FixedClock
from shared.kernel.principal import PrincipalKind, Right

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
ISSUER = "https://identite.example"
SIRET = "98765432400019"
EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ED_KEY = ed25519.Ed25519PrivateKey.generate()
OTHER_KEY = ec.generate_private_key(ec.SECP256R1())


def jwk(algorithm: Any, key: Any, kid: str, **extra: str) -> dict[str, Any]:
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": kid, **extra}


KEY_SET = {
    "keys": [
        jwk(ECAlgorithm, EC_KEY, "ec", alg="ES256", use="sig"),
        jwk(RSAAlgorithm, RSA_KEY, "rsa"),
        jwk(OKPAlgorithm, ED_KEY, "ed"),
    ]
}


@pytest.fixture
def verifier() -> TokenVerifier:
    return TokenVerifier([TrustedIssuer(ISSUER, "plis", StaticKeys(KEY_SET))], clock=FixedClock(NOW))


def claims(**changes: Any) -> dict[str, Any]:
    instant = int(NOW.timestamp())
    body = {
        "iss": ISSUER,
        "aud": "plis",
        "sub": "agent-1",
        "iat": instant,
        "exp": instant + 3600,
        "name": "Camille",
        "kind": "agent",
        "siret": SIRET,
        "rights": ["draft", "publish"],
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


def signed(key: Any = EC_KEY, algorithm: str = "ES256", headers: dict[str, Any] | None = None, **changes: Any) -> str:
    return jwt.encode(
        claims(**changes), key, algorithm=algorithm, headers={"kid": "ec"} | (headers or {}) if headers != {} else {}
    )


def raw(header: dict[str, Any], body: dict[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(body).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"), [(EC_KEY, "ES256", "ec"), (RSA_KEY, "RS256", "rsa"), (ED_KEY, "EdDSA", "ed")]
)
def test_a_good_token_gives_its_principal(verifier: TokenVerifier, key: Any, algorithm: str, kid: str) -> None:
    principal = verifier.verify(signed(key, algorithm, {"kid": kid, "typ": "at+jwt"}))
    assert principal.subject == "agent-1"
    assert principal.kind is PrincipalKind.AGENT
    assert str(principal.organisation) == SIRET
    assert principal.rights == {Right.DRAFT, Right.PUBLISH}


@pytest.mark.parametrize(
    ("reason", "token"),
    [
        ("algorithme", raw({"alg": "none", "typ": "JWT", "kid": "ec"}, claims())),
        ("algorithme", raw({"alg": "NONE", "kid": "ec"}, claims())),
        ("algorithme", raw({"typ": "JWT", "kid": "ec"}, claims())),
        ("clé de signature", signed(EC_KEY, headers={})),
        ("clé de signature", signed(EC_KEY, headers={"kid": "unknown"})),
        ("mal formé", raw({"alg": "ES256", "kid": 3}, claims())),
        ("clé de signature", signed(RSA_KEY, "RS256", {"kid": "ec"})),
        ("mal formé", signed(OTHER_KEY)),
        ("type de jeton", signed(headers={"typ": "dpop+jwt"})),
        ("type de jeton", signed(headers={"crit": ["b64"], "b64": False})),
        ("émetteur", signed(iss="https://ailleurs.example")),
        ("émetteur", signed(iss=None)),
        ("mal formé", signed(aud="autre")),
        ("mal formé", signed(aud=None)),
        ("mal formé", signed(sub=None)),
        ("mal formé", signed(exp=None)),
        ("mal formé", signed(iat=None)),
        ("expiré", signed(exp=int(NOW.timestamp()) - 30)),
        ("pas encore", signed(nbf=int(NOW.timestamp()) + 901)),
        ("pas encore", signed(iat=int(NOW.timestamp()) + 901)),
        ("trop long", "a" * 8193),
        ("trop long", "é.é.é"),
        ("mal formé", "not-a-token"),
        ("mal formé", ""),
        ("mal formé", "a.b.c"),
        ("mal formé", "..."),
    ],
)
def test_a_bad_token_is_refused(verifier: TokenVerifier, reason: str, token: str) -> None:
    with pytest.raises(TokenRefused) as refused:
        verifier.verify(token)
    assert reason in refused.value.reason


def test_a_public_key_never_serves_as_an_hmac_secret(verifier: TokenVerifier) -> None:
    public = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header, body = {"alg": "HS256", "typ": "JWT", "kid": "rsa"}, claims()
    unsigned = raw(header, body).rpartition(".")[0]
    token = (
        unsigned
        + "."
        + base64.urlsafe_b64encode(hmac.new(public, unsigned.encode(), hashlib.sha256).digest()).decode().rstrip("=")
    )
    with pytest.raises(TokenRefused, match="algorithme"):
        verifier.verify(token)


def test_a_key_brought_by_the_token_is_never_used(verifier: TokenVerifier) -> None:
    own = json.loads(ECAlgorithm.to_jwk(OTHER_KEY.public_key()))
    with pytest.raises(TokenRefused):
        verifier.verify(signed(OTHER_KEY, headers={"jwk": own, "jku": "https://pirate.example/jwks"}))


def test_one_changed_byte_breaks_the_signature(verifier: TokenVerifier) -> None:
    head, body, signature = signed().split(".")
    changed = raw({}, claims(rights=["award"])).split(".")[1]
    with pytest.raises(TokenRefused):
        verifier.verify(f"{head}.{changed}.{signature}")
    assert body != changed


@pytest.mark.parametrize("seconds", [3629, -899])
def test_clocks_may_differ_a_little_and_ours_may_be_slow(seconds: int) -> None:
    clock = FixedClock(NOW + timedelta(seconds=seconds))
    TokenVerifier([TrustedIssuer(ISSUER, "plis", StaticKeys(KEY_SET))], clock=clock).verify(signed())


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "system"},
        {"kind": "anonymous"},
        {"kind": "autre"},
        {"kind": None},
        {"siret": "98765432400018"},
        {"siret": None},
        {"siret": 98765432400018},
        {"rights": ["inconnu"]},
        {"rights": "draft"},
        {"rights": [["draft"]]},
        {"rights": ["submit"]},
        {"rights": ["account", "authorise"]},
        {"kind": "economic_operator", "rights": ["draft"]},
        {"kind": "finance_system", "rights": ["submit"]},
        {"sub": "x" * 201},
        {"name": "x" * 201},
        {"name": 3},
        {"exp": "demain"},
        {"exp": True},
    ],
)
def test_a_principal_that_cannot_be_is_refused(verifier: TokenVerifier, changes: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused):
        verifier.verify(signed(**changes))


def test_only_signature_keys_of_the_accepted_kinds_are_kept() -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - the weak key is refused
    p384 = ec.generate_private_key(ec.SECP384R1())
    rows = [
        jwk(RSAAlgorithm, small, "small"),
        jwk(ECAlgorithm, p384, "p384"),
        jwk(ECAlgorithm, EC_KEY, "enc", use="enc"),
        jwk(RSAAlgorithm, RSA_KEY, "rs512", alg="RS512"),
        {"kty": "oct", "k": "c2VjcmV0", "kid": "oct"},
        json.loads(ECAlgorithm.to_jwk(EC_KEY.public_key())),
        {"kty": "EC", "crv": "P-256", "kid": "broken", "x": "!", "y": "!"},
        "text",
        jwk(ECAlgorithm, EC_KEY, "good"),
    ]
    assert set(parse_key_set({"keys": rows})) == {"good"}


@pytest.mark.parametrize("document", [{}, {"keys": None}, {"keys": "x"}])
def test_what_is_not_a_key_set_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="JWK"):
        parse_key_set(document)
