"""How a page knows for whom it acts: a link used once opens a session, and every form proves that it is of the session.

A link is shown before it is used: programs that visit addresses (previews, scanners) use nothing up.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.mps.api.platform_links import is_link_secret, page_path
from services.mps.api.service import MpsApp
from services.mps.api.texts import TEXTS
from services.mps.domain.page_links import SESSION_LIFE, PageSubject, form_proof, is_form_of
from services.mps.handlers.page_links import OpenPage, open_page, use_link
from services.mps.ports import UnitOfWork
from shared.http.act import Act
from shared.http.commands import Answer
from shared.http.html import alert, form, page, paragraph
from shared.http.problems import problem_document
from shared.http.texts import HTTP_TEXTS
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import Refusal, Refused, refuse
from shared.kernel.siret import Siret
from shared.observability import current_traceparent
from shared.storage.unit_of_work import Scope

COOKIE: Final = "plis_page"
_TEXTS: Final = {**HTTP_TEXTS, **TEXTS}
_MOST_FIELDS: Final = 3000
_REFUSED: Final = 400
Values = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to a page: its session, what it is about, and the fields of the form that came."""

    request: Request
    session: str
    opened: OpenPage
    body: bytes = b""

    @property
    def path(self) -> str:
        """Give the address of the page."""
        return page_path(self.opened.link.subject, self.opened.link.identifier)

    def values(self) -> Values:
        """Read the fields of the form."""
        return fields_of(self.body)

    def hidden(self, **more: str) -> Mapping[str, str]:
        """Give what every form of this session bears."""
        return {"preuve": form_proof(self.session), **more}

    def act(self, principal: Principal, *, digest: str | None = None) -> Act:
        """Give the act of this form, or of what its digest stands for: the same form sent twice has one effect."""
        digest = digest or hashlib.sha256(self.body).hexdigest()
        return Act(
            principal=principal,
            key=f"page-{digest}",
            method=self.request.method,
            path=self.request.url.path,
            body_digest=digest,
            correlation_id=self.request.scope["plis.request_id"],
            traceparent=current_traceparent(),
            texts=_TEXTS,
        )


def practice_of(app: MpsApp) -> str | None:
    """Say on every page that a platform is not a real one."""
    if app.settings.sandbox:
        return "Bac à sable : rien de ce qui se fait ici n'engage."
    return "Plateforme de développement : personne n'est vérifié." if app.settings.dev else None


def fields_of(body: bytes) -> Values:
    """Read the fields of a form; one that has too many, or that is no text, has none."""
    try:
        return parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:  # an undecodable text is one too
        return {}


def show_link(app: MpsApp, request: Request, subject: PageSubject, identifier: str, link: str) -> Response:
    """Show the door: nothing is used up before the person goes through it."""
    words = "Ce lien vous a été donné par votre plateforme. Il ne sert qu'une fois et vous ouvre cette page seule."
    body = paragraph(words) + form(
        f"{page_path(subject, identifier)}/session", (), hidden={"lien": link}, buttons={"ouvrir": "Continuer"}
    )
    del request
    return page("Ouvrir la page", body, practice=practice_of(app))


def use(app: MpsApp, request: Request, subject: PageSubject, identifier: str, body: bytes) -> Response:
    """Go through the door: a session is opened, known to the browser by a cookie of this page alone."""
    link = fields_of(body).get("lien", [""])[0]
    number = is_link_secret(app, subject, identifier, link)
    path = page_path(subject, identifier)
    try:
        if number is None:
            refuse("MPS-LINK-UNKNOWN")
        with app.open_uow(scope_for(request, Principal.anonymous())) as uow:
            session = use_link(subject, identifier, number, uow=uow)
            uow.commit()
    except Refused as refused:
        return refusal_page(app, refused.refusal)
    response = RedirectResponse(path, status_code=303)
    response.set_cookie(
        COOKIE,
        session,
        max_age=int(SESSION_LIFE.total_seconds()),
        path=path,
        httponly=True,
        samesite="lax",
        secure=app.settings.public_url.startswith("https://"),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def visit(app: MpsApp, request: Request, subject: PageSubject, identifier: str, body: bytes | None = None) -> Visit:
    """Find the session of a request; a form must prove that it is of the session, and come from this platform.

    Raises:
        Refused: ``MPS-PAGE-CLOSED``, ``MPS-PAGE-FORGED``.
    """
    session = request.cookies.get(COOKIE, "")
    with app.open_uow(scope_for(request, Principal.anonymous())) as uow:
        opened = open_page(session, subject, identifier, uow=uow)
    found = Visit(request, session, opened, body or b"")
    if body is not None:
        require_own_form(app, found, found.values().get("preuve", [""])[0])
    return found


def require_own_form(app: MpsApp, found: Visit, proof: str) -> None:
    """Check that a form is of its session and comes from this platform.

    Raises:
        Refused: ``MPS-PAGE-FORGED``.
    """
    origin = found.request.headers.get("origin")
    is_foreign = origin not in {None, "null"} and origin not in _own_origins(app, found.request)
    if is_foreign or not is_form_of(found.session, proof):
        refuse("MPS-PAGE-FORGED")


def scope_for(request: Request, principal: Principal) -> Scope:
    """Give the scope of a visit."""
    return Scope(principal, request.scope["plis.request_id"], traceparent=current_traceparent())


def person_of(opened: OpenPage, *, siret: Siret | None = None) -> Principal:
    """Give the author of what is done on a page: somebody for whom the editor vouches, on this one subject."""
    subject, name = f"page:{opened.link.identifier}", f"{opened.editor.name} (lien)"
    if opened.application is None:
        return Principal(subject, PrincipalKind.AGENT, opened.market.buyer, name, frozenset({Right.DRAFT}))
    own = siret or opened.application.siret
    return Principal(subject, PrincipalKind.ECONOMIC_OPERATOR, own, name, frozenset({Right.SUBMIT}))


def done(app: MpsApp, act: Act, work: Callable[[UnitOfWork], Answer]) -> str | None:
    """Do an act of a page once; give the words of its refusal, None when it is done."""
    try:
        answered = app.commands.run(act, work)
    except Refused as refused:
        return words_of(refused.refusal)
    if answered.status_code < _REFUSED:
        return None
    problem: dict[str, Any] = json.loads(bytes(answered.body))
    return alert(problem["title"], problem["detail"])


def words_of(refusal: Refusal) -> str:
    """Write a refusal for people."""
    document = problem_document(refusal, _TEXTS, request_id=None)
    return alert(document.title, document.detail)


def refusal_page(app: MpsApp, refusal: Refusal) -> Response:
    """Answer with a page when there is nothing else to show."""
    document = problem_document(refusal, _TEXTS, request_id=None)
    return page(document.title, paragraph(document.detail), status=document.status, practice=practice_of(app))


def _own_origins(app: MpsApp, request: Request) -> frozenset[str]:
    public = urlsplit(app.settings.public_url)
    return frozenset({f"{public.scheme}://{public.netloc}", f"{request.url.scheme}://{request.url.netloc}"})
