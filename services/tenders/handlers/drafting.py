"""Drafting a consultation (préparation): nothing is announced yet, everything may still change."""

from dataclasses import dataclass
from datetime import datetime

from services.tenders.domain.errors import Code
from services.tenders.domain.model import Buyer, ResponseLimits, Tender, TenderContent
from services.tenders.domain.states import TenderStatus
from services.tenders.ports import Platform, UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.buyers import BuyerKind


@dataclass(frozen=True, slots=True)
class Acceleration:
    """The timeline asked for a sandbox consultation: where its legal time starts and how fast it runs."""

    legal_start: datetime
    factor: int


@dataclass(frozen=True, slots=True)
class DraftTender:
    """Command: open a draft for the principal's organisation."""

    buyer_name: str
    buyer_kind: BuyerKind
    content: TenderContent
    acceleration: Acceleration | None


def draft_tender(command: DraftTender, *, uow: UnitOfWork, platform: Platform) -> Tender:
    """Open a draft; the buyer is the organisation of the agent, never one that the agent names.

    Raises:
        Refused: the agent belongs to no organisation, the limits exceed the platform's, or an accelerated timeline
            is asked on a real platform (design section 5).
    """
    uow.scope.principal.require(Right.DRAFT)
    check_limits(command.content.limits, ceiling=platform.ceiling)
    tender = Tender(
        tender_id=uow.ids.new(TenderId),
        version=1,
        status=TenderStatus.DRAFT,
        buyer=Buyer(siret=_organisation(uow.scope.principal), name=command.buyer_name, kind=command.buyer_kind),
        content=command.content,
        deadline_version=0,
        timeline=_timeline(command.acceleration, now=uow.clock.now(), platform=platform),
        sandbox=platform.sandbox,
    )
    uow.tenders.add(tender)
    uow.record("tender_drafted", str(tender.tender_id), {"title": tender.content.title})
    return tender


def check_limits(limits: ResponseLimits, *, ceiling: ResponseLimits) -> None:
    """Check that what the consultation promises to receive is what the platform can receive (design promise P7).

    Raises:
        Refused: ``TND-LIMITS-INVALID``.
    """
    fits = (
        0 < limits.max_file_bytes <= ceiling.max_file_bytes
        and limits.max_file_bytes <= limits.max_deposit_bytes <= ceiling.max_deposit_bytes
    )
    if not fits:
        refuse(
            Code.LIMITS_INVALID,
            max_file_bytes=limits.max_file_bytes,
            max_deposit_bytes=limits.max_deposit_bytes,
            ceiling=f"{ceiling.max_file_bytes} / {ceiling.max_deposit_bytes}",
        )


def _organisation(principal: Principal) -> Siret:
    if principal.organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    return principal.organisation


def _timeline(acceleration: Acceleration | None, *, now: datetime, platform: Platform) -> Timeline:
    if acceleration is None:
        return Timeline.real()
    if not platform.sandbox:
        refuse(Code.TIMELINE_REFUSED)
    try:
        return Timeline(started_at=now, legal_start=acceleration.legal_start, factor=acceleration.factor)
    except ValueError:
        refuse(Code.TIMELINE_INVALID, factor=acceleration.factor)
