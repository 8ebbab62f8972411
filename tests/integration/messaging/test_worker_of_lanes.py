"""`plis worker mps` on a real broker: what another process asked is fetched by a worker without any lane."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from services.mps.gateways.api_entreprise_simulator.app import Behaviour
from services.mps.wiring import build
from shared.kernel.clock import SystemClock
from shared.messaging.assembly import broker_backgrounds
from shared.messaging.background import run_backgrounds
from shared.messaging.outbox import Outbox
from shared.settings import Settings
from tests.integration.mps.lane_parts import FORM, Workshop, a_workshop, invented_sirets
from tests.waiting import wait_for


def test_a_worker_fetches_what_others_asked_each_once(
    fresh_database: Settings, clean_broker: str, tmp_path: Path
) -> None:
    sirets, behaviour = invented_sirets(3), Behaviour(throttled=False)
    outbox = Outbox.open(fresh_database, "mps")
    with a_workshop(fresh_database, SystemClock(), behaviour) as workshop:
        settings = replace(workshop.app.settings, api_entreprise_url=workshop.url)
        asking = build(settings, on_commit=outbox.committed.signal)
        loops = list(broker_backgrounds([outbox], amqp_url=clean_broker, consumers=[asking.consumer]))
        process = _worker(settings, clean_broker, tmp_path / "worker.log")
        try:
            with run_backgrounds(outbox.database, loops):
                asked = Workshop(asking, behaviour, workshop.url)
                asked.request(sirets, asked.publish(number=1, deadline=SystemClock().now() + timedelta(hours=1)))
                wait_for(lambda: workshop.waiting() == 0, within=90)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0, (tmp_path / "worker.log").read_text()[-3000:]
        finally:
            process.kill()
            asking.close()
            outbox.close()
        assert sum(workshop.statuses().values()) == len(sirets) * len(FORM)
        assert set(workshop.statuses()) == {"unknown", "found"}
        calls = {path: count for path, count in behaviour.ledger.calls().items() if path.startswith("/v")}
        assert set(calls.values()) == {1}
        assert len(calls) == len(sirets) * (len(FORM) - 1)


def _worker(settings: Settings, amqp_url: str, log: Path) -> subprocess.Popen[bytes]:
    assert settings.database_url is not None
    assert settings.api_entreprise_url is not None
    environment = {
        **os.environ,
        "PLIS_DATABASE_URL": settings.database_url,
        "PLIS_DATA_DIR": str(settings.data_dir),
        "PLIS_SECRETS_DIR": str(settings.secrets_dir),
        "PLIS_AMQP_URL": amqp_url,
        "PLIS_API_ENTREPRISE_URL": settings.api_entreprise_url,
        "PLIS_DEV": "1",
    }
    command = [sys.executable, "-W", "ignore", "-m", "services.cli", "worker", "mps"]
    with log.open("wb") as stream:
        return subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
