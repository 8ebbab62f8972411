"""The published field trees of the portal's interface: questions made from them, answers compared with them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

_WHOLE: Final = ("int", "int32", "int64")
_SAMPLES: Final[dict[str, Any]] = {
    "string": "x",
    "bool": False,
    "float32": 12.5,
    "time.Time": "2026-10-05T09:30:00.000+02:00",
    "TriSens": "Descendant",
    **dict.fromkeys(_WHOLE, 1),
}
_DAY: Final = "2026-10-05"  # days are published as texts, as instants or as nothing in particular
# Published with the type of another field: what it bears is a kind of works.
_MISTYPED: Final = {"typeFactureTravaux"}


class PublishedTrees:
    """Every operation that is published, by its path below ``/cpro/``."""

    def __init__(self, standards_dir: Path) -> None:
        file = standards_dir / "chorus-pro" / "endpoints.json"
        if not file.is_file():
            pytest.skip("the published field trees of Chorus Pro are not installed")
        document = json.loads(file.read_text("utf-8"))
        self.operations: dict[str, Any] = {each["path"].removeprefix("/cpro/"): each for each in document["operations"]}
        self._enums: dict[str, list[str]] = document["enums"]

    def whole_question(self, path: str) -> Any:
        """Make a question that bears every published field, each with a value of its published type."""
        tree = self.operations[path]["request"]
        return self._sample(tree) if tree else {}

    def faults(self, path: str, answer: Any) -> list[str]:
        """Say what an answer has that is not published, or that is of another type."""
        return list(self._faults(answer, self.operations[path]["response"], ""))

    def _sample(self, tree: Any) -> Any:
        if isinstance(tree, list):
            return [self._sample(tree[0])]
        if isinstance(tree, dict) and tree:
            return {name: _DAY if "Date" in name else self._sample(each) for name, each in tree.items()}
        return _DAY if tree == {} else _SAMPLES[tree] if tree in _SAMPLES else self._enums[tree][0]

    def _faults(self, value: Any, tree: Any, place: str) -> Iterator[str]:
        if isinstance(tree, list):
            if not isinstance(value, list):
                yield f"{place}: a list is published"
                return
            for each in value:
                yield from self._faults(each, tree[0], f"{place}[]")
        elif isinstance(tree, dict) and tree:
            if not isinstance(value, dict):
                yield f"{place}: an object is published"
                return
            yield from (f"{place}.{name}: not published" for name in value if name not in tree)
            for name in value.keys() & tree.keys():
                yield from self._faults(value[name], tree[name], f"{place}.{name}")
        elif not self._is(value, tree, place.rpartition(".")[2]):
            yield f"{place}: {tree} is published, {value!r} answered"

    def _is(self, value: Any, kind: Any, name: str) -> bool:
        if kind == "bool":
            return isinstance(value, bool)
        if kind in _WHOLE:
            return isinstance(value, int) and not isinstance(value, bool)
        if kind == "float32":
            return isinstance(value, int | float) and not isinstance(value, bool)
        listed = self._enums.get(kind) if isinstance(kind, str) else None
        return isinstance(value, str) and (listed is None or name in _MISTYPED or value in listed)
