"""Who plays: tokens for the people of the demonstration, from the development issuer or from a key given for it."""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import JsonValue

from shared.kernel.principal import PrincipalKind, Right

Claims = Mapping[str, JsonValue]
_MARGIN_SECONDS = 600
_LIFETIME_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts in the demonstration: a role, a public name, an organisation, rights."""

    role: str
    name: str
    kind: PrincipalKind
    siret: str | None
    rights: tuple[Right, ...]

    def claims(self) -> Claims:
        """Give the claims of a token for this person."""
        organisation: dict[str, JsonValue] = {} if self.siret is None else {"siret": self.siret}
        rights: list[JsonValue] = [right.value for right in self.rights]
        return {
            "sub": f"demo:{self.role}",
            "name": self.name,
            "kind": self.kind.value,
            "rights": rights,
            **organisation,
        }


class Issuer(Protocol):
    """Whoever gives tokens."""

    def token(self, actor: Actor) -> str:
        """Give a token of one hour."""
        ...


class DevelopmentTokens:
    """Tokens from the development issuer of a platform on this machine, against its launch secret."""

    def __init__(self, http: httpx.Client, secret_file: Path) -> None:
        self._http = http
        self._secret_file = secret_file

    def token(self, actor: Actor) -> str:
        """Ask the issuer for a token."""
        body = {"secret": self._secret_file.read_text("ascii"), "claims": dict(actor.claims())}
        answer = self._http.post("/dev/token", json=body)
        answer.raise_for_status()
        return str(answer.json()["access_token"])


class SignedTokens:
    """Tokens signed with a private key whose public half the platform trusts (``PLIS_OIDC_JWKS_FILE``)."""

    def __init__(self, key_file: Path) -> None:
        document = json.loads(key_file.read_text("utf-8"))
        self._key = load_pem_private_key(document["private_key"].encode("ascii"), password=None)
        self._issuer, self._audience, self._kid = document["issuer"], document["audience"], document["kid"]

    def token(self, actor: Actor) -> str:
        """Sign a token of one hour."""
        now = int(time.time())
        claims = {
            **actor.claims(),
            "iss": self._issuer,
            "aud": self._audience,
            "iat": now,
            "exp": now + _LIFETIME_SECONDS,
            "jti": secrets.token_hex(16),
        }
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._kid, "typ": "at+jwt"})  # type: ignore[arg-type]  # the file holds an EC key


class Bearer(httpx.Auth):
    """Signs each request of one person, and renews the token before it expires."""

    def __init__(self, issuer: Issuer, actor: Actor) -> None:
        self._issuer = issuer
        self._actor = actor
        self._token = ""
        self._renew_at = 0.0

    def auth_flow(self, request: httpx.Request):  # type: ignore[no-untyped-def]  # noqa: ANN201 - httpx's generator protocol
        """Put the token on a request."""
        if time.monotonic() >= self._renew_at:
            self._token = self._issuer.token(self._actor)
            self._renew_at = time.monotonic() + _LIFETIME_SECONDS - _MARGIN_SECONDS
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request
