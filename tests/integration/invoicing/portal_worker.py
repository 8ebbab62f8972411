"""A process of its own that works with the State's portal until it is killed; started by the fault test."""

import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from services.invoicing.wiring import build
from shared.settings import Settings


class RunningClock:
    """A clock that runs from the moment given: the portal and those who work with it agree on the day."""

    def __init__(self, start: datetime) -> None:
        self._start, self._begun = start, time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._begun)


def main(given: str) -> None:
    """Say that it begins, then work until there is nothing left to do."""
    said = json.loads(given)
    folders = {name: Path(said.pop(name)) for name in ("data_dir", "secrets_dir")}
    clock = RunningClock(datetime.fromisoformat(said["start"]))
    app = build(Settings(**folders, dev=True, **said["settings"]), clock=clock)
    sys.stdout.write("prêt\n")
    sys.stdout.flush()
    while app.portal.work_once():
        pass


if __name__ == "__main__":
    main(sys.argv[1])
