"""The answers that the simulator knows: found by operation and parameters, as the official sandbox does.

A fixture answers when all its parameters are those of the call; the most precise one wins. A fixture may hold several
replies: they are given one after the other, and the last one again and again (a source that fails, then recovers).
Source: siade/docs/fonctionnement_staging.md of datagouv/apistration.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from services.mps.gateways.api_entreprise_simulator.operations import KNOWN_PATHS

_INVENTED: Final = "00"  # SIREN that Insee assigns to nobody


@dataclass(frozen=True, slots=True)
class CannedReply:
    """One reply: its status, its JSON and the headers that it adds."""

    status: int
    payload: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fixture:
    """The replies to one operation for one set of parameters."""

    operation_id: str
    path: str
    params: Mapping[str, str]
    replies: tuple[CannedReply, ...]

    def answers(self, params: Mapping[str, str]) -> bool:
        """Tell whether this fixture is meant for a call."""
        return self.params.items() <= params.items()


class FixtureBook:
    """All the fixtures, and where each one stands in its replies."""

    def __init__(self, fixtures: Iterable[Fixture]) -> None:
        self._by_operation: dict[str, list[Fixture]] = {}
        self._given: Counter[int] = Counter()
        self._lock = Lock()
        self.paths: dict[str, str] = dict(KNOWN_PATHS)
        self._ours: set[str] = set()
        for fixture in fixtures:
            self._by_operation.setdefault(fixture.operation_id, []).append(fixture)
            self.paths.setdefault(fixture.operation_id, fixture.path)
            self._ours.update(value[:9] for value in fixture.params.values() if value.startswith(_INVENTED))

    def knows(self, operation_id: str, params: Mapping[str, str]) -> bool:
        """Tell whether a call has an answer here."""
        return self._find(operation_id, params) is not None

    def is_ours(self, params: Mapping[str, str]) -> bool:
        """Tell whether a call is about a company that comes with the product: what it has not, nobody invents."""
        called = params.get("siret") or params.get("siren") or params.get("siren_or_rna") or ""
        return called[:9] in self._ours

    def reply_to(self, operation_id: str, params: Mapping[str, str]) -> CannedReply | None:
        """Give the next reply to a call, None when no fixture answers it."""
        fixture = self._find(operation_id, params)
        if fixture is None:
            return None
        with self._lock:
            place = self._given[id(fixture)]
            self._given[id(fixture)] += 1
        return fixture.replies[min(place, len(fixture.replies) - 1)]

    def _find(self, operation_id: str, params: Mapping[str, str]) -> Fixture | None:
        fitting = [each for each in self._by_operation.get(operation_id, []) if each.answers(params)]
        return max(fitting, key=lambda fixture: len(fixture.params), default=None)


def sandbox_fixtures(samples_dir: Path | None) -> Iterator[Fixture]:
    """Read the official sandbox answers, one JSON file each, where they are installed."""
    folder = None if samples_dir is None else samples_dir / "api-entreprise"
    if folder is None or not folder.is_dir():
        return
    for file in sorted(folder.glob("*.json")):
        case = json.loads(file.read_text("utf-8"))
        reply = CannedReply(int(case["status"]), case["payload"])
        yield Fixture(case["operation_id"], case["path"], dict(case["params"]), (reply,))
