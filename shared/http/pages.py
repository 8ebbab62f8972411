"""Lists by cursor: an opaque cursor continues after the last element seen, whatever was added meanwhile."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from shared.http.errors import Problem
from shared.http.limits import PAGE_SIZE
from shared.kernel.ids import Id
from shared.kernel.refusal import InvalidValue, refuse

T = TypeVar("T")
I = TypeVar("I", bound=Id)  # noqa: E741 - an identifier
E = TypeVar("E")
O = TypeVar("O", bound=BaseModel)  # noqa: E741 - what is shown
_MAX_CURSOR = 400


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    next_cursor: str | None = Field(description="À rendre dans « cursor » pour la suite ; absent à la dernière page.")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked: after which key, how many elements."""

    after: str | None
    limit: int

    def page(self, items: list[T], *, last_key: str | None) -> Page[T]:
        """The page to answer; ``last_key`` is the key of its last element when more follow, else None."""
        return Page(items=items, next_cursor=None if last_key is None else encode_cursor(last_key))


def page_request(
    cursor: Annotated[str | None, Query(max_length=_MAX_CURSOR, description="Curseur de la page précédente.")] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_SIZE.value, description="Nombre d'éléments.")] = 20,
) -> PageRequest:
    """Dependency that reads ``?cursor=&limit=``."""
    return PageRequest(after=None if cursor is None else decode_cursor(cursor), limit=limit)


def id_after(page: PageRequest, kind: type[I]) -> I | None:
    """Read the identifier after which the list continues.

    Raises:
        Refused: ``HTTP-CURSOR-INVALID``.
    """
    if page.after is None:
        return None
    try:
        return kind.parse(page.after)
    except InvalidValue:
        refuse("HTTP-CURSOR-INVALID")


def page_of(page: PageRequest, found: Sequence[E], *, show: Callable[[E], O], key: Callable[[E], Id | str]) -> Page[O]:
    """Write one page of what was read with one element more than asked."""
    shown = found[: page.limit]
    last_key = str(key(shown[-1])) if len(found) > page.limit else None
    return page.page([show(each) for each in shown], last_key=last_key)


def encode_cursor(key: str) -> str:
    """Wrap the key of the last element so that nobody builds on its form."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> str:
    """Read back a key.

    Raises:
        Problem: ``HTTP-CURSOR-INVALID`` for text that this service did not emit.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise Problem("HTTP-CURSOR-INVALID") from None
    if "\x00" in key or encode_cursor(key) != cursor:
        raise Problem("HTTP-CURSOR-INVALID")
    return key
