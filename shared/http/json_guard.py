"""Checks of a JSON body before it is parsed: type, encoding, depth, characters that no database stores."""

import json
import re

from starlette.requests import Request

from shared.http.errors import Problem

# Strings first, so that brackets inside them do not count; an unterminated one runs to the end: linear time always.
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_NUL = rb"\u0000"
# From one escape to the next, so that a backslash that is itself escaped does not count: linear time always.
_TO_NUL = re.compile(rb"(?:[^\\]++|\\(?!u0000).)*+\\u0000", re.DOTALL)


async def check_json_body(request: Request, *, depth: int) -> None:
    """Check the body of a request whose route expects JSON.

    Raises:
        Problem: ``HTTP-MEDIA-TYPE`` for another type of content, ``HTTP-BODY-UNREADABLE`` for text that is not UTF-8,
            is nested deeper than ``depth`` or has a null character.
    """
    body = await request.body()
    if not body:
        return
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        raise Problem("HTTP-MEDIA-TYPE", expected="application/json")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("HTTP-BODY-UNREADABLE", reason="codage UTF-8 incorrect") from None
    if has_null(body):
        raise Problem("HTTP-BODY-UNREADABLE", reason="caractère nul")
    if is_deeper_than(body, depth):
        raise Problem("HTTP-BODY-UNREADABLE", reason=f"plus de {depth} niveaux d'imbrication")
    if _SURROGATE.search(body) and not _is_encodable(body):
        raise Problem("HTTP-BODY-UNREADABLE", reason="caractère Unicode incomplet")


def has_null(body: bytes) -> bool:
    """Whether a text of a JSON body has a null character, written as an escape: the only form that JSON allows."""
    return _NUL in body and _TO_NUL.match(body) is not None


def _is_encodable(body: bytes) -> bool:
    """Whether escaped characters come in whole pairs; half of one can neither be stored nor sent back."""
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    except ValueError:
        pass  # not JSON: the framework's own parser says so
    return True


def is_deeper_than(body: bytes, depth: int) -> bool:
    """Whether arrays and objects are nested deeper than ``depth``; no parser is needed to know."""
    if body.count(b"[") + body.count(b"{") <= depth:
        return False
    level = 0
    for token in _TOKENS.finditer(body):
        match body[token.start()]:
            case 0x5B | 0x7B:
                level += 1
                if level > depth:
                    return True
            case 0x5D | 0x7D:
                level -= 1
            case _:
                pass  # a string
    return False
