"""Connecting a recipient to the State's portal, and looking at how it goes."""

from dataclasses import dataclass

from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_connection import PortalConnection, PortalPoll
from services.invoicing.domain.recipient import Door
from services.invoicing.domain.state_portal import PortalInvoice
from services.invoicing.handlers.versions import following_version
from services.invoicing.ports import UnitOfWork
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionState:
    """A connection, where its polling stands, and how many invoices stand where."""

    connection: PortalConnection
    poll: PortalPoll
    counts: dict[str, int]


def connect_to_portal(siret: Siret, *, expected: int, uow: UnitOfWork) -> ConnectionState:
    """Have the invoices of the agent's own organisation fetched from the portal, from now on and at once.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-STATE-PORTAL-OTHER-DOOR``, ``HTTP-VERSION-STALE``.
    """
    _require_deciding(siret, uow=uow)
    recipient = uow.recipients.find(siret)
    if recipient is None or recipient.door is not Door.STATE_PORTAL:
        refuse(Code.STATE_PORTAL_OTHER_DOOR)
    _declare(siret, is_active=True, expected=expected, uow=uow)
    poll = uow.portal_polls.lock(siret)
    now = uow.clock.now()
    uow.portal_polls.keep(PortalPoll.first(siret, now=now) if poll is None else poll.woken(at=now))
    return connection_state(siret, uow=uow)


def disconnect_from_portal(siret: Siret, *, expected: int, uow: UnitOfWork) -> ConnectionState:
    """Leave the portal alone; what was fetched stays, and the cursor too.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-STATE-PORTAL-NOT-CONNECTED``, ``HTTP-VERSION-STALE``.
    """
    _require_deciding(siret, uow=uow)
    poll = uow.portal_polls.lock(siret)
    if poll is None:
        refuse(Code.STATE_PORTAL_NOT_CONNECTED, siret=siret)
    _declare(siret, is_active=False, expected=expected, uow=uow)
    uow.portal_polls.keep(poll.stopped())
    return connection_state(siret, uow=uow)


def connection_state(siret: Siret, *, uow: UnitOfWork) -> ConnectionState:
    """Say how the connection of the caller's own organisation goes.

    Raises:
        Refused: ``INV-NOT-FOUND`` (another organisation), ``INV-STATE-PORTAL-NOT-CONNECTED``.
    """
    require_own_portal(siret, uow=uow)
    connection, poll = uow.portal_connections.find(siret), uow.portal_polls.find(siret)
    if connection is None or poll is None:
        refuse(Code.STATE_PORTAL_NOT_CONNECTED, siret=siret)
    return ConnectionState(connection=connection, poll=poll, counts=uow.state_portal_invoices.count(siret))


def poll_now(siret: Siret, *, uow: UnitOfWork) -> ConnectionState:
    """Have the portal asked at the next occasion, whatever pause was taken.

    Raises:
        Refused: ``INV-NOT-FOUND``, ``INV-STATE-PORTAL-NOT-CONNECTED``.
    """
    state = connection_state(siret, uow=uow)
    if not state.connection.is_active:
        refuse(Code.STATE_PORTAL_NOT_CONNECTED, siret=siret)
    uow.portal_polls.wake(siret, at=uow.clock.now())
    return connection_state(siret, uow=uow)


def try_again(siret: Siret, portal_id: int, *, uow: UnitOfWork) -> PortalInvoice:
    """Have an invoice of the portal taken or told again.

    Raises:
        Refused: ``INV-NOT-FOUND``.
    """
    require_own_portal(siret, uow=uow)
    line = uow.state_portal_invoices.lock(siret, portal_id)
    if line is None:
        refuse(Code.NOT_FOUND, object=portal_id)
    asked = line.asked_again(at=uow.clock.now())
    uow.state_portal_invoices.keep(asked)
    uow.portal_polls.wake(siret, at=uow.clock.now())
    uow.record("portal_invoice_asked_again", str(siret), {"portal_id": str(portal_id)})
    return asked


def require_own_portal(siret: Siret, *, uow: UnitOfWork) -> None:
    """Let only people and systems of the recipient itself look."""
    principal = uow.scope.principal
    is_own = principal.organisation == siret and principal.kind is not PrincipalKind.ECONOMIC_OPERATOR
    if not is_own and principal.kind is not PrincipalKind.SYSTEM:
        refuse(Code.NOT_FOUND, object=siret)


def _require_deciding(siret: Siret, *, uow: UnitOfWork) -> None:
    uow.scope.principal.require(Right.AUTHORISE)
    require_own_portal(siret, uow=uow)


def _declare(siret: Siret, *, is_active: bool, expected: int, uow: UnitOfWork) -> None:
    version = following_version(uow.portal_connections.lock(siret), expected=expected)
    uow.portal_connections.keep(PortalConnection(siret=siret, version=version, is_active=is_active))
    uow.record("portal_connected" if is_active else "portal_disconnected", str(siret), {"version": str(version)})
