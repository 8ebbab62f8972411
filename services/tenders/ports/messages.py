"""What is kept of messages and of the e-mails that tell of them, and the way out to mail servers."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from services.tenders.domain.emails import Attempt, Email, Mail, ReminderPolicy
from services.tenders.domain.messages import Affair, Message
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import EmailId, MessageId


class Box(StrEnum):
    """Which messages of one's organisation are listed."""

    RECEIVED = "received"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody who has not read a message yet and whose addresses are told again."""

    message_id: MessageId
    addressee: int
    sending: int
    addresses: tuple[str, ...]


class Messages(Protocol):
    """Messages: an organisation reads what it sent and what it received."""

    def affair(self, tender_id: TenderId) -> Affair:
        """Give what messaging needs of a consultation, whoever asks, or refuse ``TND-NOT-FOUND``."""

    def add(self, message: Message, emails: Sequence[Email]) -> None:
        """Keep a new message with its addressees and the e-mails that will leave."""

    def get(self, message_id: MessageId) -> Message:
        """Read a message that the principal's organisation sent or received, or refuse ``TND-NOT-FOUND``."""

    def page(self, box: Box, *, tender_id: TenderId | None, after: MessageId | None, limit: int) -> Sequence[Message]:
        """Give the messages of one's organisation, the latest first, after a message."""

    def thread(self, thread_id: MessageId) -> Sequence[Message]:
        """Give the messages of an exchange that one's organisation may see, the oldest first."""

    def mark_read(self, message_id: MessageId, *, at: datetime) -> bool:
        """Record the first reading by the principal's organisation; False when it had read it, or is no addressee."""


class Emails(Protocol):
    """E-mails that tell of messages, with their attempts."""

    def due(self, *, at: datetime, limit: int) -> Sequence[Mail]:
        """Give e-mails whose next try is due, the oldest first."""

    def lock_waiting(self, email_id: EmailId) -> Email | None:
        """Hold the row of an e-mail that still waits; None when its fate is settled."""

    def note(self, email: Email, attempt: Attempt) -> None:
        """Keep the state of an e-mail after an attempt, and the attempt itself, for ever."""

    def of_message(self, message_id: MessageId) -> Sequence[tuple[Email, Sequence[Attempt]]]:
        """Give the e-mails of a message in their order, each with its attempts."""

    def unread(self, policy: ReminderPolicy, *, at: datetime, limit: int) -> Sequence[Reminder]:
        """Give those who received an e-mail, have not read the message and are to be told again."""

    def remind(self, reminder: Reminder, emails: Sequence[Email], *, at: datetime) -> None:
        """Keep the e-mails of a reminder and count it, even when no address is left to tell."""


class Contacts(Protocol):
    """The e-mail addresses at which organisations want to be told."""

    def of(self, organisations: Collection[Siret]) -> Mapping[Siret, Sequence[str]]:
        """Give the addresses of organisations; one without any is absent."""

    def own(self, organisation: Siret) -> tuple[int, tuple[str, ...]]:
        """Give the version and the addresses of an organisation; version 0 and nothing when it never gave any."""

    def keep(self, organisation: Siret, addresses: Sequence[str], *, version: int) -> None:
        """Keep the next version of an organisation's addresses, or refuse ``HTTP-VERSION-STALE``."""


class Mailer(Protocol):
    """The way out to a mail server."""

    def deliver(self, mails: Iterable[Mail]) -> Iterator[tuple[Mail, Attempt]]:
        """Hand over e-mails one after the other; each answer is given before the next e-mail leaves."""
