"""The way out for questions to API Entreprise: the platform's one door to the outside."""

from collections.abc import Mapping, Sequence
from threading import Event
from time import monotonic
from typing import Final
from urllib.parse import urlencode

from services.mps.gateways.calls import Reply, Unreachable
from shared.http.outbound import Outbound, OutboundFailed, OutboundRefused

_MAX_BYTES: Final = 4 * 1024 * 1024  # answers of the sandbox are under 10 KiB, its certificates under 400 KiB
_PAUSE_SECONDS: Final = 0.2
_KEEP_SECONDS: Final = 3.0  # servers keep theirs five seconds at least


class OutboundTransport:
    """GETs through `shared.http.outbound`: public addresses only, no redirect, one deadline for each call.

    Calls that follow one another share a connection: an administration is not greeted anew for each certificate.

    Args:
        allow_loopback: ``host:port`` of a simulator on this machine (development).
        patience: Seconds during which a peer that is away is tried again: a simulator that starts, or starts again,
            together with the platform is not an administration that fails. Zero for the real service.
    """

    def __init__(self, *, allow_loopback: Sequence[str] = (), patience: float = 0.0) -> None:
        self._patience = patience
        self._door = Outbound(allow_loopback=allow_loopback, max_bytes=_MAX_BYTES, keep_seconds=_KEEP_SECONDS)

    def get(self, url: str, *, params: Mapping[str, str], headers: Mapping[str, str], timeout: float) -> Reply:
        """Send one GET.

        Raises:
            Unreachable: no complete answer within `timeout` seconds and the size limit.
        """
        address, give_up_at, pause = _address(url, params), monotonic() + self._patience, Event()
        while True:
            try:
                reply = self._door.get(address, headers=headers, seconds=timeout)
            except OutboundFailed as failure:
                if isinstance(failure, OutboundRefused) or monotonic() >= give_up_at:
                    raise Unreachable(str(failure)) from failure
                pause.wait(_PAUSE_SECONDS)
            else:
                return Reply(reply.status, reply.headers, reply.content)


def _address(url: str, params: Mapping[str, str]) -> str:
    return f"{url}?{urlencode(params)}" if params else url
