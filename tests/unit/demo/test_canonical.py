"""The canonical summary forgets what may differ between two runs and keeps all the rest."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from services.demo.canonical import canonical, canonical_events


def an_envelope(*, subject: str, version: int, **data: object) -> dict[str, object]:
    """An envelope as the operator's route gives it."""
    return {"subject": subject, "type": "fact.v1", "aggregateversion": version, "data": {"id": subject, **data}}


@given(st.permutations([("a", 1), ("a", 2), ("b", 1), ("b", 2)]), st.uuids(), st.uuids())
def test_order_of_arrival_and_identifiers_do_not_count(order, first, second):
    names = {"a": str(first), "b": str(second)}
    events = [an_envelope(subject=names[name], version=version, amount=name) for name, version in order]
    reference = [
        an_envelope(subject=str(uuid.UUID(int=index)), version=version, amount=name)
        for index, name in enumerate("ab")
        for version in (1, 2)
    ]
    assert first == second or canonical_events(events) == canonical_events(reference)


def test_instants_days_and_digests_are_left_out():
    assert canonical({"at": "2026-01-02T03:04:05Z", "on": "2026-01-02", "sha256": "0" * 64}) == {
        "at": "<instant>",
        "on": "<day>",
        "sha256": "<random>",
    }


def test_the_speed_of_legal_time_is_left_out():
    slow, fast = ({"legal_start": "2025-01-13T08:00:00Z", "factor": factor} for factor in (43_200, 86_400))
    assert canonical(slow) == canonical(fast) == {"legal_start": "<instant>"}


def test_amounts_verdicts_and_versions_are_kept():
    assert canonical({"amount": "1200.00", "valid": True, "version": 3}) == {
        "amount": "1200.00",
        "valid": True,
        "version": 3,
    }


def test_the_same_identifier_keeps_its_name():
    identifier = str(uuid.UUID(int=7))
    assert canonical({"a": identifier, "b": [identifier]}) == {"a": "id-1", "b": ["id-1"]}


def test_a_changed_fact_shows():
    kept = canonical_events([an_envelope(subject=str(uuid.UUID(int=1)), version=1, amount="1.00")])
    changed = canonical_events([an_envelope(subject=str(uuid.UUID(int=1)), version=1, amount="2.00")])
    assert kept != changed


@given(st.permutations(["a", "b", "c"]))
def test_facts_that_no_rule_orders_may_come_in_any_order(order):
    subject = str(uuid.UUID(int=1))

    def events(sources):
        envelopes = [
            an_envelope(subject=subject, version=number, source_code=name) for number, name in enumerate(sources, 1)
        ]
        return [{**envelope, "type": "certificate_fetched.v1"} for envelope in envelopes]

    assert canonical_events(events(order)) == canonical_events(events("abc"))


def test_the_size_of_bytes_that_differ_is_left_out():
    assert canonical({"sha256": "0" * 64, "size": 12}) == {"sha256": "<random>"}
    assert canonical({"size": 12}) == {"size": 12}


def test_what_the_clock_alone_brings_is_no_part_of_the_procurement():
    told = an_envelope(subject="a", version=1)
    timed = [
        an_envelope(subject="b", version=1),
        {**an_envelope(subject="b", version=2), "type": "contract_vigilance_due.v1"},
    ]
    assert canonical_events([told, *timed]) == canonical_events([told])


def test_how_often_a_silent_administration_was_asked_does_not_count():
    def run(attempts: int) -> list[dict[str, object]]:
        subject, found = str(uuid.UUID(int=3)), []
        for attempt in range(1, attempts + 1):
            for kind, fact in (("requested", {"attempt": attempt}), ("fetched", {"status": "unavailable"})):
                envelope = an_envelope(subject=subject, version=len(found) + 1, source_code="fntp", **fact)
                found.append({**envelope, "type": f"certificate_{kind}.v1"})
        return found

    assert canonical_events(run(3)) == canonical_events(run(1))
