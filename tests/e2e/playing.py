"""Plays the demonstration as a user does: the command, its output, its folder."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LIMIT_SECONDS = 600
FAST = 86_400
STEADY = 43_200  # two real seconds a legal day: room for a kill and a restart before the deadline


def command(folder: Path, *, factor: int = FAST) -> list[str]:
    """The command line of a demonstration in a folder of its own."""
    return [
        sys.executable,
        *("-m", "services.cli", "demo", "--json"),
        *("--folder", str(folder), "--factor", str(factor)),
    ]


def environment(amqp_url: str | None = None) -> dict[str, str]:
    """The environment of a demonstration: nothing of the caller's settings, a broker where one is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLIS_")}
    return kept if amqp_url is None else {**kept, "PLIS_AMQP_URL": amqp_url}


def play(folder: Path, *, factor: int = FAST, amqp_url: str | None = None) -> dict[str, Any]:
    """Play a whole demonstration and give its summary."""
    played = subprocess.run(
        command(folder, factor=factor),
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        cwd=ROOT,
        env=environment(amqp_url),
    )
    assert played.returncode == 0, f"{played.stderr[-6000:]}\n{log_of(folder)}"
    return dict(json.loads(played.stdout))


def log_of(folder: Path) -> str:
    """The end of the platform's log."""
    log = folder / "platform.log"
    return log.read_text("utf-8", errors="replace")[-3000:] if log.exists() else ""
