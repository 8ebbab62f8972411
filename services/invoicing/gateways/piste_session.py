"""Calls to the State's portal: an access token for the platform, an account for each organisation, one breaker.

Token: client credentials of PISTE, kept until a minute before its end and renewed once when the portal refuses it.
Account: header ``cpro-account``, base64 of ``login:password``. An answer is believed only when it is a JSON object
with a return code of zero: an HTML page, half an answer or an empty one says nothing about an invoice. After several
failures in a row the portal is left alone, longer each time, by every recipient of this process.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Lock
from typing import Any, Final, NoReturn, Protocol
from urllib.parse import urlencode

from services.invoicing.domain.errors import Code
from services.invoicing.ports.state_portal import PortalAccount
from shared.http.outbound import OutboundFailed, OutboundTooLarge, Reply
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused, refuse
from shared.observability.metrics import counter

NOTHING_FOUND: Final = 20000  # TRA_MSG_00.015
FAILURES_TO_OPEN: Final = 5
FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=10)
_MARGIN: Final = timedelta(minutes=1)
_BUSY: Final = timedelta(minutes=1)
_LONGEST_TOKEN: Final = timedelta(days=1)
_SHOWN: Final = 300
_calls = counter("state_portal_calls", "Calls to the State's invoicing portal", ("outcome",))


class Door(Protocol):
    """The way out (`shared.http.outbound.Outbound`)."""

    def post(self, url: str, content: bytes, *, headers: Mapping[str, str] | None = None) -> Reply:
        """Send content."""
        ...


@dataclass(frozen=True, slots=True)
class PisteClient:
    """How the platform names itself to PISTE."""

    client_id: str
    client_secret: str = field(repr=False)


class PisteSession:
    """One platform's calls to the portal.

    Args:
        base_url: Address of the interfaces, up to ``/cpro``, without a final slash.
        token_url: Address of the tokens.
        client: Gives the platform's identifier and secret, read at each new token, or refuses.
        door: The way out.
        clock: The real clock.
    """

    def __init__(
        self,
        *,
        base_url: str,
        token_url: str,
        client: Callable[[], PisteClient],
        door: Door,
        clock: Clock,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._token_url = token_url
        self._client = client
        self._door = door
        self._clock = clock
        self._lock = Lock()
        self._token: tuple[str, datetime] | None = None
        self._failures = 0
        self._closed_until: datetime | None = None

    def ask(self, path: str, body: Mapping[str, Any], *, account: PortalAccount) -> Mapping[str, Any]:
        """Ask one operation; an answer that says "nothing found" is given as it is.

        Raises:
            Refused: ``INV-STATE-PORTAL-SILENT``, ``-BUSY``, ``-DENIED``, ``-REFUSED``, ``-UNREADABLE``, ``-TOO-LARGE``.
        """
        self._pass_breaker()
        try:
            answer = self._asked(path, body, account)
        except Refused as refused:
            self._note(refused)
            raise
        with self._lock:
            self._failures, self._closed_until = 0, None
        _calls.labels("answered").inc()
        return answer

    def _asked(self, path: str, body: Mapping[str, Any], account: PortalAccount) -> Mapping[str, Any]:
        content = json.dumps(body).encode()
        reply = self._post(path, content, self._access_token(), account)
        if reply.status == 401:  # the token ended before its time: a new one, once
            self._forget_token()
            reply = self._post(path, content, self._access_token(), account)
        return _read(reply)

    def _post(self, path: str, content: bytes, token: str, account: PortalAccount) -> Reply:
        credentials = base64.b64encode(f"{account.login}:{account.password}".encode()).decode("ascii")
        headers = {
            "authorization": f"Bearer {token}",
            "cpro-account": credentials,
            "content-type": "application/json;charset=utf-8",
            "accept": "application/json;charset=utf-8",
        }
        return self._sent(f"{self._base_url}{path}", content, headers)

    def _sent(self, url: str, content: bytes, headers: Mapping[str, str]) -> Reply:
        try:
            return self._door.post(url, content, headers=headers)
        except OutboundTooLarge:
            refuse(Code.STATE_PORTAL_TOO_LARGE)
        except OutboundFailed as failure:
            refuse(Code.STATE_PORTAL_SILENT, detail=str(failure)[:_SHOWN])

    def _access_token(self) -> str:
        with self._lock:
            if self._token is None or self._clock.now() >= self._token[1]:
                self._token = self._new_token()
            return self._token[0]

    def _forget_token(self) -> None:
        with self._lock:
            self._token = None

    def _new_token(self) -> tuple[str, datetime]:
        client = self._client()
        form = {
            "grant_type": "client_credentials",
            "client_id": client.client_id,
            "client_secret": client.client_secret,
            "scope": "openid",
        }
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        reply = self._sent(self._token_url, urlencode(form).encode("ascii"), headers)
        if reply.status in {400, 401, 403}:
            refuse(Code.STATE_PORTAL_DENIED, status=reply.status)
        _refuse_faults(reply)
        answer = _json_object(reply)
        token, lasts = answer.get("access_token"), answer.get("expires_in", 0)
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token:
            refuse(Code.STATE_PORTAL_UNREADABLE, detail="access_token")
        seconds = _whole(lasts) or 0
        return token, self._clock.now() + max(min(timedelta(seconds=seconds), _LONGEST_TOKEN) - _MARGIN, timedelta())

    def _pass_breaker(self) -> None:
        with self._lock:
            now = self._clock.now()
            if self._closed_until is not None and now < self._closed_until:
                refuse(Code.STATE_PORTAL_BUSY, seconds=(self._closed_until - now) // timedelta(seconds=1) + 1)
            if self._failures >= FAILURES_TO_OPEN:  # its pause is over: one call tries, the others wait for it
                self._closed_until = now + FIRST_PAUSE

    def _note(self, refused: Refused) -> None:
        """Count what says that the portal is out of order; its refusals say that it works."""
        code = refused.refusal.code
        _calls.labels(code.rpartition("-")[2].lower()).inc()
        with self._lock:
            if code == Code.STATE_PORTAL_BUSY:
                self._close(timedelta(seconds=int(refused.refusal.facts["seconds"])))
            elif code in {Code.STATE_PORTAL_SILENT, Code.STATE_PORTAL_UNREADABLE}:
                self._failures += 1
                over = self._failures - FAILURES_TO_OPEN
                if over >= 0:
                    self._close(min(FIRST_PAUSE * (1 << min(over, 10)), LONGEST_PAUSE))
            else:
                self._failures, self._closed_until = 0, None

    def _close(self, pause: timedelta) -> None:
        until = self._clock.now() + pause
        self._closed_until = max(until, self._closed_until or until)


def _read(reply: Reply) -> Mapping[str, Any]:
    if reply.status in {401, 403}:
        refuse(Code.STATE_PORTAL_DENIED, status=reply.status)
    _refuse_faults(reply)
    answer = _json_object(reply)
    code = _whole(answer.get("codeRetour"))
    if code is None:
        refuse(Code.STATE_PORTAL_UNREADABLE, detail=f"HTTP {reply.status}, codeRetour")
    if code not in (0, NOTHING_FOUND):
        refuse(Code.STATE_PORTAL_REFUSED, error=code, message=_label(answer))
    if reply.status >= 400:
        refuse(Code.STATE_PORTAL_REFUSED, error=f"HTTP {reply.status}", message=_label(answer))
    return answer


def _refuse_faults(reply: Reply) -> None:
    """Refuse what is said by the status alone."""
    if reply.status in {429, 503}:
        refuse(Code.STATE_PORTAL_BUSY, seconds=_pause(reply.headers.get("retry-after", "")))
    if reply.status >= 500 or reply.status in {404, 408}:
        refuse(Code.STATE_PORTAL_SILENT, detail=f"HTTP {reply.status}")
    if 300 <= reply.status < 400:
        refuse(Code.STATE_PORTAL_UNREADABLE, detail=f"HTTP {reply.status}")


def _pause(asked: str) -> int:
    seconds = _whole(asked)
    pause = _BUSY if seconds is None else min(timedelta(seconds=seconds), LONGEST_PAUSE)
    return pause // timedelta(seconds=1)


def _json_object(reply: Reply) -> Mapping[str, Any]:
    try:
        answer = json.loads(reply.content, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        refuse(Code.STATE_PORTAL_UNREADABLE, detail=f"HTTP {reply.status}, {_kind(reply)}")
    return answer


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _kind(reply: Reply) -> str:
    kind = reply.headers.get("content-type", "").partition(";")[0].strip()[:60]
    return kind if kind and kind.isascii() and kind.isprintable() else "type inconnu"


def _whole(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10 else None


def _label(answer: Mapping[str, Any]) -> str:
    said = answer.get("libelle")
    text = said if isinstance(said, str) else "sans explication"
    return "".join(each if each.isprintable() else " " for each in text[:_SHOWN])
