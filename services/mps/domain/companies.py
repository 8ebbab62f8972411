"""A company as the open directory shows it (annuaire des entreprises): what anybody may read, before any form.

Source: API Recherche d'entreprises (DINUM), open-api.yml 1.0.0: Sirene, RNE and other open registers in one answer.
Those who oppose the diffusion of their data are absent from it (code de commerce, article A123-96).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


class CompanyState(StrEnum):
    """Whether the legal unit, or an establishment, is at work."""

    ACTIVE = "active"
    CEASED = "ceased"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Establishment:
    """One place of a company; ``country`` is None for a place in France."""

    siret: Siret
    is_head_office: bool
    state: CompanyState
    address: str | None = None
    activity: str | None = None
    trade_name: str | None = None
    created_on: date | None = None
    closed_on: date | None = None
    country: str | None = None
    diffusion: str | None = None


@dataclass(frozen=True, slots=True)
class Representative:
    """Somebody whom the registers name at the head of a company: a person by name, or a company by its SIREN."""

    role: str
    name: str
    siren: Siren | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """One legal unit; ``establishments`` are those that the search found, not all of them."""

    siren: Siren
    name: str
    state: CompanyState
    legal_form_code: str | None = None
    activity: str | None = None
    size: str | None = None
    headcount_bracket: str | None = None
    headcount_year: str | None = None
    created_on: date | None = None
    ceased_on: date | None = None
    updated_on: date | None = None
    diffusion: str | None = None
    head_office: Establishment | None = None
    establishments: tuple[Establishment, ...] = ()
    open_count: int = 0
    representatives: tuple[Representative, ...] = ()
    association_number: str | None = None
    is_association: bool = False
    is_sole_trader: bool = False
    is_employer: bool | None = None
    is_public_body: bool = False

    def establishment(self, siret: Siret) -> Establishment | None:
        """Give an establishment by its number, None when the answer does not hold it."""
        known = self.establishments if self.head_office is None else (self.head_office, *self.establishments)
        return next((each for each in known if each.siret == siret), None)


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """One page of found companies; ``total`` counts them all."""

    companies: tuple[Company, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class DirectorySilent:
    """The directory could not answer; ``retry_after`` is in seconds when it says so itself."""

    detail: str
    retry_after: int | None = None


DirectoryAnswer = CompanyPage | DirectorySilent
