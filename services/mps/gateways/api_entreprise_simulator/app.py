"""The simulator as an ASGI application: the official checks in their order, then a fixture, else a generated answer.

Order: token, compulsory parameters, number asked about, same call running, quota, maintenance, fault, answer.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.mps.domain.maintenances import closed_for
from services.mps.gateways.api_entreprise_simulator import checks, errors, notices
from services.mps.gateways.api_entreprise_simulator.companies import company_fixtures
from services.mps.gateways.api_entreprise_simulator.control import control_routes
from services.mps.gateways.api_entreprise_simulator.documents import FOLDER, small_pdf, with_local_document
from services.mps.gateways.api_entreprise_simulator.faults import Faults, play
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook, sandbox_fixtures
from services.mps.gateways.api_entreprise_simulator.generation import Description
from services.mps.gateways.api_entreprise_simulator.ledger import Ledger
from services.mps.gateways.api_entreprise_simulator.operations import Operation, all_operations, find_operation
from services.mps.gateways.api_entreprise_simulator.quotas import Quotas
from shared.kernel.clock import Clock, SystemClock
from shared.settings.settings import Settings

_OPENAPI: Final = "api-entreprise/openapi-entreprise-v3v4.yaml"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the simulator behaves beyond its fixtures.

    ``description`` generates what no fixture knows; ``latency`` is in seconds; ``throttled`` counts the quotas;
    ``maintenances`` keeps the hours of the providers; ``local_documents`` serves every document from here.
    """

    description: Description | None = None
    latency: float = 0.0
    throttled: bool = True
    maintenances: bool = False
    local_documents: bool = False
    faults: Faults = field(default_factory=Faults)
    ledger: Ledger = field(default_factory=Ledger)


def behaviour_for(settings: Settings) -> Behaviour:
    """Give the ordinary behaviour: what no fixture knows is generated where the official description is installed."""
    file = None if settings.standards_dir is None else settings.standards_dir / _OPENAPI
    return Behaviour(description=Description(file) if file is not None and file.is_file() else None)


def simulator_for(settings: Settings, *, behaviour: Behaviour | None = None) -> Starlette:
    """Make the simulator of a platform: official artefacts where they are installed, and our own companies."""
    fixtures = (*company_fixtures(), *sandbox_fixtures(settings.samples_dir))
    return create_simulator(FixtureBook(fixtures), clock=SystemClock(), behaviour=behaviour or behaviour_for(settings))


def create_simulator(book: FixtureBook, *, clock: Clock, behaviour: Behaviour | None = None) -> Starlette:
    """Make the simulator from a book of fixtures."""
    simulator = _Simulator(book, clock, behaviour or Behaviour())
    return Starlette(
        routes=[
            *control_routes(simulator.behaviour.faults, simulator.behaviour.ledger),
            Route(notices.PATH, simulator.notices, methods=["GET"]),
            Route(FOLDER + "{name}", simulator.document, methods=["GET"]),
            Route("/privileges", simulator.privileges, methods=["GET"]),
            Route("/{path:path}", simulator.answer, methods=["GET"]),
        ]
    )


