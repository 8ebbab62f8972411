"""Changes of a published consultation (modifications, rectifications), CCP R2151-4 2°; directive 2014/24 article 47.

An important change of the documents moves the deadline, in proportion to its importance. The machine reads what
changed, says how important that usually is and which deadline would leave a proportionate time; the agent confirms or
answers why not, and the answer is kept. What would make it another contract (object, kind, procedure) is said: the
consultation is then to be launched again (CE, 12 March 2012, 354355).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from services.tenders.domain.differences import FieldChange
from services.tenders.domain.documents import DocumentKind
from services.tenders.domain.errors import Code
from services.tenders.domain.extensions import deadline_on_or_after
from services.tenders.domain.model import Lot
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.refusal import Refusal, refuse
from shared.kernel.tender_ids import RectificationId


class Importance(StrEnum):
    """How much a change weighs on those who prepare an answer, the least first."""

    MINOR = "minor"  # a typing error, a contact
    IMPORTANT = "important"  # what one answers to: rules, clauses
    MAJOR = "major"  # what one prices: quantities, lots, criteria, technical documents
    SUBSTANTIAL = "substantial"  # another contract: to be launched again

    @property
    def rank(self) -> int:
        """Give its place in the order."""
        return list(Importance).index(self)


class ItemKind(StrEnum):
    """What changed."""

    FIELD = "field"
    DOCUMENT_ADDED = "document_added"
    DOCUMENT_REPLACED = "document_replaced"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    DOCUMENT_ELSEWHERE = "document_elsewhere"


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """One change: a field or a document by its ``name``, of a ``nature``, before and after, as published."""

    kind: ItemKind
    name: str
    nature: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the agent says of a change; the reasons are kept and go to the presentation report (R2184-3).

    Attributes:
        importance: What the agent confirms; None takes what the machine reads.
        reason: Why it is less important than it looks.
        override: Why the deadline does not move although the law asks for it.
        deadline: The later deadline that goes with the change.
    """

    importance: Importance | None = None
    reason: str | None = None
    override: str | None = None
    deadline: Deadline | None = None


UNSAID: Final = Decision()
"""Nothing said: what the machine reads holds."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a change was judged: its importance, the deadline that the law asks, what the agent said."""

    importance: Importance
    proposed: Deadline | None
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """One line of the public history of changes; the reasons in it are the buyer's alone."""

    rectification_id: RectificationId
    tender_id: TenderId
    number: int
    made_at: datetime
    items: tuple[ChangedItem, ...]
    importance: Importance
    importance_reason: str | None
    deadline_before: Deadline
    deadline_after: Deadline
    deadline_proposed: Deadline | None
    override_reason: str | None


# Readings of ours, in the order of what buyers and judges treat as weighing on an answer; an agent may say otherwise.
FIELDS: Final[Mapping[str, Importance]] = MappingProxyType(
    {
        "title": Importance.MINOR,
        "estimated_value": Importance.MINOR,  # never published
        "custodians": Importance.MINOR,
        "limits": Importance.MINOR,
        "submission_deadline": Importance.MINOR,  # an extension asks for no other one
        "criteria": Importance.MAJOR,
        "lots": Importance.MAJOR,
        "object": Importance.SUBSTANTIAL,
        "kind": Importance.SUBSTANTIAL,
        "procedure": Importance.SUBSTANTIAL,
    }
)
DOCUMENTS: Final[Mapping[str, Importance]] = MappingProxyType(
    {
        DocumentKind.NOTICE.value: Importance.IMPORTANT,
        DocumentKind.PROCUREMENT_RULES.value: Importance.IMPORTANT,
        DocumentKind.CCAP.value: Importance.IMPORTANT,
        DocumentKind.CCTP.value: Importance.MAJOR,
        DocumentKind.COMMITMENT_FORM.value: Importance.IMPORTANT,
        DocumentKind.PRICE_SCHEDULE.value: Importance.MAJOR,
        DocumentKind.OTHER.value: Importance.IMPORTANT,  # plans, studies, annexes
    }
)
# Which part of the time first given is to be left again. No text gives it: it is a proposal, said to be one.
SHARES: Final[Mapping[Importance, Fraction]] = MappingProxyType(
    {
        Importance.MINOR: Fraction(0),
        Importance.IMPORTANT: Fraction(1, 4),
        Importance.MAJOR: Fraction(1, 2),
        Importance.SUBSTANTIAL: Fraction(1),
    }
)


