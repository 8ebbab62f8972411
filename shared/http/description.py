"""The OpenAPI 3.1 description of a service, corrected where the framework's own says something else than we do."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI

from shared.http.problems import MEDIA_TYPE

_PROBLEMS = ("4XX", "5XX")
_FRAMEWORK_WORDS = {"Successful Response": "Réponse", "Validation Error": "Demande incorrecte"}


def install_description(app: FastAPI) -> None:
    """Correct the description once, when it is first asked for."""
    generate: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _corrected(generate())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's documented way to extend a description


def _corrected(description: dict[str, Any]) -> dict[str, Any]:
    for operation in _operations(description):
        for status, response in operation.get("responses", {}).items():
            response["description"] = _FRAMEWORK_WORDS.get(response["description"], response["description"])
            if status in _PROBLEMS:
                schema = response.get("content", {}).pop("application/json", {})
                response["content"] = {MEDIA_TYPE: schema}
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "Idempotency-Key":
                # Optional for the framework, so that its absence gets our own refusal; required for callers.
                parameter.update(required=True, schema={"type": "string", "minLength": 8, "maxLength": 200})
    return description


def _operations(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in description.get("paths", {}).values():
        yield from (operation for operation in path.values() if isinstance(operation, dict))
