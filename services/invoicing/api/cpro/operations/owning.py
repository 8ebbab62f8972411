"""On whose behalf an account touches an invoice: the one of its organisations that sees it; others find nothing."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from services.invoicing.api.cpro.envelope import nothing_found
from services.invoicing.api.cpro.operation import Call
from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_directory import service_of_key
from services.invoicing.ports import Numbered, UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal
from shared.kernel.refusal import Refused
from shared.kernel.siret import Siret

T = TypeVar("T")
UNKNOWN = "aucune facture de ce numéro pour ce compte."


def as_owner(
    call: Call, roles: Iterable[PortalRole], number: int | None, do: Callable[[UnitOfWork, InvoiceId], T]
) -> T:
    """Do something with one invoice as the first of the account's organisations that sees it.

    Raises:
        CproRefused: the account has none of these roles, or none of its organisations sees such an invoice.
    """
    principals = principals_of(call, roles)
    invoice_id = invoice_numbered(call, number)
    for principal in principals:
        try:
            return call.work(principal, lambda uow: do(uow, invoice_id))
        except Refused as refused:
            if refused.refusal.code != Code.NOT_FOUND:
                raise
    return nothing_found(UNKNOWN)


def principals_of(call: Call, roles: Iterable[PortalRole]) -> list[Principal]:
    """Give as whom the account may act in these roles, or refuse when it has none of them."""
    wanted = tuple(roles)
    found = [principal for role in wanted for principal in call.account.principals(role)]
    return found or [call.principal(wanted[0])]


def invoice_numbered(call: Call, number: int | None) -> InvoiceId:
    """Find the invoice of a number, whoever may see it, or refuse."""

    def find(uow: UnitOfWork) -> str | None:
        return uow.portal_numbers.key(Numbered.INVOICE, number or 0)

    key = call.work(call.principal(), find)
    return InvoiceId.parse(key) if key is not None else nothing_found(UNKNOWN)


def siret_numbered(call: Call, number: int | None) -> Siret | None:
    """Find the SIRET of a structure's number; None without a number, refused when it stands for nothing."""
    if not number or number < 0:
        return None

    def find(uow: UnitOfWork) -> str | None:
        return uow.portal_numbers.key(Numbered.STRUCTURE, number)

    key = call.work(call.principal(), find)
    return Siret.parse(key) if key is not None else nothing_found("aucune structure ne porte ce numéro.")


def service_code_numbered(call: Call, number: int | None) -> str | None:
    """Find the code of a service's number; None without a number, refused when it stands for nothing."""
    if not number or number < 0:
        return None

    def find(uow: UnitOfWork) -> str | None:
        return uow.portal_numbers.key(Numbered.SERVICE, number)

    key = call.work(call.principal(), find)
    return service_of_key(key)[1] if key is not None else nothing_found("aucun service ne porte ce numéro.")
