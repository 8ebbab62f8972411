"""A witness over HTTP, C2SP tlog-witness: one address, ``POST /add-checkpoint``."""

from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from shared.proof.witness import CONFLICT, MALFORMED, NotCosigned, Submission, Witness

_LONGEST: Final = 64 * 1024


def witness_app(witness: Witness) -> Starlette:
    """Build the application of a witness."""

    async def add_checkpoint(request: Request) -> Response:
        """Cosign a checkpoint that extends the last one seen."""
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > _LONGEST:
                return PlainTextResponse("trop long\n", 413)
        try:
            line = await run_in_threadpool(witness.cosign, Submission.parse(_text(body)))
        except NotCosigned as refusal:
            if refusal.status == CONFLICT:
                return Response(f"{refusal.size}\n", CONFLICT, media_type="text/x.tlog.size")
            return Response(status_code=refusal.status)
        return PlainTextResponse(line + "\n")

    async def key(_request: Request) -> Response:
        """Give the public key of the witness."""
        return PlainTextResponse(f"{witness.public}\n")

    routes = [Route("/add-checkpoint", add_checkpoint, methods=["POST"]), Route("/key", key)]
    return Starlette(routes=routes)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise NotCosigned(MALFORMED) from error
