"""Killed in the middle of the work with the State's portal: no invoice lost, none twice, each decision told."""

import json
import random
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from services.invoicing.standards import ubl
from tests.integration.invoicing.bound_recipient import MANDATE, PORTAL, Portal, portal, present
from tests.unit.invoicing.builders import an_invoice
from tests.unit.invoicing.portal_standin import hold
from tests.waiting import wait_for

__all__ = ["portal"]
KILLS = 5
INVOICES = 60


@pytest.mark.faults
def test_a_process_killed_anywhere_receives_each_invoice_once(portal: Portal) -> None:
    portal.connect()
    portal.service.put(MANDATE, {}, headers={"If-Match": '"0"'}, role="entreprise-a")
    for number in range(INVOICES):
        hold(portal.book, f"F-{number}")
    present(portal, ubl.to_xml(an_invoice(number="P-1")))
    chance = random.Random(20261123)  # noqa: S311 - moments, no secrets
    killed = [_kill_a_worker(portal, after=chance.randint(3, 20)) for _ in range(KILLS)]
    assert any(killed), "every process had ended before it was killed"
    for _ in range(6):
        portal.later(minutes=90)
    lines = _all(portal, f"{PORTAL}/invoices")
    numbers = [line["number"] for line in lines]
    assert sorted(numbers) == sorted([*(f"F-{n}" for n in range(INVOICES)), "P-1"])
    assert {line["standing"] for line in lines} == {"taken"}
    received = [invoice["number"] for invoice in _all(portal, "/invoices")]
    assert sorted(received) == sorted(numbers)
    assert len(portal.book.invoices) == INVOICES + 1  # what was forwarded was deposited once
    assert portal.service.get("/presented-invoices").json()["items"][0]["state"] == "received"


def _kill_a_worker(portal: Portal, *, after: int) -> bool:
    """Kill a process once it has asked the portal so often; say whether it was still at work."""
    portal.service.clock.advance(timedelta(minutes=90))  # the lease of the process killed before is over
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.invoicing.portal_worker", _given(portal)], stdout=subprocess.PIPE
    ) as worker:
        try:
            assert worker.stdout is not None
            assert worker.stdout.readline(), "it did not begin"
            wanted = len(portal.book.asked) + after
            wait_for(lambda: len(portal.book.asked) >= wanted or worker.poll() is not None, within=60, every=0.001)
        finally:
            worker.kill()
    assert worker.returncode in {0, -signal.SIGKILL}
    return worker.returncode != 0


def _all(portal: Portal, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    page = portal.service.get(path).json()
    while True:
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        page = portal.service.get(f"{path}?cursor={page['next_cursor']}").json()


def _given(portal: Portal) -> str:
    settings = portal.service.app.settings
    kept = ("database_url", "chorus_pro_url", "chorus_pro_token_url")
    return json.dumps(
        {
            "data_dir": str(settings.data_dir),
            "secrets_dir": str(settings.secrets_dir),
            "settings": {name: getattr(settings, name) for name in kept},
            "start": portal.service.clock.now().isoformat(),
        }
    )
