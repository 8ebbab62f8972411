"""Stages of a consultation (phases de la procédure): each is a reception of its own.

An open procedure has one; a restricted one receives candidacies, then the offers of those it invites; a negotiation
round is one more reception, of dated final offers, equal for all. A stage has an identifier of its own, so that the
responses service treats it as a consultation of its own: sealed until its deadline, opened by its custodians.

Sources: CCP R2142-15 and R2144-8 (candidats admis, invitation), R2161-6 and R2161-8 (deux délais), R2161-17 and
R2161-20 (offres finales), R2162-49 (système d'acquisition dynamique). Read on 2026-11-23.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret


class Part(StrEnum):
    """What a company sends: who it is (candidature, R2142-1) and what it offers (offre, R2151-1)."""

    CANDIDACY = "candidacy"
    OFFER = "offer"


class StageKind(StrEnum):
    """What a stage is for."""

    SINGLE = "single"  # candidacies and offers together
    CANDIDACIES = "candidacies"
    OFFERS = "offers"  # of those who are invited
    FINAL_OFFERS = "final_offers"  # end of a negotiation round or of the dialogue

    @property
    def receives(self) -> frozenset[Part]:
        """Say which parts a response to such a stage holds."""
        return _RECEIVES[self]


_RECEIVES: Mapping[StageKind, frozenset[Part]] = MappingProxyType(
    {
        StageKind.SINGLE: frozenset({Part.CANDIDACY, Part.OFFER}),
        StageKind.CANDIDACIES: frozenset({Part.CANDIDACY}),
        StageKind.OFFERS: frozenset({Part.OFFER}),
        StageKind.FINAL_OFFERS: frozenset({Part.OFFER}),
    }
)

# What may be opened once a stage was opened: whether negotiation is allowed at all is said in ``procedures.py``.
FOLLOWING: Mapping[StageKind, frozenset[StageKind]] = MappingProxyType(
    {
        StageKind.SINGLE: frozenset({StageKind.FINAL_OFFERS}),
        StageKind.CANDIDACIES: frozenset({StageKind.OFFERS}),
        StageKind.OFFERS: frozenset({StageKind.FINAL_OFFERS}),
        StageKind.FINAL_OFFERS: frozenset({StageKind.FINAL_OFFERS}),
    }
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: when it ends, and who is invited; ``invited`` is None where anybody may answer.

    The first stage bears the identifier of its consultation. ``deadline_version`` counts the deadlines announced.
    """

    stage_id: TenderId
    number: int
    kind: StageKind
    receives: frozenset[Part]
    deadline: Deadline
    deadline_version: int
    invited: tuple[Siret, ...] | None = None
    announced_at: datetime | None = None
    closed_at: datetime | None = None
    opened_at: datetime | None = None

    def admits(self, company: Siret) -> bool:
        """Say whether a company may answer this stage."""
        return self.invited is None or company in self.invited
