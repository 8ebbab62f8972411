"""The editors, their markets and applications, and what they are told, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, insert, or_, select, update

from services.mps.domain.notifications import EditorEvent, Notification, NotificationId, SyncStatus
from services.mps.domain.platforms import (
    Editor,
    EditorId,
    MarketApplication,
    MarketLot,
    MarketType,
    PlatformStatus,
    PublicMarket,
)
from services.mps.storage.platform_tables import (
    editor,
    editor_notification,
    editor_token,
    market_application,
    public_market,
)
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.siret import Siret
from shared.storage.access_tokens import SqlAccessTokens

Row = dict[str, Any]


class SqlPlatforms:
    """Everything of the editors; the caller says for which one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.tokens = SqlAccessTokens(connection, editor_token, holder="editor_id")

    def add_editor(self, added: Editor) -> None:
        """Keep a new editor."""
        self._connection.execute(insert(editor).values(_editor_row(added)))

    def editor(self, editor_id: EditorId) -> Editor | None:
        """Read an editor."""
        row = self._row(select(editor).where(editor.c.id == editor_id.value))
        return None if row is None else _editor(row)

    def lock_editor(self, editor_id: EditorId) -> Editor | None:
        """Read an editor and hold its row."""
        row = self._row(select(editor).where(editor.c.id == editor_id.value).with_for_update())
        return None if row is None else _editor(row)

    def save_editor(self, changed: Editor) -> None:
        """Keep the present state of an editor."""
        statement = update(editor).where(editor.c.id == changed.editor_id.value)
        self._connection.execute(statement.values(_editor_row(changed)))

    def add_market(self, market: PublicMarket) -> None:
        """Keep a new market."""
        self._connection.execute(insert(public_market).values(_market_row(market)))

    def market(self, identifier: str, *, editor_id: EditorId | None = None) -> PublicMarket | None:
        """Read a market, among those of one editor or among all."""
        row = self._row(_named(public_market, identifier, editor_id))
        return None if row is None else _market(row)

    def lock_market(self, identifier: str, *, editor_id: EditorId | None = None) -> PublicMarket | None:
        """Read a market and hold its row."""
        row = self._row(_named(public_market, identifier, editor_id).with_for_update())
        return None if row is None else _market(row)

    def save_market(self, market: PublicMarket) -> None:
        """Keep the present state of a market."""
        statement = update(public_market).where(public_market.c.identifier == market.identifier)
        self._connection.execute(statement.values(_market_row(market)))

    def add_application(self, application: MarketApplication) -> None:
        """Keep a new application."""
        self._connection.execute(insert(market_application).values(_application_row(application)))

    def application(self, identifier: str, *, editor_id: EditorId | None = None) -> MarketApplication | None:
        """Read an application, among those of one editor or among all."""
        row = self._row(_named(market_application, identifier, editor_id))
        return None if row is None else _application(row)

    def lock_application(self, identifier: str) -> MarketApplication | None:
        """Read an application and hold its row."""
        row = self._row(_named(market_application, identifier, None).with_for_update())
        return None if row is None else _application(row)

    def save_application(self, application: MarketApplication) -> None:
        """Keep the present state of an application."""
        statement = update(market_application).where(market_application.c.identifier == application.identifier)
        self._connection.execute(statement.values(_application_row(application)))

    def add_notification(self, notification: Notification) -> None:
        """Keep something to tell."""
        self._connection.execute(insert(editor_notification).values(_notification_row(notification)))

    def due_notifications(self, *, at: datetime, limit: int) -> Sequence[tuple[Notification, Editor]]:
        """Give what is to be told now, the oldest first; an editor under its breaker is left alone."""
        table = editor_notification
        due = (
            select(table, *(column.label(f"told_{column.name}") for column in editor.c))
            .join(editor, editor.c.id == table.c.editor_id)
            .where(table.c.status == SyncStatus.PENDING.value, table.c.next_try_at <= at, editor.c.is_active)
            .where(or_(editor.c.suspended_until.is_(None), editor.c.suspended_until <= at))
            .order_by(table.c.next_try_at)
            .limit(limit)
        )
        rows = [dict(row) for row in self._connection.execute(due).mappings()]
        names = [column.name for column in editor.c]
        return [(_notification(row), _editor({name: row[f"told_{name}"] for name in names})) for row in rows]

    def save_notification(self, notification: Notification) -> None:
        """Keep how telling went."""
        table = editor_notification
        statement = update(table).where(table.c.id == notification.notification_id.value)
        self._connection.execute(statement.values(_notification_row(notification)))

    def notifications(self, editor_id: EditorId, *, limit: int) -> Sequence[Notification]:
        """Give what an editor was told, the latest first."""
        table = editor_notification
        query = select(table).where(table.c.editor_id == editor_id.value).order_by(table.c.id.desc()).limit(limit)
        return [_notification(dict(row)) for row in self._connection.execute(query).mappings()]

    def ask_failed_again(self, editor_id: EditorId, *, at: datetime) -> int:
        """Put what failed back among what is to be told; give their number."""
        table = editor_notification
        mine = (table.c.editor_id == editor_id.value) & (table.c.status == SyncStatus.FAILED.value)
        values = {"status": SyncStatus.PENDING.value, "tries": 0, "next_try_at": at}
        return self._connection.execute(update(table).where(mine).values(values)).rowcount

    def _row(self, query: Select[Any]) -> Row | None:
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else dict(row)


