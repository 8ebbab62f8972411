"""Every route that the services publish, read from their OpenAPI documents: a new route cannot escape a walk."""

import re
from collections.abc import Mapping

import httpx

from services.demo.platform import SERVICES

METHODS = ("get", "head", "post", "put", "patch", "delete")
# An identifier shaped like the others, of nothing.
NOBODY = "00000000-0000-7000-8000-000000000000"


def published_routes(url: str) -> list[tuple[str, str]]:
    """Give every (method, path) of every service of a platform."""
    found = []
    for service in SERVICES:
        document = httpx.get(f"{url}/{service}/openapi.json", timeout=60).json()
        found += [(method, path) for path, item in document["paths"].items() for method in item if method in METHODS]
    return found


def filled(path: str, values: Mapping[str, object]) -> str:
    """Give a path with these values; what they do not name is asked with an identifier of nobody."""
    return re.sub(r"\{(\w+)(:path)?\}", lambda name: str(values.get(name.group(1), NOBODY)), path)
