"""The interface of the State's portal: who calls it, their tokens, and the whole numbers by which it names things."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol

from services.invoicing.domain.portal_access import PortalApplication, PortalApplicationId, TechnicalAccount
from shared.kernel.client_secrets import AccessToken


class Numbered(StrEnum):
    """The kinds of things that the interface names by a whole number."""

    STRUCTURE = "structure"
    SERVICE = "service"
    INVOICE = "invoice"


class PortalAccess(Protocol):
    """The applications and technical accounts of the interface; the handlers say who may see them."""

    def add_application(self, application: PortalApplication) -> None:
        """Keep a new application."""

    def application(self, application_id: PortalApplicationId) -> PortalApplication | None:
        """Read an application."""

    def save_application(self, application: PortalApplication) -> None:
        """Keep the present state of an application."""

    def add_account(self, account: TechnicalAccount) -> None:
        """Keep a new account, or refuse ``INV-PORTAL-ACCOUNT-TAKEN``."""

    def account(self, login: str) -> TechnicalAccount | None:
        """Read an account."""

    def lock_account(self, login: str) -> TechnicalAccount | None:
        """Read an account and hold its row until the end of the unit of work."""

    def save_account(self, account: TechnicalAccount) -> None:
        """Keep the present state of a locked account."""


class PortalTokens(Protocol):
    """The access tokens of the interface, under their digests."""

    def add(self, digest: str, token: AccessToken) -> None:
        """Keep a token under its digest."""

    def find(self, digest: str) -> AccessToken | None:
        """Find a token."""

    def revoke(self, holder: object) -> None:
        """Forget every token of a holder."""


class PortalNumbers(Protocol):
    """Whole numbers given once to things that are otherwise named by texts."""

    def numbers(self, kind: Numbered, keys: Iterable[str]) -> Mapping[str, int]:
        """Give the number of each key, a new one to those that have none."""

    def number(self, kind: Numbered, key: str) -> int:
        """Give the number of one key."""

    def key(self, kind: Numbered, number: int) -> str | None:
        """Find what a number stands for."""
