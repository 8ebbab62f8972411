"""Routes of a transparency log: checkpoint and tiles, public and static (C2SP tlog-tiles), and consistency proofs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import PlainTextResponse

from shared.http.routing import service_router
from shared.http.security import anyone
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.proof.acts import SignedCheckpoint
from shared.proof.log import LogWork
from shared.proof.merkle import HASH_SIZE, consistency_proof
from shared.proof.tiles import HEIGHT, WIDTH, TileName, node_reader

Anyone = Annotated[Principal, Depends(anyone)]
Size = Annotated[int, Query(ge=1, le=2**53)]
OpenLog = Callable[[Request, Principal], AbstractContextManager[LogWork]]
_FOREVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


def log_router(open_log: OpenLog, log_key: str) -> APIRouter:
    """Build the routes of a log."""
    router = service_router(tags=["Journal de transparence"])

    @router.get("/log/checkpoint", response_class=PlainTextResponse)
    def checkpoint(request: Request, principal: Anyone) -> Response:
        """Lire le dernier point de contrôle signé (note signée C2SP)."""
        with open_log(request, principal) as uow:
            found = _latest(uow)
        return PlainTextResponse(found.note, headers={"Cache-Control": "no-cache"})

    @router.get("/log/key", response_class=PlainTextResponse)
    def key() -> Response:
        """Lire la clé publique du journal."""
        return PlainTextResponse(log_key + "\n")

    @router.get("/log/keys")
    def keys(request: Request, principal: Anyone) -> list[dict[str, str]]:
        """Lire toutes les clés publiques que la plateforme a publiées : une note ancienne se vérifie par la sienne."""
        with open_log(request, principal) as uow:
            found = uow.log.keys()
        return [{"key": one.key, "purpose": one.purpose, "since": one.since.isoformat()} for one in found]

    _add_tree_routes(router, open_log)
    return router


def _add_tree_routes(router: APIRouter, open_log: OpenLog) -> None:
    @router.get("/log/tile/{path:path}")
    def tile(path: str, request: Request, principal: Anyone) -> Response:
        """Lire une tuile de 256 empreintes au plus ; ce qui fut servi une fois ne change jamais."""
        name = TileName.parse(path)
        with open_log(request, principal) as uow:
            found = uow.log.latest()
            count = 0 if found is None else found.size >> HEIGHT * name.level
            # Only what a signed checkpoint covers is shown.
            if name.index * WIDTH + name.width > count:
                refuse("LOG-TILE-UNKNOWN")
            data = uow.log.load_tile(name.level, name.index)[: name.width * HASH_SIZE]
        return Response(data, media_type="application/octet-stream", headers=_FOREVER)

    @router.get("/log/consistency")
    def consistency(old: Size, new: Size, request: Request, principal: Anyone) -> dict[str, list[str]]:
        """Prouver que le journal de `new` feuilles prolonge celui de `old` feuilles (RFC 6962, 2.1.2)."""
        with open_log(request, principal) as uow:
            size = _latest(uow).size
            if not old <= new <= size:
                refuse("LOG-RANGE", size=size)
            proof = consistency_proof(old, new, node_reader(uow.log.load_tile))
        return {"proof": [node.hex() for node in proof]}


def _latest(uow: LogWork) -> SignedCheckpoint:
    found = uow.log.latest()
    if found is None:
        refuse("LOG-EMPTY")
    return found
