"""How callers name the kind of a buyer: by its name, or by one of the names that stood before the table."""

from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from shared.legal.buyers import EARLIER_NAMES, BuyerKind

_HELP: Final = "Nature de l'acheteur. « local_authority » est accepté pour « commune »."


def _current_name(value: object) -> object:
    """Leave to the model what is not an earlier name: it says which names exist."""
    return EARLIER_NAMES.get(value, value) if isinstance(value, str) else value


BuyerKindIn = Annotated[BuyerKind, BeforeValidator(_current_name), Field(description=_HELP)]