def _named(table: Table, identifier: str, editor_id: EditorId | None) -> Select[Any]:
    query = select(table).where(table.c.identifier == identifier)
    return query if editor_id is None else query.where(table.c.editor_id == editor_id.value)


def _editor_row(made: Editor) -> Row:
    return {
        "id": made.editor_id.value,
        "name": made.name,
        "is_active": made.is_active,
        "secret_digest": made.secret_digest,
        "generation": made.generation,
        "redirect_url": made.redirect_url,
        "webhook_url": made.webhook_url,
        "created_at": made.created_at,
        "failures": made.failures,
        "suspended_until": made.suspended_until,
    }


def _editor(row: Row) -> Editor:
    values = {name: value for name, value in row.items() if name != "id"}
    return Editor(editor_id=EditorId(row["id"]), **values)


def _market_row(market: PublicMarket) -> Row:
    return {
        "identifier": market.identifier,
        "editor_id": market.editor_id.value,
        "tender_id": market.tender_id.value,
        "version": market.version,
        "name": market.name,
        "lots": [[lot.name, lot.cpv_code, lot.lot_type_code and lot.lot_type_code.value] for lot in market.lots],
        "deadline": market.deadline,
        "buyer": str(market.buyer),
        "market_types": [each.value for each in market.market_types],
        "provider_user_id": market.provider_user_id,
        "status": market.status.value,
        "created_at": market.created_at,
        "completed_at": market.completed_at,
    }


def _market(row: Row) -> PublicMarket:
    converted = {
        "editor_id": EditorId(row["editor_id"]),
        "tender_id": TenderId(row["tender_id"]),
        "lots": tuple(MarketLot(name, cpv, kind and MarketType(kind)) for name, cpv, kind in row["lots"]),
        "buyer": Siret(row["buyer"]),
        "market_types": tuple(MarketType(each) for each in row["market_types"]),
        "status": PlatformStatus(row["status"]),
    }
    return PublicMarket(**{**row, **converted})


def _application_row(application: MarketApplication) -> Row:
    return {
        "identifier": application.identifier,
        "editor_id": application.editor_id.value,
        "market_identifier": application.market_identifier,
        "siret": None if application.siret is None else str(application.siret),
        "provider_user_id": application.provider_user_id,
        "status": application.status.value,
        "created_at": application.created_at,
        "candidacy_id": None if application.candidacy_id is None else application.candidacy_id.value,
        "completed_at": application.completed_at,
    }


def _application(row: Row) -> MarketApplication:
    converted = {
        "editor_id": EditorId(row["editor_id"]),
        "siret": None if row["siret"] is None else Siret(row["siret"]),
        "status": PlatformStatus(row["status"]),
        "candidacy_id": None if row["candidacy_id"] is None else CandidacyId(row["candidacy_id"]),
    }
    return MarketApplication(**{**row, **converted})


def _notification_row(told: Notification) -> Row:
    return {
        "id": told.notification_id.value,
        "editor_id": told.editor_id.value,
        "event": told.event.value,
        "body": told.body,
        "status": told.status.value,
        "tries": told.tries,
        "next_try_at": told.next_try_at,
        "created_at": told.created_at,
        "last_status": told.last_status,
        "last_detail": told.last_detail,
    }


def _notification(row: Row) -> Notification:
    return Notification(
        notification_id=NotificationId(row["id"]),
        editor_id=EditorId(row["editor_id"]),
        event=EditorEvent(row["event"]),
        body=row["body"],
        status=SyncStatus(row["status"]),
        tries=row["tries"],
        next_try_at=row["next_try_at"],
        created_at=row["created_at"],
        last_status=row["last_status"],
        last_detail=row["last_detail"],
    )
