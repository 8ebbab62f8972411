"""One question to an NTP server (RFC 5905, client mode as in RFC 4330): how far its clock is from ours."""

import secrets
import socket
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from shared.kernel.clock import Clock
from shared.kernel.refusal import InvalidValue

_EPOCH: Final = datetime(1900, 1, 1, tzinfo=UTC)
_ERA: Final = timedelta(seconds=2**32)
_CLIENT: Final = 0x23  # version 4, mode 3
_SECONDS: Final = 2.0
_SLOWEST: Final = timedelta(seconds=1)


def ntp_offset(server: str, clock: Clock, *, port: int = 123) -> timedelta:
    """Give the server's time less ours; ``server`` is one that the operator chose, never one from outside.

    Raises:
        OSError: no answer.
        InvalidValue: the answer is not one to our question, is unsynchronised or came too slowly to mean anything.
    """
    mark = secrets.token_bytes(8)  # in place of our transmit time: a blind forger cannot know it (RFC 9109's reason)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.settimeout(_SECONDS)
        door.connect((server, port))
        sent_at = clock.now()
        door.send(bytes([_CLIENT]) + bytes(39) + mark)
        answer = door.recv(512)
        received_at = clock.now()
    if len(answer) < 48 or answer[0] & 7 != 4 or answer[0] >> 6 == 3 or not 1 <= answer[1] <= 15:
        raise InvalidValue("ntp", "La réponse du serveur de temps n'en est pas une.")
    if answer[24:32] != mark or received_at - sent_at > _SLOWEST:
        raise InvalidValue("ntp", "La réponse du serveur de temps n'en est pas une.")
    arrived, left = _instant(answer[32:40], sent_at), _instant(answer[40:48], sent_at)
    return ((arrived - sent_at) + (left - received_at)) / 2


def ntp_sources(server: str | None, clock: Clock) -> dict[str, Callable[[], timedelta]]:
    """Give the sources of a platform: the configured server, or none."""
    return {} if server is None else {"ntp": lambda: ntp_offset(server, clock)}


def _instant(field: bytes, near: datetime) -> datetime:
    """Read a timestamp in the era that is nearest to our own time."""
    seconds, fraction = struct.unpack(">II", field)
    found = _EPOCH + timedelta(seconds=seconds, microseconds=(fraction * 1_000_000) >> 32)
    return found + round((near - found) / _ERA) * _ERA
