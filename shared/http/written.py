"""Answers written from values of the domain, field by field of the same name, so that no mapping is written by hand."""

from typing import Annotated, Any, Self

from pydantic import AliasPath, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

AsText = Annotated[str, BeforeValidator(str)]  # an identifier, a SIRET, a status
AsInstant = Annotated[AwareDatetime, BeforeValidator(lambda value: getattr(value, "at", value))]  # a deadline


class Written(BaseModel):
    """An answer that reads its fields from the attributes of a value."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, value: object, **more: object) -> Self:
        """Write a value; fields that it does not have are given."""
        return cls.model_validate(value).model_copy(update=more)


def inside(*path: str, **more: Any) -> Any:  # noqa: ANN401 - a field, as pydantic types it
    """Describe a field that stands deeper in the value, under these names."""
    return Field(validation_alias=AliasPath(path[0], *path[1:]), **more)
