"""One key, one effect, one answer, on a real database (design 8.5)."""

import threading
from collections.abc import Callable, Iterator
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request, Response
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from shared.contracts.event import Event
from shared.http.act import Act, act_of, act_of_upload
from shared.http.app import service_app
from shared.http.commands import Answer, Commands, answer
from shared.http.concurrency import in_handler_thread
from shared.http.dev_issuer import DevelopmentIssuer
from shared.http.limits import Limit, LimitsTable
from shared.http.problems import ProblemText
from shared.http.routing import service_router
from shared.http.security import Security
from shared.http.tokens import TokenVerifier
from shared.kernel.clock import SystemClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.roles import service_database
from shared.storage.tables import service_metadata, service_tables
from shared.storage.unit_of_work import Scope, SqlUnitOfWork
from tests.asgi import AsgiClient, asgi_client

TABLES = service_tables(service_metadata())
TEXTS = {"SMP-FULL": ProblemText("Complet", "Déjà {count} lots.", 409)}


class LotAdded(Event):
    event_type = "lot_added.v1"
    source = "tenders"


class LotIn(BaseModel):
    title: str


class LotOut(BaseModel):
    title: str
    said: int


class Gate:
    """Holds a command in the middle until the test lets it go."""

    def __init__(self) -> None:
        self.entered, self.free = threading.Event(), threading.Event()

    def pass_through(self) -> None:
        self.entered.set()
        assert self.free.wait(20)


class Effects:
    """Does what a handler does, and counts how often it is called."""

    def __init__(self) -> None:
        self.calls = 0
        self.gate = Gate()

    def add(self, uow: SqlUnitOfWork, title: str) -> Answer | None:
        self.calls += 1
        uow.publish(LotAdded(aggregate_id=title, aggregate_version=1))
        uow.record("add", title, {})
        match title:
            case "full":
                refuse("SMP-FULL", article="R2113-1", count=7)
            case "busy":
                refuse("HTTP-UNAVAILABLE")
            case "fault":
                raise RuntimeError("fault")
            case "slow":
                self.gate.pass_through()
            case "nothing":
                return None
        return answer(LotOut(title=title, said=self.calls), location=f"/tenders/lots/{title}", version=1)


@pytest.fixture
def database(common_database: Settings) -> Iterator[Database]:
    opened = service_database(common_database, "tenders")
    yield opened
    opened.dispose()


@pytest.fixture
def effects() -> Effects:
    return Effects()


@pytest.fixture
def client(database: Database, effects: Effects, issuer: DevelopmentIssuer) -> Iterator[AsgiClient]:
    with asgi_client(_app(database, effects, issuer)) as opened:
        yield opened


def _app(database: Database, effects: Effects, issuer: DevelopmentIssuer) -> FastAPI:
    clock = SystemClock()
    ids = TimeOrderedIds(clock)

    def open_uow(scope: Scope) -> SqlUnitOfWork:
        return SqlUnitOfWork(database, TABLES, clock, ids, scope)

    commands = Commands(open_uow)
    router = service_router()

    @router.post("/lots", response_model=LotOut)
    def add(body: LotIn, act: Annotated[Act, Depends(act_of(Right.DRAFT))]) -> Response:
        return commands.run(act, lambda uow: effects.add(uow, body.title), status=201)

    @router.post("/files", response_model=LotOut)
    async def upload(
        request: Request, act: Annotated[Act, Depends(act_of_upload(Right.DRAFT, limit="file_bytes"))]
    ) -> Response:
        title = (await request.body()).decode()
        digested = act.with_body(str(len(title))) if title != "undigested" else act
        return await in_handler_thread(commands.run, digested, lambda uow: effects.add(uow, title))

    return service_app(
        service="tenders",
        title="Essai",
        description="",
        routers=[router],
        security=Security(TokenVerifier([issuer.trusted()], clock=clock)),
        limits=LimitsTable([Limit("file_bytes", 1000, "octets", "Fichier")]),
        texts=TEXTS,
    )


