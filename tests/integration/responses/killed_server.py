"""A server of the responses service that kills itself, as a power cut would, at a named step of one reception.

Run as a program: settings and step come as JSON on the standard input; the port goes to the standard output.
"""

import json
import os
import signal
import sys
from pathlib import Path

from services.responses.api.app import create_app
from services.responses.wiring import build
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import SystemClock
from shared.messaging.background import run_backgrounds
from shared.settings import Settings
from tests.integration.http.servers import serving


def main() -> None:
    """Serve until the step is reached, or until the input ends."""
    asked = json.loads(sys.stdin.readline())
    settings = Settings(
        data_dir=Path(asked["data_dir"]),
        secrets_dir=Path(asked["secrets_dir"]),
        database_url=asked["database_url"],
        dev=True,
        sandbox=True,
    )

    def fault(step: str) -> None:
        if step == asked["step"]:
            os.kill(os.getpid(), signal.SIGKILL)

    clock = SystemClock()
    app = build(settings, fault=fault)
    issuer = DevelopmentIssuer.load(settings, clock)
    security = Security(TokenVerifier([issuer.trusted()], clock=clock))
    with serving(create_app(app, security)) as port, run_backgrounds(app.database, app.backgrounds):
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        sys.stdin.read()
    app.close()


if __name__ == "__main__":
    main()
