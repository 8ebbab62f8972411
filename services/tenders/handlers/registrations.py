"""Registering to be told of changes (inscription), CCP R2132-2, R2151-4: optional, and never a way to send spam.

Whoever asks gets the same answer whether the address was known or not. The token of the link is made by the edge and
leaves in one message; its digest alone is kept.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from services.tenders.domain import registrations as rules
from services.tenders.domain.emails import EmailAddress
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Tender
from services.tenders.domain.registrations import Registration, token_digest
from services.tenders.handlers.telling import ask_confirmation
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.principal import PrincipalKind
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import RegistrationId


@dataclass(frozen=True, slots=True)
class Register:
    """Command: register the company of the principal, an address, or both; ``token`` opens the confirmation."""

    tender_id: TenderId
    email: EmailAddress | None
    name: str
    token: str


def register(command: Register, *, uow: UnitOfWork) -> Registration | None:
    """Register to be told; give the registration of a company, None for an address alone (nothing is revealed).

    Raises:
        Refused: the consultation is not published, or a visitor gave no address.
    """
    tender = uow.tenders.published(command.tender_id)
    principal = uow.scope.principal
    if principal.kind is PrincipalKind.ECONOMIC_OPERATOR and principal.organisation is not None:
        return _register_company(command, tender, principal.organisation, uow=uow)
    if command.email is None:
        refuse(Code.REGISTRATION_EMAIL)
    _register_address(command, command.email.value, tender, uow=uow)
    return None


def confirm_address(token: str, *, uow: UnitOfWork) -> Registration:
    """Confirm an address by the token of its link.

    Raises:
        Refused: nothing runs under that token.
    """
    confirmed = rules.confirm(_by_token(token, uow=uow))
    uow.registrations.save(confirmed)
    uow.record("registration_confirmed", str(confirmed.tender_id), {"registration": str(confirmed.registration_id)})
    return confirmed


def end_registration(token: str, *, uow: UnitOfWork) -> Registration:
    """End a registration by the token of its link; the address is erased.

    Raises:
        Refused: nothing runs under that token.
    """
    return _end(_by_token(token, uow=uow), uow=uow)


def end_own_registration(tender_id: TenderId, *, uow: UnitOfWork) -> Registration:
    """End the registration of the principal's company.

    Raises:
        Refused: the company is not registered.
    """
    organisation = uow.scope.principal.organisation
    found = None if organisation is None else uow.registrations.of_company(tender_id, organisation)
    if found is None:
        refuse(Code.NOT_FOUND, object=tender_id)
    return _end(found, uow=uow)


def forget_unconfirmed(*, uow: UnitOfWork) -> int:
    """Forget the addresses that nobody confirmed in time (RGPD article 5, 1 e)."""
    return uow.registrations.forget_unconfirmed(before=uow.clock.now() - rules.UNCONFIRMED_KEPT)


def _register_company(command: Register, tender: Tender, siret: Siret, *, uow: UnitOfWork) -> Registration:
    found = uow.registrations.of_company(tender.tender_id, siret)
    if found is None:
        found = _new(tender, siret=siret, name=command.name, uow=uow)
        uow.registrations.add(found, digest=None)
        uow.record("registration_added", str(tender.tender_id), {"registration": str(found.registration_id)})
    if command.email is not None and command.email.value != found.email:
        found = _ask(found, command.email.value, command.token, tender, uow=uow)
    return found


def _register_address(command: Register, email: str, tender: Tender, *, uow: UnitOfWork) -> None:
    """Ask for a confirmation once a day at most; an address that is confirmed already is left in peace."""
    found, now = uow.registrations.of_address(tender.tender_id, email), uow.clock.now()
    if found is None:
        pending = replace(_new(tender, siret=None, name=command.name, uow=uow), unconfirmed_email=email, asked_at=now)
        # Somebody who asks at the same instant may have been first: then nothing more is sent.
        kept = _may_ask(email, now=now, uow=uow) and uow.registrations.add(pending, digest=token_digest(command.token))
        if kept:
            ask_confirmation(tender, email=email, token=command.token, uow=uow)
    elif found.email is None and (found.asked_at is None or found.asked_at <= now - rules.CONFIRMATION_WINDOW):
        _ask(found, email, command.token, tender, uow=uow)


def _ask(found: Registration, email: str, token: str, tender: Tender, *, uow: UnitOfWork) -> Registration:
    now = uow.clock.now()
    if not _may_ask(email, now=now, uow=uow):
        return found
    asked = replace(found, unconfirmed_email=email, asked_at=now)
    uow.registrations.save(asked, digest=token_digest(token))
    ask_confirmation(tender, email=email, token=token, uow=uow)
    return asked


def _may_ask(email: str, *, now: datetime, uow: UnitOfWork) -> bool:
    asked = uow.registrations.confirmations_asked(email, since=now - rules.CONFIRMATION_WINDOW)
    return asked < rules.CONFIRMATIONS_PER_DAY


def _new(tender: Tender, *, siret: Siret | None, name: str, uow: UnitOfWork) -> Registration:
    return Registration(
        registration_id=uow.ids.new(RegistrationId),
        tender_id=tender.tender_id,
        siret=siret,
        email=None,
        name=name,
        unconfirmed_email=None,
        registered_at=uow.clock.now(),
    )


def _by_token(token: str, *, uow: UnitOfWork) -> Registration:
    found = uow.registrations.by_token(token_digest(token))
    if found is None:
        refuse(Code.REGISTRATION_TOKEN)
    return found


def _end(found: Registration, *, uow: UnitOfWork) -> Registration:
    ended = rules.end(found, now=uow.clock.now())
    uow.registrations.save(ended)
    uow.record("registration_ended", str(found.tender_id), {"registration": str(found.registration_id)})
    return ended
