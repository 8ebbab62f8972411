"""Sending, reading and answering messages; ``send_message`` is called inside any other act's unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.tenders.domain.emails import Email, EmailStatus, addresses_for, is_address
from services.tenders.domain.errors import Code
from services.tenders.domain.messages import (
    Addressee,
    Affair,
    Message,
    MessageKind,
    Recipient,
    addressees_of,
    deposit_link,
    link_for,
    tidy_body,
    tidy_subject,
)
from services.tenders.domain.offer_words import words_of_an_offer
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import EmailId, MessageId

PLATFORM_NAME = "Plis"


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Command: send a message about a consultation, or about none (an alert).

    ``link`` is a page of this platform; None chooses the consultation's page, or the deposit page where a response is
    asked for. ``sender_name`` is for a company, which the platform knows by the name it was addressed by.
    """

    tender_id: TenderId | None
    kind: MessageKind
    to: tuple[Recipient, ...]
    subject: str
    body: str
    link: str | None = None
    in_reply_to: Message | None = None
    sender_name: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyToMessage:
    """Command: answer a message; ``not_an_offer`` says that its author was warned and that it is no offer."""

    message_id: MessageId
    body: str
    not_an_offer: bool = False


def send_message(command: SendMessage, *, uow: UnitOfWork) -> Message:
    """Keep a message in the inboxes of its addressees and the e-mails that tell of it, in the caller's transaction.

    The message is sent at that instant (``sent_at``); e-mail leaves later and its fate changes nothing to it.

    Raises:
        Refused: an empty or too long text, a recipient that nothing can reach, a link that leads to messaging, or a
            consultation of another organisation.
    """
    affair = None if command.tender_id is None else uow.messages.affair(command.tender_id)
    sender, sender_name = _sender(command, affair, uow=uow)
    message_id, now = uow.ids.new(MessageId), uow.clock.now()
    message = Message(
        message_id=message_id,
        thread_id=command.in_reply_to.thread_id if command.in_reply_to else message_id,
        tender_id=command.tender_id,
        kind=command.kind,
        sender=sender,
        sender_name=sender_name,
        subject=tidy_subject(command.subject),
        body=tidy_body(command.body),
        link=link_for(command.kind, tender_id=command.tender_id, given=command.link),
        sent_at=now,
        legal_sent_at=now if affair is None else affair.timeline.legal_at(now),
        factor=1 if affair is None else affair.timeline.factor,
        addressees=addressees_of(command.to),
    )
    uow.messages.add(message, emails_of(message, uow=uow))
    facts = {"kind": message.kind.value, "addressees": str(len(message.addressees)), "sha256": message.body_sha256}
    uow.record("message_sent", str(message_id), facts)
    return message


def emails_of(message: Message, *, uow: UnitOfWork) -> Sequence[Email]:
    """Make the e-mails that tell of a message.

    They go to the address that the sender gave, to those that the organisation gave for itself, and, when the sender
    gave none, to the one that it declared for this consultation (CE, 3 October 2012, 359921).
    """
    sirets = {each.recipient.siret for each in message.addressees if each.recipient.siret is not None}
    known = uow.contacts.of(sirets) if sirets else {}
    declared = _declared_addresses(message, uow=uow)
    emails = []
    for addressee in message.addressees:
        siret = addressee.recipient.siret
        own = () if siret is None else (*known.get(siret, ()), *declared.get(siret, ()))
        emails += [_email(message, addressee, address, uow=uow) for address in addresses_for(addressee, contacts=own)]
    return emails


def _declared_addresses(message: Message, *, uow: UnitOfWork) -> Mapping[Siret, Sequence[str]]:
    """Give the confirmed addresses that companies declared when they registered for this consultation."""
    wanted = {each.recipient.siret for each in message.addressees if not each.recipient.email}
    if message.tender_id is None or message.kind is MessageKind.QUESTION or not wanted:
        return {}
    registered = uow.registrations.of_tender(message.tender_id)
    return {
        each.siret: (each.email,)
        for each in registered
        if each.email and each.siret is not None and each.siret in wanted
    }


