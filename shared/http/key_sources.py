"""Where the public keys of an issuer of tokens come from (JWK Set, RFC 7517): memory, a file, the issuer itself.

Only signature keys of the three accepted kinds are kept: EC P-256 (ES256), RSA of 2048 bits or more (RS256) and
Ed25519 (EdDSA). A symmetric key in a set is ignored, so no public key can ever serve as an HMAC secret.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import InvalidKeyError, PyJWKError

from shared.kernel.clock import Clock
from shared.observability import logger

_log = logger(__name__)

Keys = Mapping[str, PyJWK]
_MIN_RSA_BITS = 2048
_CURVES = {"EC": "P-256", "OKP": "Ed25519"}
_ALGORITHMS = {"EC": "ES256", "RSA": "RS256", "OKP": "EdDSA"}


class KeySource(Protocol):
    """A source of public keys."""

    @property
    def may_block(self) -> bool:
        """Whether a look-up may wait for the network."""
        ...

    def key(self, kid: str) -> PyJWK | None:
        """The public key of that identifier, None when the issuer has no such key."""
        ...


def parse_key_set(document: Mapping[str, Any]) -> Keys:
    """Read a JWK Set; keys that this platform does not accept are left out.

    Raises:
        ValueError: the document is not a JWK Set.
    """
    rows = document.get("keys")
    if not isinstance(rows, list):
        raise ValueError("not a JWK Set")  # noqa: TRY004 - a fault of the document, not of the caller
    return {row["kid"]: key for row in rows if isinstance(row, dict) and (key := _accepted(row)) is not None}


def _accepted(row: Mapping[str, Any]) -> PyJWK | None:
    kind = row.get("kty")
    if not isinstance(row.get("kid"), str) or kind not in _ALGORITHMS or row.get("use", "sig") != "sig":
        return None
    algorithm = _ALGORITHMS[kind]
    if row.get("alg", algorithm) != algorithm or row.get("crv") != _CURVES.get(kind):
        return None
    try:
        key = PyJWK({name: value for name, value in row.items() if name != "d"}, algorithm)
    except (PyJWKError, InvalidKeyError, ValueError):
        return None
    if isinstance(key.key, RSAPublicKey) and key.key.key_size < _MIN_RSA_BITS:
        return None
    return key


class StaticKeys:
    """Keys known in memory."""

    may_block = False

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._keys = parse_key_set(document)

    def key(self, kid: str) -> PyJWK | None:
        """The key of that identifier."""
        return self._keys.get(kid)


class FileKeys:
    """Keys of a file, where there is no network; the file is read again when it changes."""

    may_block = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._keys: Keys = {}
        self._lock = Lock()

    def key(self, kid: str) -> PyJWK | None:
        """The key of that identifier; an unreadable new file keeps the last good keys and is logged."""
        with self._lock:
            try:
                status = self._path.stat()
                stamp = (status.st_mtime_ns, status.st_size)
                if stamp != self._stamp:
                    self._keys = parse_key_set(json.loads(self._path.read_bytes()))
                    self._stamp = stamp
            except (OSError, ValueError) as fault:
                _log.error("key_file_unreadable", path=str(self._path), fault=type(fault).__name__)
            return self._keys.get(kid)


class RemoteKeys:
    """Keys fetched from the issuer: kept an hour, asked again for an unknown key at most once a minute."""

    may_block = True

    def __init__(
        self,
        fetch: Callable[[], Mapping[str, Any]],
        *,
        clock: Clock,
        lifetime: timedelta = timedelta(hours=1),
        pause: timedelta = timedelta(minutes=1),
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lifetime = lifetime
        self._pause = pause
        self._lock = Lock()
        self._keys: Keys = {}
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None

    def key(self, kid: str) -> PyJWK | None:
        """The key of that identifier; a flood of invented identifiers never becomes a flood of requests."""
        with self._lock:
            now = self._clock.now()
            stale = self._fetched_at is None or now - self._fetched_at > self._lifetime
            may_try = self._tried_at is None or now - self._tried_at >= self._pause
            if (stale or kid not in self._keys) and may_try:
                self._refresh(now)
            return self._keys.get(kid)

    def _refresh(self, now: datetime) -> None:
        self._tried_at = now
        try:
            self._keys = parse_key_set(self._fetch())
            self._fetched_at = now
        except (OSError, ValueError) as fault:
            _log.error("key_set_unreachable", fault=type(fault).__name__)
