"""Routes of the published versions of a consultation: all of them stay public (R2151-4)."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel

from services.tenders.api.outputs import CriterionOut, PublicLotOut
from services.tenders.api.service import TendersApp, scope_of
from services.tenders.api.terms_inputs import public_terms_out
from services.tenders.domain.differences import FieldChange, public_diff
from services.tenders.domain.errors import Code
from services.tenders.domain.versions import ContentVersion
from shared.http.pages import Page, PageRequest, page_request
from shared.http.routing import service_router
from shared.http.security import anyone
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse


class FieldChangeOut(BaseModel):
    """One field that changed; ``path`` names it as the API does."""

    path: str
    before: str | None
    after: str | None

    @classmethod
    def of(cls, change: FieldChange) -> "FieldChangeOut":
        """Write a change."""
        return cls(path=change.path, before=change.before, after=change.after)


class VersionOut(BaseModel):
    """One published version: its number, from when it held, what it changed."""

    number: int
    version: int
    recorded_at: datetime
    changes: list[FieldChangeOut]


class WholeVersionOut(VersionOut):
    """One published version with its content."""

    title: str
    object: str
    kind: str
    procedure: str
    lots: list[PublicLotOut]
    criteria: list[CriterionOut]
    submission_deadline: datetime
    terms: dict[str, Any]


def version_routes(app: TendersApp) -> APIRouter:
    """Build the public routes of versions."""
    router = service_router(tags=["Lecture publique"])

    @router.get("/consultations/{tender_id}/versions")
    def versions(
        tender_id: str,
        request: Request,
        page: Annotated[PageRequest, Depends(page_request)],
        principal: Annotated[Principal, Depends(anyone)],
    ) -> Page[VersionOut]:
        """Lister les versions publiées d'une consultation, et ce que chacune a changé."""
        after = int(page.after) if page.after and page.after.isdecimal() else 0
        found = _read(app, request, principal, TenderId.parse(tender_id), after=after, limit=page.limit + 1)
        shown = found[: page.limit + bool(after)]
        previous = shown[0] if after and shown else None
        listed = shown[1:] if after else shown
        items = []
        for each in listed:
            items.append(VersionOut(**_summary(each, previous)))
            previous = each
        more = len(found) > len(shown)
        return page.page(items, last_key=str(listed[-1].number) if more and listed else None)

    @router.get("/consultations/{tender_id}/versions/{number}")
    def version(
        tender_id: str,
        number: Annotated[int, Path(ge=1, le=2**31 - 1)],
        request: Request,
        principal: Annotated[Principal, Depends(anyone)],
    ) -> WholeVersionOut:
        """Lire une version publiée, telle qu'elle était."""
        found = _read(app, request, principal, TenderId.parse(tender_id), after=number - 1, limit=1)
        before = found[0] if found and found[0].number == number - 1 else None
        wanted = next((each for each in found if each.number == number), None)
        if wanted is None:
            refuse(Code.NOT_FOUND, object=f"{tender_id}/{number}")
        return _whole(wanted, before)

    return router


def _read(
    app: TendersApp, request: Request, principal: Principal, tender_id: TenderId, *, after: int, limit: int
) -> list[ContentVersion]:
    """Read versions from the one at ``after`` on, which is what the first of the page is compared with."""
    with app.open_uow(scope_of(request, principal)) as uow:
        uow.tenders.published(tender_id)
        first = max(after - 1, 0)
        return list(uow.versions.published(tender_id, after=first, limit=limit + (after - first)))


def _summary(version: ContentVersion, previous: ContentVersion | None) -> dict[str, Any]:
    changes = () if previous is None else public_diff(previous.content, version.content)
    return {
        "number": version.number,
        "version": version.version,
        "recorded_at": version.recorded_at,
        "changes": [FieldChangeOut.of(change) for change in changes],
    }


def _whole(version: ContentVersion, previous: ContentVersion | None) -> WholeVersionOut:
    content = version.content
    shows = content.terms.criteria.form.shows_weights
    criteria = [CriterionOut.of(criterion) for criterion in content.criteria]
    return WholeVersionOut(
        **_summary(version, previous),
        title=content.title,
        object=content.object,
        kind=content.kind.value,
        procedure=content.procedure.value,
        lots=[
            PublicLotOut(lot_id=str(lot.lot_id), number=lot.number, title=lot.title, cpv=str(lot.cpv))
            for lot in content.lots
        ],
        criteria=criteria if shows else [each.model_copy(update={"weight": None}) for each in criteria],
        submission_deadline=content.submission_deadline.at,
        terms=public_terms_out(content.terms),
    )
