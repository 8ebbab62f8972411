"""An act: one write asked by one person, with all that makes its repetition recognisable."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Self

from fastapi import Depends, Header, Request

from shared.http.body_limit import BUDGET
from shared.http.errors import Problem
from shared.http.limits import IDEMPOTENCY_KEY
from shared.http.problems import ProblemText
from shared.http.security import anyone, authenticated
from shared.http.texts import HTTP_TEXTS
from shared.http.versions import parse_if_match
from shared.kernel.principal import Principal, Right
from shared.observability import current_traceparent

_KEY = re.compile(rf"[A-Za-z0-9._:-]{{8,{IDEMPOTENCY_KEY.value}}}")


@dataclass(frozen=True, slots=True)
class Act:
    """A write and its author.

    Attributes:
        body_digest: SHA-256 of the raw body in hexadecimal; empty until an upload has been read (``with_body``).
        if_match: Version that the author read, from ``If-Match``.
        texts: French texts of the service that was asked, for the refusals that are kept as answers.
    """

    principal: Principal
    key: str
    method: str
    path: str
    body_digest: str
    correlation_id: str
    traceparent: str | None
    if_match: int | None = None
    texts: Mapping[str, ProblemText] = field(default_factory=lambda: HTTP_TEXTS, repr=False, compare=False)

    def with_body(self, digest: str) -> Self:
        """The same act with the digest of the bytes that its route has read."""
        return replace(self, body_digest=digest)

    def required_version(self) -> int:
        """The version that the author read.

        Raises:
            Problem: ``HTTP-IF-MATCH-MISSING``: a change by a person says which version it changes.
        """
        if self.if_match is None:
            raise Problem("HTTP-IF-MATCH-MISSING")
        return self.if_match


_KeyHeader = Annotated[
    str | None, Header(alias="Idempotency-Key", description="Même clé, même réponse, un seul effet.")
]
_MatchHeader = Annotated[str | None, Header(alias="If-Match", description='Version lue, par exemple "3".')]


def act_of(*rights: Right) -> Callable[..., Awaitable[Act]]:
    """A dependency for a write with a JSON body or none, by a person holding every one of ``rights``."""

    async def act(
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(*rights))],
        key: _KeyHeader = None,
        if_match: _MatchHeader = None,
    ) -> Act:
        """Read the body once more from memory: the framework has already received it whole."""
        digest = hashlib.sha256(await request.body()).hexdigest()
        return _act(request, principal, key=key, if_match=if_match, digest=digest)

    return act


def act_of_anyone() -> Callable[..., Awaitable[Act]]:
    """A dependency for a write that nobody needs an account for; a token that came is verified all the same."""

    async def act(
        request: Request,
        principal: Annotated[Principal, Depends(anyone)],
        key: _KeyHeader = None,
        if_match: _MatchHeader = None,
    ) -> Act:
        """Read the body once more from memory; visitors share one name, so their answers never hold a secret."""
        digest = hashlib.sha256(await request.body()).hexdigest()
        return _act(request, principal, key=key, if_match=if_match, digest=digest)

    return act


def act_of_upload(*rights: Right, limit: str) -> Callable[..., Awaitable[Act]]:
    """A dependency for a raw body: the route streams it, then says ``act.with_body(digest)``.

    Args:
        rights: Every right that the author needs.
        limit: Name in the service's limits table of the greatest number of bytes.
    """

    async def act(
        request: Request,
        principal: Annotated[Principal, Depends(authenticated(*rights))],
        key: _KeyHeader = None,
        if_match: _MatchHeader = None,
    ) -> Act:
        """Leave the body unread: the route streams it."""
        allow_body(request, limit=limit)
        return _act(request, principal, key=key, if_match=if_match, digest="")

    return act


def allow_body(request: Request, *, limit: str) -> None:
    """Let this request have a body as large as the named limit of its service says, and refuse a longer one now.

    Raises:
        Problem: ``HTTP-BODY-TOO-LARGE`` when the announced length is already too great.
    """
    budget = request.scope[BUDGET]
    budget.limit = request.app.state.limits.value(limit)
    budget.check_declared()


def _act(request: Request, principal: Principal, *, key: str | None, if_match: str | None, digest: str) -> Act:
    if key is None:
        raise Problem("HTTP-IDEMPOTENCY-KEY-MISSING")
    if not _KEY.fullmatch(key):
        raise Problem("HTTP-IDEMPOTENCY-KEY-INVALID", limit=str(IDEMPOTENCY_KEY.value))
    query = request.url.query
    return Act(
        principal=principal,
        key=key,
        method=request.method,
        path=request.url.path + (f"?{query}" if query else ""),
        body_digest=digest,
        correlation_id=request.scope["plis.request_id"],
        traceparent=current_traceparent(),
        if_match=parse_if_match(if_match),
        texts=request.app.state.texts,
    )
