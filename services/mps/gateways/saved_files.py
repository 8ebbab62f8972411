"""The file of a saved answer: who saved it may have used any tool, so its outside is read with tolerance.

A byte order mark, UTF-16, a payload kept as text, a status kept as text: all of them are the habits of tools. What the
administration itself said stays strict: a payload where a key is given twice, or that is no JSON, says nothing.
"""

import codecs
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from services.mps.gateways.issuer_json import NOTHING, JsonMap, part, read_json, text

_STATUS: Final = re.compile(r"[1-5][0-9]{2}", re.ASCII)
_MOST_STATUS: Final = 599
_ASIDE: Final = re.compile(r"[?#].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer as it was saved."""

    path: str
    status: int
    payload: JsonMap
    headers: Mapping[str, str]


def parse_saved(document: bytes) -> SavedAnswer | None:
    """Read a saved answer; None when the document is not one."""
    content = _as_utf8(document)
    saved = read_json(content)
    # A payload that contradicts itself says nothing; the path and the status of the call are still known.
    is_strict = saved is not None
    if saved is None:
        saved = _outside(content)
    path, status = text(saved, "path"), _status(saved.get("status"))
    if path is None or status is None or "payload" not in saved:
        return None
    headers = {name.lower(): str(value) for name, value in part(saved, "headers").items()}
    return SavedAnswer(_bare(path), status, _payload(saved["payload"]) if is_strict else NOTHING, headers)


def _as_utf8(document: bytes) -> bytes:
    """Take off a byte order mark, and put UTF-16 (the habit of one shell) into UTF-8."""
    if document.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return document.decode("utf-16").encode("utf-8")
        except ValueError:
            return b""
    return document.removeprefix(codecs.BOM_UTF8)


def _outside(content: bytes) -> JsonMap:
    """Read the outside of a saved answer whose inside is refused; nothing where the outside itself is in doubt."""
    doubtful: list[object] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            doubtful.append(found)
        return found

    try:
        saved = json.loads(content.decode("utf-8"), object_pairs_hook=once, parse_int=_short)
    except (ValueError, RecursionError):
        return NOTHING
    return saved if isinstance(saved, dict) and not any(each is saved for each in doubtful) else NOTHING


def _short(digits: str) -> int | None:
    return int(digits) if len(digits) < 20 else None


def _status(value: object) -> int | None:
    if isinstance(value, str) and _STATUS.fullmatch(value):
        return int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int) and 0 <= value <= _MOST_STATUS else None


def _bare(path: str) -> str:
    """Give a path without its parameters, its last slash and the escapes of its characters."""
    return unquote(_ASIDE.sub("", path)).strip().rstrip("/")


def _payload(value: object) -> JsonMap:
    if isinstance(value, str):
        value = read_json(value.encode("utf-8", "replace").removeprefix(codecs.BOM_UTF8))
    return value if isinstance(value, Mapping) else NOTHING
