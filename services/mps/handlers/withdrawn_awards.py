"""Awards are heard of: when one is withdrawn, the protected data of the company that held it are asked no more."""

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.withdrawn_awards import KnownAward, asked_anew, stopped
from services.mps.handlers.announcements import announce_answer, announce_completion, announce_requests
from services.mps.ports import UnitOfWork
from shared.contracts.tenders import ContractAwardedV1
from shared.contracts.tenders_awards import AwardWithdrawnV1
from shared.kernel.ids import AwardId, CandidacyId, TenderId
from shared.kernel.siret import Siret


def note_award(event: ContractAwardedV1 | AwardWithdrawnV1, *, uow: UnitOfWork) -> None:
    """Keep an award, or its end; an older state that arrives late changes nothing.

    A company that still holds another award of the consultation goes on being verified.
    """
    award = KnownAward(
        award_id=AwardId.parse(event.award_id),
        version=event.aggregate_version,
        tender_id=TenderId.parse(event.tender_id),
        siren=Siret.parse(event.winner_siret).siren,
        is_withdrawn=isinstance(event, AwardWithdrawnV1),
    )
    if not uow.awards.put(award) or not award.is_withdrawn or uow.awards.is_held(award.tender_id, award.siren):
        return
    for candidacy_id in uow.awards.examined(award.tender_id, award.siren):
        _stop(candidacy_id, uow=uow)


def ask_anew(known: SiretCandidacy, *, uow: UnitOfWork) -> SiretCandidacy:
    """Ask again what was stopped, when the buyer asks about the company once more."""
    candidacy = uow.candidacies.get_locked(known.candidacy_id) or known
    blocks = asked_anew(candidacy, at=uow.clock.now())
    if not blocks:
        return candidacy
    candidacy = announce_requests(candidacy, blocks=blocks, uow=uow)
    uow.candidacies.save(candidacy, changed=blocks)
    again = ", ".join(block.source.value for block in blocks)
    uow.record("examination_asked", str(candidacy.candidacy_id), {"again": again})
    return candidacy


def _stop(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> None:
    candidacy = uow.candidacies.get_locked(candidacy_id)
    blocks = () if candidacy is None else stopped(candidacy, at=uow.clock.now())
    if candidacy is None or not blocks:
        return
    uow.tasks.done(uow.tasks.of(candidacy_id))
    for block in blocks:
        candidacy = announce_answer(candidacy.with_block(block), block=block, uow=uow)
    if candidacy.completed_at is None:
        candidacy = announce_completion(candidacy.completed(at=uow.clock.now()), uow=uow)
    uow.candidacies.save(candidacy, changed=blocks)
    sources = ", ".join(block.source.value for block in blocks)
    uow.record("examination_stopped", str(candidacy_id), {"sources": sources, "article": "R2144-7"})
