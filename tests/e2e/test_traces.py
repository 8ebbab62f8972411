"""A trace goes through the request, the outbox, the dispatcher, the handler, and the events that this one announces."""

import secrets

import httpx

from services.demo import story
from services.demo.identities import Actor, Bearer
from shared.kernel.principal import PrincipalKind, Right
from tests.waiting import wait_for

COMPANY = Actor("entreprise", "Entreprise", PrincipalKind.ECONOMIC_OPERATOR, "00123456600014", (Right.SUBMIT,))


def test_a_trace_is_never_cut(platform, issuer, embedded):
    trace_id = secrets.token_hex(16)
    body = {"siret": COMPANY.siret, "tender_id": embedded.summary["ids"]["consultation"]}
    headers = {"Idempotency-Key": f"trace-{trace_id}", "traceparent": f"00-{trace_id}-{secrets.token_hex(8)}-01"}
    with httpx.Client(base_url=platform.url, auth=Bearer(issuer, COMPANY), timeout=30) as http:
        asked = http.post("/mps/candidacies", json=body, headers=headers)
        assert asked.status_code == httpx.codes.CREATED, asked.text
    with httpx.Client(base_url=platform.url, auth=Bearer(issuer, story.OPERATOR), timeout=30) as http:
        wait_for(lambda: "candidacy_completed.v1" in types_of(http, trace_id), within=60)
        # Asked over HTTP; fetched and completed by handlers that only ever saw an event.
        assert types_of(http, trace_id) == {
            "certificate_requested.v1",
            "certificate_fetched.v1",
            "candidacy_completed.v1",
        }


def types_of(http, trace_id):
    """Types of the events of mps that belong to a trace."""
    found, cursor = set(), None
    while True:
        page = http.get("/mps/events", params={"limit": 100, **({"cursor": cursor} if cursor else {})}).json()
        found |= {item["type"] for item in page["items"] if trace_id in (item.get("traceparent") or "")}
        cursor = page["next_cursor"]
        if cursor is None:
            return found
