"""Memory and processor of `plis serve` at rest, all its processes together; memory of a validator with its rules.

Proportional set size: a page shared by several processes is counted once in all. The limit of the platform is its
aim; that of a process is a bare interpreter with the same libraries imported. No validator runs at rest: its process
starts at the first document and compiles each set of rules at its first need, whose time is measured too.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable

import httpx
import psutil

from benchmarks.figures import Figure, Skipped
from benchmarks.ground import folder, platform
from services.invoicing.standards import factur_x
from services.invoicing.standards.official_rules import OfficialRuleProcess
from shared.settings import Settings
from shared.xml.artefacts import ArtefactStore
from shared.xml.roots import artefact_roots
from shared.xml.validator_pool import ValidatorPool
from tests.unit.invoicing.builders import an_invoice

_MEBIBYTE = 1024 * 1024
_AIM_MEBIBYTES = 500.0
_REST_SECONDS = 5.0
_SERVICE_LIBRARIES = "fastapi, sqlalchemy, psycopg, pydantic, uvicorn"
_VALIDATOR_LIBRARIES = "lxml.etree, saxonche"
_WAIT = "print('ready', flush=True); input()"


def measure(_seconds: float) -> list[Figure | Skipped]:
    """Let the platform answer once on each service, rest, and be weighed; then weigh a bare interpreter."""
    with folder() as home, platform(home) as running:
        for service in ("tenders", "responses", "mps", "invoicing"):
            httpx.get(f"{running.url}/{service}/openapi.json", timeout=30).raise_for_status()
        time.sleep(_REST_SECONDS)
        family = [psutil.Process(running.process.pid), *psutil.Process(running.process.pid).children(recursive=True)]
        family += _postgres_of(str(home))
        weights = {process.pid: _weight(process) for process in dict.fromkeys(family)}
        python = weights[running.process.pid]
        cpu = _cpu_percent(family)
    total = sum(weights.values())
    bare = _bare_weight(_SERVICE_LIBRARIES)
    return [
        Figure(f"plis serve at rest, {len(weights)} processes", total, _AIM_MEBIBYTES, "the aim", "MiB", "< 500"),
        Figure("processor at rest, all processes", cpu, None, "", "% of a core", "near 0"),
        Figure("of which the Python process", python, bare, "interpreter with the same libraries", "MiB"),
        *_validator(),
    ]


def _validator() -> list[Figure | Skipped]:
    """Judge the same Factur-X twice: the first verdict starts the process and compiles, the second only judges."""
    roots = artefact_roots(Settings.from_environment(os.environ))
    pool = ValidatorPool(roots=roots)
    rules, document = OfficialRuleProcess(pool, ArtefactStore(roots=roots)), factur_x.build(an_invoice())
    try:
        seconds = [_judging_seconds(rules, document) for _ in range(2)]
        assert pool.process_id is not None
        weight = _weight(psutil.Process(pool.process_id))
    finally:
        pool.close()
    bare = _bare_weight(_VALIDATOR_LIBRARIES)
    return [
        Figure("validator process, CII rules loaded", weight, bare, "interpreter with the same libraries", "MiB"),
        Figure("first verdict, process and rules included", seconds[0], seconds[1], "the next verdict", "s"),
    ]


def _judging_seconds(rules: OfficialRuleProcess, document: bytes) -> float:
    began = time.perf_counter()
    verdict = rules.judge(document)
    assert verdict.is_valid, verdict
    return time.perf_counter() - began


def _postgres_of(home: str) -> list[psutil.Process]:
    """Find the server's processes: they are in a session of their own, not among our children after a takeover."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if any(home in word for word in process.info["cmdline"] or ()):
            found += [process, *process.children(recursive=True)]
    return found


def _cpu_percent(family: Iterable[psutil.Process]) -> float:
    """Give the share of one core that processes use while nobody asks anything."""
    before = _cpu_seconds(family)
    time.sleep(_REST_SECONDS * 2)
    return (_cpu_seconds(family) - before) / (_REST_SECONDS * 2) * 100


def _cpu_seconds(family: Iterable[psutil.Process]) -> float:
    times = (process.cpu_times() for process in set(family) if process.is_running())
    return sum(each.user + each.system for each in times)


def _weight(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / _MEBIBYTE
    except psutil.NoSuchProcess:
        return 0.0


def _bare_weight(libraries: str) -> float:
    command = [sys.executable, "-c", f"import {libraries}; {_WAIT}"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        return _weight(psutil.Process(process.pid))
    finally:
        process.kill()
        process.wait()
