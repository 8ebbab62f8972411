"""The structures of the portal: the public bodies that receive here, and the organisations of a technical account.

Sources: AIFE, annexe API (``rechercherStructure``, ``consulterStructure``, ``rechercherServicesStructure``); CCP
D2192-2 (what an invoice must say: service code, commitment number).
"""

from dataclasses import dataclass
from typing import Final

from services.invoicing.domain.recipient import Recipient, RecipientService
from services.invoicing.domain.seller import SellerProfile
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret

_SEPARATOR: Final = "/"
_SIREN_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """An organisation known to the portal, with what it declared as a recipient and as a seller."""

    siret: Siret
    name: str
    recipient: Recipient | None = None
    seller: SellerProfile | None = None

    @property
    def is_public(self) -> bool:
        """Whether it receives invoices here."""
        return self.recipient is not None

    @property
    def services(self) -> tuple[RecipientService, ...]:
        """Its services, in the order of their codes."""
        declared = self.recipient.services if self.recipient else ()
        return tuple(sorted(declared, key=lambda service: service.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class StructureQuery:
    """Which structures are asked for; nothing asks for all."""

    identifier: str = ""  # a SIRET, or the SIREN that it begins with
    name: str = ""
    only_public: bool = False
    only_private: bool = False
    offset: int = 0
    limit: int = 10

    def fits(self, structure: Structure) -> bool:
        """Say whether a structure is asked for."""
        return (
            str(structure.siret).startswith(self.identifier)
            and self.name.casefold() in structure.name.casefold()
            and not (self.only_public and not structure.is_public)
            and not (self.only_private and structure.is_public)
        )


def identifier_of(text: str) -> str:
    """Read what a structure is looked for by: a SIRET, a SIREN, or nothing.

    Raises:
        InvalidValue: neither.
    """
    digits = "".join(text.split())
    if not digits:
        return ""
    return str(Siren.parse(digits)) if len(digits) == _SIREN_DIGITS else str(Siret.parse(digits))


def service_key(siret: Siret, code: str) -> str:
    """Give the key under which a service has its whole number."""
    return f"{siret}{_SEPARATOR}{code}"


def service_of_key(key: str) -> tuple[Siret, str]:
    """Read the key of a service."""
    siret, _, code = key.partition(_SEPARATOR)
    return Siret.parse(siret), code