def read_message(message_id: MessageId, *, uow: UnitOfWork) -> Message:
    """Read a message; the first reading by the addressee's organisation is recorded, once.

    Raises:
        Refused: ``TND-NOT-FOUND`` for whoever neither sent nor received it.
    """
    message = uow.messages.get(message_id)
    if uow.messages.mark_read(message_id, at=uow.clock.now()):
        uow.record("message_read", str(message_id), {"kind": message.kind.value})
        message = uow.messages.get(message_id)
    return message.as_seen_by(uow.scope.principal.organisation)


def reply_to_message(command: ReplyToMessage, *, uow: UnitOfWork) -> Message:
    """Answer the sender of a message, in the same exchange.

    Raises:
        Refused: ``TND-MESSAGE-NO-REPLY`` for one's own message or the platform's; ``TND-MESSAGE-OFFER`` when a
            company's text reads like an offer and its author has not said that it is none (TA Caen, 2501303).
    """
    require_correspondent(uow.scope.principal)
    received = uow.messages.get(command.message_id)
    own = uow.scope.principal.organisation
    if received.sender is None or received.sender == own or own is None:
        refuse(Code.MESSAGE_NO_REPLY)
    _warn_of_offer(command, received, uow=uow)
    to = Recipient(received.sender, None, received.sender_name)
    return send_message(
        SendMessage(
            tender_id=received.tender_id,
            kind=MessageKind.REPLY,
            to=(to,),
            subject=received.subject if received.kind is MessageKind.REPLY else f"Re : {received.subject}",
            body=command.body,
            in_reply_to=received,
            sender_name=_name_of(own, received),
        ),
        uow=uow,
    )


def require_correspondent(principal: Principal) -> None:
    """Check that somebody may write for its organisation.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``: an agent needs the right to answer, a company the right to submit.
    """
    is_company = principal.kind is PrincipalKind.ECONOMIC_OPERATOR
    principal.require(Right.SUBMIT if is_company else Right.ANSWER)


def _warn_of_offer(command: ReplyToMessage, received: Message, *, uow: UnitOfWork) -> None:
    """Only companies are warned: a buyer who quotes an offer sends none."""
    if uow.scope.principal.kind is not PrincipalKind.ECONOMIC_OPERATOR or command.not_an_offer:
        return
    words = words_of_an_offer(command.body)
    if words:
        link = "" if received.tender_id is None else deposit_link(received.tender_id)
        refuse(Code.MESSAGE_OFFER, article="R2132-9", words=", ".join(words), link=link)


def _sender(command: SendMessage, affair: Affair | None, *, uow: UnitOfWork) -> tuple[Siret | None, str]:
    """Say who writes: the buyer for its agents and for the service's duties, a company for itself, else the platform.

    A question is told by the platform, so that its author stays unnamed in the message.
    """
    principal = uow.scope.principal
    if command.kind in {MessageKind.QUESTION, MessageKind.ALERT, MessageKind.CONFIRMATION} or affair is None:
        return None, PLATFORM_NAME
    own = principal.organisation
    match principal.kind:
        case PrincipalKind.ECONOMIC_OPERATOR if own is not None:
            return own, command.sender_name or f"SIRET {own.value}"
        case PrincipalKind.ECONOMIC_OPERATOR | PrincipalKind.ANONYMOUS:
            return None, PLATFORM_NAME
        case PrincipalKind.AGENT | PrincipalKind.FINANCE_SYSTEM if own != affair.buyer:
            refuse(Code.NOT_FOUND, object=affair.tender_id)
        case _:
            pass
    return affair.buyer, affair.buyer_name


def _name_of(organisation: Siret, received: Message) -> str | None:
    named = (each.recipient.name for each in received.addressees if each.recipient.siret == organisation)
    return next(named, None)


def _email(message: Message, addressee: Addressee, address: str, *, uow: UnitOfWork) -> Email:
    email = Email(
        email_id=uow.ids.new(EmailId),
        message_id=message.message_id,
        addressee=addressee.number,
        sending=1,
        address=address,
        status=EmailStatus.WAITING,
        tries=0,
        created_at=message.sent_at,
        next_try_at=message.sent_at,
    )
    return email if is_address(address) else replace(email, status=EmailStatus.INVALID)
