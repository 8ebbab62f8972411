"""The evidence of an attempt: what was asked of a platform, what it answered, how it stood meanwhile.

For whoever must show that a company was diligent, or that the platform worked (CE 23/09/2021, n° 449250; CE 13/11/2025,
n° 506640): facts with their instants, from which no fault is inferred here.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final, Protocol

from shared.kernel.clock_offset import Measure
from shared.proof.canonical import Json

FORMAT: Final = "plis-evidence-1"
SIGNATURE_FORMAT: Final = "plis-evidence-signature-1"
AROUND: Final = timedelta(minutes=5)
HEALTH_EVERY: Final = timedelta(seconds=10)
_SILENCE: Final = 3 * HEALTH_EVERY
Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class KeptTrace:
    """One request as it was kept: ``objects`` are the ids that it names or made, ``outcome`` how it ended."""

    started_at: datetime
    ended_at: datetime
    organisation: str | None
    subject: str | None
    method: str
    route: str
    objects: tuple[str, ...]
    status: int | None
    outcome: str
    facts: Mapping[str, str]
    request_id: str
    node: str

    def written(self) -> dict[str, Json]:
        """Write a request."""
        return {
            "started_at": instant(self.started_at),
            "ended_at": instant(self.ended_at),
            "method": self.method,
            "route": self.route,
            "objects": list(self.objects),
            "status": self.status,
            "outcome": self.outcome,
            "facts": dict(self.facts),
            "request_id": self.request_id,
            "node": self.node,
        }


@dataclass(frozen=True, slots=True)
class Observation:
    """What one machine of the platform saw of itself: its health, or a probe deposit; figures are whole numbers."""

    at: datetime
    node: str
    kind: str
    facts: Mapping[str, Any]

    def written(self) -> dict[str, Json]:
        """Write an observation."""
        return {"at": instant(self.at), "node": self.node, "kind": self.kind, "facts": dict(self.facts)}


class Traces(Protocol):
    """The traces and observations that were kept."""

    def about(self, objects: Collection[str]) -> Sequence[KeptTrace]:
        """Give the requests that name one of some objects, in their order."""

    def of(self, organisation: str, tender_id: str) -> Sequence[KeptTrace]:
        """Give the requests of an organisation that name a tender."""

    def let_go(self, before: datetime) -> int:
        """Let go what is older than an instant, measures of the clock included; give how many rows."""

    def observe(self, observation: Observation) -> None:
        """Keep what a machine saw of itself."""

    def observed(self, begin: datetime, end: datetime) -> Sequence[Observation]:
        """Give what the machines saw of themselves in a period."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything kept about one attempt; ``subject`` says what it is about, in the service's words."""

    made_at: datetime
    asked_by: str
    subject: Mapping[str, Json]
    requests: Sequence[KeptTrace]
    around: Sequence[Window]
    observations: Sequence[Observation]
    measures: Sequence[Measure]
    acts: Sequence[Mapping[str, Json]]

    def content(self) -> dict[str, Json]:
        """Write the whole."""
        return {
            "format": FORMAT,
            "made_at": instant(self.made_at),
            "asked_by": self.asked_by,
            "subject": dict(self.subject),
            "findings": findings(self),
            "requests": [one.written() for one in self.requests],
            "platform": [one.written() for one in self.observations],
            "clock": [_measured(one) for one in self.measures],
            "acts": [dict(act) for act in self.acts],
        }


def windows(requests: Sequence[KeptTrace], *known: datetime | None) -> list[Window]:
    """Give the times around an attempt: five minutes before and after each of its moments, joined where they meet."""
    spans = [(one.started_at, one.ended_at) for one in requests]
    spans += [(moment, moment) for moment in known if moment is not None]
    found: list[Window] = []
    for begin, end in sorted((begin - AROUND, end + AROUND) for begin, end in spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def findings(evidence: Evidence) -> dict[str, Json]:
    """Count what happened on each side: answered, refused for a stated reason, broken off, failed on the platform."""
    requests, health = evidence.requests, [one for one in evidence.observations if one.kind == "health"]
    probes = [one for one in evidence.observations if one.kind == "probe"]
    refused = Counter(one.outcome for one in requests if one.status is not None and 400 <= one.status < 500)
    return {
        "requests": len(requests),
        "answered": sum(1 for one in requests if one.outcome == "answered"),
        "refused": {code: refused[code] for code in sorted(refused)},
        "broken_off_by_the_sender": sum(1 for one in requests if one.outcome == "interrupted"),
        "failed_on_the_platform": sum(1 for one in requests if _failed(one)),
        "first_request": None if not requests else instant(min(one.started_at for one in requests)),
        "last_request": None if not requests else instant(max(one.ended_at for one in requests)),
        "platform_observed": len(health),
        "platform_silences": [[instant(begin), instant(end)] for begin, end in silences(health, evidence.around)],
        "probes": len(probes),
        "probes_failed": sum(1 for one in probes if one.facts.get("outcome") != "received"),
    }


def silences(health: Sequence[Observation], around: Sequence[Window]) -> list[Window]:
    """Give the periods in which no machine said how it was, although one should have every ten seconds."""
    found: list[Window] = []
    for begin, end in around:
        moments = sorted(one.at for one in health if begin <= one.at <= end)
        found += [(one, two) for one, two in pairwise(moments) if two - one > _SILENCE]
    return found


def instant(moment: datetime) -> str:
    """Write an instant in RFC 3339, UTC, to the millisecond, cut and never rounded up."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _failed(request: KeptTrace) -> bool:
    if request.status is None:
        return request.outcome.startswith("fault")
    return request.status >= 500


def _measured(measure: Measure) -> dict[str, Json]:
    milliseconds = round(measure.offset / timedelta(milliseconds=1))
    return {
        "at": instant(measure.at),
        "node": measure.node,
        "source": measure.source,
        "offset_milliseconds": milliseconds,
    }
