"""The acts on a consultation: each takes a ``Tender`` and gives the next one, or refuses.

The table of ``states.py`` says what may follow what, the rule modules say when; these functions only join them, so
that an act cannot change the state without passing both. Every act makes the next version (design section 8.6).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from services.tenders.domain.advice import Advice
from services.tenders.domain.deadlines import refuse_closing, refuse_extension, refuse_reached_deadline
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.model import Publication, Tender, TenderContent
from services.tenders.domain.outcomes import LotEnd, LotOutcome
from services.tenders.domain.publication import PublicationFacts, refuse_publication
from services.tenders.domain.stages import Part, Stage
from services.tenders.domain.states import TenderAction, next_tender_status
from shared.kernel.deadline import Deadline
from shared.kernel.ids import LotId
from shared.kernel.paris import legal_day
from shared.kernel.refusal import refuse


def revise(tender: Tender, content: TenderContent) -> Tender:
    """Rewrite a draft; nothing is announced yet, so everything may change."""
    return transition(tender, TenderAction.REVISE, content=content)


def add_document(tender: Tender, *, now: datetime) -> Tender:
    """Take a new document or a new version: freely in a draft, until the deadline once published (R2151-4 2°)."""
    following = transition(tender, TenderAction.ADD_DOCUMENT)
    if tender.publication is not None:
        deadline = tender.current_stage.deadline
        refuse_if(refuse_reached_deadline(deadline=deadline, legal_now=tender.timeline.legal_at(now)))
    return following


def publish(tender: Tender, *, facts: PublicationFacts, advices: Sequence[Advice], now: datetime) -> Tender:
    """Publish: from now on the content is fixed, the launch day selects the law and the deadline is announced."""
    following = transition(tender, TenderAction.PUBLISH)
    refuse_if(refuse_publication(content=tender.content, facts=facts))
    publication = Publication(published_at=now, launched_on=legal_day(facts.legal_now), advices=tuple(advices))
    return replace(following, publication=publication, deadline_version=1)


def extend_deadline(tender: Tender, *, proposed: Deadline, now: datetime) -> Tender:
    """Announce a later deadline of the running stage (R2151-4); the caller holds the row lock of the closing too."""
    stage = tender.current_stage
    announced = replace(stage, deadline=proposed, deadline_version=stage.deadline_version + 1)
    following = with_current_stage(transition(tender, TenderAction.CHANGE), announced)
    refuse_if(refuse_extension(current=stage.deadline, proposed=proposed, legal_now=tender.timeline.legal_at(now)))
    return following


def close(tender: Tender, *, now: datetime) -> Tender:
    """Close the submission once the legal deadline has passed; ``now`` is a real instant."""
    following = with_current_stage(transition(tender, TenderAction.CLOSE), replace(tender.current_stage, closed_at=now))
    refuse_if(refuse_closing(tender=tender, now=now))
    return following


def note_evaluation(tender: Tender) -> Tender:
    """Note that scores were entered."""
    refuse_without_offers(tender)
    return transition(tender, TenderAction.EVALUATE)


def award_lot(tender: Tender, *, lot_id: LotId, now: datetime) -> Tender:
    """Award one more lot; the last one to end makes the consultation awarded (R2181-3)."""
    ends = {**tender.ends, lot_id: LotEnd(LotOutcome.AWARDED, ended_at=now)}
    last = all(lot.lot_id in ends for lot in tender.content.lots)
    action = TenderAction.AWARD_LAST_LOT if last else TenderAction.AWARD_LOT
    refuse_without_offers(tender)
    return transition(tender, action, ends=MappingProxyType(ends))


def withdraw_award(tender: Tender, *, lot_id: LotId) -> Tender:
    """Note that a lot has lost its winner before the contract took effect: it may be awarded again (R2144-7)."""
    ends = {known: end for known, end in tender.ends.items() if known != lot_id}
    return transition(tender, TenderAction.WITHDRAW_AWARD, ends=MappingProxyType(ends))


def note_signature(tender: Tender) -> Tender:
    """Note that one of the contracts was signed."""
    return transition(tender, TenderAction.SIGN_CONTRACT)


def with_current_stage(tender: Tender, stage: Stage) -> Tender:
    """Give the consultation with its last stage replaced; the first one is written in its content."""
    if tender.later_stages:
        return replace(tender, later_stages=(*tender.later_stages[:-1], stage))
    content = replace(tender.content, submission_deadline=stage.deadline)
    return replace(tender, content=content, deadline_version=stage.deadline_version, closed_at=stage.closed_at)


def refuse_without_offers(tender: Tender) -> None:
    """Refuse to evaluate or award while only candidacies were received.

    Raises:
        Refused: ``TND-STAGE-NO-OFFERS``.
    """
    if not any(Part.OFFER in stage.receives for stage in tender.stages):
        refuse(Code.STAGE_NO_OFFERS, article="R2144-8", stage=tender.current_stage.kind)


def check_version(tender: Tender, *, expected: int) -> None:
    """Check that the person who edits has seen the present version (design section 8.6).

    Raises:
        Refused: ``HTTP-VERSION-STALE`` when another act came between.
    """
    if expected != tender.version:
        refuse(Code.VERSION_STALE, expected=expected, current=tender.version)


def transition(tender: Tender, action: TenderAction, **changes: Any) -> Tender:  # noqa: ANN401 - replace() checks names
    """Give the next version of a consultation after an act that its table allows.

    Raises:
        Refused: ``TND-ACTION-IMPOSSIBLE``.
    """
    status = next_tender_status(tender.status, action)
    return replace(tender, status=status, version=tender.version + 1, **changes)
