"""Who may commit a company (habilitation à engager l'opérateur économique): registers, certified identity, delegation.

Law: CCP R2142-23 (a group is committed by those who are entitled, or by a lead who proves its powers), R2143-3;
the registers name the legal representatives, who may delegate. No signature is asked at the deposit: what is shown
here is proof for the file, and a missing proof stops nobody.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Self

from services.mps.domain.companies import Representative
from shared.kernel.ids import Id
from shared.kernel.principal import CERTIFIED_LEADER
from shared.kernel.refusal import refuse
from shared.kernel.siren import Siren

_WORDS_OF_A_NAME: Final = 2


class DelegationId(Id):
    """A recorded delegation."""

    __slots__ = ()


class Basis(StrEnum):
    """On what a person's power to commit the company rests, the strongest first."""

    CERTIFIED = "certified"  # the identity provider certifies the leader of the company
    REGISTER = "register"  # an open register names a representative of this name
    DELEGATION = "delegation"  # recorded by the company
    DECLARED = "declared"  # the account is attached to the company, nothing more is known


@dataclass(frozen=True, slots=True)
class Delegation:
    """A power given to a person; ``holder`` is the opaque name of the account, ``last_day`` is inclusive."""

    delegation_id: DelegationId
    siren: Siren
    holder: str
    holder_name: str
    given_by: str
    scope: str
    first_day: date
    last_day: date | None
    recorded_at: datetime
    version: int = 1
    revoked_at: datetime | None = None

    def revoked(self, *, at: datetime) -> Self:
        """Take the power back.

        Raises:
            Refused: ``MPS-DELEGATION-OVER`` when it was taken back before.
        """
        if self.revoked_at is not None:
            refuse("MPS-DELEGATION-OVER", delegation_id=self.delegation_id)
        return replace(self, version=self.version + 1, revoked_at=at)

    def holds_on(self, day: date) -> bool:
        """Say whether the power holds on a day."""
        is_begun = self.first_day <= day
        return self.revoked_at is None and is_begun and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that shows the power of a person."""

    basis: Basis
    detail: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Representation:
    """What is known of the power of one person to commit one company."""

    siren: Siren
    holder: str
    basis: Basis
    proofs: tuple[Proof, ...]
    advice: str


_ADVICE: Final = {
    Basis.CERTIFIED: "Rien à ajouter.",
    Basis.REGISTER: "Le registre porte un représentant de ce nom : un homonyme reste possible.",
    Basis.DELEGATION: "La délégation enregistrée sera jointe au dossier.",
    Basis.DECLARED: "Rien ne montre encore ce pouvoir : enregistrez une délégation, ou joignez un pouvoir signé. Le "
    "dépôt reste possible ; la preuve sera demandée à l'attributaire.",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account of a company; ``assurance`` is how the identity provider vouches for it (`acr`)."""

    siren: Siren
    holder: str
    name: str
    assurance: str | None


def representation_of(
    person: Person,
    *,
    representatives: Sequence[Representative],
    delegations: Sequence[Delegation],
    today: date,
) -> Representation:
    """Gather what shows the power of a person, the strongest basis first."""
    proofs = list(_certified(person.assurance))
    proofs += [
        Proof(Basis.REGISTER, f"{each.role} : {each.name}")
        for each in representatives
        if _same_person(person.name, each.name)
    ]
    proofs += [
        Proof(Basis.DELEGATION, f"{each.scope} (donnée par {each.given_by})", each.last_day)
        for each in delegations
        if each.holder == person.holder and each.holds_on(today)
    ]
    basis = min((proof.basis for proof in proofs), key=list(Basis).index, default=Basis.DECLARED)
    return Representation(person.siren, person.holder, basis, tuple(proofs), _ADVICE[basis])


def _certified(assurance: str | None) -> Iterable[Proof]:
    if assurance == CERTIFIED_LEADER:
        yield Proof(Basis.CERTIFIED, "Dirigeant certifié par ProConnect")


def _same_person(one: str, other: str) -> bool:
    """Compare names word by word, whatever their order, accents and case; two words at least must agree."""
    first, second = _words(one), _words(other)
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) >= _WORDS_OF_A_NAME and shorter <= longer


def _words(name: str) -> frozenset[str]:
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(each if each.isalpha() else " " for each in folded if not unicodedata.combining(each))
    return frozenset(plain.split())
