"""What an editor does: declare a market of a buyer and the application of a company, and read where they stand."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from services.mps.domain.platforms import (
    EditorId,
    MarketApplication,
    MarketLot,
    MarketType,
    PlatformStatus,
    PublicMarket,
    refuse_impossible_market,
)
from services.mps.domain.tender import KnownLot, KnownTender
from services.mps.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline


@dataclass(frozen=True, slots=True)
class DeclareMarket:
    """Declare a market that is published elsewhere."""

    name: str
    lots: tuple[MarketLot, ...]
    deadline: datetime
    buyer: Siret
    market_types: tuple[MarketType, ...]
    provider_user_id: str | None


def declare_market(command: DeclareMarket, *, editor_id: EditorId, sandbox: bool, uow: UnitOfWork) -> PublicMarket:
    """Declare a market; companies can answer it with their SIRET from now on.

    Raises:
        Refused: as `refuse_impossible_market`.
    """
    now = uow.clock.now()
    refuse_impossible_market(command.market_types, deadline=command.deadline, now=now)
    market = PublicMarket(
        identifier=_identifier("PL", now),
        editor_id=editor_id,
        tender_id=uow.ids.new(TenderId),
        version=1,
        name=command.name,
        lots=command.lots,
        deadline=command.deadline,
        buyer=command.buyer,
        market_types=command.market_types,
        provider_user_id=command.provider_user_id,
        status=PlatformStatus.OPEN,
        created_at=now,
    )
    uow.platforms.add_market(market)
    uow.tenders.put(_tender_of(market, sandbox=sandbox))
    uow.record("public_market_declared", market.identifier, {"buyer": str(market.buyer)})
    return market


def move_deadline(
    identifier: str, deadline: datetime, *, editor_id: EditorId, sandbox: bool, uow: UnitOfWork
) -> PublicMarket:
    """Move the deadline of a market later.

    Raises:
        Refused: ``MPS-MARKET-UNKNOWN``, ``MPS-MARKET-DEADLINE-EARLIER``.
    """
    market = uow.platforms.lock_market(identifier, editor_id=editor_id)
    if market is None:
        refuse("MPS-MARKET-UNKNOWN", identifier=identifier)
    moved = market.moved_to(deadline)
    uow.platforms.save_market(moved)
    uow.tenders.put(_tender_of(moved, sandbox=sandbox))
    uow.record("public_market_moved", identifier, {"deadline": deadline.isoformat()})
    return moved


def declare_application(
    market_identifier: str,
    *,
    siret: Siret | None,
    provider_user_id: str | None,
    editor_id: EditorId,
    uow: UnitOfWork,
) -> MarketApplication:
    """Declare that a company wants to answer; it opens the application itself, signed in.

    Raises:
        Refused: ``MPS-MARKET-UNKNOWN``; ``MPS-MARKET-CLOSED`` after the deadline.
    """
    market = uow.platforms.market(market_identifier, editor_id=editor_id)
    if market is None:
        refuse("MPS-MARKET-UNKNOWN", identifier=market_identifier)
    now = uow.clock.now()
    if now > market.deadline:
        refuse("MPS-MARKET-CLOSED", deadline=market.deadline.isoformat())
    application = MarketApplication(
        identifier=_identifier("CA", now),
        editor_id=editor_id,
        market_identifier=market.identifier,
        siret=siret,
        provider_user_id=provider_user_id,
        status=PlatformStatus.OPEN,
        created_at=now,
    )
    uow.platforms.add_application(application)
    uow.record("market_application_declared", application.identifier, {"market": market.identifier})
    return application


def read_application(identifier: str, *, editor_id: EditorId, uow: UnitOfWork) -> MarketApplication:
    """Read an application of an editor.

    Raises:
        Refused: ``MPS-APPLICATION-UNKNOWN``.
    """
    application = uow.platforms.application(identifier, editor_id=editor_id)
    if application is None:
        refuse("MPS-APPLICATION-UNKNOWN", identifier=identifier)
    return application


def read_market(identifier: str, *, editor_id: EditorId, uow: UnitOfWork) -> PublicMarket:
    """Read a market of an editor.

    Raises:
        Refused: ``MPS-MARKET-UNKNOWN``.
    """
    market = uow.platforms.market(identifier, editor_id=editor_id)
    if market is None:
        refuse("MPS-MARKET-UNKNOWN", identifier=identifier)
    return market


def _tender_of(market: PublicMarket, *, sandbox: bool) -> KnownTender:
    """Write the consultation behind a market, in real time: it runs on another platform."""
    return KnownTender(
        tender_id=market.tender_id,
        version=market.version,
        buyer_siret=market.buyer,
        buyer_name=f"Acheteur {market.buyer}",
        title=market.name,
        deadline=market.deadline,
        timeline=Timeline(market.created_at, market.created_at, 1),
        sandbox=sandbox,
        lots=tuple(KnownLot(number, lot.name) for number, lot in enumerate(market.lots, start=1)),
        kind=market.market_types[0].value,
    )


def _identifier(prefix: str, now: datetime) -> str:
    """Make an identifier that nobody guesses: 80 random bits, in the form of the published ones."""
    return f"{prefix}-{now.year}-{secrets.token_hex(10).upper()}"
