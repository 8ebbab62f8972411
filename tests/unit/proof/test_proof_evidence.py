"""The evidence of attempts: what is counted, which times are looked at, what a broken archive gives."""

import io
import tracemalloc
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.kernel.clock_offset import ClockState, Measure, judged_offset
from shared.kernel.refusal import InvalidValue
from shared.proof.acknowledgements import AcknowledgementSigner
from shared.proof.canonical import canonical_json, canonical_pieces
from shared.proof.evidence import Evidence, KeptTrace, Observation, findings, windows
from shared.reports.evidence_bundle import evidence_bundle, verify_bundle

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGNER = AcknowledgementSigner("plis.example/responses/deposits", Ed25519PrivateKey.generate())


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def a_request(minutes: float, *, status: int | None = 204, outcome: str = "answered") -> KeptTrace:
    return KeptTrace(
        started_at=after(minutes),
        ended_at=after(minutes + 0.1),
        organisation="55203253400638",
        subject="a",
        method="PATCH",
        route="/uploads/{file_id}",
        objects=(),
        status=status,
        outcome=outcome,
        facts={"upload-offset": "0"},
        request_id=f"r{minutes}",
        node="node-1",
    )


def health(minutes: float) -> Observation:
    return Observation(after(minutes), "node-1", "health", {"load_percent": 3})


def an_evidence(requests: list[KeptTrace], observations: list[Observation]) -> Evidence:
    limits = {"file_bytes": 1, "deposit_bytes": 2}
    subject = {
        "title": "Écoles",
        "buyer": "Rennes",
        "company": "55203253400638",
        "deadline": "2026-11-23T13:00:00.000Z",
        "deadline_version": 1,
        "limits": limits,
        "deposits": [],
    }
    return Evidence(NOON, "55203253400638", subject, requests, windows(requests), observations, [], [])  # type: ignore[arg-type]


def test_only_the_time_around_each_request_is_looked_at() -> None:
    requests = [a_request(0), a_request(4), a_request(600)]
    assert windows(requests) == [(after(-5), after(9.1)), (after(595), after(605.1))]
    assert windows([], NOON, None) == [(after(-5), after(5))]


def test_each_side_is_counted() -> None:
    requests = [
        a_request(0),
        a_request(1, status=413, outcome="RSP-FILE-TOO-LARGE"),
        a_request(2, status=None, outcome="interrupted"),
        a_request(3, status=503, outcome="HTTP-UNAVAILABLE"),
        a_request(4, status=None, outcome="fault OperationalError"),
        a_request(600),
    ]
    seen = [health(one / 6) for one in range(12)] + [health(3), health(601), health(601.2)]
    found = findings(an_evidence(requests, seen))
    assert (found["requests"], found["answered"], found["broken_off_by_the_sender"]) == (6, 2, 1)
    assert found["refused"] == {"RSP-FILE-TOO-LARGE": 1}
    assert found["failed_on_the_platform"] == 2
    assert found["platform_silences"] == [["2026-11-23T12:01:50.000Z", "2026-11-23T12:03:00.000Z"]]


def written(evidence: Evidence) -> bytes:
    made = evidence_bundle(evidence, sign=SIGNER.sign, platform="plis.example")
    size, content = made.size, b"".join(made)
    assert len(content) == size
    return content


def test_the_text_in_pieces_is_the_text() -> None:
    content = an_evidence([a_request(0), a_request(1)], [health(0)]).content()
    for value in (content, {}, {"a": []}, {"é": 1}, {"a": [1.5]}):
        try:
            whole = canonical_json(value)
        except ValueError:
            with pytest.raises(ValueError, match="canonical"):
                list(canonical_pieces(value))
        else:
            assert b"".join(canonical_pieces(value)) == whole


def test_weeks_of_observations_are_never_one_text_in_memory() -> None:
    """A company that sent over three weeks: the archive goes to a file, and from there in pieces."""
    evidence = an_evidence([a_request(0)], [health(one / 6) for one in range(20_000)])
    content = evidence.content()
    tracemalloc.start()
    longest = max(len(piece) for piece in evidence_bundle(evidence, sign=SIGNER.sign, platform="plis.example"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert longest < 300_000
    tracemalloc.start()
    again = evidence.content()
    _, objects = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert again == content
    assert peak - objects < len(canonical_json(content)) / 2 + 2_000_000, "less than half of one text, and the PDF"


def test_an_archive_is_signed_whole() -> None:
    bundle = written(an_evidence([a_request(0)], [health(0)]))
    assert verify_bundle(bundle, trusted_key=str(SIGNER.public))["findings"]["requests"] == 1
    other = AcknowledgementSigner("plis.example/responses/deposits", Ed25519PrivateKey.generate())
    with pytest.raises(InvalidValue):
        verify_bundle(bundle, trusted_key=str(other.public))


@pytest.mark.parametrize("name", ["evidence.json", "resume.pdf", "signature.json"])
@pytest.mark.parametrize("change", ["alter", "drop", "add"])
def test_a_changed_archive_is_refused(name: str, change: str) -> None:
    bundle, other = written(an_evidence([a_request(0)], [])), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bundle)) as source, zipfile.ZipFile(other, "w") as target:
        for one in source.namelist():
            data = source.read(one)
            if one != name:
                target.writestr(one, data)
            elif change == "alter":
                target.writestr(one, data.replace(b"2026", b"2025", 1) if b"2026" in data else data + b" ")
            elif change == "add":
                target.writestr(one, data)
                target.writestr("autre.json", b"{}")
    with pytest.raises(InvalidValue):
        verify_bundle(other.getvalue())


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"%PDF-1.4"])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidValue):
        verify_bundle(data)


@pytest.mark.parametrize(
    ("offsets", "state"),
    [
        ([], ClockState.UNKNOWN),
        ([("database", 0.0)], ClockState.UNKNOWN),
        ([("ntp", 0.2)], ClockState.OK),
        ([("ntp", 1.0)], ClockState.OK),
        ([("ntp", 1.2)], ClockState.UNKNOWN),
        ([("ntp", 1.2), ("ntp", 1.2)], ClockState.DRIFT),
        ([("ntp", 600.0), ("ntp", -600.0)], ClockState.DRIFT),
        ([("ntp", 1.2), ("ntp", 0.1)], ClockState.OK),
        ([("ntp", 0.1), ("tsa", 3.0), ("tsa", 3.0)], ClockState.DRIFT),
        ([("ntp", 0.1), ("database", 3.0), ("database", 3.0)], ClockState.DRIFT),
        ([("tsa", 3.0), ("ntp", 0.1)], ClockState.UNKNOWN),
    ],
)
def test_two_measures_in_a_row_make_a_drift(offsets: list[tuple[str, float]], state: ClockState) -> None:
    measures = [
        Measure("node-1", source, NOON + timedelta(seconds=at), timedelta(seconds=offset))
        for at, (source, offset) in enumerate(offsets)
    ]
    assert judged_offset(measures, NOON + timedelta(minutes=1)).state is state
    assert judged_offset(measures, NOON + timedelta(hours=2)).state is ClockState.UNKNOWN, "old measures say nothing"


def test_one_machine_that_drifts_is_enough() -> None:
    measures = [
        Measure(node, "ntp", NOON + timedelta(seconds=at), timedelta(seconds=offset))
        for at, (node, offset) in enumerate([("a", 2.0), ("b", 0.0), ("a", 2.0), ("b", 0.0)])
    ]
    found = judged_offset(measures, NOON + timedelta(minutes=1))
    assert (found.state, found.milliseconds, found.source) == (ClockState.DRIFT, 2000, "ntp")
