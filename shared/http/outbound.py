"""Every call that leaves the platform: one address resolved once, public only, no redirect, bounded in time and size.

The name is resolved by our own network backend and the connection goes to that very address, so a name that changes
its mind between check and use (DNS rebinding) gains nothing. Each call has one deadline that covers connection, TLS,
headers and body, so that a peer that drips bytes is cut; and a connection of its own, unless the caller asks that free
ones be kept for a moment: a kept connection still goes to the address that was checked.
"""

import ssl
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore
import httpx

from shared.http.addresses import Address, is_public, resolve
from shared.observability import current_traceparent, span

_USER_AGENT = "plis"
_SECONDS = 10.0
_MAX_BYTES = 5 * 1024 * 1024


class OutboundFailed(OSError):
    """The peer did not answer properly: unreachable, too slow, too large, not HTTP. Nothing follows about its data."""


class OutboundTooLarge(OutboundFailed):
    """The peer's answer is larger than is accepted."""


class OutboundRefused(OutboundFailed):
    """The platform does not make this call: scheme, credentials in the URL or address not allowed."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a peer answered, whatever the status; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)


class Outbound:
    """Makes outgoing calls.

    Args:
        allow_loopback: ``host:port`` of local peers that may be called, over plain HTTP too (development).
        seconds: Longest duration of one call, everything included.
        max_bytes: Largest accepted answer.
        resolver: Gives the addresses of a name; tests replace it.
        client_certificate: PEM file of a certificate and its key, for peers that know their callers by it.
        keep_seconds: How long a free connection is kept for another call; less than any peer keeps its own, so that
            a call is never sent on a connection that is being closed. Zero keeps none.
    """

    def __init__(
        self,
        *,
        allow_loopback: Sequence[str] = (),
        seconds: float = _SECONDS,
        max_bytes: int = _MAX_BYTES,
        resolver: Callable[[str, int], Sequence[Address]] = resolve,
        client_certificate: Path | None = None,
        keep_seconds: float = 0.0,
    ) -> None:
        self._allowed = frozenset(allow_loopback)
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._resolver = resolver
        self._client_certificate = client_certificate
        self._keep_seconds = keep_seconds
        self._tls: ssl.SSLContext | None = None
        self._kept: dict[str, httpcore.ConnectionPool] = {}
        self._making = threading.Lock()
        self._due = _Due()

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, seconds: float | None = None) -> Reply:
        """Read a resource; ``seconds`` replaces the longest duration for this call.

        Raises:
            OutboundRefused: the address or the URL is not allowed.
            OutboundFailed: no complete answer came within the limits.
        """
        return self._call("GET", url, headers=headers or {}, content=b"", seconds=seconds)

    def post(self, url: str, content: bytes, *, headers: Mapping[str, str] | None = None) -> Reply:
        """Send content; raises like ``get``."""
        return self._call("POST", url, headers=headers or {}, content=content)

    def _call(
        self, method: str, url: str, *, headers: Mapping[str, str], content: bytes, seconds: float | None = None
    ) -> Reply:
        parts, host = self._checked_target(url)
        self._due.at = time.monotonic() + (self._seconds if seconds is None else seconds)
        try:
            with (
                span(f"{method} outbound", peer=host),
                self._connections(parts.scheme) as pool,
                pool.stream(method, url, headers=_headers(headers, parts.netloc, content), content=content) as response,
            ):
                return self._read(response)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as fault:
            raise OutboundFailed(f"{host}: {type(fault).__name__}") from fault

    @contextmanager
    def _connections(self, scheme: str) -> Iterator[httpcore.ConnectionPool]:
        """Give connections of one call, or those that are kept."""
        if not self._keep_seconds:
            with self._pool(scheme) as own:
                yield own
            return
        with self._making:
            if scheme not in self._kept:
                self._kept[scheme] = self._pool(scheme)
                weakref.finalize(self, self._kept[scheme].close)
        yield self._kept[scheme]

    def _pool(self, scheme: str) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=self._tls_context() if scheme == "https" else None,
            max_connections=None,
            keepalive_expiry=self._keep_seconds,
            network_backend=_GuardedBackend(self._resolver, self._allowed, self._due),
        )

    def _checked_target(self, url: str) -> tuple[SplitResult, str]:
        """Check a URL's form and give its parts and its host."""
        try:
            parts = urlsplit(url)
            port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
        except ValueError:
            raise OutboundRefused("unreadable URL") from None
        if not parts.hostname or not port or parts.username is not None or parts.password is not None:
            raise OutboundRefused("URL without host, with credentials or of an unknown scheme")
        if parts.scheme != "https" and f"{parts.hostname}:{port}" not in self._allowed:
            raise OutboundRefused(f"{parts.hostname}: only https leaves the platform")
        return parts, parts.hostname

    def _read(self, response: httpcore.Response) -> Reply:
        content = bytearray()
        chunks: Iterable[bytes] = response.iter_stream()
        for chunk in chunks:
            content += chunk
            if len(content) > self._max_bytes:
                raise OutboundTooLarge(f"answer larger than {self._max_bytes} bytes")
        received = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return Reply(status=response.status, headers=received, content=bytes(content))

    def _tls_context(self) -> ssl.SSLContext:
        """Certificate authorities are loaded once, at the first encrypted call."""
        if self._tls is None:
            self._tls = httpx.create_ssl_context()
            if self._client_certificate is not None:
                self._tls.load_cert_chain(self._client_certificate)
        return self._tls


