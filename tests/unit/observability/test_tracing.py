"""Traces travel through requests and events; nothing is exported unless a collector is named."""

import subprocess
import sys

import pytest

from shared.observability import configure_tracing, continue_trace, current_traceparent, span

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_received_trace_goes_on() -> None:
    with continue_trace(PARENT, "deliver"), span("apply"):
        carried = current_traceparent()
    assert carried is not None
    assert carried.split("-")[1] == PARENT.split("-")[1]


@pytest.mark.parametrize("header", [None, "", "garbage", "00-0000-0000-01", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_an_unreadable_trace_is_dropped_without_a_fault(header: str | None) -> None:
    with continue_trace(header, "deliver"):
        assert current_traceparent() is None


def test_a_trace_ends_with_its_block() -> None:
    with continue_trace(PARENT, "deliver"):
        pass
    assert current_traceparent() is None


def test_without_a_collector_nothing_is_configured() -> None:
    assert configure_tracing("essai", {}) is False


def test_with_a_collector_spans_are_recorded() -> None:
    program = (
        "from shared.observability import configure_tracing, span, current_traceparent\n"
        "assert configure_tracing('essai', {'OTEL_EXPORTER_OTLP_ENDPOINT': 'http://127.0.0.1:1'})\n"
        "with span('root'):\n    assert current_traceparent().startswith('00-')\n"
        "import os; os._exit(0)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0


def test_the_exporter_is_not_imported_before_it_is_asked_for() -> None:
    program = "import sys, shared.observability; sys.exit(any('otlp' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
