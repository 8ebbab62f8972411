"""What every webhook has in common: where it may lead, and how one call ended. Source: design section 8.11."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

_URL: Final = re.compile(r"[\x21-\x7e]{1,500}", re.ASCII)
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Reach(StrEnum):
    """Where a webhook may lead: a development platform may also call its own machine, over plain HTTP."""

    PUBLIC = "public"
    PUBLIC_AND_LOOPBACK = "public_and_loopback"


class CallOutcome(StrEnum):
    """How one call ended."""

    DELIVERED = "delivered"  # 2xx, and for a challenge the right echo
    FAILED = "failed"  # another status, or no complete answer in time
    REFUSED = "refused"  # the platform does not call this address


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one call gave; ``detail`` never holds what the receiver answered."""

    at: datetime
    outcome: CallOutcome
    status: int | None
    detail: str
    milliseconds: int


def may_be_called(url: str, *, reach: Reach) -> bool:
    """Say whether an address is that of a webhook: https, without credentials, to an address that is public."""
    parts = _split(url)
    if parts is None:
        return False
    host = (parts.hostname or "").rstrip(".")
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    if host in LOOPBACK:
        return reach is Reach.PUBLIC_AND_LOOPBACK and parts.scheme in {"http", "https"}
    return parts.scheme == "https" and not _is_inner_address(host)


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text) if _URL.fullmatch(text) and "\\" not in text else None
        port = None if parts is None else parts.port
    except ValueError:
        return None
    return parts if port != 0 else None


def _is_inner_address(host: str) -> bool:
    """Say whether a host is written as an address that is not public; names are checked again at each call."""
    if "." not in host and ":" not in host:
        return True  # a name of one label belongs to the local network
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return not (getattr(address, "ipv4_mapped", None) or address).is_global
