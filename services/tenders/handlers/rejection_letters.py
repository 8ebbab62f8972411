"""Writing the letters of rejection of a decision from its facts, CCP R2181-1 to R2181-4."""

from collections.abc import Sequence

from services.tenders.domain.awards import Award
from services.tenders.domain.evaluation import SettingAside
from services.tenders.domain.model import Tender
from services.tenders.domain.openings import OpenedResponse
from services.tenders.domain.rejection_text import RejectionFacts, draft_text
from services.tenders.domain.rejections import Rejection, RejectionGround
from services.tenders.domain.scoring import RankedBid
from services.tenders.domain.winner_checks import eliminated
from services.tenders.handlers.evaluation import EvaluatedLot
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import DepositId
from shared.kernel.tender_ids import RejectionId


def letters_of(
    awards: Sequence[Award], *, tender: Tender, state: EvaluatedLot, uow: UnitOfWork
) -> tuple[Rejection, ...]:
    """Write one letter for each company of the lot that holds no award of it."""
    lot_id = awards[0].lot_id
    earlier = [a for a in uow.awards.of_tender(tender.tender_id) if a.lot_id == lot_id]
    holders = {award.winner.response_id for award in (*earlier, *awards) if award.is_live}
    failed = eliminated(uow.winner_checks.of_tender(tender.tender_id), lot_id)
    renounced = {award.winner.response_id for award in earlier if not award.is_live} - failed
    return tuple(
        _letter(
            bid,
            ground=_ground(bid.response_id, failed=failed, renounced=renounced, state=state),
            awards=awards,
            tender=tender,
            state=state,
            rejection_id=uow.ids.new(RejectionId),
        )
        for bid in state.bids
        if bid.response_id not in holders
    )


def facts_of(rejection: Rejection, *, awards: Sequence[Award], tender: Tender) -> RejectionFacts:
    """Give again the facts of a letter, from what its decision kept."""
    ranking = awards[0].decision.ranking
    return RejectionFacts(
        tender_title=tender.content.title,
        lot_number=tender.lot(rejection.lot_id).number,
        lot_title=tender.lot(rejection.lot_id).title,
        ground=rejection.ground,
        own=_place(rejection.response_id, ranking),
        set_aside=rejection.set_aside,
        winners=tuple(award.winner for award in awards),
        criteria=tender.content.criteria,
        ranked=len(ranking),
    )


def _letter(
    bid: OpenedResponse,
    *,
    ground: RejectionGround,
    awards: Sequence[Award],
    tender: Tender,
    state: EvaluatedLot,
    rejection_id: RejectionId,
) -> Rejection:
    place = _place(bid.response_id, state.ranking)
    letter = Rejection(
        rejection_id=rejection_id,
        version=1,
        decision_id=awards[0].decision.decision_id,
        tender_id=tender.tender_id,
        lot_id=awards[0].lot_id,
        response_id=bid.response_id,
        tenderer_siret=bid.tenderer_siret,
        tenderer_name=bid.tenderer_name,
        ground=ground,
        rank=place.rank if place else None,
        total=place.total if place else None,
        set_aside=_set_aside(bid.response_id, state),
        text="",
    )
    return letter.drafted(draft_text(facts_of(letter, awards=awards, tender=tender)))


def _ground(
    response_id: DepositId, *, failed: frozenset[DepositId], renounced: set[DepositId], state: EvaluatedLot
) -> RejectionGround:
    if response_id in failed:
        return RejectionGround.ELIMINATED
    if response_id in renounced:
        return RejectionGround.RENOUNCED
    return RejectionGround.SET_ASIDE if _set_aside(response_id, state) else RejectionGround.RANKED


def _set_aside(response_id: DepositId, state: EvaluatedLot) -> SettingAside | None:
    return state.evaluation.sheet(response_id).set_aside


def _place(response_id: DepositId, ranking: Sequence[RankedBid]) -> RankedBid | None:
    return next((bid for bid in ranking if bid.response_id == response_id), None)
