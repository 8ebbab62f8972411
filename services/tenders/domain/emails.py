"""E-mails that tell of a message: where they go, what became of them (courriel d'avertissement).

An e-mail is one alert to one address. Its attempts are the proof: who answered, when, with which words (CE, 3 October
2012, 359921). Sources: RFC 5321 sections 4.2.1 (reply codes) and 4.5.4.1 (give-up time, four to five days), RFC 5322
section 3.4.1 (addr-spec). Read on 2026-11-23.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from services.tenders.domain.messages import Addressee, MessageKind
from shared.kernel.refusal import InvalidValue
from shared.kernel.tender_ids import EmailId, MessageId

ADDRESS_LENGTH: Final = 254
GIVE_UP_AFTER: Final = timedelta(hours=120)
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=4)
# An unquoted local part and a domain of labels; letters of every language, no blank, no control, no quote.
_ADDRESS: Final = re.compile(
    r"[^\s@\"(),:;<>\[\]\\\x00-\x1f\x7f-\x9f]{1,64}@([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*"
)


class EmailStatus(StrEnum):
    """What became of one e-mail."""

    WAITING = "waiting"  # not handed over yet, or to be tried again
    ACCEPTED = "accepted"  # the addressee's side answered that it takes charge of it
    BOUNCED = "bounced"  # refused for good (5xx)
    INVALID = "invalid"  # the address given is not one
    ABANDONED = "abandoned"  # tried for as long as RFC 5321 advises, in vain


class AttemptOutcome(StrEnum):
    """How one attempt ended."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # 4xx, or no connection: tried again
    REFUSED = "refused"  # 5xx: never tried again


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An e-mail address, written as its owner writes it."""

    value: str

    def __post_init__(self) -> None:
        dots = self.value.partition("@")[0]
        badly_dotted = dots.startswith(".") or dots.endswith(".") or ".." in dots
        if len(self.value) > ADDRESS_LENGTH or badly_dotted or not _ADDRESS.fullmatch(self.value):
            raise InvalidValue("email", "Une adresse électronique s'écrit nom@domaine.fr.")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Email:
    """One alert to one address; ``sending`` is 1 for the first, 2 for the first reminder, and so on."""

    email_id: EmailId
    message_id: MessageId
    addressee: int
    sending: int
    address: str
    status: EmailStatus
    tries: int
    created_at: datetime
    next_try_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the mail server said, word for word, and when; ``answer`` is its last reply without the code.

    ``identifier`` is the ``Message-ID`` under which the e-mail left.
    """

    at: datetime
    outcome: AttemptOutcome
    host: str
    identifier: str
    code: int | None
    answer: str
    queue_id: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """What one e-mail says: nothing but that a message is there, about which consultation, and where to go.

    ``has_inbox`` tells that the addressee is an organisation, which reads the message itself on the platform.
    """

    email_id: EmailId
    address: str
    sending: int
    kind: MessageKind
    message_id: MessageId
    subject: str
    sender_name: str
    consultation: str | None
    link: str | None
    has_inbox: bool


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """After how long without reading an e-mail leaves again (legal time of the consultation), and how often."""

    after: timedelta
    at_most: int


def is_address(text: str) -> bool:
    """Say whether a text is an e-mail address."""
    try:
        EmailAddress(text)
    except InvalidValue:
        return False
    return True


def addresses_for(addressee: Addressee, *, contacts: Sequence[str]) -> tuple[str, ...]:
    """Give the addresses that an addressee is told at: the one of the sender's list, then its organisation's own."""
    given = () if addressee.recipient.email is None else (addressee.recipient.email.strip(),)
    distinct = {address.casefold(): address for address in (*contacts, *given)}
    return tuple(distinct.values())


def next_status(email: Email, attempt: Attempt) -> EmailStatus:
    """Say where an e-mail stands after an attempt; one that waited for too long is given up (RFC 5321 4.5.4.1)."""
    match attempt.outcome:
        case AttemptOutcome.ACCEPTED:
            return EmailStatus.ACCEPTED
        case AttemptOutcome.REFUSED:
            return EmailStatus.BOUNCED
        case AttemptOutcome.DEFERRED:
            too_old = attempt.at - email.created_at >= GIVE_UP_AFTER
            return EmailStatus.ABANDONED if too_old else EmailStatus.WAITING


def pause_before_next_try(tries: int) -> timedelta:
    """Give the pause after a number of failed tries: a minute, then twice as long each time, four hours at most."""
    doubled: int = 2 ** min(max(tries, 1) - 1, 20)
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * doubled)
