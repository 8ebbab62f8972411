"""Whom a buyer may examine, and when: the candidates whose responses were opened, and those on whom they rely.

Law: CCP R2144-1 (verification, relied-upon operators included), R2144-3 to R2144-5, R2132-9 (nothing before the
deadline). Before the opening nobody may learn who answers (design: non-interference).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.form import CandidacyForm
from services.mps.domain.grouping import Consent
from services.mps.domain.papers import Paper
from services.mps.domain.sources import Moment, Source, sources_at
from services.mps.domain.tender import KnownTender
from shared.kernel.ids import CandidacyId, DepositId, TenderId
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class OpenedResponse:
    """One response (pli) that the minutes say was received; late and superseded ones are not examined."""

    deposit_id: DepositId
    tender_id: TenderId
    version: int
    siret: Siret
    name: str
    lots: tuple[int, ...]
    is_examinable: bool
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class CandidateFile:
    """What a buyer may read of one candidate: its form if it used MPS, and what was asked about it."""

    response: OpenedResponse
    form_candidacy: SiretCandidacy | None
    form: CandidacyForm | None
    papers: tuple[Paper, ...]
    consents: tuple[Consent, ...]
    asked: tuple[SiretCandidacy, ...]


def examination_of(
    siret: Siret,
    *,
    tender: KnownTender,
    moment: Moment,
    candidacy_id: CandidacyId,
    has_form: bool,
    at: datetime,
) -> SiretCandidacy:
    """Ask about a candidate for its buyer; who did not use MPS has its open data asked too."""
    sources: Sequence[Source] = sources_at(moment)
    if not has_form and moment is Moment.EXAMINATION:
        sources = (*sources_at(Moment.FORM), *sources)
    blocks = tuple(EvidenceBlock.asked(source, at=at) for source in Source if source in sources)
    return SiretCandidacy(
        candidacy_id=candidacy_id,
        siret=siret,
        tender_id=tender.tender_id,
        requested_at=at,
        version=0,
        blocks=blocks,
        moment=moment,
        buyer=tender.buyer_siret,
    )
