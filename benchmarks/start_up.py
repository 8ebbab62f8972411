"""The first answer of `plis serve`: on an empty folder, then on the data that it finds again.

The limit is PostgreSQL alone, made and started by the same code in a folder of its own.
"""

import time

from benchmarks.figures import Figure, Skipped
from benchmarks.ground import folder, platform
from shared.storage.embedded import EmbeddedPostgres


def measure(_seconds: float) -> list[Figure | Skipped]:
    """Start twice in the same folder, and PostgreSQL twice in another."""
    with folder() as home:
        with platform(home) as cold:
            cold_seconds = cold.seconds
        with platform(home) as warm:
            warm_seconds = warm.seconds
    with folder() as home:
        postgres = [_postgres_seconds(EmbeddedPostgres(home / "data", home / "secrets")) for _ in range(2)]
    limit_is = "embedded PostgreSQL alone"
    return [
        Figure("plis serve, empty folder, first ready answer", cold_seconds, postgres[0], limit_is, "s", "< 6"),
        Figure("plis serve, data found again", warm_seconds, postgres[1], limit_is, "s", "< 6"),
    ]


def _postgres_seconds(server: EmbeddedPostgres) -> float:
    began = time.perf_counter()
    server.start()
    elapsed = time.perf_counter() - began
    server.stop()
    return elapsed
