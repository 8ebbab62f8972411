"""What differs between two states of a consultation's content, field by field.

Used twice: the agent who comes second learns what the first one changed (412), and the public is shown every change
of a published consultation (R2151-4). A path names a field as the API does: ``lots.2.title``, ``terms.nuts``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

from services.tenders.domain.model import TenderContent
from shared.kernel.cpv_code import CpvCode
from shared.kernel.deadline import Deadline
from shared.kernel.ids import Id
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.siret import Siret

# The estimate is never published (R2132-1 publishes the need), nor who is invited (R2132-9).
UNPUBLISHED: Final = frozenset({"estimated_value", "invited"})
_WHOLE_VALUES: Final = (CpvCode, Deadline, Id, Money, Percentage, Siret)
# What names a part among its like; the identifier of a lot is made anew when a draft is rewritten.
_KEYS: Final = ("number", "code", "criterion", "siret")
_LEFT_OUT: Final = frozenset({"lot_id"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs: its path, and what it was and is; None where it is absent."""

    path: str
    before: str | None
    after: str | None

    @property
    def is_public(self) -> bool:
        """Say whether anybody may see it."""
        return self.path.rpartition(".")[2] not in UNPUBLISHED


def diff(before: TenderContent, after: TenderContent) -> tuple[FieldChange, ...]:
    """Give every field that differs, in the order of the content; nothing when both say the same."""
    old, new = flattened(before), flattened(after)
    paths = dict.fromkeys((*old, *new))
    return tuple(FieldChange(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path))


def public_diff(before: TenderContent, after: TenderContent) -> tuple[FieldChange, ...]:
    """Give the differences that anybody may see."""
    return tuple(change for change in diff(before, after) if change.is_public)


def flattened(content: TenderContent) -> Mapping[str, str]:
    """Write a content as its fields, by path; what is absent has no path."""
    return dict(_leaves("", content))


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if value is None or value == ():
        return
    if isinstance(value, tuple) and _is_record(value[0]):
        for place, part in enumerate(value, start=1):
            yield from _leaves(f"{path}.{_key_of(part, place)}", part)
    elif _is_record(value):
        yield from _leaves_of_record(path, value)
    else:
        yield path, ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _leaves_of_record(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a dataclass
    for field in fields(value):
        if field.name not in _LEFT_OUT:
            yield from _leaves(f"{path}.{field.name}".lstrip("."), getattr(value, field.name))


def _is_record(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, _WHOLE_VALUES)


def _key_of(part: object, place: int) -> object:
    return next((getattr(part, name) for name in _KEYS if hasattr(part, name)), place)
