"""What callers receive about messages: the message, what became of its e-mails, its proof."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from services.tenders.domain.emails import Attempt, Email
from services.tenders.domain.messages import Addressee, Message
from services.tenders.handlers.contacts import ContactAddresses
from services.tenders.handlers.proofs import MessageProof
from shared.kernel.paris import legal_day


class AddresseeOut(BaseModel):
    """One addressee and the first reading by its organisation; the sender sees all of them, an addressee itself."""

    number: int
    siret: str | None
    email: str | None
    name: str
    read_at: datetime | None

    @classmethod
    def of(cls, each: Addressee) -> "AddresseeOut":
        """Write an addressee."""
        recipient = each.recipient
        return cls(
            number=each.number,
            siret=None if recipient.siret is None else recipient.siret.value,
            email=recipient.email,
            name=recipient.name,
            read_at=each.read_at,
        )


class MessageSummaryOut(BaseModel):
    """One message in a list, or just sent; seeing it there is not reading it.

    The count of readings is over the addressees that the reader may see: an addressee sees itself alone.
    """

    id: str
    thread_id: str
    tender_id: str | None
    kind: str
    sender_siret: str | None
    sender_name: str
    subject: str
    sent_at: datetime
    legal_sent_at: datetime
    link: str | None
    addressee_count: int
    read_count: int

    @classmethod
    def of(cls, message: Message) -> "MessageSummaryOut":
        """Write a message without its text."""
        return cls(**_common(message))


class MessageOut(MessageSummaryOut):
    """One message, whole; it carries no file, ever."""

    body: str
    addressees: list[AddresseeOut]

    @classmethod
    def of(cls, message: Message) -> "MessageOut":
        """Write a message."""
        addressees = [AddresseeOut.of(each) for each in message.addressees]
        return cls(**_common(message), body=message.body, addressees=addressees)


class ThreadOut(BaseModel):
    """The messages of one exchange, the oldest first."""

    items: list[MessageSummaryOut]


class AttemptOut(BaseModel):
    """What a mail server answered, word for word; without a code the connection itself failed."""

    at: datetime
    outcome: str
    host: str
    message_id: str
    code: int | None
    answer: str
    queue_id: str | None

    @classmethod
    def of(cls, attempt: Attempt) -> "AttemptOut":
        """Write an attempt."""
        return cls(
            at=attempt.at,
            outcome=attempt.outcome.value,
            host=attempt.host,
            message_id=attempt.identifier,
            code=attempt.code,
            answer=attempt.answer,
            queue_id=attempt.queue_id,
        )


class EmailOut(BaseModel):
    """One e-mail that told of the message; ``sending`` 1 is the first, the others are reminders."""

    addressee: int
    sending: int
    address: str
    status: str
    attempts: list[AttemptOut]

    @classmethod
    def of(cls, email: Email, attempts: Iterable[Attempt]) -> "EmailOut":
        """Write an e-mail."""
        return cls(
            addressee=email.addressee,
            sending=email.sending,
            address=email.address,
            status=email.status.value,
            attempts=[AttemptOut.of(attempt) for attempt in attempts],
        )


class ProofOut(BaseModel):
    """The proof of a message: when it was sent and read, what mail servers answered, the hashes of its words."""

    id: str
    tender_id: str | None
    kind: str
    sender_siret: str | None
    sender_name: str
    sent_at: datetime
    legal_sent_at: datetime
    legal_sent_on: date = Field(description="Jour légal de l'envoi (Europe/Paris).")
    subject_sha256: str
    body_sha256: str
    addressees: list[AddresseeOut]
    emails: list[EmailOut]
    email_configured: bool = Field(
        description="Sans serveur de courriel, la messagerie de la plateforme fait seule foi."
    )
    established_at: datetime

    @classmethod
    def of(cls, proof: MessageProof, *, established_at: datetime, email_configured: bool) -> "ProofOut":
        """Write a proof."""
        message = proof.message
        return cls(
            id=str(message.message_id),
            tender_id=None if message.tender_id is None else str(message.tender_id),
            kind=message.kind.value,
            sender_siret=None if message.sender is None else message.sender.value,
            sender_name=message.sender_name,
            sent_at=message.sent_at,
            legal_sent_at=message.legal_sent_at,
            legal_sent_on=legal_day(message.legal_sent_at),
            subject_sha256=message.subject_sha256,
            body_sha256=message.body_sha256,
            addressees=[AddresseeOut.of(each) for each in message.addressees],
            emails=[EmailOut.of(email, attempts) for email, attempts in proof.emails],
            email_configured=email_configured,
            established_at=established_at,
        )


class ContactsOut(BaseModel):
    """The addresses at which one's organisation is told of messages."""

    organisation: str
    version: int
    addresses: list[str]

    @classmethod
    def of(cls, contacts: ContactAddresses) -> "ContactsOut":
        """Write addresses."""
        return cls(
            organisation=contacts.organisation.value, version=contacts.version, addresses=list(contacts.addresses)
        )


def _common(message: Message) -> dict[str, Any]:
    return {
        "id": str(message.message_id),
        "thread_id": str(message.thread_id),
        "tender_id": None if message.tender_id is None else str(message.tender_id),
        "kind": message.kind.value,
        "sender_siret": None if message.sender is None else message.sender.value,
        "sender_name": message.sender_name,
        "subject": message.subject,
        "sent_at": message.sent_at,
        "legal_sent_at": message.legal_sent_at,
        "link": message.link,
        "addressee_count": len(message.addressees),
        "read_count": sum(each.read_at is not None for each in message.addressees),
    }
