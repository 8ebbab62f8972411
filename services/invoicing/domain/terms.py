"""The business terms that the semantic model holds: read from its annotations, for documentation and tests."""

from collections.abc import Iterator
from typing import Any, get_type_hints


def terms_of(model: type[Any]) -> Iterator[tuple[str, str]]:
    """Give (field name, business term of EN 16931) for each field of a class of the model."""
    for name, hint in get_type_hints(model, include_extras=True).items():
        for mark in getattr(hint, "__metadata__", ()):
            yield name, mark
