"""The golden JSON Schemas of the events: written once at release, never changed.

`check` compares each class with its released schema; `release` writes the schemas that do not exist yet.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.contracts.catalogue import EVENT_CLASSES
from shared.contracts.event import Event
from tools.repository import ROOT, shown

SCHEMAS = ROOT / "shared" / "contracts" / "schemas"


def json_schema(event: type[Event]) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of an event as it is written on the wire."""
    schema = event.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:plis:schema:{event.event_type}",
        **schema,
    }


def schema_text(event: type[Event]) -> str:
    """Give the text of the golden file."""
    return json.dumps(json_schema(event), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def golden_file(event: type[Event], folder: Path = SCHEMAS) -> Path:
    """Give the path of the golden file of an event."""
    return folder / f"{event.event_type}.json"


def faults(folder: Path = SCHEMAS) -> Iterator[str]:
    """Say which released schemas no longer match their class, which are missing, which have lost their class."""
    for event in EVENT_CLASSES:
        path = golden_file(event, folder)
        if not path.is_file():
            yield f"{event.event_type}: not released (tools/render_docs.py --release)"
        elif _shape(json.loads(path.read_text("utf-8"))) != _shape(json_schema(event)):
            yield f"{event.event_type}: a released event changed; write a new version of the class instead"
    known = {golden_file(event, folder).name for event in EVENT_CLASSES}
    for path in sorted(folder.glob("*.json")):
        if path.name not in known:
            yield f"{path.name}: a released event lost its class; consumers may still receive it"


def release(folder: Path = SCHEMAS) -> list[str]:
    """Write the schemas that do not exist yet, and give their paths; an existing file is never touched."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for event in EVENT_CLASSES:
        path = golden_file(event, folder)
        if not path.exists():
            with path.open("x", encoding="utf-8") as file:
                file.write(schema_text(event))
            written.append(shown(path) if path.is_relative_to(ROOT) else str(path))
    return written


def _shape(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Leave out what is prose: descriptions and titles may improve after a release."""
    match schema:
        case dict():
            prose = {key for key in ("description", "title") if isinstance(schema.get(key), str)}
            return {key: _shape(value) for key, value in schema.items() if key not in prose}
        case list():
            return [_shape(value) for value in schema]
        case _:
            return schema
