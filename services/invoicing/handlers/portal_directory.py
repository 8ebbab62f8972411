"""Finding structures and services: published to whoever may send an invoice; a seller's own facts stay its own."""

from services.invoicing.domain.portal_access import Attachment, PortalRole, TechnicalAccount
from services.invoicing.domain.portal_directory import Structure, StructureQuery, service_of_key
from services.invoicing.domain.recipient import Recipient, RecipientService
from services.invoicing.ports import Numbered, UnitOfWork
from shared.kernel.siret import Siret


def search_structures(
    query: StructureQuery, account: TechnicalAccount, *, uow: UnitOfWork
) -> tuple[list[Structure], int]:
    """Find a page of structures, the account's own companies first; give also how many there are in all."""
    own = [each for each in _own(account, uow=uow) if not each.is_public and query.fits(each)]
    page = own[query.offset : query.offset + query.limit]
    if query.only_private:
        return page, len(own)
    found, total = uow.recipients.search(
        prefix=query.identifier,
        name=query.name,
        offset=max(0, query.offset - len(own)),
        limit=query.limit - len(page),
    )
    return [*page, *(_public(recipient) for recipient in found)], len(own) + total


def structure_of(siret: Siret, account: TechnicalAccount, *, uow: UnitOfWork) -> Structure | None:
    """Find a structure: a recipient, or one of the account's own."""
    own = next((each for each in account.attachments if each.siret == siret), None)
    if own is not None:
        return _of_attachment(own, account, uow=uow)
    recipient = uow.recipients.find(siret)
    return None if recipient is None else _public(recipient)


def structure_numbered(number: int, account: TechnicalAccount, *, uow: UnitOfWork) -> Structure | None:
    """Find a structure by its whole number."""
    key = uow.portal_numbers.key(Numbered.STRUCTURE, number)
    return None if key is None else structure_of(Siret.parse(key), account, uow=uow)


def service_numbered(
    number: int, account: TechnicalAccount, *, uow: UnitOfWork
) -> tuple[Structure, RecipientService] | None:
    """Find a service, with its structure, by its whole number."""
    key = uow.portal_numbers.key(Numbered.SERVICE, number)
    if key is None:
        return None
    siret, code = service_of_key(key)
    structure = structure_of(siret, account, uow=uow)
    service = next((each for each in structure.services if each.code == code), None) if structure else None
    return None if structure is None or service is None else (structure, service)


def own_structures(account: TechnicalAccount, *, role: PortalRole | None = None, uow: UnitOfWork) -> list[Structure]:
    """Give the structures of an account, those that have a role if one is asked."""
    return _own(account, role=role, uow=uow)


def all_recipients(*, uow: UnitOfWork) -> list[Structure]:
    """Give every recipient, for the directory."""
    found, _ = uow.recipients.search(prefix="", name="", offset=0, limit=None)
    return [_public(recipient) for recipient in found]


def _own(account: TechnicalAccount, *, role: PortalRole | None = None, uow: UnitOfWork) -> list[Structure]:
    attachments = [each for each in account.attachments if role is None or role in each.roles]
    return [_of_attachment(each, account, uow=uow) for each in attachments]


def _of_attachment(attachment: Attachment, account: TechnicalAccount, *, uow: UnitOfWork) -> Structure:
    recipient, seller = uow.recipients.find(attachment.siret), uow.sellers.find(attachment.siret)
    name = recipient.name if recipient else attachment.name or account.name
    return Structure(siret=attachment.siret, name=name, recipient=recipient, seller=seller)


def _public(recipient: Recipient) -> Structure:
    return Structure(siret=recipient.siret, name=recipient.name, recipient=recipient)
