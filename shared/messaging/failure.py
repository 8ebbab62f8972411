"""What may be kept of an error: the exception's class and the frames it went through, never a value.

Messages of exceptions quote what they could not handle (a name, an amount, a whole row), so they never reach a dead
letter, a header or a log (promise P8). The code of a refusal is a constant of ours and is kept.
"""

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shared.kernel.refusal import Refused

_ROOT: Final = Path(__file__).resolve().parents[2]
_LONGEST: Final = 8_192  # characters: a header of a message stays far below the broker's frame size
_DEEPEST_CHAIN: Final = 5


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a delivery failed, without any content."""

    error: str
    traceback: str

    @classmethod
    def of(cls, error: BaseException) -> "Failure":
        """Keep the class of an error (and of its causes) with file, line and function of each frame."""
        return cls(error=_name(error), traceback=_scrubbed(error))


def _scrubbed(error: BaseException) -> str:
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None and len(parts) < _DEEPEST_CHAIN:
        frames = [
            f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        parts.append("\n".join([_name(current), *frames]))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\ncaused by ".join(parts)[:_LONGEST]


def _name(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"{name} {error.refusal.code}" if isinstance(error, Refused) else name


def _place(filename: str) -> str:
    """Give a path that says where the code is without telling where it is installed."""
    path = Path(filename)
    if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
        return str(path.relative_to(_ROOT))
    return "/".join(path.parts[-2:])
