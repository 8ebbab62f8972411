"""What is kept of an error: where, never what."""

from shared.kernel.refusal import refuse
from shared.messaging.attempt import Failed, Succeeded, attempt
from shared.messaging.failure import Failure

CANARY = "secret-4711"


def _fail(value: str) -> None:
    raise ValueError(f"cannot read {value}")


def _fail_because(value: str) -> None:
    try:
        _fail(value)
    except ValueError as error:
        raise KeyError(value) from error


def test_a_failure_names_classes_and_frames_and_no_value() -> None:
    outcome = attempt(lambda: _fail_because(CANARY))
    assert isinstance(outcome, Failed)
    assert outcome.failure.error == "KeyError"
    assert "caused by ValueError" in outcome.failure.traceback
    assert "tests/unit/messaging/test_failure.py:" in outcome.failure.traceback
    assert "in _fail_because" in outcome.failure.traceback
    assert CANARY not in repr(outcome)


def test_the_code_of_a_refusal_is_kept_and_its_facts_are_not() -> None:
    outcome = attempt(lambda: refuse("TND-NOT-FOUND", name=CANARY))
    assert isinstance(outcome, Failed)
    assert outcome.failure.error.endswith("Refused TND-NOT-FOUND")
    assert CANARY not in outcome.failure.traceback


def test_an_outage_is_told_apart_from_a_fault() -> None:
    def away() -> None:
        raise ConnectionResetError

    def wrong() -> None:
        raise LookupError

    assert attempt(lambda: None) == Succeeded()
    assert getattr(attempt(away), "outage", None) is True
    assert getattr(attempt(wrong), "outage", None) is False


def test_a_very_deep_failure_stays_below_the_frame_of_a_message() -> None:
    def deep(levels: int) -> None:
        if levels == 0:
            raise RuntimeError
        deep(levels - 1)

    outcome = attempt(lambda: deep(400))
    assert isinstance(outcome, Failed)
    assert len(Failure.of(RuntimeError()).traceback) < len(outcome.failure.traceback) <= 8192
