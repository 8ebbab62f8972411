"""Canonical JSON: one text for one value, so that a digest or a signature has one meaning.

A subset of RFC 8785 (JSON Canonicalization Scheme): objects with ASCII names sorted, no spaces, UTF-8, integers only.
For such values this text is the one that RFC 8785 prescribes, so any of its libraries can check ours.
"""

import json
from collections.abc import Mapping

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def canonical_json(value: Mapping[str, Json]) -> bytes:
    """Write a JSON object in its one canonical form.

    Raises:
        ValueError: it holds a number that is not an integer, or a name outside ASCII.
    """
    _check(dict(value))
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _check(value: Json) -> None:
    match value:
        case dict():
            for name, member in value.items():
                if not name.isascii():
                    raise ValueError("names of a canonical object are ASCII texts")
                _check(member)
        case list():
            for member in value:
                _check(member)
        case None | bool() | int() | str():
            return
        case _:
            raise ValueError("a canonical value holds objects, lists, texts, integers, booleans and null only")
