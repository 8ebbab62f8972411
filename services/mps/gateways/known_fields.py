"""Fields of an answer that the published description does not know: kept with the answer, and reported.

Administrations add fields without a word; a strict reader would lose the answer, a careless one would never hear.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from services.mps.domain.sources import Source
from services.mps.gateways.issuer_json import JsonMap

_MOST_REPORTED: Final = 20
_DEEPEST: Final = 12


def unknown_fields(source: Source, answer: JsonMap) -> tuple[str, ...]:
    """Give the paths of the fields that are not described, at most twenty; nothing for a source without description."""
    known = _known().get(source.value)
    if known is None:
        return ()
    found = dict.fromkeys(path for path in _paths(answer, "", depth=0) if path not in known)
    parents = [path for path in found if not any(path.startswith(f"{other}.") for other in found)]
    return tuple(parents[:_MOST_REPORTED])


def _paths(node: object, here: str, *, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for each in node[:50]:
            yield from _paths(each, here, depth=depth + 1)
    elif isinstance(node, Mapping):
        for name, inner in node.items():
            path = f"{here}.{name}" if here else str(name)
            yield path
            yield from _paths(inner, path, depth=depth + 1)


@cache
def _known() -> Mapping[str, frozenset[str]]:
    text = (files(__package__) / "known_fields.yaml").read_text("utf-8")
    return {
        name: frozenset(paths) for name, paths in yaml.load(text, Loader=yaml.CSafeLoader).items()
    }  # safe_load in C
