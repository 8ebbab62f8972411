"""The JSON Schema of a question without references, for the description of the interface."""

from typing import Any


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """Put every definition where it is referred to; the parts of a question never contain themselves."""
    definitions = schema.get("$defs", {})

    def put(node: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(node, list):
            return [put(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return put(definitions[node["$ref"].rpartition("/")[2]])
        return {name: put(each) for name, each in node.items() if name != "$defs"}

    whole: dict[str, Any] = put(schema)
    return whole
