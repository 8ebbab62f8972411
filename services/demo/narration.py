"""How the demonstration tells itself: numbered steps in French with durations, or nothing but the final summary."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click


class Narrator:
    """Tells on the terminal; with ``--json`` the story goes to the error channel, the summary alone to the output."""

    def __init__(self, *, to_errors: bool) -> None:
        self._to_errors = to_errors
        self._number = 0
        self.durations: dict[str, float] = {}

    @contextmanager
    def step(self, code: str, title: str) -> Iterator[None]:
        """Tell one step and how long it took, in seconds."""
        self._number += 1
        self.say(f"\n{self._number:>2}. {title}", bold=True)
        began = time.monotonic()
        yield
        self.durations[code] = round(time.monotonic() - began, 3)
        self.say(f"    ({self.durations[code]:.2f} s)".replace(".", ","), dim=True)

    def tell(self, text: str) -> None:
        """Tell one thing that happened within a step."""
        self.say(f"    · {text}")

    def say(self, text: str, *, bold: bool = False, dim: bool = False) -> None:
        """Write one line where the story goes."""
        click.secho(text, bold=bold or None, dim=dim or None, err=self._to_errors)
