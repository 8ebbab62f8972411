"""A process of its own that works with the State's portal until it is killed; started by the fault test."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

from services.invoicing.wiring import build
from shared.kernel.clock import SystemClock
from shared.settings import Settings


class LaterClock:
    """The real clock, so many minutes later: the lease of a killed process is over."""

    def __init__(self, minutes: int) -> None:
        self._clock, self._later = SystemClock(), timedelta(minutes=minutes)

    def now(self) -> datetime:
        return self._clock.now() + self._later


def main(given: str) -> None:
    """Say that it begins, then work."""
    said = json.loads(given)
    folders = {name: Path(said.pop(name)) for name in ("data_dir", "secrets_dir")}
    app = build(Settings(**folders, dev=True, **said["settings"]), clock=LaterClock(said["minutes"]))
    sys.stdout.write("prêt\n")
    sys.stdout.flush()
    while True:
        app.portal.work_once()


if __name__ == "__main__":
    main(sys.argv[1])