@pytest.fixture
def post(client: AsgiClient, issuer: DevelopmentIssuer) -> Callable[..., httpx.Response]:
    def send(
        title: str, *, key: str = "cle-00001", role: str = "acheteur", path: str = "/tenders/lots"
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {issuer.token_for(role)}", "Idempotency-Key": key}
        content = {"json": {"title": title}} if path.endswith("lots") else {"content": title.encode()}
        return client.post(path, headers=headers, **content)

    return send


def stored(database: Database) -> tuple[int, int, int]:
    """How many events, journal entries and kept answers there are."""
    with database.reader() as connection:
        tables = (TABLES.outbox, TABLES.journal, TABLES.idempotency)
        first, second, third = (
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        )
    return first, second, third


def same(first: httpx.Response, second: httpx.Response) -> bool:
    kept = ("location", "etag", "content-type")
    return (first.status_code, first.content, [first.headers.get(name) for name in kept]) == (
        second.status_code,
        second.content,
        [second.headers.get(name) for name in kept],
    )


def test_the_same_request_has_one_effect_and_the_same_answer(
    post: Callable[..., httpx.Response], database: Database, effects: Effects
) -> None:
    first, second = post("Chaises"), post("Chaises")
    assert first.status_code == 201
    assert (first.headers["location"], first.headers["etag"]) == ("/tenders/lots/Chaises", '"1"')
    assert same(first, second)
    assert effects.calls == 1
    assert stored(database) == (1, 1, 1)


def test_the_same_key_with_another_body_is_refused(post: Callable[..., httpx.Response], effects: Effects) -> None:
    post("Chaises")
    answered = post("Tables")
    assert (answered.status_code, answered.json()["code"]) == (422, "HTTP-IDEMPOTENCY-KEY-REUSED")
    assert effects.calls == 1


def test_keys_of_different_people_routes_and_requests_are_different(
    post: Callable[..., httpx.Response], issuer: DevelopmentIssuer, client: AsgiClient, effects: Effects
) -> None:
    post("Chaises")
    post("Chaises", key="cle-00002")
    post("Chaises", path="/tenders/files")
    claims = {"sub": "dev:acheteur", "kind": "agent", "siret": "21690123100011", "rights": ["draft"]}
    headers = {"Authorization": f"Bearer {issuer.issue(claims)}", "Idempotency-Key": "cle-00001"}
    client.post("/tenders/lots", headers=headers, json={"title": "Chaises"})
    assert effects.calls == 4


def test_a_domain_refusal_leaves_nothing_but_its_answer(
    post: Callable[..., httpx.Response], database: Database, effects: Effects
) -> None:
    first, second = post("full"), post("full")
    assert (first.status_code, first.json()["code"], first.json()["detail"]) == (409, "SMP-FULL", "Déjà 7 lots.")
    assert first.headers["content-type"] == "application/problem+json"
    assert same(first, second)
    assert effects.calls == 1
    assert stored(database) == (0, 0, 1)


@pytest.mark.parametrize(("title", "status"), [("busy", 503), ("fault", 500)])
def test_a_failure_is_not_kept_so_the_same_key_may_try_again(
    post: Callable[..., httpx.Response], database: Database, effects: Effects, title: str, status: int
) -> None:
    assert post(title).status_code == status
    assert stored(database) == (0, 0, 0)
    assert post(title).status_code == status
    assert effects.calls == 2


def test_who_may_not_write_leaves_no_trace_of_a_key(post: Callable[..., httpx.Response], database: Database) -> None:
    assert post("Chaises", role="comptable").status_code == 403
    assert stored(database) == (0, 0, 0)


def test_an_answer_without_body_is_repeated_without_body(post: Callable[..., httpx.Response], effects: Effects) -> None:
    first, second = post("nothing"), post("nothing")
    assert (first.status_code, first.content) == (204, b"")
    assert same(first, second)
    assert effects.calls == 1


def test_an_upload_is_recognised_by_the_digest_of_its_bytes(
    post: Callable[..., httpx.Response], effects: Effects
) -> None:
    first, second = post("Plan", path="/tenders/files"), post("Plan", path="/tenders/files")
    assert first.status_code == 200
    assert same(first, second)
    assert post("Autre plan", path="/tenders/files").status_code == 422
    assert effects.calls == 1


def test_an_upload_whose_route_forgot_its_digest_is_a_fault(
    post: Callable[..., httpx.Response], effects: Effects
) -> None:
    assert post("undigested", path="/tenders/files").status_code == 500
    assert effects.calls == 0


def test_a_request_in_progress_is_said_at_once_and_its_answer_is_given_later(
    post: Callable[..., httpx.Response], effects: Effects, database: Database
) -> None:
    answers: list[httpx.Response] = []
    first = threading.Thread(target=lambda: answers.append(post("slow")))
    first.start()
    assert effects.gate.entered.wait(20)
    meanwhile = post("slow")
    effects.gate.free.set()
    first.join(20)
    assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "HTTP-IDEMPOTENCY-IN-PROGRESS")
    assert meanwhile.headers["retry-after"] == "1"
    assert same(answers[0], post("slow"))
    assert stored(database) == (1, 1, 1)


def test_many_copies_at_once_have_one_effect(
    post: Callable[..., httpx.Response], effects: Effects, database: Database
) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(post("Chaises").status_code)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(answers) <= {201, 409}
    assert answers.count(201) >= 1
    assert effects.calls == 1
    assert stored(database) == (1, 1, 1)


def test_events_carry_the_id_of_the_request(post: Callable[..., httpx.Response], database: Database) -> None:
    request_id = post("Chaises").headers["x-request-id"]
    with database.reader() as connection:
        envelope = connection.execute(select(TABLES.outbox.c.envelope)).scalar_one()
    assert f'"correlationid":"{request_id}"' in envelope


def test_a_database_that_is_away_is_said_with_a_delay(
    post: Callable[..., httpx.Response], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def connect(self) -> None:
            raise OperationalError("SELECT", {}, Exception("connection refused"))

    monkeypatch.setattr(database, "engine", Away(), raising=False)
    answered = post("Chaises")
    assert (answered.status_code, answered.json()["code"]) == (503, "HTTP-UNAVAILABLE")
    assert answered.headers["retry-after"] == "2"
