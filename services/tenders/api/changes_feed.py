"""Routes of feeds: an Atom feed of any search, and the list of public changes for programs."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from services.tenders.api.labels import KINDS, PROCEDURES
from services.tenders.api.search_inputs import search_criteria
from services.tenders.api.search_outputs import PublicChangeOut, PublicChangesOut
from services.tenders.api.service import TendersApp
from services.tenders.domain.model import ContractKind
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.search import SearchCriteria, SearchSort
from services.tenders.ports.feeds import Feed, FeedEntry
from shared.http.limits import PAGE_SIZE
from shared.http.routing import service_router
from shared.kernel.paris import display_instant

_ENTRIES: Final = 50
_MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
_POSITIONS: Final = 2**63 - 1
_CACHE: Final = "public, max-age=60"
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


def feed_routes(app: TendersApp) -> APIRouter:
    """Build the routes of feeds."""
    router = service_router(tags=["Lecture publique"])

    @router.get("/feed.atom", response_class=Response)
    def atom(request: Request, criteria: Annotated[SearchCriteria, Depends(search_criteria)]) -> Response:
        """Suivre une recherche dans un lecteur de flux : les consultations les plus récentes, au format Atom."""
        found = app.search.page(criteria, sort=SearchSort.PUBLICATION, after=None, limit=_ENTRIES)
        feed = _feed(found.views, site=app.settings.public_url, request=request)
        content = app.feeds.atom(feed)
        headers = {
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
            "Last-Modified": format_datetime(feed.updated_at.replace(microsecond=0), usegmt=True),
            "Cache-Control": _CACHE,
        }
        if _is_known(request, headers["ETag"], feed.updated_at):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=_MEDIA_TYPE, headers=headers)

    @router.get("/changes")
    def changes(
        after: Annotated[int, Query(ge=0, le=_POSITIONS, description="Rang du dernier changement déjà lu.")] = 0,
        limit: Annotated[int, Query(ge=1, le=PAGE_SIZE.value, description="Nombre de changements.")] = 100,
    ) -> PublicChangesOut:
        """Lire ce qui a changé en public, dans l'ordre et sans trou : publication, modification, clôture, suite."""
        found = app.search.changes(after=after, limit=limit)
        items = [PublicChangeOut.of(change) for change in found]
        return PublicChangesOut(items=items, last=items[-1].position if items else after)

    return router


def _feed(views: Sequence[Any], *, site: str, request: Request) -> Feed:
    query = request.url.query
    entries = [_entry(view, site=site) for view in views]
    return Feed(
        title="Consultations publiées",
        address=f"{site}{request.url.path}" + (f"?{query}" if query else ""),
        updated_at=max((entry.updated_at for entry in entries), default=_NEVER),
        entries=entries,
    )


def _entry(view: Any, *, site: str) -> FeedEntry:  # noqa: ANN401 - a row
    kind, procedure = KINDS[ContractKind(view["kind"])], PROCEDURES[ProcedureType(view["procedure"])]
    deadline = display_instant(view["deadline"])
    return FeedEntry(
        identifier=f"urn:uuid:{view['id']}",
        title=view["title"],
        address=f"{site}/tenders/consultations/{view['id']}",
        author=view["buyer_name"],
        summary=f"{view['object']}\n{kind}, {procedure}. Date limite : {deadline}.",
        categories=(kind, *sorted({lot["cpv"] for lot in view["lots"]})),
        published_at=view["published_at"],
        updated_at=view["updated_at"],
    )


def _is_known(request: Request, tag: str, updated_at: datetime) -> bool:
    """Say whether the reader has this feed already; the tag decides where both are given (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or tag in {each.strip().removeprefix("W/") for each in tags.split(",")}
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        known = parsedate_to_datetime(since)
    except ValueError:
        return False
    return known.tzinfo is not None and updated_at.replace(microsecond=0) <= known
