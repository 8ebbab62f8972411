"""The lanes at work: one for each source, the most urgent task of each quota first, none held by another's slowness.

Every process may run them: tasks are claimed in the store, quotas and breakers are counted there. A worker that
hears of a request while no loop runs in its process (events carried by a broker) does one task of that lane itself.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from threading import Lock
from typing import Final, TypeVar

from services.mps.domain.fetching import FetchTask, Share
from services.mps.domain.sources import Source
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS, QUOTAS, QuotaGroup
from services.mps.handlers.fetching import Prepared, prepare_all, settle_all
from services.mps.handlers.keep_certificate import Received, received
from services.mps.ports import CertificateSource
from services.mps.ports.fetching import DocumentStore
from services.mps.ports.gates import Gates
from services.mps.storage.unit_of_work import MpsUnitOfWork
from shared.kernel.clock import Clock
from shared.kernel.ids import CandidacyId
from shared.kernel.principal import Principal
from shared.messaging.attempt import Failed, attempt
from shared.messaging.background import Background, Stop
from shared.messaging.signal import Waiter
from shared.observability import continue_trace, current_traceparent, logger
from shared.storage.unit_of_work import Scope, retrying

_SERVICE: Final = "mps"
_PER_LANE: Final = 6  # calls to one source at the same time, in this process
_WORKERS: Final = 64
_POLL_SECONDS: Final = 1.0
_GATHER_SECONDS: Final = 0.03  # in a rush, places are filled together rather than one by one
_AFTER_FAULT: Final = timedelta(minutes=5)
_AFTER_OUTAGE: Final = timedelta(seconds=5)  # the database was away: that says nothing about the task
_log = logger(__name__)

R = TypeVar("R")
OpenUow = Callable[[Scope], MpsUnitOfWork]


class Lanes:
    """Does the tasks of fetching; `wake` says that there may be some."""

    def __init__(
        self,
        *,
        open_uow: OpenUow,
        sources: CertificateSource,
        gates: Gates,
        documents: DocumentStore,
        clock: Clock,
    ) -> None:
        self._open_uow = open_uow
        self._sources = sources
        self._gates = gates
        self._documents = documents
        self._clock = clock
        self._waiter = Waiter()
        self._running: Counter[Source] = Counter()
        self._lock = Lock()
        self._loops = 0
        self._is_crowded = False  # tasks wait for a place in this process
        self._heard: dict[CandidacyId, list[tuple[Prepared, Received]]] = {}
        self._keeping: set[CandidacyId] = set()

    def wake(self) -> None:
        """Have the loop of this process look at once."""
        self._waiter.wake()

    def background(self) -> Background:
        """Make the loop; several processes may run it at the same time."""
        return Background("mps.lanes", self.run, singleton=False)

    def hear(self, source: Source) -> None:
        """Hear that a source is asked: the loop of this process does it, else one task of the lane is done here."""
        if self._loops:
            self.wake()
            return
        group = ENDPOINTS[source].group
        if self._gates.free({group.value: QUOTAS[group]}, now=self._clock.now())[group.value]:
            for task in self._claim([Share({source: 1}, 1)]):
                self.do(task)

    def run(self, stop: Stop) -> None:
        """Do tasks until the end is asked for; what is under way is finished first."""
        stop.then(self.wake)
        with ThreadPoolExecutor(_WORKERS, thread_name_prefix="mps.lane") as pool:
            self._loops += 1
            try:
                while not stop.is_set():
                    if self._start_due(pool):
                        stop.wait(_GATHER_SECONDS)
                    else:
                        self._waiter.wait(_POLL_SECONDS)
            finally:
                self._loops -= 1

    def do(self, task: FetchTask) -> None:
        """Do one claimed task: ask, unless a kept answer serves, then keep the answer."""
        for prepared in self._prepared([task]):
            self._ask_and_keep(prepared)

    def _ask_and_keep(self, prepared: Prepared) -> None:
        with continue_trace(prepared.task.traceparent, f"mps fetch {prepared.task.source.value}"):
            self._keep(prepared, self._ask(prepared))

    def _prepared(self, tasks: Sequence[FetchTask]) -> list[Prepared]:
        """Read what to ask for the tasks of one candidacy."""
        return self._in_uow(tasks[0].candidacy_id, lambda uow: prepare_all(tasks, uow=uow))

    def _ask(self, prepared: Prepared) -> Received:
        kept = prepared.kept
        answer = self._sources.ask(prepared.question) if kept is None else kept.as_answer()
        return received(answer, documents=self._documents)

    def _keep(self, prepared: Prepared, heard: Received) -> None:
        """Keep an answer; while one thread keeps those of a candidacy, others leave theirs to it and go on."""
        candidacy_id = prepared.task.candidacy_id
        with self._lock:
            self._heard.setdefault(candidacy_id, []).append((prepared, heard))
            if candidacy_id in self._keeping:
                return
            self._keeping.add(candidacy_id)
        is_over = False
        try:
            while answers := self._taken(candidacy_id):
                self._in_uow(candidacy_id, partial(_settle, answers))
            is_over = True
        finally:
            if not is_over:  # what was not kept is asked again when its claim lapses
                with self._lock:
                    self._keeping.discard(candidacy_id)

    def _taken(self, candidacy_id: CandidacyId) -> list[tuple[Prepared, Received]]:
        """Take the answers heard of a candidacy; when there is none, nobody keeps it any more."""
        with self._lock:
            answers = self._heard.pop(candidacy_id, [])
            if not answers:
                self._keeping.discard(candidacy_id)
            return answers

    def _start_due(self, pool: ThreadPoolExecutor) -> int:
        self._is_crowded = True  # before places are counted: whoever frees one from now on says so
        now = self._clock.now()
        with self._open_uow(_scope("lanes")).reading() as uow:
            waiting = uow.tasks.waiting(now=now)
        shares = self._shares(waiting, now=now) if waiting else []
        tasks = self._claim(shares) if shares else []
        with self._lock:
            self._running.update(task.source for task in tasks)
        for _, same in groupby(sorted(tasks, key=_candidacy_of), key=_candidacy_of):
            pool.submit(self._work_together, pool, list(same))
        self._is_crowded = len(tasks) < sum(waiting.values())
        return len(tasks)

    def _shares(self, waiting: Mapping[Source, int], *, now: datetime) -> list[Share]:
        """Say how many tasks of each quota may leave, for the places that are free in this process."""
        free = self._gates.free({group.value: quota for group, quota in QUOTAS.items()}, now=now)
        with self._lock:
            rooms = {source: _PER_LANE - self._running[source] for source in waiting}
        shares = []
        for group in QuotaGroup:
            own = {source: room for source, room in rooms.items() if room > 0 and ENDPOINTS[source].group is group}
            if own and free[group.value] > 0:
                shares.append(Share(own, min(free[group.value], sum(own.values()))))
        return shares

    def _claim(self, shares: Sequence[Share]) -> list[FetchTask]:
        now = self._clock.now()
        return retrying(
            lambda: self._open_uow(_scope("lanes")),
            lambda uow: list(uow.tasks.claim(shares, now=now)),
        )

    def _work_together(self, pool: ThreadPoolExecutor, tasks: list[FetchTask]) -> None:
        """Prepare the tasks of one candidacy together, then do each in a thread of its own."""
        prepared: list[Prepared] = []
        outcome = attempt(lambda: prepared.extend(self._prepared(tasks)))
        if isinstance(outcome, Failed):
            self._note_failure(tasks, outcome)
        todo = {each.task: each for each in prepared}
        self._finish([task for task in tasks if task not in todo])
        for each in prepared[1:]:
            pool.submit(self._work, each)
        for each in prepared[:1]:
            self._work(each)

    def _work(self, prepared: Prepared) -> None:
        outcome = attempt(lambda: self._ask_and_keep(prepared))
        if isinstance(outcome, Failed):
            self._note_failure([prepared.task], outcome)
        self._finish([prepared.task])

    def _note_failure(self, tasks: Sequence[FetchTask], outcome: Failed) -> None:
        source, failure = tasks[0].source.value, outcome.failure
        _log.error("fetch_failed", source=source, error=failure.error, frames=failure.traceback)
        pause = _AFTER_OUTAGE if outcome.outage else _AFTER_FAULT
        for task in tasks:
            attempt(partial(self._give_back, task, pause))  # else its claim lapses by itself

    def _finish(self, tasks: Sequence[FetchTask]) -> None:
        with self._lock:
            self._running.subtract(task.source for task in tasks)
        if self._is_crowded:
            self.wake()

    def _give_back(self, task: FetchTask, pause: timedelta) -> None:
        until = self._clock.now() + pause
        self._in_uow(task.candidacy_id, lambda uow: uow.tasks.postpone(task, until=until))

    def _in_uow(self, candidacy_id: CandidacyId, work: Callable[[MpsUnitOfWork], R]) -> R:
        return retrying(lambda: self._open_uow(_scope(str(candidacy_id))), work)


def _settle(answers: Sequence[tuple[Prepared, Received]], uow: MpsUnitOfWork) -> None:
    settle_all(answers, uow=uow)


def _candidacy_of(task: FetchTask) -> str:
    return str(task.candidacy_id)


def _scope(correlation_id: str) -> Scope:
    return Scope(Principal.system(_SERVICE), correlation_id=correlation_id, traceparent=current_traceparent())
