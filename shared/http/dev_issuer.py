"""The development issuer of identities: for one machine, under ``plis serve`` and ``plis demo`` only (design 4).

Its tokens are trusted only where ``PLIS_DEV=1``. Its key, its name and its launch secret live in the secrets folder,
so that tokens survive a restart and other processes of the machine (``plis api``, ``plis token``) can share them.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import ECAlgorithm

from shared.http.key_sources import StaticKeys
from shared.http.personas import PERSONAS, Persona
from shared.http.tokens import TrustedIssuer
from shared.kernel.clock import Clock
from shared.observability import logger
from shared.settings import Settings

LAUNCH_SECRET = "dev_launch_secret"  # noqa: S105 - the name of a file, not its content
_KEY = "dev_issuer_key"
_NAME = "dev_issuer_name"
_ALGORITHM = "ES256"
TOKEN_SECONDS = 3600
_log = logger(__name__)


class NotDevelopment(RuntimeError):
    """The development issuer was asked for on a platform that is not one (``PLIS_DEV`` is not 1)."""


@dataclass(frozen=True, slots=True)
class DevelopmentIssuer:
    """Issues tokens for invented people; it says so in every log line."""

    name: str
    audience: str
    clock: Clock
    private_key: ec.EllipticCurvePrivateKey
    launch_secret: str

    @classmethod
    def load(cls, settings: Settings, clock: Clock) -> "DevelopmentIssuer":
        """Read the issuer of this machine, made at the first call.

        Raises:
            NotDevelopment: ``PLIS_DEV`` is not 1.
        """
        if not settings.dev:
            raise NotDevelopment("L'émetteur de développement n'existe qu'avec PLIS_DEV=1.")
        key = load_pem_private_key(settings.create_secret(_KEY, _new_key), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise NotDevelopment("La clé de l'émetteur de développement n'est pas une clé P-256.")
        name = settings.create_secret(_NAME, _new_name).decode()
        secret = settings.create_secret(LAUNCH_SECRET, lambda: secrets.token_urlsafe(32).encode()).decode()
        return cls(name, settings.oidc_audience, clock, key, secret)

    @property
    def key_id(self) -> str:
        """Identifier of the only key."""
        return self.name.rpartition(":")[2]

    def key_set(self) -> Mapping[str, Any]:
        """The public key as a JWK Set."""
        jwk = json.loads(ECAlgorithm.to_jwk(self.private_key.public_key()))
        return {"keys": [{**jwk, "kid": self.key_id, "alg": _ALGORITHM, "use": "sig"}]}

    def trusted(self) -> TrustedIssuer:
        """This issuer as a verifier sees it; the log of every process that trusts it says so."""
        _log.warning(
            "development_identities", issuer=self.name, notice="identités de développement, jamais en production"
        )
        return TrustedIssuer(self.name, self.audience, StaticKeys(self.key_set()))

    def token_for(self, role: str) -> str:
        """A token of one of the personas.

        Raises:
            KeyError: no persona has that role.
        """
        return self.issue(claims_of(role, PERSONAS[role]))

    def issue(self, claims: Mapping[str, Any]) -> str:
        """Sign claims for an hour; issuer, audience and times are never the caller's."""
        now = int(self.clock.now().timestamp())
        fixed = {"iss": self.name, "aud": self.audience, "iat": now, "exp": now + TOKEN_SECONDS}
        body = {**claims, **fixed, "jti": secrets.token_hex(16)}
        return jwt.encode(body, self.private_key, algorithm=_ALGORITHM, headers={"kid": self.key_id, "typ": "at+jwt"})

    def accepts(self, secret: str) -> bool:
        """Whether this is the launch secret, compared in constant time."""
        return secrets.compare_digest(secret.encode(), self.launch_secret.encode())


def claims_of(role: str, persona: Persona) -> dict[str, Any]:
    """The claims of a persona."""
    organisation = {} if persona.organisation is None else {"siret": str(persona.organisation)}
    return {
        "sub": f"dev:{role}",
        "name": persona.name,
        "kind": persona.kind.value,
        "rights": sorted(right.value for right in persona.rights),
        **organisation,
    }


def _new_name() -> bytes:
    return f"urn:plis:dev:{secrets.token_hex(8)}".encode()


def _new_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
