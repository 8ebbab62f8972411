"""Writes the names of the fields that API Entreprise describes, so that the client can tell what is new.

    python tools/mps_known_fields.py PATH/TO/openapi-entreprise-v3v4.yaml

Only names are kept: one text for each source, its paths in order. Run again when the official description changes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from services.mps.domain.sources import Source
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS

TARGET = Path("services/mps/gateways/known_fields.yaml")
HEADER = "# Fields that the official description names, by source; made by tools/mps_known_fields.py.\n"


def paths_of(schema: Any, here: str = "") -> Iterator[str]:  # noqa: ANN401 - an OpenAPI document
    """Give the paths of the fields of a schema; lists add no step."""
    for choice in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from paths_of(choice, here)
    if "items" in schema:
        yield from paths_of(schema["items"], here)
    for name, inner in schema.get("properties", {}).items():
        path = f"{here}.{name}" if here else name
        yield path
        yield from paths_of(inner, path)


def main() -> None:
    """Read the description and write the names."""
    described = yaml.load(Path(sys.argv[1]).read_text("utf-8"), Loader=yaml.CSafeLoader)["paths"]
    lines = [HEADER]
    for source in Source:
        operation = described.get(ENDPOINTS[source].path)
        if operation is None:
            continue
        schema = operation["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        lines.append(f"{source.value}:\n")
        lines += [f"- {path}\n" for path in sorted(set(paths_of(schema)))]
    TARGET.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
