"""`make bench`: every measure beside its limit, in one run. `ARGS="relay latency --seconds 10 --json"` chooses."""

import argparse
import importlib
import json
import logging
import os
import platform
import sys

from benchmarks.figures import Figure, Skipped, table
from shared.observability import configure_logging

MEASURES = (
    "http_get_post",
    "relay",
    "latency",
    "start_up",
    "memory",
    "bench_tenders",
    "bench_search",
    "bench_deposits",
    "bench_log",
    "bench_mps",
    "bench_espd",
    "bench_invoices",
    "bench_intake",
)


def main() -> None:
    """Measure what was asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=", ".join(MEASURES))
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each timed part")
    parser.add_argument("--json", action="store_true", help="figures for programs")
    given = parser.parse_args()
    unknown = set(given.measures) - set(MEASURES)
    if unknown:
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    configure_logging("bench", "ERROR")
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # a broker that is starting refuses connections
    lines: list[Figure | Skipped] = []
    for name in given.measures or MEASURES:
        print(f"… {name}", file=sys.stderr)
        lines += importlib.import_module(f"benchmarks.{name}").measure(given.seconds)
    load = os.getloadavg()[0]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} at the end"
    if given.json:
        print(json.dumps({"machine": machine, "figures": [line.as_json() for line in lines]}, indent=2))
    else:
        print(f"{machine}\n{table(lines)}")


if __name__ == "__main__":
    main()
