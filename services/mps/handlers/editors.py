"""The editors: declared by the operator of the platform, known afterwards by their secret."""

from dataclasses import dataclass

from services.mps.domain.platforms import Editor, EditorId, Scope
from services.mps.ports import UnitOfWork
from shared.kernel.client_secrets import AccessToken, digest_of, new_secret
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.webhooks import Reach, may_be_called


@dataclass(frozen=True, slots=True)
class RegisterEditor:
    """Declare an editor, with the addresses that it gave."""

    name: str
    redirect_url: str | None
    webhook_url: str | None


def register_editor(command: RegisterEditor, *, reach: Reach, uow: UnitOfWork) -> Editor:
    """Declare an editor; it has no secret yet.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``; ``MPS-EDITOR-URL`` for an address that is never called.
    """
    uow.scope.principal.require(Right.OPERATE)
    for url in (command.redirect_url, command.webhook_url):
        if url is not None and not may_be_called(url, reach=reach):
            refuse("MPS-EDITOR-URL", url=url[:200])
    editor = Editor(
        editor_id=uow.ids.new(EditorId),
        name=command.name,
        is_active=True,
        secret_digest=None,
        generation=0,
        redirect_url=command.redirect_url,
        webhook_url=command.webhook_url,
        created_at=uow.clock.now(),
    )
    uow.platforms.add_editor(editor)
    uow.record("editor_registered", str(editor.editor_id), {"name": editor.name})
    return editor


def renew_secret(editor_id: EditorId, *, uow: UnitOfWork) -> tuple[Editor, str]:
    """Make the secret of an editor, shown once; the one before, and every token, open nothing any more.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, ``MPS-EDITOR-UNKNOWN``.
    """
    uow.scope.principal.require(Right.OPERATE)
    editor = uow.platforms.lock_editor(editor_id)
    if editor is None:
        refuse("MPS-EDITOR-UNKNOWN", editor_id=editor_id)
    secret = new_secret()
    renewed = editor.renewed(secret)
    uow.platforms.save_editor(renewed)
    uow.platforms.tokens.revoke(editor_id.value)
    uow.record("editor_secret_renewed", str(editor_id), {"generation": str(renewed.generation)})
    return renewed, secret


def issue_token(editor_id: EditorId, secret: str, *, uow: UnitOfWork) -> tuple[str, AccessToken] | None:
    """Exchange a secret for an access token (RFC 6749 section 4.4); None for an unknown editor or a wrong secret."""
    editor = uow.platforms.editor(editor_id)
    if editor is None or not editor.accepts(secret):
        return None
    token, issued = AccessToken.issue(editor_id.value, (Scope.API_ACCESS.value,), at=uow.clock.now())
    uow.platforms.tokens.add(digest_of(token), issued)
    uow.record("editor_token_issued", str(editor_id), {})
    return token, issued


def editor_of_token(token: str, *, uow: UnitOfWork) -> Editor | None:
    """Find who holds an access token; None when it is unknown, over, or its editor was stopped."""
    found = uow.platforms.tokens.find(digest_of(token))
    if found is None or not found.is_valid(at=uow.clock.now()):
        return None
    editor = uow.platforms.editor(EditorId(found.holder))
    return editor if editor is not None and editor.is_active else None
