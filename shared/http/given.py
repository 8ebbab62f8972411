"""Bodies of requests: nothing unknown is accepted, and a field of the same name becomes a field of the domain."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from shared.kernel.records import from_json

T = TypeVar("T")


class Given(BaseModel):
    """A body, or a part of one, as a stranger sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def to(self, kind: Callable[..., T], **more: object) -> T:
        """Read it as a value of the domain, some fields given apart.

        Raises:
            InvalidValue: the value refuses what it is given.
        """
        found: Any = kind
        read: T = from_json(found, {**self.model_dump(mode="json"), **more})
        return read
