"""JSON in and out without any float: amounts are numbers on the wire and decimals here; files in base64."""

import binascii
import json
from decimal import Decimal
from typing import Any, Final, NoReturn

from pydantic import BaseModel

from services.invoicing.api.cpro.envelope import Return, refuse_call
from shared.http.json_guard import is_deeper_than
from shared.http.limits import JSON_DEPTH

_SEEN: Final = 64
_PARTS: Final = 100_000


def encode(answer: BaseModel) -> bytes:
    """Write an answer; what is None is left out."""
    return _written(answer.model_dump(exclude_none=True, by_alias=True)).encode()


def decode(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON says
    """Read a question, however large its file is; no body at all is one without fields.

    What would cost more than its size is refused by counting, before it is read.

    Raises:
        ValueError: not JSON, more parts than any question has, or a text that no database stores.
    """
    if not body[:_SEEN].strip() and not body.strip():
        return {}
    if body.count(b"[") + body.count(b"{") > _PARTS or body.count(b",") > _PARTS:
        raise ValueError("too many parts")
    if is_deeper_than(body, JSON_DEPTH.value):
        raise ValueError("too deep")
    content = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_number)
    _check_texts(content)
    return content


def decode_file(text: str, *, field: str) -> bytes:
    """Decode the file of a field, or refuse; some software breaks its lines."""
    try:
        return binascii.a2b_base64("".join(text.split()), strict_mode=True)
    except ValueError:  # binascii.Error is one; so is what is not ASCII
        refuse_base64(field)


def refuse_base64(field: str) -> NoReturn:
    """Refuse a file that is not in base64.

    Raises:
        CproRefused: always.
    """
    refuse_call(Return.FIELD_INVALID, f"{field} : le fichier n'est pas en base64.")


def _check_texts(content: object) -> None:
    match content:
        case str():
            if "\x00" in content or not (content.isascii() or content.encode("utf-8")):
                raise ValueError("null character")
        case list():
            for each in content:
                _check_texts(each)
        case dict():
            for name, each in content.items():
                _check_texts(name)
                _check_texts(each)
        case _:
            pass


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
