"""Who an editor is: the access token of a request (RFC 6750), and its acts."""

import hashlib
import uuid
from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import Depends, Header, Request
from fastapi.security import OAuth2

from services.mps.api.service import MpsApp
from services.mps.domain.platforms import Editor
from services.mps.handlers.editors import editor_of_token
from shared.http.act import Act
from shared.http.client_credentials import bearer_token
from shared.http.concurrency import in_handler_thread
from shared.http.errors import Problem
from shared.kernel.principal import Principal, PrincipalKind
from shared.observability import current_traceparent
from shared.storage.unit_of_work import Scope

_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="plis", scope="api_access"'}
_scheme = OAuth2(
    flows={"clientCredentials": {"tokenUrl": "/mps/api/v1/oauth/token", "scopes": {"api_access": "API éditeurs"}}},
    scheme_name="Editeur",
    auto_error=False,
)
EditorDependency = Callable[..., Awaitable[Editor]]


def editor_principal(editor: Editor) -> Principal:
    """Give the author of an editor's acts: known by name in the journal, without any right of a person."""
    return Principal(f"editor:{editor.editor_id}", PrincipalKind.ANONYMOUS, None, editor.name)


def editor_of(app: MpsApp) -> EditorDependency:
    """Make the dependency that gives the editor of a request, or refuses it (401)."""

    async def editor(request: Request, _documented: object = Depends(_scheme)) -> Editor:
        """Find the editor by its token."""
        token = bearer_token(request.headers)
        if token is None:
            raise _refused(request)

        def find() -> Editor | None:
            """Find the editor of a token."""
            with app.open_uow(Scope(Principal.anonymous(), request.scope["plis.request_id"])) as uow:
                return editor_of_token(token, uow=uow)

        found = await in_handler_thread(find)
        if found is None:
            raise _refused(request)
        return found

    return editor


def _refused(request: Request) -> Problem:
    """Ask for a token, or refuse the one that came."""
    if request.headers.get("authorization") is None:
        return Problem("HTTP-UNAUTHENTICATED", headers=_CHALLENGE)
    return Problem("HTTP-TOKEN-INVALID", headers=_CHALLENGE, reason="un jeton d'éditeur valable est attendu")


def editor_act(app: MpsApp) -> Callable[..., Awaitable[tuple[Editor, Act]]]:
    """Make the dependency of an editor's write; the published API has no idempotency key, so one may be left out."""
    known = editor_of(app)

    async def act(
        request: Request,
        editor: Annotated[Editor, Depends(known)],
        key: Annotated[
            str | None,
            Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9._:-]{8,200}$", description="Facultatif."),
        ] = None,
    ) -> tuple[Editor, Act]:
        """Give the editor and its act."""
        return editor, Act(
            principal=editor_principal(editor),
            key=key or f"sans-cle-{uuid.uuid4()}",
            method=request.method,
            path=request.url.path,
            body_digest=hashlib.sha256(await request.body()).hexdigest(),
            correlation_id=request.scope["plis.request_id"],
            traceparent=current_traceparent(),
            texts=request.app.state.texts,
        )

    return act
