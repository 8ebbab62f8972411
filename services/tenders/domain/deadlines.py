"""Deadline for receiving responses (délai de réception des candidatures et des offres), CCP R2151-1, R2151-4, R2161-3.

Only what cannot be is refused here: a deadline that has passed is not published; an announced deadline never moves
earlier, and cannot move at all once it is reached (design section 8.1). Periods are advised (``law/periods.py``).
"""

from datetime import datetime, timedelta

from services.tenders.domain.errors import Code
from services.tenders.domain.model import Tender
from shared.kernel.deadline import Deadline
from shared.kernel.paris import display_instant
from shared.kernel.refusal import Refusal
from shared.kernel.timeline import Timeline

_MILLISECOND = timedelta(milliseconds=1)


def closing_instant(*, deadline: Deadline, timeline: Timeline) -> datetime:
    """Give the first real instant that ``Deadline.admits`` refuses: from it on, the consultation is to be closed."""
    return timeline.instant_of(deadline.at + _MILLISECOND)


def refuse_reached_deadline(*, deadline: Deadline, legal_now: datetime) -> Refusal | None:
    """A consultation is published with time left to answer: its deadline is strictly in the future."""
    if legal_now < deadline.at:
        return None
    facts = {"deadline": deadline.display(), "now": display_instant(legal_now)}
    return Refusal(code=Code.DEADLINE_PAST, article="R2151-1", facts=facts)


def refuse_extension(*, current: Deadline, proposed: Deadline, legal_now: datetime) -> Refusal | None:
    """An announced deadline is only ever extended (R2151-4), and only before it is reached."""
    if legal_now >= current.at:
        facts = {"deadline": current.display(), "now": display_instant(legal_now)}
        return Refusal(code=Code.DEADLINE_REACHED, article="R2151-4", facts=facts)
    if proposed.at <= current.at:
        facts = {"current": current.display(), "proposed": proposed.display()}
        return Refusal(code=Code.DEADLINE_EARLIER, article="R2151-4", facts=facts)
    return None


def refuse_closing(*, tender: Tender, now: datetime) -> Refusal | None:
    """A consultation closes once its legal deadline has passed, not before (R2132-9)."""
    deadline = tender.current_stage.deadline
    legal_now = tender.timeline.legal_at(now)
    if not deadline.admits(legal_now):
        return None
    facts = {"deadline": deadline.display(), "now": display_instant(legal_now)}
    return Refusal(code=Code.DEADLINE_RUNNING, article="R2132-9", facts=facts)
