"""Verification of access tokens (JWT, RFC 7519; best practice RFC 8725; profile RFC 9068) into a ``Principal``.

The algorithm is chosen by the key of the trusted issuer, never by the token: ``none`` and HMAC are refused before any
key is looked up, and headers that would bring a key along (``jwk``, ``jku``, ``x5u``) are never read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
from jwt.exceptions import InvalidTokenError

from shared.http.key_sources import KeySource
from shared.http.limits import TOKEN
from shared.http.verified_claims import VerifiedClaims
from shared.kernel.clock import Clock
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret

ALGORITHMS = ("ES256", "RS256", "EdDSA")
_TYPES = ("jwt", "at+jwt")
_LEEWAY = timedelta(seconds=30)
_EARLY_LEEWAY = timedelta(minutes=15)  # our own clock may be slow: that must not stop a deposit (design section 5)
_MAX_TEXT = 200
_RIGHTS_OF_KIND: Mapping[PrincipalKind, frozenset[Right]] = {
    PrincipalKind.AGENT: frozenset(Right) - {Right.SUBMIT, Right.FINANCE_FEED},
    PrincipalKind.ECONOMIC_OPERATOR: frozenset({Right.SUBMIT}),
    PrincipalKind.FINANCE_SYSTEM: frozenset({Right.FINANCE_FEED}),
}


class TokenRefused(Exception):
    """A token is not accepted; ``reason`` is a short French phrase that reveals no key and no claim."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """An issuer whose tokens are accepted for one audience."""

    issuer: str
    audience: str
    keys: KeySource


class TokenVerifier:
    """Turns a token into a principal, or refuses it."""

    def __init__(self, issuers: Sequence[TrustedIssuer], *, clock: Clock) -> None:
        self._issuers = {trusted.issuer: trusted for trusted in issuers}
        self._clock = clock
        self._recent = VerifiedClaims()

    @property
    def may_block(self) -> bool:
        """Whether a verification may wait for an issuer's key server."""
        return any(trusted.keys.may_block for trusted in self._issuers.values())

    def verify(self, token: str) -> Principal:
        """Check signature, issuer, audience and times, then read the person and the rights.

        Raises:
            TokenRefused: anything at all is not as it must be.
        """
        if len(token) > TOKEN.value or not token.isascii():
            raise TokenRefused("jeton trop long ou mal formé")
        now = self._clock.now()
        claims = self._recent.recall(token, now=now)
        if claims is None:
            try:
                claims = self._verified_claims(token)
            except (InvalidTokenError, ValueError, RecursionError):
                raise TokenRefused("jeton mal formé ou signature incorrecte") from None
            self._recent.remember(token, claims, now=now)
        self._check_times(claims)
        return _principal_of(claims)

    def _verified_claims(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise TokenRefused("algorithme de signature refusé")
        if str(header.get("typ", "JWT")).lower() not in _TYPES or "crit" in header or "b64" in header:
            raise TokenRefused("type de jeton refusé")
        kid = header.get("kid")
        if not isinstance(kid, str):
            raise TokenRefused("clé de signature non désignée")
        # The issuer is read before the signature only to choose whose keys must verify it.
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        trusted = self._issuers.get(issuer) if isinstance(issuer, str) else None
        if trusted is None:
            raise TokenRefused("émetteur inconnu")
        key = trusted.keys.key(kid)
        if key is None or key.algorithm_name != header["alg"]:
            raise TokenRefused("clé de signature inconnue")
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[key.algorithm_name],
            audience=trusted.audience,
            issuer=trusted.issuer,
            options={"verify_exp": False, "verify_nbf": False, "verify_iat": False, "require": ["sub", "iat", "exp"]},
        )
        return claims

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        """Compare times with the injected clock; some leeway for clocks that differ."""
        now = self._clock.now().timestamp()
        early = _EARLY_LEEWAY.total_seconds()
        expires, issued, begins = (_seconds(claims, "exp"), _seconds(claims, "iat"), _seconds(claims, "nbf", default=0))
        if now >= expires + _LEEWAY.total_seconds():
            raise TokenRefused("jeton expiré")
        if now < begins - early or now < issued - early:
            raise TokenRefused("jeton pas encore valable")


def _seconds(claims: Mapping[str, Any], name: str, *, default: int | None = None) -> float:
    value = claims.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused("dates du jeton illisibles")
    return float(value)


def _assurance(claims: Mapping[str, Any]) -> str | None:
    """Read `acr`: whatever is not a short text says nothing."""
    said = claims.get("acr")
    return said if isinstance(said, str) and 0 < len(said) <= _MAX_TEXT else None


def _principal_of(claims: Mapping[str, Any]) -> Principal:
    """Read who acts; a kind of principal holds only the rights that go with it."""
    subject, name, siret = claims.get("sub"), claims.get("name", ""), claims.get("siret")
    if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_TEXT:
        raise TokenRefused("sujet illisible")
    if not isinstance(name, str) or len(name) > _MAX_TEXT:
        raise TokenRefused("nom illisible")
    listed = claims.get("rights", [])
    if not isinstance(listed, list):
        raise TokenRefused("droits illisibles")
    try:
        kind = PrincipalKind(claims.get("kind", ""))
        rights = frozenset(Right(right) for right in listed)
        organisation = None if siret is None else Siret.parse(str(siret))
        if not rights <= _RIGHTS_OF_KIND.get(kind, frozenset()):
            raise TokenRefused("droits étrangers à ce type de compte")
        if kind not in _RIGHTS_OF_KIND or (organisation is None and rights - {Right.OPERATE}):
            raise TokenRefused("organisation ou type de compte manquant")
        return Principal(
            subject=subject,
            kind=kind,
            organisation=organisation,
            name=name,
            rights=rights,
            assurance=_assurance(claims),
        )
    except (InvalidValue, ValueError, TypeError):
        raise TokenRefused("organisation, type de compte ou droits illisibles") from None
