"""The stand-in over HTTP: its tokens, its accounts, its operations, its faults."""

import base64
import binascii
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.invoicing.domain.invoice import Invoice
from services.invoicing.gateways.chorus_pro_simulator.answers import OPERATIONS, Asked, Refusal
from services.invoicing.gateways.chorus_pro_simulator.book import PortalBook
from services.invoicing.gateways.chorus_pro_simulator.faults import FaultMode, Faults, half_an_answer, play

_EXPIRES = 3600


def portal_simulator(book: PortalBook, *, read: Callable[[bytes], Invoice], faults: Faults | None = None) -> Starlette:
    """Build the stand-in.

    Args:
        book: What it holds.
        read: Reads a deposited invoice, or refuses.
        faults: What goes wrong.
    """
    faults = faults or Faults()
    tokens: set[str] = set()

    async def token(request: Request) -> Response:
        """Give an access token."""
        if (mode := faults.take(request.url.path)) is not None and (played := await play(mode)) is not None:
            return played
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode("ascii", "replace")).items()}
        if form.get("grant_type") != "client_credentials" or form.get("scope") != "openid":
            return JSONResponse({"error": "invalid_request"}, 400)
        if book.clients.get(form.get("client_id", "")) != form.get("client_secret", ""):
            return JSONResponse({"error": "invalid_client"}, 401)
        made = secrets.token_urlsafe(16)
        tokens.add(made)
        book.tokens += 1
        given = {"access_token": made, "token_type": "Bearer", "expires_in": _EXPIRES, "scope": "openid"}
        return JSONResponse(given)

    async def operation(request: Request) -> Response:
        """Answer one operation."""
        path = request.url.path.removeprefix("/cpro")
        book.asked.append(path)
        mode = faults.take(path)
        if mode is FaultMode.TOKEN:
            tokens.clear()
        if mode is not None and (played := await play(mode)) is not None:
            return played
        answer = await run_in_threadpool(_answer, path, dict(request.headers), await request.body(), tokens, book, read)
        return half_an_answer() if mode is FaultMode.LOST_ANSWER else answer

    routes = [Route(f"/cpro{path}", operation, methods=["POST"]) for path in OPERATIONS]
    return Starlette(routes=[Route("/api/oauth/token", token, methods=["POST"]), *routes])


def _answer(
    path: str,
    headers: dict[str, str],
    content: bytes,
    tokens: set[str],
    book: PortalBook,
    read: Callable[[bytes], Invoice],
) -> Response:
    if headers.get("authorization", "").removeprefix("Bearer ") not in tokens:
        return Response(status_code=401)
    login, sirets = _account(headers.get("cpro-account", ""), book)
    if login is None:
        return JSONResponse({"codeRetour": 403, "libelle": "Compte technique inconnu"}, 403)
    try:
        body: Any = json.loads(content)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return JSONResponse({"codeRetour": 20005, "libelle": "Corps illisible"}, 400)
    with book.lock:
        try:
            return JSONResponse(OPERATIONS[path](Asked(body, login, sirets, book, read)))
        except Refusal as refusal:
            return JSONResponse(refusal.answer)


def _account(header: str, book: PortalBook) -> tuple[str | None, frozenset[str]]:
    try:
        login, _, password = base64.b64decode(header, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None, frozenset()
    known = book.accounts.get(login)
    return (login, known[1]) if known is not None and known[0] == password else (None, frozenset())
