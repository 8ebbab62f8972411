"""The NTP client against a real answerer over UDP: right, wrong, hostile and silent."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from shared.http import ntp
from shared.http.ntp import KissOfDeath, NtpSource, ntp_sources
from shared.kernel.clock import FixedClock, SystemClock
from shared.kernel.refusal import InvalidValue
from tests.ntp import an_answer, answering, ntp_time

CLOSE = timedelta(seconds=0.5)


def asked(port: int) -> timedelta:
    return ntp_sources(f"127.0.0.1:{port}", SystemClock())["ntp"]()


@pytest.mark.parametrize(
    "offset",
    [timedelta(0), timedelta(minutes=10), timedelta(minutes=-10), timedelta(days=20_000), timedelta(days=-20_000)],
)
def test_the_offset_is_what_the_server_says(offset: timedelta) -> None:
    """A huge one too, across the era of 2036: it is kept as it is, and the clock is said to drift."""
    with answering(lambda question: [an_answer(question, offset=offset)]) as port:
        assert abs(asked(port) - offset) < CLOSE


def unsynchronised(question: bytes) -> bytes:
    return an_answer(question, leap=3)


def too_far_from_its_root(question: bytes) -> bytes:
    return an_answer(question)[:4] + (3 << 16).to_bytes(4, "big") + an_answer(question)[8:]


def without_a_time(question: bytes) -> bytes:
    return an_answer(question)[:40] + bytes(8)


def left_before_it_arrived(question: bytes) -> bytes:
    return an_answer(question)[:40] + ntp_time(datetime.now(UTC) - timedelta(days=1))


@pytest.mark.parametrize(
    "shape",
    [
        unsynchronised,
        too_far_from_its_root,
        without_a_time,
        left_before_it_arrived,
        lambda question: an_answer(question, stratum=16),
    ],
)
def test_an_answer_that_is_no_time_is_refused(shape: Callable[[bytes], bytes]) -> None:
    with answering(lambda question: [shape(question)]) as port, pytest.raises(InvalidValue):
        asked(port)


def forged(_question: bytes) -> bytes:
    """The answer of who has not seen the question: another originate timestamp."""
    return an_answer(bytes(48), offset=timedelta(hours=1))


def test_who_has_not_seen_the_question_silences_nobody() -> None:
    """Forged, truncated, empty and other modes first, the true answer last."""
    noise = [b"x", bytes(48), b"\xff" * 512]

    def shape(question: bytes) -> list[bytes]:
        symmetric = bytes([an_answer(question)[0] & ~7 | 1]) + an_answer(question)[1:]
        return [*noise, forged(question), symmetric, an_answer(question)[:47], an_answer(question)]

    with answering(shape) as port:
        assert abs(asked(port)) < CLOSE


def test_a_server_that_only_forges_or_is_silent_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ntp, "_SECONDS", 0.2)
    for answers in ([], [b""], [b"x" * 48]):
        with answering(lambda _, answers=answers: answers) as port, pytest.raises(OSError, match=r"."):
            asked(port)
    with answering(lambda question: [forged(question)]) as port, pytest.raises(OSError, match=r"."):
        asked(port)


def test_an_answer_that_comes_late_means_nothing() -> None:
    """Half of the way there and back is not known: a second of it is already a drift."""
    clock = FixedClock(datetime.now(UTC))

    def shape(question: bytes) -> list[bytes]:
        clock.advance(timedelta(seconds=1.5))
        return [an_answer(question)]

    with answering(shape) as port, pytest.raises(InvalidValue):
        NtpSource.of(f"127.0.0.1:{port}", clock)()


@pytest.mark.parametrize("code", [b"RATE", b"DENY", b"RSTR", b"\xff\xfe\0\0"])
def test_a_kiss_of_death_is_obeyed(code: bytes) -> None:
    """RFC 5905 section 7.4: the server is left alone for an hour, then asked again."""
    questions = []

    def shape(question: bytes) -> list[bytes]:
        questions.append(question)
        answer = an_answer(question, stratum=0)
        return [answer[:12] + code + answer[16:]]

    clock = FixedClock(datetime.now(UTC))
    with answering(shape) as port:
        source = NtpSource.of(f"127.0.0.1:{port}", clock)
        for _ in range(5):
            with pytest.raises(KissOfDeath):
                source()
        assert len(questions) == 1
        clock.advance(timedelta(hours=1))
        with pytest.raises(KissOfDeath):
            source()
        assert len(questions) == 2


@pytest.mark.parametrize(
    "configured", ["", "http://temps.example", "temps.example:0x7b", "a:1:2", "u@temps.example", "t:70000"]
)
def test_what_names_no_server_is_refused(configured: str) -> None:
    with pytest.raises(InvalidValue, match="serveur de temps"):
        NtpSource.of(configured, SystemClock())


@pytest.mark.parametrize(
    ("configured", "server", "port"),
    [("temps.example", "temps.example", 123), ("temps.example:1123", "temps.example", 1123), ("[::1]:99", "::1", 99)],
)
def test_a_server_is_named_with_or_without_its_port(configured: str, server: str, port: int) -> None:
    found = NtpSource.of(configured, SystemClock())
    assert (found.server, found.port) == (server, port)
