"""The repository of messages: what one's organisation sent or received, with the first reading by each addressee."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, exists, false, or_, select, true

from services.tenders.domain.emails import Email
from services.tenders.domain.errors import Code
from services.tenders.domain.messages import Addressee, Affair, Message, MessageKind, Recipient
from services.tenders.ports.messages import Box
from services.tenders.storage.emails import email_to_row
from services.tenders.storage.messages_tables import addressee, email, message
from services.tenders.storage.tables import tender
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import MessageId
from shared.kernel.timeline import Timeline


class SqlMessages:
    """Messages as one principal sees them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._sees_all = principal.kind is PrincipalKind.SYSTEM
        self._own = None if principal.organisation is None else principal.organisation.value

    def affair(self, tender_id: TenderId) -> Affair:
        """Give what messaging needs of a consultation, whoever asks, or refuse ``TND-NOT-FOUND``."""
        columns = (tender.c.organisation, tender.c.buyer_name, tender.c.title)
        clock = (tender.c.started_at, tender.c.legal_start, tender.c.factor)
        row = self._connection.execute(select(*columns, *clock).where(tender.c.id == tender_id.value)).one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=tender_id)
        timeline = Timeline(row.started_at, row.legal_start, row.factor)
        return Affair(tender_id, Siret.parse(row.organisation), row.buyer_name, row.title, timeline)

    def add(self, sent: Message, emails: Sequence[Email]) -> None:
        """Keep a new message with its addressees and the e-mails that will leave."""
        self._connection.execute(message.insert(), to_row(sent))
        if sent.addressees:
            self._connection.execute(addressee.insert(), [addressee_to_row(sent, each) for each in sent.addressees])
        if emails:
            self._connection.execute(email.insert(), [email_to_row(each) for each in emails])

    def get(self, message_id: MessageId) -> Message:
        """Read a message that the principal's organisation sent or received, or refuse ``TND-NOT-FOUND``."""
        found = self._read(select(message).where(message.c.id == message_id.value, self._visible()))
        if not found:
            refuse(Code.NOT_FOUND, object=message_id)
        return found[0]

    def page(self, box: Box, *, tender_id: TenderId | None, after: MessageId | None, limit: int) -> Sequence[Message]:
        """Give the messages of one's organisation, the latest first, after a message."""
        chosen = self._sent() if box is Box.SENT else self._received()
        of_tender = true() if tender_id is None else message.c.tender_id == tender_id.value
        older = true() if after is None else message.c.id < after.value
        wanted = select(message).where(chosen, of_tender, older)
        return self._read(wanted.order_by(message.c.id.desc()).limit(limit))

    def thread(self, thread_id: MessageId) -> Sequence[Message]:
        """Give the messages of an exchange that one's organisation may see, the oldest first."""
        wanted = select(message).where(message.c.thread_id == thread_id.value, self._visible())
        return self._read(wanted.order_by(message.c.id))

    def mark_read(self, message_id: MessageId, *, at: datetime) -> bool:
        """Record the first reading by the principal's organisation; False when it had read it, or is no addressee."""
        mine = and_(addressee.c.message_id == message_id.value, addressee.c.siret == self._own)
        statement = addressee.update().where(mine, addressee.c.read_at.is_(None)).values(read_at=at)
        return self._own is not None and self._connection.execute(statement).rowcount > 0

    def _visible(self) -> ColumnElement[bool]:
        return true() if self._sees_all else or_(self._sent(), self._received())

    def _sent(self) -> ColumnElement[bool]:
        return false() if self._own is None else message.c.organisation == self._own

    def _received(self) -> ColumnElement[bool]:
        if self._own is None:
            return false()
        return exists().where(addressee.c.message_id == message.c.id, addressee.c.siret == self._own)

    def _read(self, statement: Select[Any]) -> list[Message]:
        rows = self._connection.execute(statement).mappings().all()
        people = self._addressees([row["id"] for row in rows])
        return [from_row(row, people.get(row["id"], ())) for row in rows]

    def _addressees(self, message_ids: Sequence[UUID]) -> Mapping[UUID, list[RowMapping]]:
        """Read the addressees that the principal may see: all of those of its own messages, else itself."""
        found: dict[UUID, list[RowMapping]] = defaultdict(list)
        if message_ids:
            mine = or_(message.c.organisation == self._own, addressee.c.siret == self._own)
            wanted = select(addressee).join(message, message.c.id == addressee.c.message_id)
            shown = wanted.where(addressee.c.message_id.in_(message_ids), true() if self._sees_all else mine)
            for row in self._connection.execute(shown.order_by(addressee.c.number)).mappings():
                found[row["message_id"]].append(row)
        return found


def to_row(sent: Message) -> dict[str, Any]:
    """Write a message as its row."""
    return {
        "id": sent.message_id.value,
        "thread_id": sent.thread_id.value,
        "tender_id": None if sent.tender_id is None else sent.tender_id.value,
        "kind": sent.kind.value,
        "organisation": None if sent.sender is None else sent.sender.value,
        "sender_name": sent.sender_name,
        "subject": sent.subject,
        "body": sent.body,
        "link": sent.link,
        "sent_at": sent.sent_at,
        "legal_sent_at": sent.legal_sent_at,
        "factor": sent.factor,
    }


def addressee_to_row(sent: Message, each: Addressee) -> dict[str, Any]:
    """Write an addressee as its row; reminders count from the sending."""
    siret = each.recipient.siret
    return {
        "message_id": sent.message_id.value,
        "number": each.number,
        "siret": None if siret is None else siret.value,
        "email": each.recipient.email,
        "name": each.recipient.name,
        "read_at": each.read_at,
        "told_at": sent.sent_at,
        "reminders": 0,
    }


def from_row(row: RowMapping, people: Iterable[RowMapping]) -> Message:
    """Read a message from its row and those of its addressees."""
    return Message(
        message_id=MessageId(row["id"]),
        thread_id=MessageId(row["thread_id"]),
        tender_id=None if row["tender_id"] is None else TenderId(row["tender_id"]),
        kind=MessageKind(row["kind"]),
        sender=None if row["organisation"] is None else Siret.parse(row["organisation"]),
        sender_name=row["sender_name"],
        subject=row["subject"],
        body=row["body"],
        link=row["link"],
        sent_at=row["sent_at"],
        legal_sent_at=row["legal_sent_at"],
        factor=row["factor"],
        addressees=tuple(_addressee(each) for each in people),
    )


def _addressee(row: RowMapping) -> Addressee:
    siret = None if row["siret"] is None else Siret.parse(row["siret"])
    return Addressee(row["number"], Recipient(siret, row["email"], row["name"]), row["read_at"])
