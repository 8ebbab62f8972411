"""One question to an NTP server (RFC 5905, client mode as in RFC 4330): how far its clock is from ours."""

import secrets
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from shared.kernel.clock import Clock
from shared.kernel.refusal import InvalidValue

_EPOCH: Final = datetime(1900, 1, 1, tzinfo=UTC)
_ERA: Final = timedelta(seconds=2**32)
_CLIENT: Final = 0x23  # version 4, mode 3
_PORT: Final = 123
_SECONDS: Final = 2.0
_SLOWEST: Final = timedelta(seconds=1)
_HUSH: Final = timedelta(hours=1)
_ROOT: Final = struct.Struct(">II")  # root delay, root dispersion: seconds in 16.16 fixed point


class KissOfDeath(InvalidValue):
    """The server asks not to be asked so often, or at all (RFC 5905 section 7.4): stratum 0 and a code."""


def ntp_offset(server: str, clock: Clock, *, port: int = _PORT) -> timedelta:
    """Give the server's time less ours; ``server`` is one that the operator chose, never one from outside.

    Datagrams that do not answer our question are left aside until the time is over: a forger silences nobody.

    Raises:
        OSError: no answer.
        KissOfDeath: the server does not want to be asked.
        InvalidValue: the answer is unsynchronised, or came too slowly to mean anything.
    """
    mark = secrets.token_bytes(8)  # in place of our transmit time: a blind forger cannot know it (RFC 9109's reason)
    family = socket.getaddrinfo(server, port, type=socket.SOCK_DGRAM)[0][0]
    with socket.socket(family, socket.SOCK_DGRAM) as door:
        door.settimeout(_SECONDS)
        door.connect((server, port))
        sent_at = clock.now()
        door.send(bytes([_CLIENT]) + bytes(39) + mark)
        answer = _answer(door, mark)
        received_at = clock.now()
    _check(answer)
    arrived, left = _instant(answer[32:40], sent_at), _instant(answer[40:48], sent_at)
    if received_at - sent_at > _SLOWEST or left < arrived:
        raise _meaningless()
    return ((arrived - sent_at) + (left - received_at)) / 2


@dataclass(slots=True)
class NtpSource:
    """One server, asked once a minute by the loop of the clock; a server that says so is left alone for an hour."""

    server: str
    port: int
    clock: Clock
    _not_before: datetime | None = field(default=None, init=False)

    @classmethod
    def of(cls, configured: str, clock: Clock) -> "NtpSource":
        """Read ``host``, ``host:port`` or ``[address]:port``.

        Raises:
            InvalidValue: it is none of them.
        """
        wrong = InvalidValue("ntp_server", "Un serveur de temps s'écrit hôte, hôte:port ou [adresse]:port.")
        try:
            found = urlsplit(f"//{configured}")
            port = found.port or _PORT
        except ValueError as error:
            raise wrong from error
        if found.hostname is None or found.netloc != configured or found.username is not None:
            raise wrong
        return cls(found.hostname, port, clock)

    def __call__(self) -> timedelta:
        """Give the server's time less ours.

        Raises:
            OSError: no answer.
            InvalidValue: the answer means nothing, or the server asked for silence.
        """
        if self._not_before is not None and self.clock.now() < self._not_before:
            raise KissOfDeath("ntp", "Le serveur de temps a demandé qu'on ne l'interroge plus.")
        try:
            return ntp_offset(self.server, self.clock, port=self.port)
        except KissOfDeath:
            self._not_before = self.clock.now() + _HUSH
            raise


def ntp_sources(server: str | None, clock: Clock) -> dict[str, Callable[[], timedelta]]:
    """Give the sources of a platform: the configured server, or none."""
    return {} if server is None else {"ntp": NtpSource.of(server, clock)}


def _answer(door: socket.socket, mark: bytes) -> bytes:
    """Give the first datagram that answers our question; others are not for us."""
    until = time.monotonic() + _SECONDS
    while True:
        found = door.recv(512)
        if len(found) >= 48 and found[0] & 7 == 4 and found[24:32] == mark:
            return found
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer to our question")
        door.settimeout(left)


def _check(answer: bytes) -> None:
    """Refuse what says of itself that it is no time: kiss of death, unsynchronised clock, root too far away."""
    if answer[1] == 0:
        raise KissOfDeath("ntp", f"Le serveur de temps refuse ({answer[12:16].decode('ascii', 'replace')}).")
    delay, dispersion = (timedelta(seconds=part / 65536) for part in _ROOT.unpack(answer[4:12]))
    is_unsynchronised = answer[0] >> 6 == 3 or answer[1] > 15 or not any(answer[40:48])
    if is_unsynchronised or delay / 2 + dispersion > _SLOWEST:
        raise _meaningless()


def _meaningless() -> InvalidValue:
    return InvalidValue("ntp", "La réponse du serveur de temps ne dit rien de l'heure.")


def _instant(field: bytes, near: datetime) -> datetime:
    """Read a timestamp in the era that is nearest to our own time."""
    seconds, fraction = struct.unpack(">II", field)
    found = _EPOCH + timedelta(seconds=seconds, microseconds=(fraction * 1_000_000) >> 32)
    return found + round((near - found) / _ERA) * _ERA
