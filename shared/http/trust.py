"""Which issuers a process trusts, from its settings: the real one, and the development one where ``PLIS_DEV=1``."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.key_sources import FileKeys, KeySource, RemoteKeys
from shared.http.outbound import Outbound, OutboundFailed
from shared.http.security import Security
from shared.http.tokens import TokenVerifier, TrustedIssuer
from shared.kernel.clock import Clock
from shared.settings import Settings

_DISCOVERY = "/.well-known/openid-configuration"


def security_from(settings: Settings, *, clock: Clock, outbound: Outbound) -> Security:
    """The verification that the settings ask for; a platform that trusts nobody still serves anonymous readers."""
    trusted: list[TrustedIssuer] = []
    if settings.dev:
        trusted.append(DevelopmentIssuer.load(settings, clock).trusted())
    if settings.oidc_issuer is not None and not (trusted and trusted[0].issuer == settings.oidc_issuer):
        keys = _keys_of(settings, settings.oidc_issuer, clock=clock, outbound=outbound)
        trusted.append(TrustedIssuer(settings.oidc_issuer, settings.oidc_audience, keys))
    return Security(TokenVerifier(trusted, clock=clock))


def _keys_of(settings: Settings, issuer: str, *, clock: Clock, outbound: Outbound) -> KeySource:
    if settings.oidc_jwks_file is not None:
        return FileKeys(settings.oidc_jwks_file)
    return RemoteKeys(published_keys(issuer, outbound), clock=clock)


def published_keys(issuer: str, outbound: Outbound) -> Callable[[], Mapping[str, Any]]:
    """Fetches the key set that an issuer publishes (OpenID Connect Discovery 1.0, section 4)."""

    def fetch() -> Mapping[str, Any]:
        configuration = _json(outbound, issuer.rstrip("/") + _DISCOVERY)
        if configuration.get("issuer") != issuer:  # section 4.3: the names must be exactly the same
            raise OutboundFailed("the issuer published another name than its own")
        return _json(outbound, str(configuration.get("jwks_uri", "")))

    return fetch


def _json(outbound: Outbound, url: str) -> Mapping[str, Any]:
    reply = outbound.get(url, headers={"accept": "application/json"})
    if reply.status != 200:
        raise OutboundFailed(f"status {reply.status}")
    document = json.loads(reply.content)
    if not isinstance(document, dict):
        raise OutboundFailed("not a JSON object")
    return document
