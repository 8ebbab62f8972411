"""Which answers a response may carry, so that the official rules accept it (BR-TCR-03 to BR-TCR-09).

A question below « si oui » is answered exactly when the question above says yes, and the other way round. An answer to
a question that does not arise is left out and told; an answer that lacks is asked for by name: nothing is invented.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Final

from services.mps.domain.espd import EspdAmount, EspdAnswer, EspdPeriod, EspdValue, ResponseType
from services.mps.standards.espd.catalogue import (
    ON_FALSE,
    ON_TRUE,
    CriterionCard,
    PropertyGroup,
    PropertyRole,
    catalogue,
)
from services.mps.standards.espd.elements import cleaned
from shared.kernel.refusal import refuse

_TEXTS: Final = frozenset(
    {
        ResponseType.CODE,
        ResponseType.CODE_BOOLEAN,
        ResponseType.CODE_COUNTRY,
        ResponseType.DESCRIPTION,
        ResponseType.ECONOMIC_OPERATOR_IDENTIFIER,
        ResponseType.EVIDENCE_IDENTIFIER,
        ResponseType.IDENTIFIER,
        ResponseType.LOT_IDENTIFIER,
        ResponseType.QUAL_IDENTIFIER,
        ResponseType.URL,
    }
)
_OTHERS: Final[Mapping[ResponseType, type]] = {
    ResponseType.AMOUNT: EspdAmount,
    ResponseType.MAXIMUM_AMOUNT: EspdAmount,
    ResponseType.MINIMUM_AMOUNT: EspdAmount,
    ResponseType.DATE: date,
    ResponseType.INDICATOR: bool,
    ResponseType.PERIOD: EspdPeriod,
    ResponseType.TIME: time,
}
Answers = Mapping[str, Sequence[EspdAnswer]]


@dataclass(frozen=True, slots=True)
class Consistent:
    """The answers to write, and the properties whose answers do not arise."""

    answers: tuple[EspdAnswer, ...]
    left_out: tuple[str, ...]


def consistent(cards: Iterable[CriterionCard], answers: Sequence[EspdAnswer]) -> Consistent:
    """Keep the answers that arise, in the order of the criteria; see what lacks.

    Raises:
        Refused: ``ESPD-PROPERTY-UNKNOWN``, ``ESPD-ANSWER-KIND``, ``ESPD-ANSWER-REPEATED``, ``ESPD-ANSWER-CONTRADICTS``,
            ``ESPD-ANSWER-MISSING``.
    """
    by_property = _by_property(answers)
    kept: list[EspdAnswer] = []
    for card in cards:
        for group in card.groups:
            kept += _arising(group, by_property)
    written = {answer.property_id for answer in kept}
    return Consistent(tuple(kept), tuple(sorted(set(by_property) - written)))


def fits(kind: ResponseType, value: EspdValue) -> bool:
    """Tell whether a value may answer a property of this kind; an empty text answers nothing."""
    if kind in _TEXTS:
        return isinstance(value, str) and bool(cleaned(value))
    expected = _OTHERS.get(kind)
    if expected is not None:
        return type(value) is expected
    return kind is not ResponseType.NONE and isinstance(value, Decimal) and value.is_finite()


def _by_property(answers: Sequence[EspdAnswer]) -> dict[str, list[EspdAnswer]]:
    found: dict[str, list[EspdAnswer]] = defaultdict(list)
    for answer in answers:
        known = catalogue().properties.get(answer.property_id)
        if known is None or known[1].role is not PropertyRole.QUESTION:
            refuse("ESPD-PROPERTY-UNKNOWN", property=answer.property_id[:200])
        if answer.kind is not known[1].kind or not fits(answer.kind, answer.value):
            refuse("ESPD-ANSWER-KIND", property=answer.property_id, kind=known[1].kind.value, label=known[1].label)
        if any(other.occurrence == answer.occurrence for other in found[answer.property_id]):
            refuse("ESPD-ANSWER-REPEATED", property=answer.property_id, label=known[1].label)
        found[answer.property_id].append(answer)
    return found


def _arising(group: PropertyGroup, given: Answers) -> Iterator[EspdAnswer]:
    """Give the answers of a group that arises, then those of the groups below it that arise."""
    for item in group.properties:
        yield from sorted(given.get(item.property_id, ()), key=lambda answer: answer.occurrence)
    verdict = _verdict(group, given)
    for below in group.groups:
        if below.condition in (ON_TRUE, ON_FALSE):
            if verdict is None or verdict is not (below.condition == ON_TRUE):
                continue
            yield from _completed(below, given)
        yield from _arising(below, given)


def _verdict(group: PropertyGroup, given: Answers) -> bool | None:
    """Give the yes or no that commands the groups below; None when the question has no answer."""
    values = {
        answer.value
        for item in group.properties
        if item.kind is ResponseType.INDICATOR
        for answer in given.get(item.property_id, ())
    }
    conditional = any(below.condition in (ON_TRUE, ON_FALSE) for below in group.groups)
    if conditional and len(values) > 1:
        refuse("ESPD-ANSWER-CONTRADICTS", property=group.properties[0].property_id, label=group.properties[0].label)
    return bool(next(iter(values))) if conditional and values else None


def _completed(group: PropertyGroup, given: Answers) -> Iterator[EspdAnswer]:
    """Check that a conditional group is answered; a caption « answers » with its own words (BR-TCR-07-01)."""
    for item in group.properties:
        found = given.get(item.property_id, ())
        if item.role is PropertyRole.CAPTION:
            yield EspdAnswer(item.property_id, item.kind, item.label)
        elif not found:
            refuse("ESPD-ANSWER-MISSING", property=item.property_id, label=item.label)
        elif group.condition == ON_FALSE and len(found) > 1:
            refuse("ESPD-ANSWER-REPEATED", property=item.property_id, label=item.label)
