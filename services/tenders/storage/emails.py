"""The repository of e-mails and of what mail servers answered."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, RowMapping, and_, bindparam, func, select

from services.tenders.domain.emails import Attempt, AttemptOutcome, Email, EmailStatus, Mail, ReminderPolicy
from services.tenders.domain.messages import MessageKind
from services.tenders.ports.messages import Reminder
from services.tenders.storage.messages_tables import addressee, attempt, email, message
from services.tenders.storage.tables import tender
from shared.kernel.tender_ids import EmailId, MessageId

_DUE: Final = (
    select(
        email.c.id,
        email.c.address,
        email.c.sending,
        message.c.id.label("message_id"),
        message.c.kind,
        message.c.subject,
        message.c.sender_name,
        message.c.link,
        addressee.c.siret,
        tender.c.title,
    )
    .join_from(email, message, email.c.message_id == message.c.id)
    .join(addressee, and_(addressee.c.message_id == email.c.message_id, addressee.c.number == email.c.addressee))
    .outerjoin(tender, tender.c.id == message.c.tender_id)
    .where(email.c.status == EmailStatus.WAITING.value, email.c.next_try_at <= bindparam("at"))
    .order_by(email.c.next_try_at, email.c.id)
    .limit(bindparam("most"))
)
_SILENT: Final = tuple(kind.value for kind in MessageKind if not kind.is_reminded)
# The delay is in legal time: on an accelerated consultation it passes as much faster on the clock.
_UNREAD: Final = (
    select(addressee.c.message_id, addressee.c.number, addressee.c.reminders)
    .join(message, message.c.id == addressee.c.message_id)
    .where(
        addressee.c.read_at.is_(None),
        addressee.c.siret.is_not(None),
        addressee.c.reminders < bindparam("most_reminders"),
        addressee.c.told_at + bindparam("after") / message.c.factor <= bindparam("at"),
        message.c.kind.not_in(_SILENT),
        select(email.c.id)
        .where(
            email.c.message_id == addressee.c.message_id,
            email.c.addressee == addressee.c.number,
            email.c.status == EmailStatus.ACCEPTED.value,
        )
        .exists(),
    )
    .order_by(addressee.c.told_at)
    .limit(bindparam("most"))
    .with_for_update(of=addressee, skip_locked=True)
)


class SqlEmails:
    """E-mails that tell of messages, with their attempts; only the duties of the service and proofs read them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def due(self, *, at: datetime, limit: int) -> Sequence[Mail]:
        """Give e-mails whose next try is due, the oldest first."""
        return [_mail(row) for row in self._connection.execute(_DUE, {"at": at, "most": limit}).mappings()]

    def lock_waiting(self, email_id: EmailId) -> Email | None:
        """Hold the row of an e-mail that still waits; None when its fate is settled."""
        waiting = email.c.status == EmailStatus.WAITING.value
        statement = select(email).where(email.c.id == email_id.value, waiting).with_for_update()
        row = self._connection.execute(statement).mappings().one_or_none()
        return None if row is None else email_from_row(row)

    def note(self, after: Email, made: Attempt) -> None:
        """Keep the state of an e-mail after an attempt, and the attempt itself, for ever."""
        row = email_to_row(after)
        self._connection.execute(email.update().where(email.c.id == row.pop("id")).values(row))
        self._connection.execute(attempt.insert(), attempt_to_row(after, made))

    def of_message(self, message_id: MessageId) -> Sequence[tuple[Email, Sequence[Attempt]]]:
        """Give the e-mails of a message in their order, each with its attempts."""
        mine = email.c.message_id == message_id.value
        wanted = select(attempt).join(email, email.c.id == attempt.c.email_id).where(mine)
        made: dict[UUID, list[Attempt]] = defaultdict(list)
        for row in self._connection.execute(wanted.order_by(attempt.c.number)).mappings():
            made[row["email_id"]].append(attempt_from_row(row))
        emails = self._connection.execute(select(email).where(mine).order_by(email.c.id)).mappings()
        return [(email_from_row(row), made.get(row["id"], [])) for row in emails]

    def unread(self, policy: ReminderPolicy, *, at: datetime, limit: int) -> Sequence[Reminder]:
        """Give those who received an e-mail, have not read the message and are told again; their rows are held."""
        asked = {"at": at, "after": policy.after, "most_reminders": policy.at_most, "most": limit}
        rows = self._connection.execute(_UNREAD, asked).all()
        return [self._reminder(row.message_id, row.number, row.reminders) for row in rows]

    def remind(self, reminder: Reminder, emails: Sequence[Email], *, at: datetime) -> None:
        """Keep the e-mails of a reminder and count it, even when no address is left to tell."""
        if emails:
            self._connection.execute(email.insert(), [email_to_row(each) for each in emails])
        mine = (addressee.c.message_id == reminder.message_id.value, addressee.c.number == reminder.addressee)
        counted = addressee.update().where(*mine).values(told_at=at, reminders=addressee.c.reminders + 1)
        self._connection.execute(counted)

    def _reminder(self, message_id: UUID, number: int, reminders: int) -> Reminder:
        """Tell again the addresses whose server took an e-mail in charge, never those that refused it."""
        accepted = select(func.min(email.c.address)).where(
            email.c.message_id == message_id,
            email.c.addressee == number,
            email.c.status == EmailStatus.ACCEPTED.value,
        )
        addresses = self._connection.execute(accepted.group_by(email.c.address)).scalars().all()
        return Reminder(MessageId(message_id), number, reminders + 2, tuple(sorted(addresses)))


def email_to_row(each: Email) -> dict[str, Any]:
    """Write an e-mail as its row."""
    return {
        "id": each.email_id.value,
        "message_id": each.message_id.value,
        "addressee": each.addressee,
        "sending": each.sending,
        "address": each.address,
        "status": each.status.value,
        "tries": each.tries,
        "created_at": each.created_at,
        "next_try_at": each.next_try_at,
    }


def email_from_row(row: RowMapping) -> Email:
    """Read an e-mail from its row."""
    return Email(
        email_id=EmailId(row["id"]),
        message_id=MessageId(row["message_id"]),
        addressee=row["addressee"],
        sending=row["sending"],
        address=row["address"],
        status=EmailStatus(row["status"]),
        tries=row["tries"],
        created_at=row["created_at"],
        next_try_at=row["next_try_at"],
    )


def attempt_to_row(after: Email, made: Attempt) -> dict[str, Any]:
    """Write an attempt as its row, numbered by the tries of its e-mail."""
    return {
        "email_id": after.email_id.value,
        "number": after.tries,
        "at": made.at,
        "outcome": made.outcome.value,
        "host": made.host,
        "identifier": made.identifier,
        "code": made.code,
        "answer": made.answer,
        "queue_id": made.queue_id,
    }


def attempt_from_row(row: RowMapping) -> Attempt:
    """Read an attempt from its row."""
    outcome = AttemptOutcome(row["outcome"])
    said = (row["code"], row["answer"], row["queue_id"])
    return Attempt(row["at"], outcome, row["host"], row["identifier"], *said)


def _mail(row: RowMapping) -> Mail:
    return Mail(
        email_id=EmailId(row["id"]),
        address=row["address"],
        sending=row["sending"],
        kind=MessageKind(row["kind"]),
        message_id=MessageId(row["message_id"]),
        subject=row["subject"],
        sender_name=row["sender_name"],
        consultation=row["title"],
        link=row["link"],
        has_inbox=row["siret"] is not None,
    )
