"""What the fields of the portal's interface are made of, and the part that is common to its questions and answers.

Attributes bear the published names, so that a class reads as its field tree. Software sends what it does not know as
null or as an empty text, leaves fields out, adds its own and sends one value in the place of a list: all of that is
accepted.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from services.invoicing.api.cpro.moments import read_day, read_moment

SUCCESS = "TRA_MSG_00.000"
_GREATEST = 2**63 - 1


def most(characters: int) -> StringConstraints:
    """Limit a text to so many characters, without the spaces around it."""
    return StringConstraints(strip_whitespace=True, max_length=characters)


Number = Annotated[int, Field(ge=-1, le=_GREATEST)]  # int, int32, int64: some software writes -1 or 0 for "none"
Text50 = Annotated[str, most(50)]
Text255 = Annotated[str, most(255)]
Amount = Annotated[Decimal, Field(max_digits=19, allow_inf_nan=False)]  # float32 in the tree: a JSON number
Day = Annotated[date, BeforeValidator(read_day)]  # 2026-11-23, or an instant of that day
Moment = Annotated[datetime, BeforeValidator(read_moment)]  # 2026-11-23T09:30:00.000+01:00, or a day


class Asked(BaseModel):
    """A question, or a part of one."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty(cls, value: object) -> object:
        """Treat null and empty texts as fields left out, and one value in the place of a list as a list of one."""
        if not isinstance(value, Mapping):
            return value
        return {name: cls._many(name, each) for name, each in value.items() if not _is_nothing(each)}

    @classmethod
    def _many(cls, name: str, value: object) -> object:
        if isinstance(value, list | tuple):
            return [each for each in value if not _is_nothing(each)]
        field = cls.model_fields.get(name)
        return [value] if field is not None and field.default == () else value


def _is_nothing(value: object) -> bool:
    return value is None or value == ""


class Part(BaseModel):
    """A part of an answer; what is None is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answered(Part):
    """An answer: 0 and its label when all went well."""

    codeRetour: int = 0
    libelle: str = SUCCESS
