"""Routes of the transparency log: checkpoint and tiles, public and static (C2SP tlog-tiles)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse

from services.responses.api.ports import ResponsesApp, scope_of
from shared.http.routing import service_router
from shared.http.security import anyone
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.proof.merkle import HASH_SIZE
from shared.proof.tiles import HEIGHT, WIDTH, TileName

Anyone = Annotated[Principal, Depends(anyone)]
_FOREVER = "public, max-age=31536000, immutable"


def log_router(app: ResponsesApp) -> APIRouter:
    """Build the routes of the log."""
    router = service_router(tags=["Journal de transparence"])

    @router.get("/log/checkpoint", response_class=PlainTextResponse)
    def checkpoint(request: Request, principal: Anyone) -> Response:
        """Lire le dernier point de contrôle signé (note signée C2SP)."""
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.log.latest()
        if found is None:
            refuse("RSP-LOG-EMPTY")
        return PlainTextResponse(found.note, headers={"Cache-Control": "no-cache"})

    @router.get("/log/key", response_class=PlainTextResponse)
    def key() -> Response:
        """Lire la clé publique du journal."""
        return PlainTextResponse(app.log_key + "\n")

    @router.get("/log/tile/{path:path}")
    def tile(path: str, request: Request, principal: Anyone) -> Response:
        """Lire une tuile de 256 empreintes au plus."""
        name = TileName.parse(path)
        with app.open_uow(scope_of(request, principal)) as uow:
            found = uow.log.latest()
            count = 0 if found is None else found.size >> HEIGHT * name.level
            # Only what a signed checkpoint covers is shown.
            if name.index * WIDTH + name.width > count:
                refuse("RSP-TILE-UNKNOWN")
            data = uow.log.load_tile(name.level, name.index)[: name.width * HASH_SIZE]
        headers = {"Cache-Control": _FOREVER}
        return Response(data, media_type="application/octet-stream", headers=headers)

    return router
