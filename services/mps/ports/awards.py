"""The awards that were heard of."""

from collections.abc import Sequence
from typing import Protocol

from services.mps.domain.withdrawn_awards import KnownAward
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.siren import Siren


class Awards(Protocol):
    """The local read model of awards, for the service itself."""

    def put(self, award: KnownAward) -> bool:
        """Keep an award unless a later version is known; tell whether it was kept."""
        ...

    def is_held(self, tender_id: TenderId, siren: Siren) -> bool:
        """Tell whether a company holds an award of a consultation."""
        ...

    def examined(self, tender_id: TenderId, siren: Siren) -> Sequence[CandidacyId]:
        """Give what a buyer asked at the award about a company, in any stage of a consultation."""
        ...
