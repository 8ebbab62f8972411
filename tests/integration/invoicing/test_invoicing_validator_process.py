"""The validator process: shared by threads, killed when it hangs, gone when idle, blind to our secrets."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.invoicing.standards import cii
from shared.xml.validator_pool import ValidatorPool, ValidatorTooSlow
from shared.xml.verdict import CheckStatus, Verdict
from shared.xml.wire import Selected
from tests.unit.invoicing.builders import an_invoice
from tests.waiting import wait_for

SCHEMA = Selected("cii-d22b-xsd", "CrossIndustryInvoice_100pD22B.xsd")
FRENCH = Selected("br-fr-cii", "BR-FR-Flux2-Schematron-CII.xslt")
EUROPEAN = Selected("en16931-cii", "EN16931-CII-validation.xslt")
DOCUMENT = cii.to_xml(an_invoice())

UNDER_EVENTLET = """
import warnings
warnings.filterwarnings("ignore", message=r"\\s*Eventlet is deprecated")
import eventlet
eventlet.monkey_patch()
from eventlet import tpool
from tests.integration.invoicing.test_invoicing_validator_process import judge
from shared.xml.validator_pool import ValidatorPool
pool = ValidatorPool(roots=[])
threads = eventlet.GreenPool()
verdicts = list(threads.imap(lambda _: tpool.execute(judge, pool), range(6)))
print([verdict.rules[0].status.value for verdict in verdicts])
pool.close()
"""


def judge(pool: ValidatorPool, document: bytes = DOCUMENT) -> Verdict:
    return pool.validate(document, schema=SCHEMA, rules=[FRENCH])


@pytest.fixture
def pool() -> Iterator[ValidatorPool]:
    opened = ValidatorPool(roots=[], time_limit=20.0)
    yield opened
    opened.close()


def test_the_process_starts_on_need_and_is_kept(pool: ValidatorPool) -> None:
    assert pool.process_id is None
    assert judge(pool).rules[0].status is CheckStatus.VALID
    first = pool.process_id
    assert first is not None
    judge(pool)
    assert pool.process_id == first


def test_threads_share_one_process(pool: ValidatorPool) -> None:
    with ThreadPoolExecutor(8) as threads:
        verdicts = list(threads.map(lambda _: judge(pool), range(24)))
    assert {verdict.rules[0].status for verdict in verdicts} == {CheckStatus.VALID}


def test_another_process_starts_only_where_all_are_at_work() -> None:
    pool = ValidatorPool(roots=[], processes=2)
    try:
        for _ in range(3):
            judge(pool)
        assert len(pool.process_ids) == 1
        with ThreadPoolExecutor(4) as threads:
            verdicts = list(threads.map(lambda _: judge(pool), range(24)))
        assert {verdict.rules[0].status for verdict in verdicts} == {CheckStatus.VALID}
        both = pool.process_ids
        assert len(both) == 2
        for killed in both:
            os.kill(killed, signal.SIGKILL)
        with ThreadPoolExecutor(4) as threads:
            verdicts = list(threads.map(lambda _: judge(pool), range(6)))
        assert {verdict.rules[0].status for verdict in verdicts} == {CheckStatus.VALID}
    finally:
        pool.close()
    assert pool.process_ids == ()


def test_a_killed_process_costs_nothing(pool: ValidatorPool) -> None:
    judge(pool)
    killed = pool.process_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert judge(pool).rules[0].status is CheckStatus.VALID
    assert pool.process_id not in {None, killed}


def test_a_hung_process_is_killed_and_the_document_judged_by_another() -> None:
    pool = ValidatorPool(roots=[], time_limit=8.0)
    try:
        judge(pool)
        hung = pool.process_id
        assert hung is not None
        os.kill(hung, signal.SIGSTOP)
        assert judge(pool).rules[0].status is CheckStatus.VALID
        assert pool.process_id != hung
    finally:
        pool.close()


def test_two_failures_are_an_error_never_a_verdict() -> None:
    pool = ValidatorPool(roots=[], time_limit=0.01)
    try:
        with pytest.raises(ValidatorTooSlow):
            judge(pool)
        assert pool.process_id is None
    finally:
        pool.close()


def test_an_idle_process_leaves_and_the_next_document_starts_another() -> None:
    pool = ValidatorPool(roots=[], idle_seconds=0.2)
    try:
        judge(pool)
        wait_for(lambda: pool.process_id is None, what="l'arrêt du validateur inactif")
        assert judge(pool).rules[0].status is CheckStatus.VALID
    finally:
        pool.close()


def test_an_absent_artefact_checks_nothing_and_says_how_to_get_it(pool: ValidatorPool) -> None:
    (european,) = pool.validate(DOCUMENT, schema=SCHEMA, rules=[EUROPEAN]).rules
    assert european.status is CheckStatus.NOT_CHECKED
    assert "plis standards install" in european.reason


def test_saxon_never_sees_what_the_schema_refuses_nor_a_doctype(pool: ValidatorPool) -> None:
    refused = judge(pool, DOCUMENT.replace(b">2191.27<", b"><"))
    assert refused.schema.status is CheckStatus.INVALID
    assert refused.rules[0].status is CheckStatus.NOT_CHECKED
    hostile = judge(pool, b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
    assert [finding.rule for finding in hostile.schema.findings] == ["XML-DOCTYPE"]


def test_the_process_inherits_no_secret(pool: ValidatorPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLIS_DATABASE_URL", "postgresql://plis:motdepasse@example.org/plis")
    judge(pool)
    environment = Path(f"/proc/{pool.process_id}/environ").read_bytes()
    assert b"motdepasse" not in environment


def test_it_works_from_the_native_threads_of_an_eventlet_worker() -> None:
    run = subprocess.run(
        [sys.executable, "-c", UNDER_EVENTLET], cwd=Path.cwd(), capture_output=True, text=True, check=False, timeout=120
    )
    assert run.stdout.strip() == str(["valid"] * 6), run.stderr
