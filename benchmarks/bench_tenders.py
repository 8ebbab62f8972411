"""The acts and reads of the tenders service, against the time that its own SQL takes in the same requests.

The application is called in process, without a socket: what is measured is the service, from the parsed request to the
written answer. The limit is the time spent in the database by those very requests.
"""

import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Engine, event

from benchmarks.figures import Figure, Skipped
from benchmarks.ground import database
from services.tenders.api.app import create_app
from services.tenders.wiring import App, build
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import SystemClock
from shared.kernel.ids import TimeOrderedIds
from tests.asgi import asgi_client
from tests.integration.tenders.platform import Person, a_draft, published, register_custodians

LIST: Final = "/tenders/consultations"
_RUNS: Final = 40
_DEADLINE: Final = timedelta(days=60)


def measure(_seconds: float) -> list[Figure | Skipped]:
    """Time each act and each read on a database that holds some tens of consultations."""
    with database() as settings:
        app, clock = build(settings), SystemClock()
        issuer = DevelopmentIssuer.load(settings, clock)
        security = Security(TokenVerifier([issuer.trusted()], clock=clock))
        try:
            with asgi_client(create_app(app, security)) as client:
                agent, visitor = Person(client, issuer), Person(client, None)
                custodians = register_custodians(app, TimeOrderedIds(clock))
                return [*_acts(app, agent, custodians), *_reads(app, visitor)]
        finally:
            app.close()


def _acts(app: App, agent: Person, custodians: list[str]) -> Iterator[Figure]:
    deadline = datetime.now(UTC).replace(microsecond=0) + _DEADLINE
    given = {"submission_deadline": deadline.isoformat()}
    drafts = [_ready(agent, custodians, given) for _ in range(_RUNS)]
    publications = [partial(agent.done, f"{path}/publication") for path in drafts]
    yield _figure("publish a consultation", app, publications)
    tender = published(agent, custodians, **given)
    versions, days = itertools.count(tender["version"]), itertools.count(1)

    def extend() -> object:
        later = {"submission_deadline": (deadline + timedelta(days=next(days))).isoformat()}
        return agent.done(f"{LIST}/{tender['id']}/changes", later, If_Match=f'"{next(versions)}"')

    yield _figure("move a deadline", app, [extend] * _RUNS)


def _reads(app: App, visitor: Person) -> Iterator[Figure]:
    page = f"{LIST}/{visitor.get(LIST).json()['items'][0]['id']}"
    for what, path in (
        ("public page of a consultation", page),
        ("search by a word", f"{LIST}?q=ecole"),
        ("search with counts", f"{LIST}?q=ecole&facets=true"),
        ("Atom feed", "/tenders/feed.atom"),
        (f"{_RUNS + 1} rows as CSV", f"{LIST}?format=csv"),
        (f"{_RUNS + 1} rows as ODS", f"{LIST}?format=ods"),
    ):
        yield _figure(what, app, [partial(_read, visitor, path)] * _RUNS)


def _read(visitor: Person, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text


def _ready(agent: Person, custodians: list[str], given: dict[str, Any]) -> str:
    """Draft a consultation that only waits for its publication."""
    path = f"{LIST}/{agent.done(LIST, a_draft(custodians, **given))['id']}"
    assert agent.send(f"{path}/documents?name=RC.pdf&kind=procurement_rules", b"%PDF-1.7 reglement").status_code == 201
    return path


def _figure(what: str, app: App, works: Sequence[Callable[[], object]]) -> Figure:
    works[0]()
    ours, in_database = [], []
    with _database_time(app.database.engine) as spent:
        for work in works[1:]:
            spent[0], began = 0.0, time.perf_counter()
            work()
            ours.append((time.perf_counter() - began) * 1000)
            in_database.append(spent[0] * 1000)
    return Figure(f"{what}, median", statistics.median(ours), statistics.median(in_database), "its own SQL", "ms")


@contextmanager
def _database_time(engine: Engine) -> Iterator[list[float]]:
    """Sum up the time between the start and the end of each statement."""
    spent, began = [0.0], [0.0]

    def start(*_details: object) -> None:
        began[0] = time.perf_counter()

    def end(*_details: object) -> None:
        spent[0] += time.perf_counter() - began[0]

    event.listen(engine, "before_cursor_execute", start)
    event.listen(engine, "after_cursor_execute", end)
    try:
        yield spent
    finally:
        event.remove(engine, "before_cursor_execute", start)
        event.remove(engine, "after_cursor_execute", end)
