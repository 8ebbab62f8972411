"""Editors: their secrets, and the duty that tells them what happened."""

import secrets
from functools import partial
from typing import Final

from services.mps.domain.notifications import Notification, breaker_after
from services.mps.domain.platforms import Editor
from services.mps.gateways.editor_calls import DerivedEditorSecrets, SignedEditorCalls
from services.mps.ports.platforms import EditorCaller
from services.mps.storage.unit_of_work import MpsUnitOfWork
from services.mps.wiring.consumers import SERVICE, OpenUow
from shared.kernel.clock import Clock
from shared.kernel.principal import Principal
from shared.kernel.webhooks import CallResult, Reach
from shared.messaging.background import Background, Stop
from shared.settings import Settings
from shared.storage.unit_of_work import Scope, retrying

_KEY_SECRET: Final = "editor_webhook_key"  # noqa: S105 - the name of a file, not its content
_POLL_SECONDS: Final = 1.0
_BATCH: Final = 20


def editor_secrets(settings: Settings) -> DerivedEditorSecrets:
    """Give the secrets of editors; their key is made at the first need."""
    return DerivedEditorSecrets(lambda: settings.create_secret(_KEY_SECRET, lambda: secrets.token_bytes(32)))


def reach_of(settings: Settings) -> Reach:
    """Say where notifications may lead on this platform."""
    return Reach.PUBLIC_AND_LOOPBACK if settings.dev else Reach.PUBLIC


def tell_due(open_uow: OpenUow, caller: EditorCaller, clock: Clock) -> int:
    """Tell what is due, one after another; give how many calls were made."""
    scope = Scope(Principal.system(SERVICE), correlation_id="editors")
    with open_uow(scope) as uow:
        due = uow.platforms.due_notifications(at=clock.now(), limit=_BATCH)
    made = 0
    suspended = set()
    for notification, editor in due:
        if editor.editor_id in suspended:
            continue
        result = caller.tell(notification, editor)  # outside any transaction: it may take half a minute
        made += 1
        after = retrying(lambda: open_uow(scope), partial(_note, notification, editor, result))
        if after.suspended_until is not None:
            suspended.add(editor.editor_id)
    return made


def editor_background(open_uow: OpenUow, *, settings: Settings, clock: Clock, keys: DerivedEditorSecrets) -> Background:
    """Make the loop that tells editors."""
    caller = SignedEditorCalls(keys, clock.now, reach_of(settings))

    def run(stop: Stop) -> None:
        while not stop.is_set():
            if not tell_due(open_uow, caller, clock):
                stop.wait(_POLL_SECONDS)

    return Background("mps.editors", run)


def _note(notification: Notification, editor: Editor, result: CallResult, uow: MpsUnitOfWork) -> Editor:
    held = uow.platforms.lock_editor(editor.editor_id) or editor
    after = breaker_after(held, result)
    uow.platforms.save_editor(after)
    uow.platforms.save_notification(notification.after(result))
    return after
