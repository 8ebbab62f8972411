"""A server of the responses service that kills itself, as a power cut would, at a named step of one reception.

Run as a program: settings and step come as JSON on the standard input; the port goes to the standard output.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from services.commands.processes import _relaying
from services.responses.api.app import create_app
from services.responses.wiring import build
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import SystemClock
from shared.messaging import clock_loop
from shared.messaging.background import run_backgrounds
from shared.settings import Settings
from tests.faketime import mend_sleep
from tests.integration.http.servers import serving


def main() -> None:
    """Serve until the step is reached, or until the input ends."""
    asked = json.loads(sys.stdin.readline())
    mend_sleep()
    _limit_files(asked.get("file_bytes"))

    def fault(step: str) -> None:
        if step == asked["step"]:
            os.kill(os.getpid(), signal.SIGKILL)

    clock = SystemClock()
    settings, parts = _settings(asked), asked.get("parts", ["api", "loops"])
    app = build(settings, fault=fault)
    port = asked.get("port", 0)
    with ExitStack() as running:
        measured = asked.get("measure_seconds", clock_loop.MEASURE_SECONDS)
        running.enter_context(patch.object(clock_loop, "MEASURE_SECONDS", measured))
        if "api" in parts:
            issuer = DevelopmentIssuer.load(settings, clock)
            security = Security(TokenVerifier([issuer.trusted()], clock=clock))
            port = running.enter_context(serving(create_app(app, security), port=port))
        if "loops" in parts:
            running.enter_context(run_backgrounds(app.database, app.backgrounds))
        if "relay" in parts:  # what `plis relay responses` runs: the same loops, and the way to the broker
            running.enter_context(_relaying(settings, ["responses"], asked["amqp_url"]))
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        sys.stdin.read()
    app.close()


def _settings(asked: Mapping[str, Any]) -> Settings:
    return Settings(
        data_dir=Path(asked["data_dir"]),
        secrets_dir=Path(asked["secrets_dir"]),
        database_url=asked["database_url"],
        dev=True,
        sandbox=True,
        tsa_url=asked.get("tsa_url"),
        ntp_server=asked.get("ntp_server"),
    )


def _limit_files(size: int | None) -> None:
    """Let no file grow past a size, as a full disk would: writing answers EFBIG instead of ending the process."""
    if size is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


if __name__ == "__main__":
    main()
