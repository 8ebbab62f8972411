"""What buyer and company do here for a market declared by an editor, and what the editor is then told."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.mps.domain.notifications import EditorEvent, Notification, NotificationId, SyncStatus
from services.mps.domain.platforms import EditorId, MarketApplication, PublicMarket
from services.mps.domain.requirements import ALWAYS
from services.mps.domain.sources import Source
from services.mps.handlers.request_candidacy import RequestCandidacy, request_candidacy
from services.mps.ports import UnitOfWork
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


def complete_market(identifier: str, *, uow: UnitOfWork) -> PublicMarket:
    """A buyer has said what it asks; its editor is told.

    Raises:
        Refused: ``MPS-MARKET-UNKNOWN`` also for the market of another buyer; ``MPS-MARKET-COMPLETED``.
    """
    principal = uow.scope.principal
    principal.require(Right.DRAFT)
    market = uow.platforms.lock_market(identifier)
    if market is None or principal.organisation != market.buyer:
        refuse("MPS-MARKET-UNKNOWN", identifier=identifier)
    completed = market.completed(at=uow.clock.now())
    uow.platforms.save_market(completed)
    uow.record("public_market_completed", identifier, {})
    _tell(completed.editor_id, EditorEvent.MARKET_COMPLETED, _market_body(completed, uow=uow), uow=uow)
    return completed


def open_application(identifier: str, siret: Siret, *, uow: UnitOfWork) -> MarketApplication:
    """A company opens its application: a candidacy like any other, with its SIRET number.

    Raises:
        Refused: ``MPS-APPLICATION-UNKNOWN`` also for an application named for another company;
            ``MPS-OTHER-COMPANY`` for the SIRET of somebody else.
    """
    application = _own(uow.platforms.lock_application(identifier), identifier, uow=uow)
    market = uow.platforms.market(application.market_identifier)
    if market is None:
        refuse("MPS-APPLICATION-UNKNOWN", identifier=identifier)
    candidacy = request_candidacy(RequestCandidacy(siret, market.tender_id), uow=uow)
    opened = application.opened(siret=siret, candidacy_id=candidacy.candidacy_id)
    uow.platforms.save_application(opened)
    uow.record("market_application_opened", identifier, {})
    return opened


def complete_application(identifier: str, *, platform_url: str, uow: UnitOfWork) -> MarketApplication:
    """A company has finished; its editor is told where to read attestation and documents.

    Raises:
        Refused: ``MPS-APPLICATION-UNKNOWN``, ``MPS-APPLICATION-NOT-OPENED``, ``MPS-APPLICATION-COMPLETED``.
    """
    application = _own(uow.platforms.lock_application(identifier), identifier, uow=uow)
    completed = application.completed(at=uow.clock.now())
    uow.platforms.save_application(completed)
    uow.record("market_application_completed", identifier, {})
    body = _application_body(completed, platform_url=platform_url, uow=uow)
    _tell(completed.editor_id, EditorEvent.APPLICATION_COMPLETED, body, uow=uow)
    return completed


def _own(application: MarketApplication | None, identifier: str, *, uow: UnitOfWork) -> MarketApplication:
    """Keep applications from other companies: one that names a company is seen by it alone."""
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    own = principal.organisation
    is_company = principal.kind is PrincipalKind.ECONOMIC_OPERATOR and own is not None
    named = None if application is None else application.siret
    if application is None or not is_company or (named is not None and own is not None and named.siren != own.siren):
        refuse("MPS-APPLICATION-UNKNOWN", identifier=identifier)
    return application


def _market_body(market: PublicMarket, *, uow: UnitOfWork) -> Mapping[str, Any]:
    asked = uow.requirements.of(market.tender_id)
    codes = ALWAYS if asked is None else tuple(dict.fromkeys((*ALWAYS, *(item.code for item in asked.items))))
    return {
        "market": {
            "identifier": market.identifier,
            "name": market.name,
            "lot_name": market.lots[0].name if market.lots else None,
            "deadline": _instant(market.deadline),
            "market_type_codes": [each.value for each in market.market_types],
            "completed_at": _instant(market.completed_at),
            "field_keys": list(codes),
        }
    }


def _application_body(application: MarketApplication, *, platform_url: str, uow: UnitOfWork) -> Mapping[str, Any]:
    base = f"{platform_url}/mps/api/v1/market_applications/{application.identifier}"
    candidacy = None if application.candidacy_id is None else uow.candidacies.get(application.candidacy_id)
    facts = () if candidacy is None else candidacy.block(Source.ESTABLISHMENT).facts
    return {
        "market_identifier": application.market_identifier,
        "market_application": {
            "identifier": application.identifier,
            "siret": str(application.siret),
            "company_name": next((fact.value for fact in facts if fact.code == "name"), None),
            "completed_at": _instant(application.completed_at),
            "attestation_url": f"{base}/attestation",
            "documents_package_url": f"{base}/documents_package",
        },
    }


def _tell(editor_id: EditorId, event: EditorEvent, body: Mapping[str, Any], *, uow: UnitOfWork) -> None:
    """Write what the editor will be told; nothing where it gave no address."""
    editor = uow.platforms.editor(editor_id)
    if editor is None or editor.webhook_url is None:
        return
    now = uow.clock.now()
    text = json.dumps({"event": event.value, "timestamp": _instant(now), **body}, ensure_ascii=False)
    uow.platforms.add_notification(
        Notification(uow.ids.new(NotificationId), editor_id, event, text, SyncStatus.PENDING, 0, now, now)
    )


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
