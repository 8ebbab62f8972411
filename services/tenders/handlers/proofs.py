"""The proof of a message: what the platform and the mail servers know of it, for whoever sent or received it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.tenders.domain.emails import Attempt, Email
from services.tenders.domain.messages import Message
from services.tenders.ports import UnitOfWork
from shared.kernel.tender_ids import MessageId


@dataclass(frozen=True, slots=True)
class MessageProof:
    """A message as its reader may see it, with the e-mails that concern the same addressees."""

    message: Message
    emails: Sequence[tuple[Email, Sequence[Attempt]]]


def prove_message(message_id: MessageId, *, uow: UnitOfWork) -> MessageProof:
    """Gather the proof of a message; reading a proof is not reading the message.

    Raises:
        Refused: ``TND-NOT-FOUND`` for whoever neither sent nor received it.
    """
    message = uow.messages.get(message_id).as_seen_by(uow.scope.principal.organisation)
    shown = {addressee.number for addressee in message.addressees}
    emails = [(email, attempts) for email, attempts in uow.emails.of_message(message_id) if email.addressee in shown]
    return MessageProof(message, emails)
