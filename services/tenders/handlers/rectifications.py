"""Recording the change of a published consultation: read, confirmed, measured, kept, told to everybody (R2151-4)."""

from collections.abc import Sequence
from datetime import datetime

from services.tenders.domain import lifecycle
from services.tenders.domain.errors import Code, refuse_if
from services.tenders.domain.extensions import answer_period
from services.tenders.domain.messages import MessageKind
from services.tenders.domain.model import Tender
from services.tenders.domain.passages import SHORTEST_REASON, AdvisedAct, Override, PassageRecord
from services.tenders.domain.rectifications import (
    ChangedItem,
    Decision,
    Importance,
    Judgement,
    Rectification,
    confirmed_importance,
    proposed_deadline,
    refuse_short_extension,
)
from services.tenders.handlers.telling import tell_registered
from services.tenders.ports import UnitOfWork
from shared.kernel.deadline import Deadline
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import RectificationId
from shared.legal import LegalTable


def change_documents(tender: Tender, decision: Decision, *, now: datetime, uow: UnitOfWork) -> Tender:
    """Give the consultation after a change of its documents, its deadline moved later where that is decided.

    Raises:
        Refused: the deadline is reached, or the new one is not later.
    """
    if tender.publication is None or decision.deadline is None:
        return lifecycle.add_document(tender, now=now)
    uow.scope.principal.require(Right.PUBLISH)
    return lifecycle.extend_deadline(tender, proposed=decision.deadline, now=now)


def rectify(
    before: Tender, after: Tender, items: Sequence[ChangedItem], decision: Decision, *, uow: UnitOfWork, law: LegalTable
) -> Rectification:
    """Judge and keep the change of a published consultation, and tell everybody who is registered.

    Call it once the change itself is made, in the same unit of work: a refusal undoes both.

    Raises:
        Refused: ``TND-CHANGE-REASON``, ``TND-CHANGE-SUBSTANTIAL``, ``TND-CHANGE-EXTENSION``.
    """
    check_override(decision, uow=uow)
    importance = confirmed_importance(items, decision)
    proposed = proposal(before, importance, at=uow.clock.now(), law=law)
    deadline = after.current_stage.deadline
    refuse_if(
        refuse_short_extension(after=deadline, proposed=proposed, importance=importance, override=decision.override)
    )
    judgement = Judgement(importance, proposed, decision)
    rectification = keep_rectification(before, after, items, judgement, uow=uow)
    _tell(after, rectification, uow=uow)
    return rectification


def check_override(decision: Decision, *, uow: UnitOfWork) -> None:
    """Check that whoever leaves the deadline may publish, and gives a reason that says something.

    Raises:
        Refused: ``HTTP-RIGHT-MISSING``, ``TND-OVERRIDE-REASON``.
    """
    if decision.override is None:
        return
    uow.scope.principal.require(Right.PUBLISH)
    if sum(letter.isalnum() for letter in decision.override) < SHORTEST_REASON:
        refuse(Code.OVERRIDE_REASON, article="R2184-3", advice=Code.CHANGE_EXTENSION, shortest=SHORTEST_REASON)


def keep_rectification(
    before: Tender, after: Tender, items: Sequence[ChangedItem], judgement: Judgement, *, uow: UnitOfWork
) -> Rectification:
    """Keep a change that was judged, as the next line of the history."""
    rectification = Rectification(
        rectification_id=uow.ids.new(RectificationId),
        tender_id=before.tender_id,
        number=uow.rectifications.next_number(before.tender_id),
        made_at=uow.clock.now(),
        items=tuple(items),
        importance=judgement.importance,
        importance_reason=judgement.decision.reason,
        deadline_before=before.current_stage.deadline,
        deadline_after=after.current_stage.deadline,
        deadline_proposed=judgement.proposed,
        override_reason=judgement.decision.override,
    )
    uow.rectifications.add(rectification)
    if judgement.decision.override:
        uow.passages.add(_passage(rectification, judgement.decision.override))
    uow.record("tender_rectified", str(before.tender_id), _facts(rectification))
    return rectification


def proposal(tender: Tender, importance: Importance, *, at: datetime, law: LegalTable) -> Deadline | None:
    """Give the least deadline that a change of that importance asks for; None when the present one is enough."""
    return proposed_deadline(
        importance=importance,
        current=tender.current_stage.deadline,
        today=legal_day(tender.timeline.legal_at(at)),
        launched_on=tender.launched_on,
        least_days=answer_period(tender, law=law).whole,
    )


def _tell(tender: Tender, change: Rectification, *, uow: UnitOfWork) -> None:
    lines = [f"- {item.name}" for item in change.items]
    moved = change.deadline_after > change.deadline_before
    deadline = change.deadline_after.display()
    limit = f"Nouvelle date limite : {deadline}." if moved else f"La date limite reste le {deadline}."
    body = "\n".join(("La consultation a été modifiée :", *lines, "", limit))
    subject = f"Modification n° {change.number} : {tender.content.title}"
    tell_registered(tender, kind=MessageKind.CHANGE, subject=subject, body=body, uow=uow)


def _passage(change: Rectification, reason: str) -> PassageRecord:
    """Give what the presentation report says of a change whose deadline did not follow (R2184-3)."""
    code = Code.CHANGE_SUBSTANTIAL if change.importance is Importance.SUBSTANTIAL else Code.CHANGE_EXTENSION
    overrides = (Override(code.value, reason),)
    return PassageRecord(change.tender_id, AdvisedAct.EXTENSION, change.made_at, (), overrides)


def _facts(change: Rectification) -> dict[str, str]:
    return {
        "number": str(change.number),
        "importance": change.importance.value,
        "deadline_before": str(change.deadline_before),
        "deadline_after": str(change.deadline_after),
        "overridden": str(int(change.override_reason is not None)),
    }
