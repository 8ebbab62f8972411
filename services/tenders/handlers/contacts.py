"""The addresses at which an organisation wants to be told of messages; it alone reads and writes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.tenders.domain.emails import EmailAddress
from services.tenders.domain.errors import Code
from services.tenders.handlers.messages import require_correspondent
from services.tenders.ports import UnitOfWork
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class ContactAddresses:
    """The addresses of one organisation; version 0 when it never gave any."""

    organisation: Siret
    version: int
    addresses: tuple[str, ...]


def read_contacts(*, uow: UnitOfWork) -> ContactAddresses:
    """Read the addresses of one's own organisation."""
    organisation = _own(uow)
    return ContactAddresses(organisation, *uow.contacts.own(organisation))


def write_contacts(addresses: Sequence[EmailAddress], *, expected: int, uow: UnitOfWork) -> ContactAddresses:
    """Replace the addresses of one's own organisation.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, or ``HTTP-VERSION-STALE`` when somebody changed them since they were read.
    """
    require_correspondent(uow.scope.principal)
    organisation = _own(uow)
    distinct = tuple({address.value.casefold(): address.value for address in addresses}.values())
    uow.contacts.keep(organisation, distinct, version=expected + 1)
    uow.record("contacts_changed", organisation.value, {"addresses": str(len(distinct))})
    return ContactAddresses(organisation, expected + 1, distinct)


def _own(uow: UnitOfWork) -> Siret:
    organisation = uow.scope.principal.organisation
    if organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    return organisation
