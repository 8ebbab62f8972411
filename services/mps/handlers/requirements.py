"""The buyer says what its consultation asks of candidates, from the catalogue or in its own words."""

from dataclasses import replace

from services.mps.domain.requirements import AskedItem, TenderRequirements, stated_requirements
from services.mps.domain.tender import KnownTender
from services.mps.handlers.forms import requirements_of
from services.mps.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse


def read_requirements(tender_id: TenderId, *, uow: UnitOfWork) -> TenderRequirements:
    """Read what a published consultation asks: anybody with an account may.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``.
    """
    tender = uow.tenders.get(tender_id)
    if tender is None:
        refuse("MPS-TENDER-UNKNOWN", tender_id=tender_id)
    return requirements_of(tender, uow=uow)


def state_requirements(
    tender_id: TenderId, items: tuple[AskedItem, ...], *, expected: int, uow: UnitOfWork
) -> TenderRequirements:
    """Say what one's own consultation asks.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN`` for the consultation of another body, ``MPS-REQUIREMENTS-CHANGED``.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = own_tender(tender_id, uow=uow)
    present = requirements_of(tender, uow=uow)
    if present.version != expected:
        refuse("MPS-REQUIREMENTS-CHANGED", expected=expected, version=present.version)
    announced = tuple(each for each in present.items if each.is_announced)
    stated = stated_requirements(
        tender_id, buyer=tender.buyer_siret, version=present.version + 1, items=(*announced, *items)
    )
    stated = replace(stated, announced_version=present.announced_version)
    uow.requirements.save(stated)
    uow.record("requirements_stated", str(tender_id), {"version": str(stated.version)})
    return stated


def own_tender(tender_id: TenderId, *, uow: UnitOfWork) -> KnownTender:
    """Give a consultation of the agent's own body.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``, for those of others too.
    """
    principal, tender = uow.scope.principal, uow.tenders.get(tender_id)
    is_own = principal.kind is PrincipalKind.AGENT and tender is not None
    if tender is None or not is_own or principal.organisation != tender.buyer_siret:
        refuse("MPS-TENDER-UNKNOWN", tender_id=tender_id)
    return tender
