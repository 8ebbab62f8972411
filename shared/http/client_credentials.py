"""The client credentials grant (RFC 6749, section 4.4) and the bearer tokens that it gives (RFC 6750).

For programs that an operator registered; people come with the token of their identity provider (``security.py``).
The credentials come in the form, or as Basic authentication (section 2.3.1); the errors are those of section 5.2, the
one place whose refusals are not problem documents.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, unquote_plus

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from shared.http.concurrency import in_handler_thread
from shared.kernel.client_secrets import TOKEN_LIFE, AccessToken

LONGEST_TOKEN: Final = 200
_LONGEST_FORM: Final = 4096
_MOST_FIELDS: Final = 10
TOKEN_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
    }
}


class TokenOut(BaseModel):
    """An access token (RFC 6749, section 5.1)."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the type of token, not a secret
    expires_in: int
    scope: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks for a token, and for what."""

    client_id: str
    client_secret: str
    scopes: tuple[str, ...]


Issue = Callable[[Credentials], tuple[str, AccessToken] | None]


async def answer_token(request: Request, issue: Issue, *, scopes: tuple[str, ...]) -> Response:
    """Answer a demand for a token; ``issue`` gives it, or None for an unknown client or a wrong secret.

    Args:
        request: The demand, its form unread.
        issue: Runs in a handler thread, in its own unit of work.
        scopes: What may be asked for; all of it when nothing is asked.
    """
    try:
        form = parse_qs((await request.body())[:_LONGEST_FORM].decode("ascii", "replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:  # more fields than any client sends
        return _refusal("invalid_request", 400)
    values = {name: each[0] for name, each in form.items()}
    if values.get("grant_type") != "client_credentials":
        return _refusal("unsupported_grant_type", 400)
    asked = tuple(values["scope"].split()) if "scope" in values else scopes
    if not set(asked) <= set(scopes):
        return _refusal("invalid_scope", 400)
    client_id, client_secret = _basic(request) or (values.get("client_id", ""), values.get("client_secret", ""))
    issued = await in_handler_thread(issue, Credentials(client_id, client_secret, asked))
    if issued is None:
        return _refusal("invalid_client", 401)
    text, token = issued
    out = TokenOut(access_token=text, expires_in=int(TOKEN_LIFE.total_seconds()), scope=" ".join(token.scopes))
    return JSONResponse(out.model_dump(), headers={"Cache-Control": "no-store"})


def bearer_token(headers: Mapping[str, str]) -> str | None:
    """Give the bearer token of a request; None when there is none that one of ours could be."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and 0 < len(token) <= LONGEST_TOKEN else None


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    pair = basic_pair(encoded) if scheme.lower() == "basic" else None
    return None if pair is None else (unquote_plus(pair[0]), unquote_plus(pair[1]))


def basic_pair(encoded: str) -> tuple[str, str] | None:
    """Read ``base64(login:password)`` (RFC 7617); None for anything else."""
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeError):
        return None
    login, colon, password = text.partition(":")
    return (login, password) if colon else None


def _refusal(code: str, status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="plis"'
    return JSONResponse({"error": code}, status_code=status, headers=headers)