def _headers(given: Mapping[str, str], netloc: str, content: bytes) -> list[tuple[str, str]]:
    """The caller's headers and ours; no compression is asked, so the size limit counts what is kept."""
    ours = {"host": netloc, "user-agent": _USER_AGENT, "accept-encoding": "identity"}
    traceparent = current_traceparent()
    if traceparent:
        ours["traceparent"] = traceparent
    if content:
        ours["content-length"] = str(len(content))
    return list({**ours, **{name.lower(): value for name, value in given.items()}}.items())


class _Due(threading.local):
    """The deadline of the call that this thread is making: a kept connection serves calls of several threads."""

    at: float = 0.0

    def left(self) -> float:
        """Give the seconds that are left."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline of the call")
        return left


class _GuardedBackend(httpcore.SyncBackend):
    """Connects only to addresses that are allowed, before the deadline of the call."""

    def __init__(self, resolver: Callable[[str, int], Sequence[Address]], local: frozenset[str], due: _Due) -> None:
        self._resolver = resolver
        self._local = local
        self._due = due

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline decides
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve once, check every address, connect to the first."""
        try:
            addresses = self._resolver(host, port)
        except OSError as fault:
            raise OutboundFailed(f"{host}: name not resolved") from fault
        is_local = f"{host}:{port}" in self._local
        is_allowed = (lambda address: address.is_loopback) if is_local else is_public
        if not addresses or not all(map(is_allowed, addresses)):
            raise OutboundRefused(f"{host}: address not allowed")
        stream = super().connect_tcp(str(addresses[0]), port, self._due.left(), local_address, socket_options)
        return _DeadlineStream(stream, self._due)

    def connect_unix_socket(self, *_args: Any, **_options: Any) -> httpcore.NetworkStream:  # noqa: ANN401 - same
        """Never."""
        raise OutboundRefused("no local sockets")


class _DeadlineStream(httpcore.NetworkStream):
    """A connection on which no operation goes past the deadline of the call."""

    def __init__(self, stream: httpcore.NetworkStream, due: _Due) -> None:
        self._stream = stream
        self._due = due

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline decides
        return self._stream.read(max_bytes, self._due.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline decides
        self._stream.write(buffer, self._due.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._due.left())
        return _DeadlineStream(secured, self._due)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        return self._stream.get_extra_info(info)
