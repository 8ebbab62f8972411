"""Canonical JSON: one text for one value, so that a digest or a signature has one meaning.

A subset of RFC 8785 (JSON Canonicalization Scheme): objects with ASCII names sorted, no spaces, UTF-8, integers only.
For such values this text is the one that RFC 8785 prescribes, so any of its libraries can check ours.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def canonical_json(value: Mapping[str, Json]) -> bytes:
    """Write a JSON object in its one canonical form.

    Raises:
        ValueError: it holds a number that is not an integer, or a name outside ASCII.
    """
    whole = dict(value)
    _check(whole)
    return _text(whole)


def canonical_pieces(value: Mapping[str, Json]) -> Iterator[bytes]:
    """Write the same text piece by piece, one item of a list at a time: a long list is never one more text in memory.

    Raises:
        ValueError: as ``canonical_json``, once it comes to what it cannot write.
    """
    before = b"{"
    for name in sorted(value):
        member = value[name]
        _check({name: None})
        yield before + _text(name) + b":"
        before = b","
        if isinstance(member, list):
            yield from _items(member)
        else:
            _check(member)
            yield _text(member)
    yield b"}" if value else b"{}"


def _items(members: Sequence[Json]) -> Iterator[bytes]:
    before = b"["
    for member in members:
        _check(member)
        yield before + _text(member)
        before = b","
    yield b"]" if members else b"[]"


def _text(value: Json) -> bytes:
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
