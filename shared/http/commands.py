"""Commands: a write asked with an ``Idempotency-Key`` has one effect and one answer (design 8.5).

The handler's result becomes the answer inside the open unit of work; effect, events, journal and answer commit
together, last. A domain refusal undoes its effect with the unit of work, and is kept as the answer by another one:
a savepoint before each effect would cost two trips to every command for the few that are refused.

``run`` is synchronous: call it from a ``def`` route, or with ``in_handler_thread(commands.run, act, work, …)``.
Source: draft-ietf-httpapi-idempotency-key-header.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from fastapi import Response
from pydantic import BaseModel

from shared.http.abridging import ABRIDGED, abridged
from shared.http.act import Act
from shared.http.errors import Problem
from shared.http.problems import MEDIA_TYPE, problem_document
from shared.http.versions import etag
from shared.kernel.refusal import Refused
from shared.storage.idempotency import LARGEST_ANSWER, Attempt, StoredAnswer, begin, finish
from shared.storage.unit_of_work import Scope, SqlUnitOfWork, retrying

U = TypeVar("U", bound=SqlUnitOfWork)
R = TypeVar("R")
_JSON = "application/json"
_NOT_KEPT = frozenset({401, 413, 429})
_NO_CONTENT = 204


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answers when more than a body is needed.

    Attributes:
        content: The body, None for an answer without body.
        status: HTTP status; None takes the status given to ``run``.
        headers: Headers that belong to the answer and are repeated with it (``Location``, ``ETag``).
    """

    content: BaseModel | None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(
    content: BaseModel | None, *, status: int | None = None, location: str | None = None, version: int | None = None
) -> Answer:
    """An answer with the address of what was made (``Location``) and its version (``ETag``)."""
    headers = {} if location is None else {"Location": location}
    if version is not None:
        headers["ETag"] = etag(version)
    return Answer(content, status=status, headers=headers)


class Commands(Generic[U]):
    """Runs the commands of one service.

    Args:
        open_uow: Makes a new unit of work for a scope; it is entered and committed here.
    """

    def __init__(self, open_uow: Callable[[Scope], U]) -> None:
        self._open_uow = open_uow

    def run(self, act: Act, work: Callable[[U], BaseModel | Answer | None], *, status: int = 200) -> Response:
        """Run ``work`` once for this act, or give its first answer again.

        Args:
            act: The write, with the digest of its body.
            work: Calls the handler and returns the body of the answer, an ``Answer``, or None (204).
            status: Status of a successful answer.

        Raises:
            Problem: ``HTTP-IDEMPOTENCY-KEY-REUSED`` (422), ``HTTP-IDEMPOTENCY-IN-PROGRESS`` (409).
        """
        if not act.body_digest:
            raise ValueError("the route of an upload calls act.with_body(digest) before its command")
        attempt = _attempt(act)
        scope = Scope(act.principal, act.correlation_id, traceparent=act.traceparent)

        def once(make: Callable[[U], StoredAnswer]) -> Response:
            return _response(retrying(lambda: self._open_uow(scope), partial(_once, attempt=attempt, make=make)))

        try:
            return once(lambda uow: _stored(work(uow), status=status))
        except Refused as refused:
            answered = _refusal(refused, act)
            if answered is None:
                raise
            return once(lambda _uow: answered)

    def run_without_key(self, scope: Scope, work: Callable[[U], R]) -> R:
        """Run ``work`` and commit it, for a published protocol that has no ``Idempotency-Key``.

        Repeating it is then the matter of the work itself: the same content again must give the same thing.
        """
        return retrying(lambda: self._open_uow(scope), work)


def _attempt(act: Act) -> Attempt:
    """The key belongs to one person acting for one organisation, one method and one address."""
    author = f"{act.principal.subject}@{act.principal.organisation or '-'}"
    return Attempt(author, act.method, act.path, act.key, act.body_digest)


def _begin(uow: SqlUnitOfWork, attempt: Attempt) -> StoredAnswer | None:
    try:
        return begin(uow, attempt)
    except Refused as refused:
        if refused.refusal.code == "HTTP-KEY-REUSED":
            raise Problem("HTTP-IDEMPOTENCY-KEY-REUSED") from None
        raise Problem("HTTP-IDEMPOTENCY-IN-PROGRESS", headers={"Retry-After": "1"}) from None


def _once(uow: U, *, attempt: Attempt, make: Callable[[U], StoredAnswer]) -> StoredAnswer:
    """Give the answer that the key received before, else make one and keep it."""
    earlier = _begin(uow, attempt)
    if earlier is not None:
        return earlier
    made = make(uow)
    finish(uow, attempt, made)
    return made


def _refusal(refused: Refused, act: Act) -> StoredAnswer | None:
    """Give a refusal as an answer to keep; None for one that the same request may not meet again."""
    document = problem_document(refused.refusal, act.texts, request_id=act.correlation_id)
    if document.status in _NOT_KEPT or document.status >= 500:
        return None
    return StoredAnswer(document.status, MEDIA_TYPE, document.to_json())


def _stored(result: BaseModel | Answer | None, *, status: int) -> StoredAnswer:
    full = result if isinstance(result, Answer) else Answer(result)
    if full.content is None:
        return StoredAnswer(full.status or _NO_CONTENT, _JSON, b"", full.headers)
    body, headers = full.content.model_dump_json().encode(), full.headers
    if len(body) > LARGEST_ANSWER:
        body, headers = abridged(body), {**headers, ABRIDGED: "true"}
    return StoredAnswer(full.status or status, _JSON, body, headers)


def _response(stored: StoredAnswer) -> Response:
    media_type = stored.content_type if stored.body else None
    return Response(stored.body, status_code=stored.status, media_type=media_type, headers=dict(stored.headers))
