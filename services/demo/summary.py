"""The summary of a demonstration: counts, identifiers, verdicts, every event in order, the checks that were made."""

from collections import Counter
from typing import Any

from pydantic import JsonValue

from services.demo import story
from services.demo.canonical import canonical_events
from services.demo.companies import companies
from services.demo.platform import SERVICES
from services.demo.stage import Stage

_KEPT_IDS = {
    "consultation": ("tender_id", None),
    "opening": ("opening_id", None),
    "contract_1": ("sign-1", "contract_id"),
    "contract_2": ("sign-2", "contract_id"),
    "order": ("order", "order_id"),
    "invoice": ("invoice", "invoice_id"),
}
_PAGE = 100


def summary_of(stage: Stage) -> dict[str, JsonValue]:
    """Write the summary once the story is over."""
    events = [event for service in SERVICES for event in _events(stage, service)]
    by_recording = sorted(events, key=lambda event: (str(event["time"]), str(event["id"])))
    checks: list[JsonValue] = [dict(check.as_json()) for check in stage.checks]
    return {
        "sandbox": True,
        "notice": f"Consultation de bac à sable ; temps légal accéléré {stage.factor} fois à partir du "
        f"{story.LEGAL_START.date()}.",
        "counts": dict(sorted(Counter(str(event["type"]) for event in events).items())),
        "companies": [{"letter": c.letter, "siret": c.siret, "name": c.name} for c in companies(stage).values()],
        "ids": _ids(stage),
        "checks": checks,
        "durations_seconds": dict(stage.narrator.durations),
        "feed_types": list(_feed_types(stage)),
        "events": list(by_recording),
        "canonical": {
            "checks": [{"code": check.code, "ok": check.ok} for check in stage.checks],
            "events": list(canonical_events(events)),
        },
    }


def _events(stage: Stage, service: str) -> list[dict[str, JsonValue]]:
    """Read everything that a service has announced, in its order."""
    desk, found, cursor = stage.desk(story.OPERATOR), [], ""
    while True:
        page: Any = desk.read(f"/{service}/events", limit=_PAGE, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        cursor = page["next_cursor"] or ""
        if not cursor:
            return found


def _feed_types(stage: Stage) -> list[str]:
    page = stage.desk(story.FINANCE).read("/invoicing/feed", limit=_PAGE)
    return [str(entry["event"]["type"]) for entry in page["events"]]


def _ids(stage: Stage) -> dict[str, JsonValue]:
    ids: dict[str, JsonValue] = {}
    for name, (key, field) in _KEPT_IDS.items():
        kept: Any = stage.progress.get(key)
        ids[name] = kept if field is None else kept[field]
    return ids
