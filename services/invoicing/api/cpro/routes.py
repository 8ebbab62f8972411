"""Every operation of the portal over HTTP, at its published path, with and without ``cpro/`` before it."""

from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from services.invoicing.api.cpro.access import ACCOUNT_HEADER, SCOPES, caller
from services.invoicing.api.cpro.encoding import decode, encode
from services.invoicing.api.cpro.envelope import CproRefused, Return, of_problem, of_refusal, of_value
from services.invoicing.api.cpro.fields.kinds import Answered
from services.invoicing.api.cpro.heavy import Heavy
from services.invoicing.api.cpro.operation import AnyOperation, Call
from services.invoicing.api.cpro.operations import OPERATIONS
from services.invoicing.api.cpro.schemas import inlined
from services.invoicing.api.cpro.taking import FileTaking
from services.invoicing.api.needs import LIMITS, PORTAL_FLOW_BYTES, InvoicingApp, scope_of
from services.invoicing.handlers.portal_access import issue_portal_token
from services.invoicing.ports import UnitOfWork
from shared.http.act import allow_body
from shared.http.client_credentials import TOKEN_FORM, Credentials, TokenOut, answer_token
from shared.http.concurrency import in_handler_thread
from shared.http.errors import Problem
from shared.http.limits import JSON_BODY
from shared.http.routing import service_router
from shared.http.texts import field_message
from shared.kernel.client_secrets import AccessToken
from shared.kernel.principal import Principal
from shared.kernel.refusal import InvalidValue, Refused

_JSON: Final = "application/json"
_TAG: Final = "API Chorus Pro"
_PREFIXES: Final = ("/cpro/", "/")
_TOKEN_PATHS: Final = ("/oauth/token", "/api/oauth/token")
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="plis", scope="openid"'}


def cpro_routes(app: InvoicingApp) -> APIRouter:
    """Build the routes of every operation."""
    router, heavy = service_router(tags=[_TAG]), Heavy()
    for operation in OPERATIONS:
        for prefix in _PREFIXES:
            router.add_api_route(
                f"{prefix}{operation.path}",
                _endpoint(app, operation, heavy),
                methods=[operation.method],
                response_model=operation.answers,
                summary=operation.summary,
                include_in_schema=prefix == _PREFIXES[0],
                openapi_extra=_described(operation),
                operation_id=f"cpro_{operation.path.replace('/', '_')}_{len(prefix)}",
            )
    return router


def token_routes(app: InvoicingApp) -> APIRouter:
    """Build the token endpoint, at both addresses that software makes of the one that it was given."""
    router = service_router(tags=[_TAG])

    async def token(request: Request) -> Response:
        """Obtenir un jeton d'accès avec l'identifiant et le secret de l'application (client credentials)."""

        def issue(asked: Credentials) -> tuple[str, AccessToken] | None:
            """Issue a token to the application that proved its secret."""

            def do(uow: UnitOfWork) -> tuple[str, AccessToken] | None:
                return issue_portal_token(asked.client_id, asked.client_secret, asked.scopes, uow=uow)

            scope = scope_of(request, Principal.anonymous())
            issued: tuple[str, AccessToken] | None = app.commands.run_without_key(scope, do)
            return issued

        return await answer_token(request, issue, scopes=SCOPES)

    for path in _TOKEN_PATHS:
        documented = path == _TOKEN_PATHS[0]
        router.add_api_route(
            path,
            token,
            methods=["POST"],
            response_model=TokenOut,
            include_in_schema=documented,
            openapi_extra=TOKEN_FORM,
        )
    return router


def _endpoint(app: InvoicingApp, operation: AnyOperation, heavy: Heavy) -> Any:  # noqa: ANN401 - of the framework
    async def called(request: Request) -> Response:
        try:
            known = await caller(app, request)
            _check_type(request)
            allow_body(request, limit=operation.limit)
            async with heavy.place_for(request):
                call, body = await _question(operation, known, request)
                answer = await in_handler_thread(_answer, operation, call, body)
        except CproRefused as refused:
            return _refusal(refused)
        except Problem as problem:
            if problem.status_code >= 500:
                raise
            return _refusal(of_problem(problem.refusal, problem.status_code))
        return Response(answer, media_type=_JSON)

    return called


async def _question(operation: AnyOperation, call: Call, request: Request) -> tuple[Call, bytes]:
    """Read a question; a large file in it is decoded as it comes."""
    if operation.file_field is None:
        return call, await request.body()
    taking = FileTaking(
        operation.file_field, most=LIMITS.value(PORTAL_FLOW_BYTES), most_besides=LIMITS.value(JSON_BODY.name)
    )
    try:
        await taking.take(request.stream())
    except ValueError:
        raise CproRefused(Return.UNREADABLE, "La demande n'est pas un contenu JSON lisible.", 400) from None
    return replace(call, file=taking.file), bytes(taking.besides)


def _check_type(request: Request) -> None:
    """Refuse what says that it is no JSON; saying nothing is allowed."""
    said = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    if said != _JSON and request.method == "POST":
        raise Problem("HTTP-MEDIA-TYPE", expected=_JSON)


def _answer(operation: AnyOperation, call: Call, body: bytes) -> bytes:
    """Read, do, write; every refusal of the domain is one of the portal."""
    try:
        asked = operation.asks.model_validate(decode(body))
    except ValidationError as fault:
        raise CproRefused(Return.FIELD_INVALID, _faults(fault), 400) from None
    except ValueError:
        raise CproRefused(Return.UNREADABLE, "La demande n'est pas un contenu JSON lisible.", 400) from None
    try:
        return encode(operation.run(call, asked))
    except Refused as refused:
        raise of_refusal(refused.refusal) from None
    except InvalidValue as invalid:
        raise of_value(invalid) from None


def _faults(fault: ValidationError) -> str:
    told = []
    for error in fault.errors(include_url=False, include_input=False):
        place = ".".join(str(step) for step in error["loc"]) or "demande"
        told.append(f"{place} : {field_message(error['type'], error.get('ctx', {}))}")
    return " ; ".join(told)[:1000]


def _refusal(refused: CproRefused) -> Response:
    answer = Answered(codeRetour=refused.number.value, libelle=refused.label)
    headers = _CHALLENGE if refused.status == 401 else None
    return Response(encode(answer), status_code=refused.status, media_type=_JSON, headers=headers)


def _described(operation: AnyOperation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "parameters": [
            {
                "name": ACCOUNT_HEADER,
                "in": "header",
                "required": True,
                "description": "Compte technique : base64(identifiant:mot de passe).",
                "schema": {"type": "string"},
            }
        ]
    }
    if operation.method == "POST":
        schema = inlined(operation.asks.model_json_schema())
        described["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return described
