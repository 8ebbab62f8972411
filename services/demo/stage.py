"""What every scene has at hand: the desks, the progress, the narrator, the checks, and the time of the story."""

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import JsonValue

from services.clients.transport import RetryingTransport
from services.demo.desk import Desk
from services.demo.identities import Actor, Bearer, Issuer
from services.demo.narration import Narrator
from services.demo.platform import OwnPlatform, RunningPlatform
from services.demo.progress import Progress
from shared.kernel.paris import start_of_legal_day
from shared.kernel.timeline import Timeline

PATIENCE_SECONDS = 180.0
TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check that was made: what was compared, and whether it held."""

    code: str
    compared: str
    ok: bool

    def as_json(self) -> dict[str, JsonValue]:
        """Write the check for the summary."""
        return {"code": self.code, "compared": self.compared, "ok": self.ok}


@dataclass(slots=True)
class Stage:
    """The stage of one run."""

    folder: Path
    platform: OwnPlatform | RunningPlatform
    issuer: Issuer
    progress: Progress
    narrator: Narrator
    factor: int
    checks: list[CheckResult] = field(default_factory=list)
    _desks: dict[str, Desk] = field(default_factory=dict)

    def http(self, auth: httpx.Auth | None = None) -> httpx.Client:
        """Give a client of the platform that waits while it restarts."""
        return patient_client(self.platform, auth)

    def desk(self, actor: Actor) -> Desk:
        """Give the desk of an actor, the same each time."""
        if actor.role not in self._desks:
            self._desks[actor.role] = Desk(self.http(Bearer(self.issuer, actor)), self.progress)
        return self._desks[actor.role]

    def visitor(self) -> Desk:
        """Give the desk of somebody who has not said who they are."""
        if "anonyme" not in self._desks:
            self._desks["anonyme"] = Desk(self.http(), self.progress)
        return self._desks["anonyme"]

    def check(self, code: str, compared: str, *, ok: bool) -> None:
        """Note a check; the story goes on, the end tells how many held."""
        self.checks.append(CheckResult(code, compared, ok))
        self.narrator.tell(f"{'✓' if ok else '✗ ÉCART'} {compared}")

    @property
    def timeline(self) -> Timeline:
        """The timeline of the consultation, known from its draft on."""
        value: Any = self.progress.get("timeline")
        return Timeline(
            datetime.fromisoformat(value["started_at"]), datetime.fromisoformat(value["legal_start"]), value["factor"]
        )

    def legal_now(self) -> datetime:
        """The legal time of the consultation, now."""
        return self.timeline.legal_at(datetime.now(UTC))

    def wait_until(self, instant: datetime) -> None:
        """Wait for a real instant; time is never jumped, only accelerated."""
        while (left := (instant - datetime.now(UTC)).total_seconds()) > 0:
            time.sleep(min(left, 0.5))

    def wait_for_legal_day(self, day: date) -> None:
        """Wait until a legal day has begun in Paris."""
        self.wait_until(self.timeline.instant_of(start_of_legal_day(day)) + timedelta(milliseconds=1))


def patient_client(platform: OwnPlatform | RunningPlatform, auth: httpx.Auth | None = None) -> httpx.Client:
    """Make a client of a platform that waits while the platform restarts, and restarts it where it is ours."""
    transport = RetryingTransport(
        httpx.HTTPTransport(), patience_seconds=PATIENCE_SECONDS, on_absence=platform.ensure_running
    )
    return httpx.Client(base_url=platform.url, transport=transport, timeout=TIMEOUT_SECONDS, auth=auth)
