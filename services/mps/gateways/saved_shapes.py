"""What is known of a path: its pattern, the shape of its data as the official description gives it, its reader."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from services.mps.domain.readings import Reading
from services.mps.gateways.issuer_json import JsonMap

SavedReader = Callable[[JsonMap, date], Reading]


@dataclass(frozen=True, slots=True)
class Known:
    """A path that is known: ``kind`` is what stands under ``key`` in an answer to it."""

    pattern: re.Pattern[str]
    reader: SavedReader
    key: str
    kind: type[Mapping[str, object]] | type[list[object]]

    def holds(self, payload: JsonMap) -> bool:
        """Tell whether an answer has the shape that was described."""
        return isinstance(payload.get(self.key), self.kind)


def object_of(pattern: str, reader: SavedReader) -> Known:
    """A path that answers with one object under ``data``."""
    return Known(re.compile(pattern + "$"), reader, "data", dict)


def list_of(pattern: str, reader: SavedReader) -> Known:
    """A path that answers with a list under ``data``, each of its elements in an envelope of its own."""
    return Known(re.compile(pattern + "$"), reader, "data", list)


def results_of(pattern: str, reader: SavedReader) -> Known:
    """A path of the open registers, which answer with a list under ``results``."""
    return Known(re.compile(pattern + "$"), reader, "results", list)
