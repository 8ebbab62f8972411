"""What work with the State's portal needs: the portal, accounts, transactions of their own, reader, law, clock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from services.invoicing.domain.errors import Code
from services.invoicing.domain.state_portal import Problem
from services.invoicing.ports import DocumentReader, UnitOfWork
from services.invoicing.ports.state_portal import PortalAccounts, StatePortal
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refusal
from shared.legal.table import LegalTable

T = TypeVar("T")


class Run(Protocol):
    """Runs work in one transaction of the service's own principal, again when it has lost a race."""

    def __call__(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run work and commit."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalTools:
    """Calls to the portal are made between transactions, never in one."""

    portal: StatePortal
    accounts: PortalAccounts
    run: Run
    reader: DocumentReader
    law: LegalTable
    clock: Clock


# Whatever comes next would be refused too.
FOR_ALL: Final[frozenset[str]] = frozenset(
    {
        Code.STATE_PORTAL_BUSY,
        Code.STATE_PORTAL_DENIED,
        Code.STATE_PORTAL_ACCOUNT_MISSING,
        Code.STATE_PORTAL_NOT_CONFIGURED,
    }
)
# The portal does not work: nothing follows about an invoice.
OF_PORTAL: Final[frozenset[str]] = FOR_ALL | {Code.STATE_PORTAL_SILENT, Code.STATE_PORTAL_UNREADABLE}


def problem_of(refusal: Refusal) -> Problem:
    """Keep why something was refused."""
    return Problem(refusal.code, dict(refusal.facts))


def is_of_portal(refusal: Refusal) -> bool:
    """Say whether a refusal is about the portal and not about one invoice."""
    return refusal.code in OF_PORTAL
