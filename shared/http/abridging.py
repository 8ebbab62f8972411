"""Answers of writes are kept with their key, hence bounded (design 8.5): a longer one is shortened, never lost.

Lists are cut, the longest first, until the answer fits; the header ``Plis-Abridged`` says so, and the whole is read
at its own address. Without this a write would fail only because its answer is long.
"""

import json
from typing import Any, Final

from shared.storage.idempotency import LARGEST_ANSWER

ABRIDGED: Final = "Plis-Abridged"
_LONGEST_LIST: Final = 4096


def abridged(body: bytes, *, most: int = LARGEST_ANSWER) -> bytes:
    """Give a JSON text with lists short enough for it to fit.

    Raises:
        ValueError: it does not fit even with empty lists.
    """
    content = json.loads(body)
    length = _LONGEST_LIST
    while length:
        length //= 2
        shorter = json.dumps(_cut(content, length), ensure_ascii=False, separators=(",", ":")).encode()
        if len(shorter) <= most:
            return shorter
    raise ValueError(f"an answer of {len(body)} bytes cannot be shortened to {most}")


def _cut(value: Any, length: int) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [_cut(each, length) for each in value[:length]]
    if isinstance(value, dict):
        return {name: _cut(each, length) for name, each in value.items()}
    return value
