"""The canonical summary: what must be the same for every run of the same procurement, whatever was killed on the way.

Identifiers are replaced by names in order of first appearance, times and digests of sealed bytes are left out,
events stand in order within their aggregate, and independent aggregates are sorted (design section 8.13).
"""

import re
from collections.abc import Iterable, Mapping

from pydantic import JsonValue

IDENTIFIER = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
CALENDAR_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
# Facts of one aggregate that no rule orders: each administration answers when it can.
INDEPENDENT = frozenset({"certificate_fetched.v1"})
# An administration that does not answer is asked again: how often depends on how long the run took.
ASKED = "certificate_requested.v1"
# What the clock alone brings while a contract lasts: how much of it a run sees depends on how long the run took.
TIMED = frozenset({"contract_vigilance_due.v1"})
RANDOM_TEXT = re.compile(r"^(age1[a-z0-9]{20,}|[0-9a-f]{64}|SIMULATION-[0-9a-f-]+)$")


class Names:
    """Gives each identifier a short name in order of first appearance."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def of(self, identifier: str) -> str:
        """Give the name of an identifier, the same each time."""
        return self._names.setdefault(identifier, f"id-{len(self._names) + 1}")


def canonical_events(events: Iterable[Mapping[str, JsonValue]]) -> list[dict[str, JsonValue]]:
    """Bring envelopes to their canonical form, grouped by aggregate in version order, groups sorted by content."""
    groups: dict[str, list[dict[str, JsonValue]]] = {}
    for envelope in events:
        group = groups.setdefault(str(envelope["subject"]), [])
        data = envelope["data"]
        assert isinstance(data, dict)  # noqa: S101 - CloudEvents of ours carry an object
        facts: dict[str, JsonValue] = {name: value for name, value in data.items() if name != "aggregate_version"}
        group.append({"type": envelope["type"], "version": envelope["aggregateversion"], "data": facts})
    told = [_heard(group) for group in groups.values() if TIMED.isdisjoint(str(item["type"]) for item in group)]
    ordered = sorted((_ordered(group) for group in told), key=lambda group: repr(_stripped(list(group), Names())))
    names = Names()
    return [_plain(item, names) for group in ordered for item in group]


def canonical(value: JsonValue) -> JsonValue:
    """Bring any other part of the summary to its canonical form."""
    return _stripped(value, Names())


def _heard(group: list[dict[str, JsonValue]]) -> list[dict[str, JsonValue]]:
    """Keep the first question to each administration and its last answer; elsewhere, keep all."""
    if INDEPENDENT.isdisjoint(str(item["type"]) for item in group):
        return group
    kept: dict[tuple[str, str], dict[str, JsonValue]] = {}
    for item in sorted(group, key=lambda item: int(str(item["version"]))):
        key = (str(item["type"]), str(_fact(item, "source_code")))
        if item["type"] != ASKED or key not in kept:
            kept[key] = item
    return [*kept.values()]


def _fact(item: Mapping[str, JsonValue], name: str) -> JsonValue:
    data = item["data"]
    return data.get(name) if isinstance(data, dict) else None


def _ordered(group: list[dict[str, JsonValue]]) -> list[dict[str, JsonValue]]:
    """Order the events of one aggregate by version; those that administrations answer when they can, by content."""
    by_version = sorted(group, key=lambda item: int(str(item["version"])))
    if INDEPENDENT.isdisjoint(str(item["type"]) for item in group):
        return by_version
    loose: list[dict[str, JsonValue]] = [{**item, "version": None} for item in by_version]
    return sorted(loose, key=lambda item: (str(item["type"]), repr(_stripped(item, Names()))))


def _plain(item: dict[str, JsonValue], names: Names) -> dict[str, JsonValue]:
    stripped = _stripped(item, names)
    assert isinstance(stripped, dict)  # noqa: S101 - a mapping stays a mapping
    return stripped


def _stripped(value: JsonValue, names: Names) -> JsonValue:
    if isinstance(value, dict):
        # The size of a file whose bytes differ from run to run says as little as its digest.
        # How fast legal time ran is a time like any other.
        left_out = {"size"} if "sha256" in value else {"factor"} if "legal_start" in value else set()
        return {key: _stripped(item, names) for key, item in sorted(value.items()) if key not in left_out}
    if isinstance(value, list | tuple):
        return [_stripped(item, names) for item in value]
    if isinstance(value, str):
        return _text(value, names)
    return value


def _text(text: str, names: Names) -> str:
    if IDENTIFIER.match(text):
        return names.of(text)
    if INSTANT.match(text):
        return "<instant>"
    if CALENDAR_DAY.match(text):
        return "<day>"
    return "<random>" if RANDOM_TEXT.match(text) else text
