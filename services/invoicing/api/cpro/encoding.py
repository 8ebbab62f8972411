"""JSON in and out without any float: amounts are numbers on the wire and decimals here."""

import json
from decimal import Decimal
from typing import Any

from pydantic import BaseModel


def encode(answer: BaseModel) -> bytes:
    """Write an answer; what is None is left out."""
    return _written(answer.model_dump(exclude_none=True, by_alias=True)).encode()


def decode(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON says
    """Read a question; no body at all is one without fields.

    Raises:
        ValueError: not JSON, or a number that is none.
    """
    return json.loads(body, parse_float=Decimal, parse_constant=_no_number) if body.strip() else {}


def _no_number(name: str) -> object:
    raise ValueError(name)


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{_written(each)}" for name, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_written(each) for each in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False, default=str)
