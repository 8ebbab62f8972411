"""The simulator as an ASGI application: the sandbox's checks in the sandbox's order, then a fixture or a 404.

Order (siade, `api_entreprise/has_mandatory_params.rb`): token, then every compulsory parameter at once, then the
number asked about, then the quota.
"""

import re
from collections.abc import Mapping
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from services.mps.gateways.api_entreprise_simulator import errors
from services.mps.gateways.api_entreprise_simulator.companies import company_fixtures
from services.mps.gateways.api_entreprise_simulator.fixtures import FixtureBook, sandbox_fixtures
from services.mps.gateways.api_entreprise_simulator.operations import find_operation
from services.mps.gateways.api_entreprise_simulator.quotas import Quotas
from shared.kernel.clock import Clock, SystemClock
from shared.kernel.luhn import passes_luhn
from shared.settings.settings import Settings

_LA_POSTE: Final = "356000000"
_PURPOSE: Final = ("context", "object", "recipient")


def simulator_for(settings: Settings) -> Starlette:
    """Make the simulator of a platform: official sandbox answers where they are installed, and our own companies."""
    fixtures = (*company_fixtures(), *sandbox_fixtures(settings.samples_dir))
    return create_simulator(FixtureBook(fixtures), clock=SystemClock())


def create_simulator(book: FixtureBook, *, clock: Clock) -> Starlette:
    """Make the simulator from a book of fixtures."""
    quotas = Quotas()

    async def answer(request: Request) -> JSONResponse:
        """Answer one call."""
        token = _token(request)
        if token is None:
            return _errors(401, [errors.bad_token()])
        found = find_operation(book.operations, "/" + request.path_params["path"])
        if found is None:
            return _errors(404, [errors.no_such_path()])
        operation, path_params = found
        params = {**request.query_params, **path_params}
        wrong = _purpose_errors(params) or _number_errors(params, known=book.knows(operation.operation_id, params))
        if wrong:
            return _errors(422, wrong)
        allowance = quotas.count(operation, token=token, now=clock.now())
        if allowance.remaining < 0:
            return _errors(429, [errors.too_many()], headers=allowance.headers())
        reply = book.reply_to(operation.operation_id, params)
        if reply is None:
            return _errors(404, [errors.not_found(operation)], headers=allowance.headers())
        return JSONResponse(reply.payload, reply.status, headers={**allowance.headers(), **reply.headers})

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET"])])


def _token(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def _purpose_errors(params: Mapping[str, str]) -> list[errors.Error]:
    """Give every error of the compulsory parameters at once, as the official service does."""
    wrong = [errors.missing(name) for name in _PURPOSE if not params.get(name, "").strip()]
    recipient = params.get("recipient", "").strip()
    if recipient and not _is_siret(recipient):
        wrong.append(errors.bad_recipient())
    elif recipient and recipient[: len(_called(params))] == _called(params):
        wrong.append(errors.recipient_is_called())
    return wrong


def _number_errors(params: Mapping[str, str], *, known: bool) -> list[errors.Error]:
    """Refuse a malformed number, except those of the sandbox itself (000000001 has a wrong check digit)."""
    if known:
        return []
    if "siret" in params and not _is_siret(params["siret"]):
        return [errors.malformed("siret")]
    if "siren" in params and not (re.fullmatch(r"[0-9]{9}", params["siren"]) and passes_luhn(params["siren"])):
        return [errors.malformed("siren")]
    return []


def _called(params: Mapping[str, str]) -> str:
    """Give the number asked about, a text that no SIRET begins with when there is none."""
    return params.get("siret") or params.get("siren") or "-"


def _is_siret(number: str) -> bool:
    """Accept what the official service accepts: any establishment of La Poste, else a right check digit."""
    if not re.fullmatch(r"[0-9]{14}", number):
        return False
    return number.startswith(_LA_POSTE) or passes_luhn(number)


def _errors(status: int, wrong: list[errors.Error], *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"errors": wrong}, status, headers=dict(headers or {}))
