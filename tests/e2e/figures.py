"""The figures of a platform, and which of them moved between two readings for another reason than the clock."""

import re
from collections.abc import Mapping

import httpx

# What the clock moves by itself: durations, processes, loops.
_BY_THE_CLOCK = re.compile(
    r"^(process_|python_)|_seconds(_|$|\{)|_created|log_|clock_|background|limiter|relay_|/readyz"
)


def figures(url: str) -> dict[str, str]:
    """Read every figure, by its name and labels."""
    lines = httpx.get(url, timeout=30).text.splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Give by how much each figure moved."""
    names = [name for name in after if not _BY_THE_CLOCK.search(name)]
    found = {name: float(after[name]) - float(before.get(name, 0)) for name in names}
    return {name: f"{found[name]:g}" for name in sorted(names) if found[name] or name not in before}
