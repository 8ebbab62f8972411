"""Electronic messages with proof (service de courrier électronique), CCP annexe 7 article 1-I 7°, R2132-7.

The inbox of the platform is authoritative: a message is sent at the instant at which it is kept there, and its first
reading by the addressee's organisation is recorded once. E-mail only tells that a message is there; what the
addressee's mail server answered is kept as proof (CE, 3 October 2012, 359921: the buyer has to send the alert to the
declared address). A message never carries a file: an offer sent by messaging is irregular, since messaging keeps no
secret (TA Caen, 15 May 2025, 2501303). Read on 2026-11-23.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.tenders.domain.errors import Code
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import MessageId
from shared.kernel.timeline import Timeline

SUBJECT_LENGTH: Final = 250
BODY_LENGTH: Final = 120_000  # the motives of a rejection may be long
LETTER_LENGTH: Final = 20_000  # what a person writes by hand
_BLANKS: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class MessageKind(StrEnum):
    """What a message is about; it chooses the link and whether silence is followed by a reminder."""

    CHANGE = "change"  # modification de la consultation, R2151-4
    QUESTION = "question"  # question posée, told to the buyer without its author
    ANSWER = "answer"  # renseignements complémentaires, R2132-6
    INVITATION = "invitation"  # invitation à soumissionner, R2144-8, R2144-9
    COMPLETION = "completion"  # demande de compléments, R2144-2
    CLARIFICATION = "clarification"  # demande de précisions, R2161-5
    JUSTIFICATION = "justification"  # offre anormalement basse, R2152-3
    REGULARISATION = "regularisation"  # R2152-2
    NEGOTIATION = "negotiation"  # R2161-17
    REJECTION = "rejection"  # information des candidats écartés, R2181-1 to R2181-4
    AWARD = "award"  # information de l'attributaire
    ABANDONMENT = "abandonment"  # déclaration sans suite, R2185-2
    NOTIFICATION = "notification"  # notification du marché, R2182-4
    CONTRACT = "contract"  # ordre de service, modification, reconduction
    CONVOCATION = "convocation"  # of a member of a commission, or to a visit
    LETTER = "letter"  # anything else that the buyer writes
    REPLY = "reply"
    CONFIRMATION = "confirmation"  # of an address, sent once: nothing else reaches it before
    ALERT = "alert"  # recherche enregistrée

    @property
    def is_reminded(self) -> bool:
        """Say whether the e-mail leaves again while nobody has read the message."""
        return self not in {MessageKind.ALERT, MessageKind.CONFIRMATION}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to whom a message is sent: an organisation by its SIRET, an e-mail address, or both."""

    siret: Siret | None
    email: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient of one message, and the first reading by its organisation."""

    number: int
    recipient: Recipient
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Affair:
    """What messaging needs to know of a consultation, whoever asks."""

    tender_id: TenderId
    buyer: Siret
    buyer_name: str
    title: str
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as sent; only the first reading by each addressee is added to it, once.

    ``sender`` is None when the platform itself writes. ``thread_id`` is the first message of the exchange.
    ``sent_at`` is the clock's instant; ``legal_sent_at`` the same on the timeline of the consultation,
    whose legal time runs ``factor`` times as fast as the clock.
    """

    message_id: MessageId
    thread_id: MessageId
    tender_id: TenderId | None
    kind: MessageKind
    sender: Siret | None
    sender_name: str
    subject: str
    body: str
    link: str | None
    sent_at: datetime
    legal_sent_at: datetime
    factor: int
    addressees: tuple[Addressee, ...]

    def as_seen_by(self, organisation: Siret | None) -> "Message":
        """Give what an organisation may see: its sender every addressee, an addressee itself alone."""
        if organisation is not None and organisation == self.sender:
            return self
        own = tuple(each for each in self.addressees if each.recipient.siret == organisation)
        return replace(self, addressees=own if organisation is not None else ())

    @property
    def subject_sha256(self) -> str:
        """SHA-256 of the subject in UTF-8, hexadecimal."""
        return _sha256(self.subject)

    @property
    def body_sha256(self) -> str:
        """SHA-256 of the body in UTF-8, hexadecimal."""
        return _sha256(self.body)


def consultation_link(tender_id: TenderId) -> str:
    """Give the address of the consultation's page, on this platform."""
    return f"/tenders/consultations/{tender_id}"


def deposit_link(tender_id: TenderId) -> str:
    """Give the address of the page where a response is deposited, on this platform."""
    return f"/responses/consultations/{tender_id}"


def link_for(kind: MessageKind, *, tender_id: TenderId | None, given: str | None) -> str | None:
    """Choose the link of a message: the given one, else the deposit page where a response is asked for.

    A link never leads to messaging: an offer was lost that way (TA Caen, 2501303).

    Raises:
        Refused: ``TND-MESSAGE-LINK`` for an address that is not a page of this platform, or is messaging.
    """
    if given is not None:
        outside = not given.startswith("/") or given.startswith("//") or _HIDDEN.search(given) or "\\" in given
        if outside or given.startswith("/tenders/messages"):
            refuse(Code.MESSAGE_LINK)
        return given
    if tender_id is None:
        return None
    asks_for_a_response = kind in {MessageKind.INVITATION, MessageKind.NEGOTIATION}
    return deposit_link(tender_id) if asks_for_a_response else consultation_link(tender_id)


def tidy_subject(text: str) -> str:
    """Make one line of a subject: no line break can enter a header, and a long one is cut with an ellipsis.

    Raises:
        Refused: ``TND-MESSAGE-EMPTY`` when nothing is left.
    """
    line = _BLANKS.sub(" ", text).strip()
    if not line:
        refuse(Code.MESSAGE_EMPTY)
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1].rstrip() + "…"


def tidy_body(text: str) -> str:
    """Keep line breaks and tabs, drop other control characters.

    Raises:
        Refused: ``TND-MESSAGE-EMPTY`` when nothing is left, ``TND-MESSAGE-LONG`` above the limit.
    """
    body = _HIDDEN.sub("", text.replace("\r\n", "\n")).strip()
    if not body:
        refuse(Code.MESSAGE_EMPTY)
    if len(body) > BODY_LENGTH:
        refuse(Code.MESSAGE_LONG, limit=BODY_LENGTH)
    return body


def addressees_of(recipients: Sequence[Recipient]) -> tuple[Addressee, ...]:
    """Number the recipients; the same organisation, or the same address without organisation, counts once.

    An empty list is allowed: the message then proves that there was nobody to tell at that instant.

    Raises:
        Refused: ``TND-MESSAGE-RECIPIENT`` for somebody who has neither a SIRET nor an address.
    """
    distinct: dict[tuple[str | None, str | None], Recipient] = {}
    for recipient in recipients:
        if recipient.siret is None and not recipient.email:
            refuse(Code.MESSAGE_RECIPIENT)
        siret = None if recipient.siret is None else recipient.siret.value
        distinct.setdefault((siret, recipient.email), recipient)
    return tuple(Addressee(number, recipient) for number, recipient in enumerate(distinct.values(), start=1))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
