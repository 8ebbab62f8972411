"""What is kept of other platforms, of their markets and applications, and of what they are told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.mps.domain.notifications import Notification
from services.mps.domain.platforms import Editor, EditorId, MarketApplication, PublicMarket
from shared.kernel.client_secrets import AccessTokens
from shared.kernel.webhooks import CallResult


class Platforms(Protocol):
    """The editors and everything of theirs; whoever asks says for which editor."""

    def add_editor(self, editor: Editor) -> None:
        """Keep a new editor."""
        ...

    def editor(self, editor_id: EditorId) -> Editor | None:
        """Read an editor."""
        ...

    def lock_editor(self, editor_id: EditorId) -> Editor | None:
        """Read an editor and hold its row."""
        ...

    def save_editor(self, editor: Editor) -> None:
        """Keep the present state of an editor."""
        ...

    @property
    def tokens(self) -> AccessTokens:
        """The access tokens of editors."""
        ...

    def add_market(self, market: PublicMarket) -> None:
        """Keep a new market."""
        ...

    def market(self, identifier: str, *, editor_id: EditorId | None = None) -> PublicMarket | None:
        """Read a market, among those of one editor or among all."""
        ...

    def lock_market(self, identifier: str, *, editor_id: EditorId | None = None) -> PublicMarket | None:
        """Read a market and hold its row."""
        ...

    def save_market(self, market: PublicMarket) -> None:
        """Keep the present state of a market."""
        ...

    def add_application(self, application: MarketApplication) -> None:
        """Keep a new application."""
        ...

    def application(self, identifier: str, *, editor_id: EditorId | None = None) -> MarketApplication | None:
        """Read an application, among those of one editor or among all."""
        ...

    def lock_application(self, identifier: str) -> MarketApplication | None:
        """Read an application and hold its row."""
        ...

    def save_application(self, application: MarketApplication) -> None:
        """Keep the present state of an application."""
        ...

    def add_notification(self, notification: Notification) -> None:
        """Keep something to tell."""
        ...

    def due_notifications(self, *, at: datetime, limit: int) -> Sequence[tuple[Notification, Editor]]:
        """Give what is to be told now, with whom it is to be told; an editor under its breaker is left alone."""
        ...

    def save_notification(self, notification: Notification) -> None:
        """Keep how telling went."""
        ...

    def notifications(self, editor_id: EditorId, *, limit: int) -> Sequence[Notification]:
        """Give what an editor was told, the latest first."""
        ...

    def ask_failed_again(self, editor_id: EditorId, *, at: datetime) -> int:
        """Put what failed back among what is to be told; give their number."""
        ...


class EditorCaller(Protocol):
    """The way out to editors; every call is signed."""

    def tell(self, notification: Notification, editor: Editor) -> CallResult:
        """Send one notification."""
        ...


class EditorSecrets(Protocol):
    """The secrets with which notifications are signed; derived from one key and kept nowhere."""

    def text(self, editor: Editor) -> str:
        """Write the present secret of an editor."""
        ...

    def link(self, name: str) -> str:
        """Write the secret of a link that opens a page."""
        ...
