"""Who may commit a company (habilitation à engager l'opérateur économique), as far as the platform knows it.

Law: CCP R2144-2 (what a candidacy lacks may be completed). No signature is asked at a deposit and a missing proof stops
nobody: what is known is said before the deposit and in its receipt. Accounts are known by a digest, never by a name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final
from uuid import UUID

from shared.kernel.ids import Id
from shared.kernel.paris import display_day
from shared.kernel.siren import Siren
from shared.proof.canonical import Json

ARTICLE: Final = "R2144-2"
_NOT_SHOWN: Final = (
    "non établie : le dépôt est reçu comme les autres ; l'acheteur peut demander un pouvoir, à titre de régularisation"
)


class PowerId(Id):
    """One thing that shows a power."""

    __slots__ = ()


class AccountId(Id):
    """An account of a company."""

    __slots__ = ()


class PowerBasis(StrEnum):
    """On what a power rests, the strongest first."""

    CERTIFIED = "certified"
    REGISTER = "register"
    DELEGATION = "delegation"


class PowerStatus(StrEnum):
    """Whether a power stands."""

    STANDING = "standing"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """One thing that shows the power of an account: a register that names its holder, a delegation."""

    record_id: PowerId
    parent: AccountId
    organisation: str  # the SIREN: the service alone reads these
    version: int
    status: PowerStatus
    basis: PowerBasis
    first_day: date
    last_day: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether it holds on a day; ``last_day`` is inclusive."""
        is_due = self.first_day <= day and (self.last_day is None or day <= self.last_day)
        return self.status is PowerStatus.STANDING and is_due


@dataclass(frozen=True, slots=True)
class Habilitation:
    """What was known when a deposit was declared; ``basis`` is None where nothing shows the power."""

    basis: PowerBasis | None = None
    first_day: date | None = None
    last_day: date | None = None

    @property
    def said(self) -> str:
        """Say it in a sentence."""
        until = "" if self.last_day is None else f", jusqu'au {display_day(self.last_day)}"
        since = "" if self.first_day is None else f", constaté le {display_day(self.first_day)}"
        match self.basis:
            case None:
                return _NOT_SHOWN
            case PowerBasis.CERTIFIED:
                return "établie par ProConnect (dirigeant certifié)"
            case PowerBasis.REGISTER:
                return f"établie par le registre (représentant de ce nom{since})"
            case PowerBasis.DELEGATION:
                return f"établie par une délégation que l'entreprise a enregistrée{until}"


def account_of(siren: Siren | str, holder_digest: str) -> AccountId:
    """Name an account of a company by the digest of its opaque name."""
    return AccountId(UUID(sha256(f"{siren}/{holder_digest}".encode()).hexdigest()[:32]))


def digest_of(subject: str) -> str:
    """Give the digest under which events name an account."""
    return sha256(subject.encode()).hexdigest()


def habilitation(powers: Iterable[Power], *, is_certified: bool, today: date) -> Habilitation:
    """Choose the strongest of what shows a power on a day."""
    if is_certified:
        return Habilitation(PowerBasis.CERTIFIED)
    standing = [each for each in powers if each.holds_on(today)]
    if not standing:
        return Habilitation()
    best = min(standing, key=lambda each: list(PowerBasis).index(each.basis))
    return Habilitation(best.basis, best.first_day, best.last_day)


def habilitation_content(known: Habilitation | None) -> Json:
    """Write what was known for a receipt: no name, no role; None where nothing was asked."""
    if known is None:
        return None
    return {"basis": known.basis, "said": known.said, "article": ARTICLE}
