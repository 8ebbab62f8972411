"""Refusals: why an act is not done, as a code, an article of law and facts.

A refusal carries no sentence: each service's French catalogue turns code and facts into text. Codes are never
reused and begin with their family: `TND-`, `RSP-`, `MPS-`, `INV-`, `HTTP-`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NoReturn

_CODE: Final = re.compile(r"[A-Z]{3,4}(-[A-Z0-9]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason for which an act is refused, with the article that founds it when there is one."""

    code: str
    article: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"{self.code!r} is not a refusal code")
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    def __reduce__(self) -> tuple[type["Refusal"], tuple[str, str | None, dict[str, str]]]:
        # A mapping proxy cannot be pickled, and refusals come back from validator processes.
        return Refusal, (self.code, self.article, dict(self.facts))


class Refused(Exception):
    """An act was refused; the effect of the command is rolled back."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal

    def __str__(self) -> str:
        return self.refusal.code


class InvalidValue(ValueError):
    """A text is not a value of its kind; the message is French, for people, and never repeats the text."""

    def __init__(self, value_kind: str, message: str) -> None:
        super().__init__(value_kind, message)
        self.value_kind = value_kind
        self.message = message

    @property
    def code(self) -> str:
        """Give the refusal code of the kind, such as `HTTP-INVALID-SIRET`."""
        return f"HTTP-INVALID-{self.value_kind.upper().replace('_', '-')}"

    def __str__(self) -> str:
        return self.message


def refuse(code: str, *, article: str | None = None, **facts: object) -> NoReturn:
    """Refuse an act; facts are written with `str`.

    Raises:
        Refused: always.
    """
    raise Refused(Refusal(code=code, article=article, facts={name: str(fact) for name, fact in facts.items()}))
