"""What every part of the terms of a consultation is made of: texts of the wire, read from the domain as well."""

from decimal import Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator, ConfigDict, PlainSerializer, StringConstraints

from shared.contracts.amount import Amount, DecimalText
from shared.kernel.ids import Id
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.siret import Siret


def _text(value: object) -> object:
    """Write a value of the domain, when the terms are answered; what was sent is a text already."""
    if isinstance(value, (Siret, Id, Percentage)):
        return str(value)
    return f"{value:f}" if isinstance(value, Decimal) else value


def _amount(value: object) -> object:
    return Amount.of(value) if isinstance(value, Money) else value


SiretText = Annotated[str, BeforeValidator(_text), StringConstraints(max_length=20)]
IdText = Annotated[str, BeforeValidator(_text), StringConstraints(max_length=36)]
RateText = Annotated[DecimalText, BeforeValidator(_text)]
# Written whole, the currency too, although what nobody said is left out.
_WHOLE_AMOUNT: Final = PlainSerializer(lambda amount: {"value": amount.value, "currency": amount.currency})
AmountText = Annotated[Amount, BeforeValidator(_amount), _WHOLE_AMOUNT]
# An unknown field is a mistake of the caller, and is said.
PART: Final = ConfigDict(extra="forbid", frozen=True, from_attributes=True)
