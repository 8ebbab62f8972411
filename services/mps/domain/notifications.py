"""Telling an editor what happened: three tries after 1, 4 and 9 seconds, and a breaker after five failures in a row.

Source: documentation of Passe Marché, « Webhooks » (states, delays, statuses that are tried again; read 2026-11-23).
While the breaker is open nothing is lost: notifications wait; a failed one is tried again when the editor asks.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Final, Self

from services.mps.domain.platforms import Editor, EditorId
from shared.kernel.ids import Id
from shared.kernel.webhooks import CallOutcome, CallResult

TRIES: Final = 3
BREAKER_FAILURES: Final = 5
BREAKER_PAUSE: Final = timedelta(minutes=5)
CALL_SECONDS: Final = 30.0
_TRIED_AGAIN: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT.value, HTTPStatus.TOO_MANY_REQUESTS.value})


class NotificationId(Id):
    """One thing told to an editor."""

    __slots__ = ()


class EditorEvent(StrEnum):
    """What an editor is told."""

    MARKET_COMPLETED = "market.completed"
    APPLICATION_COMPLETED = "market_application.completed"


class SyncStatus(StrEnum):
    """Where a notification stands."""

    PENDING = "sync_pending"
    COMPLETED = "sync_completed"
    FAILED = "sync_failed"


@dataclass(frozen=True, slots=True)
class Notification:
    """One thing to tell; its body is written once, so that each try sends the same bytes."""

    notification_id: NotificationId
    editor_id: EditorId
    event: EditorEvent
    body: str
    status: SyncStatus
    tries: int
    next_try_at: datetime
    created_at: datetime
    last_status: int | None = None
    last_detail: str = ""

    def after(self, result: CallResult) -> Self:
        """Note how a call ended, and when the next one is due."""
        tries = self.tries + 1
        told = replace(self, tries=tries, last_status=result.status, last_detail=result.detail)
        if result.outcome is CallOutcome.DELIVERED:
            return replace(told, status=SyncStatus.COMPLETED)
        if tries >= TRIES or is_final(result):
            return replace(told, status=SyncStatus.FAILED)
        return replace(told, next_try_at=result.at + timedelta(seconds=tries**2))

    def asked_again(self, *, at: datetime) -> Self:
        """Begin again, as if it had never been tried."""
        return replace(self, status=SyncStatus.PENDING, tries=0, next_try_at=at)


def is_final(result: CallResult) -> bool:
    """Tell whether trying again is useless: the editor refuses, or its address is one that is never called."""
    status = result.status
    refused = status is not None and HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return result.outcome is CallOutcome.REFUSED or (refused and status not in _TRIED_AGAIN)


def breaker_after(editor: Editor, result: CallResult) -> Editor:
    """Count failures in a row; from the fifth on the editor is left alone for a while, then tried once."""
    if result.outcome is CallOutcome.DELIVERED:
        return replace(editor, failures=0, suspended_until=None)
    failures = editor.failures + 1
    pause = result.at + BREAKER_PAUSE if failures >= BREAKER_FAILURES else None
    return replace(editor, failures=failures, suspended_until=pause)
