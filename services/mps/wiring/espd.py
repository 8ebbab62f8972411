"""The ESPD desk of a process: documents at once, verdicts from the validator process, one thread in between."""

import hashlib
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Final

from services.mps.domain.espd import EspdDocument, EspdKind
from services.mps.domain.espd_candidacy import EspdCandidate
from services.mps.domain.espd_request import EspdAsked
from services.mps.domain.espd_verdict import EspdCheck, EspdFinding, EspdVerdict, VerdictStatus
from services.mps.ports.espd import EspdFile
from services.mps.standards.espd.candidacy import response_of
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.request import request_of
from services.mps.standards.espd.validation import judge
from services.mps.standards.espd.writer import WrittenEspd, write_espd
from shared.settings import Settings
from shared.xml.roots import artefact_roots
from shared.xml.validator_pool import ValidatorPool, ValidatorUnavailable
from shared.xml.verdict import Check, CheckStatus, Verdict

_KEPT: Final = 256
_WAITING: Final = 32
_SECONDS: Final = 60.0
_UNAVAILABLE: Final = "le validateur officiel n'a pas pu juger ce document"


class ProcessEspdDesk:
    """Writes and reads in the caller's thread; judges in another, and remembers the latest verdicts."""

    def __init__(self, pool: ValidatorPool) -> None:
        self._pool = pool
        self._thread: ThreadPoolExecutor | None = None
        self._lock = Lock()
        self._asked: OrderedDict[str, Future[EspdVerdict]] = OrderedDict()

    def respond(self, candidate: EspdCandidate) -> EspdFile:
        """Write the response of a candidate.

        Raises:
            Refused: as `write_espd`.
        """
        made = response_of(candidate)
        return _file(write_espd(made.document), made.left_out)

    def request(self, asked: EspdAsked) -> EspdFile:
        """Write the request of a buyer.

        Raises:
            Refused: as `write_espd`.
        """
        made = request_of(asked)
        return _file(write_espd(made.document), made.left_out)

    def read(self, content: bytes) -> EspdDocument:
        """Read a document of any version.

        Raises:
            Refused: as `read_espd`.
        """
        return read_espd(content)

    def verdict(self, content: bytes, kind: EspdKind) -> EspdVerdict | None:
        """Give the verdict when it is there; ask for it otherwise, unless too many documents wait already."""
        digest = hashlib.sha256(content).hexdigest()
        with self._lock:
            known = self._asked.get(digest)
            if known is None:
                if sum(not future.done() for future in self._asked.values()) >= _WAITING:
                    return None  # asked again by the reader a moment later
                known = self._submit(content, kind, digest)
        return known.result() if known.done() else None

    def close(self) -> None:
        """Stop judging."""
        if self._thread is not None:
            self._thread.shutdown(wait=False, cancel_futures=True)
        self._pool.close()

    def _submit(self, content: bytes, kind: EspdKind, digest: str) -> Future[EspdVerdict]:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="espd")
        future = self._thread.submit(judged, content, kind, pool=self._pool)
        self._asked[digest] = future
        while len(self._asked) > _KEPT:
            self._asked.popitem(last=False)
        return future


def _file(written: WrittenEspd, left_out: tuple[str, ...]) -> EspdFile:
    digest = hashlib.sha256(written.content).hexdigest()
    return EspdFile(written.content, digest, (*left_out, *written.left_out))


def espd_desk(settings: Settings) -> ProcessEspdDesk:
    """Make the desk; its validator process starts at the first verdict that is asked."""
    return ProcessEspdDesk(ValidatorPool(roots=artefact_roots(settings), time_limit=_SECONDS))


def judge_now(settings: Settings, content: bytes, kind: EspdKind) -> EspdVerdict:
    """Wait for the verdict of one document: for the command line, never for a request."""
    pool = ValidatorPool(roots=artefact_roots(settings), time_limit=_SECONDS)
    try:
        return judged(content, kind, pool=pool)
    finally:
        pool.close()


def judged(content: bytes, kind: EspdKind, *, pool: ValidatorPool) -> EspdVerdict:
    """Have a document judged; a validator that gives up proves nothing, and says so."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        return verdict_of(judge(content, kind, pool=pool), digest)
    except ValidatorUnavailable:
        check = EspdCheck("", "", CheckStatus.NOT_CHECKED.value, _UNAVAILABLE, ())
        return EspdVerdict(VerdictStatus.NOT_CHECKED, digest, (check,))


def verdict_of(verdict: Verdict, digest: str) -> EspdVerdict:
    """Join the checks: one that found a fatal rule makes it invalid, one that did not judge leaves it unproved."""
    statuses = {check.status for check in verdict.checks}
    if CheckStatus.INVALID in statuses:
        status = VerdictStatus.INVALID
    elif CheckStatus.NOT_CHECKED in statuses:
        status = VerdictStatus.NOT_CHECKED
    else:
        status = VerdictStatus.VALID
    return EspdVerdict(status, digest, tuple(_check(check) for check in verdict.checks))


def _check(check: Check) -> EspdCheck:
    return EspdCheck(
        artefact=check.artefact.name,
        version=check.artefact.version,
        status=check.status.value,
        reason=check.reason,
        findings=tuple(EspdFinding(f.rule, f.severity.value, f.location, f.text) for f in check.findings),
    )