CHANGEABLE: Final = frozenset({"title", "object", "estimated_value", "lots", "criteria", "submission_deadline"})
"""What a published consultation may change; who holds the keys and what a response may weigh stay as announced."""


def items_of(changes: Iterable[FieldChange]) -> tuple[ChangedItem, ...]:
    """Write the differences of two contents as changes; the first word of a path is what the field is about."""
    return tuple(
        ChangedItem(ItemKind.FIELD, each.path, each.path.partition(".")[0], each.before, each.after) for each in changes
    )


def same_lots(published: Sequence[Lot], asked: Sequence[Lot]) -> tuple[Lot, ...]:
    """Give the lots as asked under the identifiers that were published: bids name lots by them.

    Raises:
        Refused: ``TND-CHANGE-PUBLISHED`` when lots were added or removed; the consultation is then another one.
    """
    known = {lot.number: lot.lot_id for lot in published}
    if set(known) != {lot.number for lot in asked}:
        refuse(Code.CHANGE_PUBLISHED, article="R2151-4", fields="lots")
    return tuple(replace(lot, lot_id=known[lot.number]) for lot in asked)


def computed_importance(items: Iterable[ChangedItem]) -> Importance:
    """Read how important changes usually are: that of the most important; an unknown field counts as important."""
    read = [_importance_of(item) for item in items]
    return max(read, key=lambda importance: importance.rank, default=Importance.MINOR)


def confirmed_importance(items: Sequence[ChangedItem], decision: Decision) -> Importance:
    """Take what the agent confirms; less than what is read needs its reason.

    Raises:
        Refused: ``TND-CHANGE-REASON`` without a reason; ``TND-CHANGE-SUBSTANTIAL`` when it stays another contract and
            nobody answers for it.
    """
    computed = computed_importance(items)
    confirmed = decision.importance or computed
    if confirmed.rank < computed.rank and not decision.reason:
        refuse(Code.CHANGE_REASON, article="R2151-4", computed=computed, confirmed=confirmed)
    if confirmed is Importance.SUBSTANTIAL and not decision.override:
        names = ", ".join(item.name for item in items if _importance_of(item) is Importance.SUBSTANTIAL)
        refuse(Code.CHANGE_SUBSTANTIAL, article="L3", fields=names or ", ".join(item.name for item in items))
    return confirmed


def proposed_deadline(
    *, importance: Importance, current: Deadline, today: date, launched_on: date, least_days: int
) -> Deadline | None:
    """Give the least deadline that leaves a proportionate time again; None when the present one does already.

    The time is a share of the days first given, never less than the days in which the law lets companies take in a
    late information (R2132-6), today not counted.

    Args:
        importance: How important the change is.
        current: The deadline that runs.
        today: The legal day of the change.
        launched_on: The legal day of publication.
        least_days: The days of R2132-6 that apply.
    """
    if importance is Importance.MINOR:
        return None
    given = max((legal_day(current.at) - launched_on).days, 0)
    share = SHARES[importance] * given
    days = max(least_days, -(-share.numerator // share.denominator))
    return deadline_on_or_after(current=current, today=today, days=days)


def refuse_short_extension(
    *, after: Deadline, proposed: Deadline | None, importance: Importance, override: str | None
) -> Refusal | None:
    """An important change without its extension stops, unless somebody answers for it in writing (R2151-4 2°)."""
    if proposed is None or after >= proposed or override:
        return None
    facts = {"current": after.display(), "proposed": proposed.display(), "importance": importance.value}
    return Refusal(code=Code.CHANGE_EXTENSION, article="R2151-4", facts=facts)


def _importance_of(item: ChangedItem) -> Importance:
    if item.kind is ItemKind.FIELD:
        return FIELDS.get(item.nature, Importance.IMPORTANT)
    if item.kind is ItemKind.DOCUMENT_ELSEWHERE:
        return Importance.MAJOR
    return DOCUMENTS.get(item.nature, Importance.IMPORTANT)
