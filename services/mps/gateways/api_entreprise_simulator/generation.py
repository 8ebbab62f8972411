"""Answers generated from the official OpenAPI description, for a call that no fixture knows, as the sandbox does.

Every value is the example of its field, else an ordinary one of its type; the number that was asked about takes the
place of the example's, so that an answer speaks of the company of the call.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import yaml

_ORDINARY: Final[Mapping[str, object]] = {
    "string": "texte",
    "date": "2025-01-01",
    "integer": 1,
    "number": 1.0,
    "boolean": True,
    "object": {},
}
_ASKED: Final = ("siren", "siret", "rna")
_SIREN: Final = re.compile(r"[0-9]{9}")

Schema = Mapping[str, Any]

_READING: Final = Lock()


class Description:
    """The official description, where it is installed; read when it is first needed, for it takes a second."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def _paths(self) -> Mapping[str, Any]:
        with _READING:  # a dozen first calls arrive together: one of them reads, the others wait for it
            paths: Mapping[str, Any] = _document(self._file)["paths"]
        return paths

    @property
    def paths(self) -> Sequence[str]:
        """Give every path that is described."""
        return tuple(self._paths)

    def answer(self, path: str, params: Mapping[str, str]) -> Mapping[str, object] | None:
        """Make a successful answer for a call, None when its path is not described."""
        operation = self._paths.get(path, {}).get("get", {})
        content = operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json")
        if content is None:
            return None
        made = example_of(content["schema"])
        return _about(made, params) if isinstance(made, dict) else None


def example_of(schema: Schema) -> object:
    """Make a value that fits a schema."""
    if "properties" in schema:
        return {name: example_of(inner) for name, inner in schema["properties"].items()}
    if "items" in schema:
        example = schema.get("example")
        is_whole = isinstance(example, list) and None not in example
        return example if is_whole else [example_of(schema["items"])]
    if "example" in schema:
        return _fitting(schema["example"], schema)
    if schema.get("enum"):
        return schema["enum"][0]
    return _ORDINARY.get(schema.get("type", "object"), "texte")


def _fitting(example: object, schema: Schema) -> object:
    """Give an example in the form of its own field: the description is not always true to itself."""
    kind = schema.get("type")
    if example is None:
        return None if schema.get("nullable") else _ORDINARY.get(str(kind), "texte")
    if kind == "integer" and isinstance(example, str):
        return int(example) if example.isdigit() else 1
    if kind in {"string", "date"}:
        return _matching(str(example), schema.get("pattern"))
    return example


def _matching(example: str, pattern: str | None) -> str:
    """Give a text that a simple pattern accepts: digits and capitals in numbers that it names."""
    if pattern is None or re.search(pattern, example):
        return example
    plain = pattern.strip("^$")
    plain = re.sub(r"\\d\{(\d+)\}", lambda found: "1" * int(found[1]), plain)
    return re.sub(r"\[A-Z\]\{(\d+)\}", lambda found: "A" * int(found[1]), plain)


def _about(made: dict[str, Any], params: Mapping[str, str]) -> dict[str, object]:
    data = made.get("data")
    asked = {name: params[name] for name in _ASKED if name in params}
    if _SIREN.fullmatch(either := params.get("siren_or_rna", "")):
        asked["siren"] = either
    if isinstance(data, dict):
        data.update({name: value for name, value in asked.items() if isinstance(data.get(name), str)})
    return made


@cache
def _document(file: Path) -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)  # the C parser: 0.5 s
    return document
