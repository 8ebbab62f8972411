"""The acts on a consultation: each takes a ``Tender`` and gives the next one, or refuses.

The table of ``states.py`` says what may follow what, the rule modules say when; these functions only join them, so
that an act cannot change the state without passing both. Every act makes the next version (design section 8.6).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.tenders.domain.advice import Advice
from services.tenders.domain.deadlines import refuse_closing, refuse_extension, refuse_reached_deadline
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.model import Publication, Tender, TenderContent
from services.tenders.domain.publication import PublicationFacts, refuse_publication
from services.tenders.domain.states import TenderAction, next_tender_status
from shared.kernel.deadline import Deadline
from shared.kernel.paris import legal_day
from shared.kernel.refusal import refuse


def revise(tender: Tender, content: TenderContent) -> Tender:
    """Rewrite a draft; nothing is announced yet, so everything may change."""
    return _next(tender, TenderAction.REVISE, content=content)


def add_document(tender: Tender, *, now: datetime) -> Tender:
    """Take a new document or a new version: freely in a draft, until the deadline once published (R2151-4 2°)."""
    following = _next(tender, TenderAction.ADD_DOCUMENT)
    if tender.publication is not None:
        deadline = tender.content.submission_deadline
        refuse_if(refuse_reached_deadline(deadline=deadline, legal_now=tender.timeline.legal_at(now)))
    return following


def publish(tender: Tender, *, facts: PublicationFacts, advices: Sequence[Advice], now: datetime) -> Tender:
    """Publish: from now on the content is fixed, the launch day selects the law and the deadline is announced."""
    following = _next(tender, TenderAction.PUBLISH)
    refuse_if(refuse_publication(content=tender.content, facts=facts))
    publication = Publication(published_at=now, launched_on=legal_day(facts.legal_now), advices=tuple(advices))
    return replace(following, publication=publication, deadline_version=1)


def extend_deadline(tender: Tender, *, proposed: Deadline, now: datetime) -> Tender:
    """Announce a later deadline (R2151-4); the caller holds the row lock that the closing takes too."""
    current = tender.content.submission_deadline
    content = replace(tender.content, submission_deadline=proposed)
    following = _next(tender, TenderAction.CHANGE, content=content, deadline_version=tender.deadline_version + 1)
    refuse_if(refuse_extension(current=current, proposed=proposed, legal_now=tender.timeline.legal_at(now)))
    return following


def close(tender: Tender, *, now: datetime) -> Tender:
    """Close the submission once the legal deadline has passed; ``now`` is a real instant."""
    following = _next(tender, TenderAction.CLOSE, closed_at=now)
    refuse_if(refuse_closing(tender=tender, now=now))
    return following


def record_opening(tender: Tender) -> Tender:
    """Note that the responses have been opened: they can be evaluated."""
    return _next(tender, TenderAction.RECORD_OPENING)


def note_evaluation(tender: Tender) -> Tender:
    """Note that scores were entered."""
    return _next(tender, TenderAction.EVALUATE)


def award_lot(tender: Tender, *, awarded_lots: int) -> Tender:
    """Award one more lot; ``awarded_lots`` counts it. The last one makes the consultation awarded (R2181-3)."""
    last = awarded_lots == len(tender.content.lots)
    return _next(tender, TenderAction.AWARD_LAST_LOT if last else TenderAction.AWARD_LOT)


def note_signature(tender: Tender) -> Tender:
    """Note that one of the contracts was signed."""
    return _next(tender, TenderAction.SIGN_CONTRACT)


def check_version(tender: Tender, *, expected: int) -> None:
    """Check that the person who edits has seen the present version (design section 8.6).

    Raises:
        Refused: ``HTTP-VERSION-STALE`` when another act came between.
    """
    if expected != tender.version:
        refuse(Code.VERSION_STALE, expected=expected, current=tender.version)


def _next(tender: Tender, action: TenderAction, **changes: Any) -> Tender:  # noqa: ANN401 - replace() checks names
    status = next_tender_status(tender.status, action)
    return replace(tender, status=status, version=tender.version + 1, **changes)
