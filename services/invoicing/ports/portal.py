"""The interface of the State's portal: who calls it, and the whole numbers by which it names things."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol

from services.invoicing.domain.portal_access import PortalApplication, PortalApplicationId, TechnicalAccount


class Numbered(StrEnum):
    """What the portal names by a whole number; the comment says which key it stands for here."""

    STRUCTURE = "structure"  # a SIRET
    SERVICE = "service"  # SIRET/code
    INVOICE = "invoice"  # an InvoiceId
    FILE = "file"  # a piece added before its invoice
    ACCOUNT = "account"  # a login
    BANK_ACCOUNT = "bank_account"  # the SIRET whose invoices are paid to it


class PortalAccess(Protocol):
    """The applications and technical accounts of the interface; the handlers say who may see them."""

    def add_application(self, application: PortalApplication) -> None:
        """Keep a new application."""

    def application(self, application_id: PortalApplicationId) -> PortalApplication | None:
        """Read an application."""

    def applications(self, *, after: PortalApplicationId | None, limit: int) -> tuple[PortalApplication, ...]:
        """List the applications, page by page, in the order of their registration."""

    def save_application(self, application: PortalApplication) -> None:
        """Keep the present state of an application."""

    def add_account(self, account: TechnicalAccount) -> None:
        """Keep a new account, or refuse ``INV-PORTAL-ACCOUNT-TAKEN``."""

    def account(self, login: str) -> TechnicalAccount | None:
        """Read an account."""

    def lock_account(self, login: str) -> TechnicalAccount | None:
        """Read an account and hold its row until the end of the unit of work."""

    def accounts(self, *, after: str | None, limit: int) -> tuple[TechnicalAccount, ...]:
        """List the accounts, page by page, in the order of their logins."""

    def save_account(self, account: TechnicalAccount) -> None:
        """Keep the present state of a locked account."""


class PortalNumbers(Protocol):
    """Whole numbers given once to things that are otherwise named by texts."""

    def numbers(self, kind: Numbered, keys: Iterable[str]) -> Mapping[str, int]:
        """Give the number of each key, a new one to those that have none."""

    def number(self, kind: Numbered, key: str) -> int:
        """Give the number of one key."""

    def key(self, kind: Numbered, number: int) -> str | None:
        """Find what a number stands for."""
