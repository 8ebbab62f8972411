"""Registration to be told of the changes of a consultation (inscription), CCP R2132-2, R2151-4; RGPD article 5.

Nobody needs it to read or download (R2132-2: free, direct and complete). A company registers by its SIRET and is
told in its inbox; anybody registers by an e-mail address, and nothing but one request for confirmation is sent there
before the address is confirmed. What is kept of a person is the address, erased when the registration ends.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.tenders.domain.emails import EmailAddress
from services.tenders.domain.errors import Code
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import RegistrationId

CONFIRMATIONS_PER_DAY: Final = 5
"""How many requests for confirmation one address receives in a day, all consultations together."""
CONFIRMATION_WINDOW: Final = timedelta(hours=24)
UNCONFIRMED_KEPT: Final = timedelta(hours=7 * 24)
"""How long an address that nobody confirmed is kept."""


class RegistrationStatus(StrEnum):
    """Where a registration stands."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


class RegistrationAction(StrEnum):
    """What may be done to a registration."""

    CONFIRM = "confirm"
    END = "end"


REGISTRATION_TRANSITIONS: Mapping[tuple[RegistrationStatus, RegistrationAction], RegistrationStatus] = MappingProxyType(
    {
        (RegistrationStatus.PENDING, RegistrationAction.CONFIRM): RegistrationStatus.ACTIVE,
        # A link followed twice, or a company that confirms the address it gave besides its SIRET.
        (RegistrationStatus.ACTIVE, RegistrationAction.CONFIRM): RegistrationStatus.ACTIVE,
        (RegistrationStatus.PENDING, RegistrationAction.END): RegistrationStatus.ENDED,
        (RegistrationStatus.ACTIVE, RegistrationAction.END): RegistrationStatus.ENDED,
        (RegistrationStatus.ENDED, RegistrationAction.END): RegistrationStatus.ENDED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Somebody to be told of the changes of one consultation.

    Attributes:
        siret: The company that registered under its own identity; None for an address alone.
        email: The confirmed address, the only one to which anything is sent.
        unconfirmed_email: An address that was asked for and not confirmed yet.
        asked_at: When its confirmation was last asked for.
        name: The company's name as it was given; empty when none was.
    """

    registration_id: RegistrationId
    tender_id: TenderId
    siret: Siret | None
    email: str | None
    name: str
    unconfirmed_email: str | None
    registered_at: datetime
    asked_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def status(self) -> RegistrationStatus:
        """Say where the registration stands: a company is known by its SIRET, an address once it is confirmed."""
        if self.ended_at is not None:
            return RegistrationStatus.ENDED
        reachable = self.siret is not None or self.email is not None
        return RegistrationStatus.ACTIVE if reachable else RegistrationStatus.PENDING


def confirm(registration: Registration) -> Registration:
    """Confirm the address; following the link again changes nothing."""
    _next(registration, RegistrationAction.CONFIRM)
    confirmed = registration.unconfirmed_email or registration.email
    return replace(registration, email=confirmed, unconfirmed_email=None)


def end(registration: Registration, *, now: datetime) -> Registration:
    """End a registration and forget the address and the name (RGPD article 5, 1 e)."""
    _next(registration, RegistrationAction.END)
    ended_at = registration.ended_at or now
    return replace(registration, email=None, unconfirmed_email=None, name="", ended_at=ended_at)


def address_of(text: str) -> EmailAddress:
    """Read an address in lower case, so that one person is one address.

    Raises:
        InvalidValue: the text is no address.
    """
    return EmailAddress(text.strip().lower())


def token_digest(token: str) -> str:
    """Give what is kept of the token of a link: its SHA-256, never the token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _next(registration: Registration, action: RegistrationAction) -> RegistrationStatus:
    following = REGISTRATION_TRANSITIONS.get((registration.status, action))
    if following is None:
        refuse(Code.ACTION_IMPOSSIBLE, status=registration.status, action=action)
    return following
