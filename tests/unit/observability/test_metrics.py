"""Figures carry no id and no person."""

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from shared.observability.metrics import counter, gauge, histogram


@pytest.mark.parametrize("label", ["siret", "tender_id", "subject", "path"])
def test_a_label_that_could_name_somebody_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match=label):
        counter("essai_total", "Essai.", (label,), registry=CollectorRegistry())


def test_figures_are_exposed_under_the_name_of_the_platform() -> None:
    registry = CollectorRegistry()
    counter("a_total", "A.", ("outcome",), registry=registry).labels(outcome="done").inc()
    gauge("b", "B.", registry=registry).set(3)
    histogram("c_seconds", "C.", registry=registry).observe(0.2)
    text = generate_latest(registry).decode()
    assert 'plis_a_total{outcome="done"} 1.0' in text
    assert "plis_b 3.0" in text
    assert "plis_c_seconds_count 1.0" in text
