"""The addresses that an editor is given: of a page, with the secret that opens it once."""

import hmac
import json
from typing import Final
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import JSONResponse

from services.mps.api.service import MpsApp
from services.mps.domain.page_links import PageSubject

_PATHS: Final = {PageSubject.MARKET: "markets", PageSubject.APPLICATION: "applications"}
_LONGEST_NUMBER: Final = 6
_REFUSED: Final = 400


def page_path(subject: PageSubject, identifier: str) -> str:
    """Give the path of a page."""
    return f"/mps/pages/{_PATHS[subject]}/{identifier}"


def page_url(app: MpsApp, subject: PageSubject, identifier: str) -> str:
    """Give the address of a page, without what opens it: that is what is kept of an answer."""
    return f"{app.settings.public_url}{page_path(subject, identifier)}"


def with_secret(app: MpsApp, response: Response, *, subject: PageSubject, field: str) -> Response:
    """Add the secret of the link to the address in an answer, as it leaves: no answer that is kept holds a secret."""
    if response.status_code >= _REFUSED:
        return response
    body = json.loads(bytes(response.body))
    number = body.get("link_number", 1)
    secret = app.editor_secrets.link(_name(subject, body["identifier"], number))
    body[field] = f"{body[field]}?lien={number}.{secret}"
    kept = {name: value for name, value in response.headers.items() if not name.startswith("content-")}
    return JSONResponse(body, status_code=response.status_code, headers={**kept, "Cache-Control": "no-store"})


def is_link_secret(app: MpsApp, subject: PageSubject, identifier: str, link: str) -> int | None:
    """Give the number of a link whose secret is right, compared in constant time; None otherwise."""
    number, _, secret = link.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) <= _LONGEST_NUMBER):
        return None
    expected = app.editor_secrets.link(_name(subject, identifier, int(number)))
    return int(number) if hmac.compare_digest(expected.encode(), secret.encode("utf-8", "replace")) else None


def return_url(redirect_url: str, **names: str) -> str:
    """Give where to go back, with what names the subject; the parameters of the editor's own address are kept."""
    return f"{redirect_url}{'&' if '?' in redirect_url else '?'}{urlencode(names)}"


def _name(subject: PageSubject, identifier: str, number: int) -> str:
    return f"{subject.value}:{identifier}:{number}"
