"""A process that works in the lanes until it is killed; its clock may be ahead of the machine's."""

import json
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from services.mps.wiring import build
from shared.kernel.clock import SystemClock
from shared.settings import Settings
from tests.integration.mps.lane_parts import lanes_at_work


@dataclass(frozen=True)
class LaterClock:
    """The clock of the machine, some seconds ahead."""

    ahead: timedelta

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


def main() -> None:
    asked = json.loads(sys.argv[1])
    settings = Settings(
        data_dir=Path(asked["data_dir"]),
        secrets_dir=Path(asked["secrets_dir"]),
        database_url=asked["database_url"],
        api_entreprise_url=asked["api_entreprise_url"],
        dev=True,
    )
    app = build(settings, clock=LaterClock(timedelta(seconds=asked["seconds_later"])))
    with lanes_at_work(app):
        Event().wait()


if __name__ == "__main__":
    main()
