"""A released event never changes: its golden JSON Schema is the contract with every consumer."""

import json
from pathlib import Path
from typing import ClassVar

import jsonschema
import pytest

from shared.contracts.catalogue import EVENT_CLASSES, EVENTS
from shared.contracts.event import Event
from tools import event_schemas


def test_every_event_matches_its_released_schema() -> None:
    assert list(event_schemas.faults()) == []


def test_every_released_schema_is_a_schema() -> None:
    for path in event_schemas.SCHEMAS.glob("*.json"):
        schema = json.loads(path.read_text("utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$id"] == f"urn:plis:schema:{path.stem}"


@pytest.mark.parametrize("event", EVENT_CLASSES, ids=lambda event: event.event_type)
def test_every_event_says_when_it_is_sent(event: type[Event]) -> None:
    assert (event.__doc__ or "").startswith("Sent ")
    name, _, version = event.event_type.partition(".v")
    assert version.isdecimal()
    assert name == name.lower()
    assert event.__name__.endswith(f"V{version}")
    assert EVENTS[event.event_type] is event


def test_numbers_of_money_never_travel_as_json_numbers() -> None:
    for event in EVENT_CLASSES:
        assert '"type": "number"' not in json.dumps(event_schemas.json_schema(event)), event.event_type


class SomethingHappenedV1(Event):
    """Sent when a test needs an event."""

    event_type: ClassVar[str] = "something_happened.v1"
    source: ClassVar[str] = "tests"

    what: str


class ChangedV1(SomethingHappenedV1):
    """Sent when a test needs a change."""

    by_whom: str


def test_a_change_of_a_released_event_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_schemas, "EVENT_CLASSES", (SomethingHappenedV1,))
    assert [*event_schemas.faults(tmp_path)] == ["something_happened.v1: not released (tools/render_docs.py --release)"]
    assert len(event_schemas.release(tmp_path)) == 1
    golden = (tmp_path / "something_happened.v1.json").read_bytes()
    assert [*event_schemas.faults(tmp_path)] == []

    monkeypatch.setattr(event_schemas, "EVENT_CLASSES", (ChangedV1,))
    assert "changed" in next(event_schemas.faults(tmp_path))
    assert event_schemas.release(tmp_path) == []
    assert (tmp_path / "something_happened.v1.json").read_bytes() == golden

    monkeypatch.setattr(event_schemas, "EVENT_CLASSES", ())
    assert "lost its class" in next(event_schemas.faults(tmp_path))


def test_better_prose_is_not_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_schemas, "EVENT_CLASSES", (SomethingHappenedV1,))
    event_schemas.release(tmp_path)
    path = tmp_path / "something_happened.v1.json"
    path.write_text(path.read_text("utf-8").replace("Sent when a test needs an event.", "Other words."), "utf-8")
    assert [*event_schemas.faults(tmp_path)] == []
