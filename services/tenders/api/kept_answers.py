"""Answers of writes that may be long: they are kept with their key, hence bounded; the whole is read at its address."""

from collections.abc import Callable
from typing import Final, TypeVar

from pydantic import BaseModel

from shared.storage.idempotency import LARGEST_ANSWER

MOST: Final = 1_000
T = TypeVar("T", bound=BaseModel)


def fitting(make: Callable[[int], T], *, most: int = MOST) -> T:
    """Give the answer with the longest lists that can be kept; ``make`` takes the greatest length of a list."""
    shown = make(most)
    while most > 0 and len(shown.model_dump_json().encode()) > LARGEST_ANSWER:
        most //= 2
        shown = make(most)
    return shown
