"""Writes docs/events.md from the event classes: what exists, when it is sent, what it carries."""

import inspect
from collections.abc import Iterator
from typing import Any

from shared.contracts.catalogue import EVENT_CLASSES
from shared.contracts.event import Event
from tools.event_schemas import json_schema

Schema = dict[str, Any]

HEAD = """# Events

Generated from `shared/contracts` by `make docs`; do not edit.

Every event travels as CloudEvents 1.0 (structured JSON). Exchange `<source>.events` (topic), routing key = type, queue
`<consumer>.<type>`. Consumers ignore fields that they do not know; a released class never changes: a change is a new
version. Amounts are `{"value": "12.30", "currency": "EUR"}`, instants RFC 3339. Schemas: `shared/contracts/schemas/`.
"""


def events_page() -> str:
    """Give the whole page."""
    sources = list(dict.fromkeys(event.source for event in EVENT_CLASSES))
    parts = [HEAD, *_table_of_contents()]
    for source in sources:
        parts.append(f"\n## {source}\n")
        parts.extend(_section(event) for event in EVENT_CLASSES if event.source == source)
    return "\n".join(parts).rstrip() + "\n"


def _table_of_contents() -> Iterator[str]:
    yield "| type | source | finance feed |"
    yield "|---|---|---|"
    for event in EVENT_CLASSES:
        anchor = event.event_type.replace(".", "")
        yield f"| [`{event.event_type}`](#{anchor}) | {event.source} | {'yes' if _is_in_a_feed(event) else ''} |"


def _section(event: type[Event]) -> str:
    schema = json_schema(event)
    lines = [
        f"### {event.event_type}",
        "",
        f"{inspect.getdoc(event)}",
        "",
        "| field | type | required |",
        "|---|---|---|",
    ]
    required = set(schema.get("required", ()))
    for name, field in schema["properties"].items():
        lines.append(f"| `{name}` | {_type(field)} | {'yes' if name in required else 'no'} |")
    for name, part in sorted(schema.get("$defs", {}).items()):
        fields = ", ".join(f"`{field}`: {_type(detail)}" for field, detail in part.get("properties", {}).items())
        said = " ".join(str(part.get("description", "")).split("\n\n")[0].split())
        lines += ["", f"`{name}`: {said} {{{fields}}}"]
    return "\n".join(lines) + "\n"


def _type(field: Schema) -> str:
    """Write a JSON Schema type in one cell."""
    match field:
        case {"$ref": str() as reference}:
            written = f"`{reference.rpartition('/')[2]}`"
        case {"anyOf": list() as options}:
            written = " or ".join(_type(option) for option in options)
        case {"enum": list() as values}:
            written = " or ".join(f"`{value}`" for value in values)
        case {"const": constant}:
            written = f"`{constant}`"
        case {"type": "array", "items": dict() as items}:
            written = f"list of {_type(items)}"
        case {"type": "object", "additionalProperties": dict() as values}:
            written = f"map of {_type(values)}"
        case {"type": str() as kind, "format": str() as form}:
            written = f"{kind} ({form})"
        case _:
            written = str(field.get("type", "any"))
    return written


def _is_in_a_feed(event: type[Event]) -> bool:
    return event.feed is not Event.feed
