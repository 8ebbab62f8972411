"""Lists that continue after an identifier: one that this service did not write is refused."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import BaseModel

from shared.http.pages import Page, PageRequest
from shared.kernel.ids import Id
from shared.kernel.refusal import InvalidValue, refuse

I = TypeVar("I", bound=Id)  # noqa: E741 - an identifier
E = TypeVar("E")
O = TypeVar("O", bound=BaseModel)  # noqa: E741 - what is shown


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


def page_of(page: PageRequest, found: Sequence[E], *, show: Callable[[E], O], key: Callable[[E], Id]) -> Page[O]:
    """Write one page of what was read with one element more than asked."""
    shown = found[: page.limit]
    last_key = str(key(shown[-1])) if len(found) > page.limit else None
    return page.page([show(each) for each in shown], last_key=last_key)