class _Simulator:
    def __init__(self, book: FixtureBook, clock: Clock, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._book = book
        self._clock = clock
        self._quotas = Quotas()
        self._operations = all_operations(book.paths, ())

    async def answer(self, request: Request) -> Response:
        """Answer one call of the API."""
        path = "/" + request.path_params["path"]
        key = f"{checks.token_of(request)} {path}?{request.url.query}"
        if not self.behaviour.ledger.begin(key):
            return self._noted(path, _errors(409, [errors.already_running()]))
        try:
            return self._noted(path, await self._answer(request, path))
        finally:
            self.behaviour.ledger.end(key)

    async def notices(self, request: Request) -> Response:
        """Answer a search among legal notices."""
        where = request.query_params.get("where", "")
        await self._take_time()
        mode = self.behaviour.faults.take(notices.PATH)
        played = None if mode is None else await play(mode, _ANY)
        return self._noted(f"{notices.PATH}?{where}", played or JSONResponse(notices.notices_for(where)))

    async def document(self, request: Request) -> Response:
        """Give the document of a certificate, until its address expires."""
        name = request.path_params["name"]
        expires = request.query_params.get("expire", "0")
        mode = self.behaviour.faults.take(FOLDER + name)
        if mode is not None and (played := await play(mode, _ANY)) is not None:
            return self._noted(FOLDER + name, played)
        if not expires.isdigit() or int(expires) < self._clock.now().timestamp():
            return self._noted(FOLDER + name, Response(status_code=404))
        return self._noted(FOLDER + name, Response(small_pdf(name), media_type="application/pdf"))

    async def privileges(self, request: Request) -> Response:
        """List what a token may ask."""
        refused = checks.token_error(checks.token_of(request))
        if refused is not None:
            return _errors(refused[0], [refused[1]])
        scopes = [operation.path for operation in self._operations]
        return JSONResponse({"data": {"privileges": scopes}, "links": {}, "meta": {}})

    async def _answer(self, request: Request, path: str) -> Response:
        token = checks.token_of(request)
        refused = checks.token_error(token)
        if refused is not None:
            return _errors(refused[0], [refused[1]])
        found = find_operation(self._operations, path) or await self._described(path)
        if found is None:
            return _errors(404, [errors.no_such_path()])
        operation, path_params = found
        params = {**request.query_params, **path_params}
        known = self._book.knows(operation.operation_id, params)
        wrong = checks.purpose_errors(params) or checks.number_errors(params, known=known)
        if wrong:
            return _errors(422, wrong)
        return await self._allowed(request, operation, params, token=token or "")

    async def _described(self, path: str) -> tuple[Operation, dict[str, str]] | None:
        """Find an operation that is only in the official description."""
        described = self.behaviour.description
        if described is None:
            return None
        paths = await asyncio.to_thread(lambda: described.paths)  # read at the first need, beside the loop
        return find_operation(all_operations({}, paths), path)

    async def _allowed(
        self, request: Request, operation: Operation, params: Mapping[str, str], *, token: str
    ) -> Response:
        now = self._clock.now()
        allowance = self._quotas.count(operation, token=token, now=now)
        headers = allowance.headers() if self.behaviour.throttled else {}
        if self.behaviour.throttled and allowance.remaining < 0:
            return _errors(429, [errors.too_many()], headers=headers)
        await self._take_time()
        left = closed_for(operation.provider, now=now) if self.behaviour.maintenances else None
        if left is not None:
            return _errors(502, [errors.maintenance(operation, seconds=int(left.total_seconds()) + 1)], headers=headers)
        mode = self.behaviour.faults.take(request.url.path)
        if mode is not None and (played := await play(mode, operation)) is not None:
            return played
        return await self._reply(request, operation, params, headers=headers)

    async def _reply(
        self, request: Request, operation: Operation, params: Mapping[str, str], *, headers: Mapping[str, str]
    ) -> Response:
        base_url = str(request.base_url).rstrip("/")
        reply = self._book.reply_to(operation.operation_id, params)
        description = self.behaviour.description
        if reply is not None:
            payload = with_local_document(
                reply.payload, base_url=base_url, clock=self._clock, everywhere=self.behaviour.local_documents
            )
            return JSONResponse(payload, reply.status, headers={**headers, **reply.headers})
        made = None
        if description is not None and not self._book.is_ours(params):
            made = await asyncio.to_thread(description.answer, operation.path, params)
        if made is None:
            return _errors(404, [errors.not_found(operation)], headers=headers)
        local = with_local_document(made, base_url=base_url, clock=self._clock, everywhere=True)
        return JSONResponse(local, headers=dict(headers))

    async def _take_time(self) -> None:
        if self.behaviour.latency > 0:
            await asyncio.sleep(self.behaviour.latency)

    def _noted(self, path: str, response: Response) -> Response:
        self.behaviour.ledger.note(path, response.status_code)
        return response


_ANY: Final = all_operations({"bodacc": "/v0/bodacc"}, ())[0]


def _errors(status: int, wrong: list[errors.Error], *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"errors": wrong}, status, headers=dict(headers or {}))
