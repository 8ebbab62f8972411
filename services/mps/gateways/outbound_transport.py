"""The way out for questions to API Entreprise: the platform's one door to the outside."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from services.mps.gateways.api_entreprise import Reply, Unreachable
from shared.http.outbound import Outbound, OutboundFailed

_MAX_BYTES: Final = 1024 * 1024  # the largest answer of the sandbox is under 10 KiB


class OutboundTransport:
    """GETs through `shared.http.outbound`: public addresses only, no redirect, one deadline for each call."""

    def __init__(self, *, allow_loopback: Sequence[str] = ()) -> None:
        self._allow_loopback = tuple(allow_loopback)
        self._doors: dict[float, Outbound] = {}

    def get(self, url: str, *, params: Mapping[str, str], headers: Mapping[str, str], timeout: float) -> Reply:
        """Send one GET.

        Raises:
            Unreachable: no complete answer within `timeout` seconds and the size limit.
        """
        try:
            reply = self._door(timeout).get(f"{url}?{urlencode(params)}", headers=headers)
        except OutboundFailed as failure:
            raise Unreachable(str(failure)) from failure
        return Reply(reply.status, reply.headers, reply.content)

    def _door(self, seconds: float) -> Outbound:
        if seconds not in self._doors:
            self._doors[seconds] = Outbound(allow_loopback=self._allow_loopback, seconds=seconds, max_bytes=_MAX_BYTES)
        return self._doors[seconds]
