"""From an exception to the answer that leaves: the HTTP edge, one of the two places with a broad ``except``."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from shared.http.problems import FieldError, ProblemText, problem_document, problem_response
from shared.http.texts import HTTP_TEXTS, field_message
from shared.kernel.refusal import InvalidValue, Refusal, Refused
from shared.observability import logger
from shared.storage.blob_errors import StoreFailed

_log = logger(__name__)

_CODE_OF_STATUS = {404: "HTTP-NOT-FOUND", 405: "HTTP-METHOD-NOT-ALLOWED", 503: "HTTP-BUSY"}
_RETRY_AFTER_SECONDS = "2"
_MAX_FIELD_ERRORS = 50
_READ_ONLY = "25006"  # PostgreSQL, read_only_sql_transaction


class Problem(HTTPException):
    """A refusal of the HTTP layer itself, with the headers that its status asks for (401, 413, 503).

    It is an ``HTTPException`` because the framework lets only those pass unchanged while it reads a body.
    """

    def __init__(self, code: str, *, headers: Mapping[str, str] | None = None, **facts: str) -> None:
        super().__init__(HTTP_TEXTS[code].status, code, dict(headers or {}))
        self.refusal = Refusal(code, None, facts)


class ErrorAnswers:
    """The answers of one application to exceptions, with the French texts of its service."""

    def __init__(self, texts: Mapping[str, ProblemText]) -> None:
        self._texts = texts

    def install(self, app: FastAPI) -> None:
        """Register every translation."""
        handlers: Mapping[type[Exception], Any] = {
            Refused: self._refused,
            Problem: self._problem,
            InvalidValue: self._invalid_value,
            RequestValidationError: self._invalid_request,
            HTTPException: self._http_exception,
            OperationalError: self._database_away,
            PoolTimeout: self._database_away,
            InternalError: self._database_refuses,
            StoreFailed: self._store_failed,
        }
        for kind, handler in handlers.items():
            app.add_exception_handler(kind, handler)

    def _answer(
        self,
        request: Request,
        refusal: Refusal,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[FieldError] = (),
    ) -> Response:
        request_id = request.scope.get("plis.request_id")
        document = problem_document(refusal, self._texts, request_id=request_id, errors=errors)
        return problem_response(document, headers=headers)

    async def _refused(self, request: Request, fault: Refused) -> Response:
        return self._answer(request, fault.refusal)

    async def _problem(self, request: Request, fault: Problem) -> Response:
        return self._answer(request, fault.refusal, headers=fault.headers)

    async def _invalid_value(self, request: Request, fault: InvalidValue) -> Response:
        facts = {"kind": fault.value_kind, "message": fault.message}
        return self._answer(request, Refusal("HTTP-VALUE-INVALID", None, facts))

    async def _invalid_request(self, request: Request, fault: RequestValidationError) -> Response:
        errors = fault.errors()
        if any(error["type"] == "json_invalid" for error in errors):
            return self._answer(request, Refusal("HTTP-BODY-UNREADABLE", None, {"reason": "syntaxe JSON incorrecte"}))
        fields = [_field_error(error) for error in errors[:_MAX_FIELD_ERRORS]]
        return self._answer(request, Refusal("HTTP-BODY-INVALID", None, {"count": str(len(errors))}), errors=fields)

    async def _http_exception(self, request: Request, fault: HTTPException) -> Response:
        return self._answer(request, _refusal_of_status(request, fault), headers=fault.headers)

    async def _database_away(self, request: Request, fault: Exception) -> Response:
        _log.error("database_unavailable", exc_info=fault)
        return self._answer(request, Refusal("HTTP-UNAVAILABLE"), headers={"Retry-After": _RETRY_AFTER_SECONDS})

    async def _database_refuses(self, request: Request, fault: InternalError) -> Response:
        """Say that a database that only reads, as a standby or after a full disk, is away; any other fault is ours."""
        if getattr(fault.orig, "sqlstate", None) != _READ_ONLY:
            raise fault
        return await self._database_away(request, fault)

    async def _store_failed(self, request: Request, fault: StoreFailed) -> Response:
        _log.error("store_failed", exc_info=fault)
        return self._answer(request, Refusal("HTTP-STORE-FAILED"), headers={"Retry-After": _RETRY_AFTER_SECONDS})


def _refusal_of_status(request: Request, fault: HTTPException) -> Refusal:
    """Name the faults that the framework raises itself."""
    if fault.status_code == 400 and "parsing the body" in str(fault.detail):
        return Refusal("HTTP-BODY-UNREADABLE", None, {"reason": "codage ou structure incorrects"})
    code = _CODE_OF_STATUS.get(fault.status_code, "HTTP-REFUSED")
    return Refusal(code, None, {"method": request.method} if fault.status_code == 405 else {})


def _field_error(error: Mapping[str, Any]) -> FieldError:
    """One error of pydantic in French; the rejected input itself is never repeated (it may be personal data)."""
    context = error.get("ctx", {})
    cause = context.get("error")
    message = cause.message if isinstance(cause, InvalidValue) else field_message(error["type"], context)
    return FieldError(field=".".join(str(part) for part in error["loc"]), code=error["type"], message=message)
