"""An award that is withdrawn: nothing protected is asked any more about a company that is no longer to be awarded.

Law: CCP R2144-4 (only the likely winner is verified), R2144-7, R2181-7; L114-8 CRPA (a call is made for a need).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from services.mps.domain.answers import NoAnswer, Silence
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.states import BlockStatus
from shared.kernel.ids import AwardId, TenderId
from shared.kernel.siren import Siren

STOPPED: Final = "Plus demandé : l'attribution a été retirée."


@dataclass(frozen=True, slots=True)
class KnownAward:
    """Who holds an award, or held it."""

    award_id: AwardId
    version: int
    tender_id: TenderId
    siren: Siren
    is_withdrawn: bool


def stopped(candidacy: SiretCandidacy, *, at: datetime) -> tuple[EvidenceBlock, ...]:
    """Give the blocks that are asked no more; what was answered stays."""
    silent = NoAnswer(STOPPED, silence=Silence.REJECTED)
    changed = []
    for block in candidacy.blocks:
        if block.status is BlockStatus.PENDING:
            changed.append(block.answered(silent, at=at))
        elif block.next_try_at is not None:
            changed.append(replace(block, next_try_at=None, detail=STOPPED))
    return tuple(changed)


def asked_anew(candidacy: SiretCandidacy, *, at: datetime) -> tuple[EvidenceBlock, ...]:
    """Give the blocks that were stopped, asked anew: the company is likely to win again."""
    return tuple(block.renewed(at=at) for block in candidacy.blocks if block.detail == STOPPED)
