"""The level that a buyer asks at a criterion, written where the structure of the criterion has a place for it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from services.mps.domain.espd import EspdAmount, EspdCriterion, EspdRequirement, EspdValue, ResponseType
from services.mps.domain.espd_figures import first_amount, first_count
from services.mps.standards.espd.catalogue import CriterionCard, CriterionProperty, PropertyRole
from services.mps.standards.espd.elements import cleaned

_EURO: Final = "EUR"


def asked_criterion(card: CriterionCard, *, minimum: str | None, lots: tuple[str, ...]) -> EspdCriterion:
    """Write a criterion as it is asked, with its level when one is said and understood."""
    requirements = () if minimum is None else tuple(_requirements(card, cleaned(minimum)))
    return EspdCriterion(card.code, lots, requirements)


def _requirements(card: CriterionCard, minimum: str) -> Iterator[EspdRequirement]:
    """Write the level once: as an amount, a number or words, at the first place that takes it."""
    for item in card.properties():
        value = _value(item, minimum) if item.role is PropertyRole.REQUIREMENT else None
        if value is not None:
            yield EspdRequirement(item.property_id, item.kind, value, item.label)
            return


def _value(item: CriterionProperty, minimum: str) -> EspdValue | None:
    match item.kind:
        case ResponseType.MINIMUM_AMOUNT:
            amount = first_amount(minimum)
            return None if amount is None else EspdAmount(amount, _EURO)
        case ResponseType.MINIMUM_QUANTITY:
            return first_amount(minimum)
        case ResponseType.MINIMUM_QUANTITY_INTEGER:
            count = first_count(minimum)
            return None if count is None else Decimal(count)
        case ResponseType.DESCRIPTION:
            return minimum or None
        case _:
            return None
