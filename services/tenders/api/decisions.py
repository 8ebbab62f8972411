"""What the agent says of a change of a published consultation, and how its history is shown."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, Field

from services.tenders.api.inputs import In, Reason
from services.tenders.domain.rectifications import ChangedItem, Decision, Importance, Rectification
from shared.kernel.deadline import Deadline


class DecisionIn(In):
    """What goes with a change of a published consultation; a draft needs none of it."""

    importance: Importance | None = Field(None, description="Importance confirmée ; absente : celle qui est lue.")
    reason: Reason | None = Field(None, description="Pourquoi le changement pèse moins qu'il ne semble.")
    override_reason: Reason | None = Field(None, description="Pourquoi la date limite ne recule pas.")
    submission_deadline: AwareDatetime | None = Field(None, description="Nouvelle date limite, plus tardive.")

    def to_decision(self) -> Decision:
        """Give the decision."""
        return decision_of(self.importance, self.reason, self.override_reason, self.submission_deadline)


def decision_of(
    importance: Importance | None, reason: str | None, override: str | None, deadline: datetime | None
) -> Decision:
    """Give the decision said in a body or in the parameters of an upload."""
    return Decision(importance, reason, override, None if deadline is None else Deadline(deadline))


def decision_query(
    importance: Annotated[Importance | None, Query(description="Importance confirmée.")] = None,
    reason: Annotated[Reason | None, Query(description="Pourquoi le changement pèse moins qu'il ne semble.")] = None,
    override_reason: Annotated[Reason | None, Query(description="Pourquoi la date limite ne recule pas.")] = None,
    submission_deadline: Annotated[AwareDatetime | None, Query(description="Nouvelle date limite.")] = None,
) -> Decision:
    """Dependency that reads the decision that goes with an upload."""
    return decision_of(importance, reason, override_reason, submission_deadline)


class ChangedItemOut(BaseModel):
    """One change: of a document, its SHA-256 before and after; of a field, its published value."""

    kind: str
    name: str
    nature: str
    before: str | None
    after: str | None

    @classmethod
    def of(cls, item: ChangedItem) -> "ChangedItemOut":
        """Write a change."""
        return cls(kind=item.kind.value, name=item.name, nature=item.nature, before=item.before, after=item.after)


class PublicRectificationOut(BaseModel):
    """One line of the history of changes, as anybody reads it."""

    number: int
    made_at: datetime
    items: list[ChangedItemOut]
    importance: str
    deadline_before: datetime
    deadline_after: datetime


class RectificationOut(PublicRectificationOut):
    """The same with what the buyer alone reads: the deadline that was proposed, and the reasons."""

    deadline_proposed: datetime | None
    importance_reason: str | None
    override_reason: str | None


class RectificationsOut(BaseModel):
    """The history of the changes of a consultation, the oldest first."""

    items: list[RectificationOut | PublicRectificationOut]


class ExtensionOut(BaseModel):
    """The least deadline that a change of some importance asks for; None when the present one is enough."""

    importance: str
    submission_deadline: datetime | None


class ExtensionsOut(BaseModel):
    """What a change made now would ask."""

    current: datetime
    answer_days: int = Field(description="Jours dans lesquels la loi laisse prendre connaissance (R2132-6).")
    proposals: list[ExtensionOut]


def rectification_of(change: Rectification, *, own: bool) -> RectificationOut | PublicRectificationOut:
    """Write a change, with its reasons for the buyer's agents alone."""
    proposed = change.deadline_proposed
    public = {
        "number": change.number,
        "made_at": change.made_at,
        "items": [ChangedItemOut.of(item) for item in change.items],
        "importance": change.importance.value,
        "deadline_before": change.deadline_before.at,
        "deadline_after": change.deadline_after.at,
    }
    if not own:
        return PublicRectificationOut.model_validate(public)
    internal = {
        "deadline_proposed": None if proposed is None else proposed.at,
        "importance_reason": change.importance_reason,
        "override_reason": change.override_reason,
    }
    return RectificationOut.model_validate(public | internal)
