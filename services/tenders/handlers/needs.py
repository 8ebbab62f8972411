"""Worksheets of needs: written, revised, joined to a consultation, compared with what was bought."""

from dataclasses import dataclass

from services.tenders.domain import lifecycle
from services.tenders.domain.errors import Code
from services.tenders.domain.model import Tender
from services.tenders.domain.needs import Need, NeedContent
from services.tenders.domain.purchases import Purchase, SplittingWarning, purchase_thresholds, splitting_warnings
from services.tenders.domain.states import TenderAction, next_tender_status
from services.tenders.ports import UnitOfWork
from services.tenders.ports.needs import NeedLink
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.tender_ids import NeedId
from shared.legal import LegalTable, LegalValue


@dataclass(frozen=True, slots=True)
class ReviseNeed:
    """Command: revise a need whose version ``expected_version`` the agent has seen."""

    need_id: NeedId
    expected_version: int
    content: NeedContent


@dataclass(frozen=True, slots=True)
class JoinNeed:
    """Command: say which need a draft answers."""

    tender_id: TenderId
    need_id: NeedId
    expected_version: int


@dataclass(frozen=True, slots=True)
class NeedPurchases:
    """What counts against a need, the thresholds of the day, and those that are reached together."""

    need: Need
    purchases: tuple[Purchase, ...]
    thresholds: tuple[LegalValue, ...]
    warnings: tuple[SplittingWarning, ...]


def write_need(content: NeedContent, *, uow: UnitOfWork) -> Need:
    """Open a worksheet for the principal's organisation.

    Raises:
        Refused: the agent belongs to no organisation.
    """
    uow.scope.principal.require(Right.DRAFT)
    organisation = uow.scope.principal.organisation
    if organisation is None:
        refuse(Code.ORGANISATION_MISSING)
    need = Need(uow.ids.new(NeedId), 1, organisation, content)
    uow.needs.add(need)
    uow.record("need_written", str(need.need_id), _facts(need))
    return need


def revise_need(command: ReviseNeed, *, uow: UnitOfWork) -> Need:
    """Write the next version of a worksheet; the earlier ones are kept.

    Raises:
        Refused: ``HTTP-VERSION-STALE`` when somebody else revised it meanwhile.
    """
    uow.scope.principal.require(Right.DRAFT)
    revised = uow.needs.lock(command.need_id).revised(command.content, expected=command.expected_version)
    uow.needs.save(revised)
    uow.record("need_revised", str(revised.need_id), _facts(revised))
    return revised


def join_need(command: JoinNeed, *, uow: UnitOfWork) -> Need:
    """Say which worksheet a draft answers; differences are advised, never refused.

    Raises:
        Refused: the consultation is no draft any more, or was changed meanwhile.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.lock(command.tender_id)
    lifecycle.check_version(tender, expected=command.expected_version)
    next_tender_status(tender.status, TenderAction.REVISE)
    need = uow.needs.get(command.need_id)
    uow.needs.link(NeedLink(tender.tender_id, need.need_id, need.version))
    uow.tenders.save(lifecycle.revise(tender, tender.content))
    facts = {"need": str(need.need_id), "need_version": str(need.version)}
    uow.record("need_joined", str(tender.tender_id), facts)
    return need


def link_draft(tender: Tender, need_id: NeedId, *, uow: UnitOfWork) -> None:
    """Join a draft that was just made to the worksheet from which it was drafted.

    Raises:
        Refused: ``TND-NOT-FOUND`` for another organisation's worksheet.
    """
    need = uow.needs.get(need_id)
    uow.needs.link(NeedLink(tender.tender_id, need.need_id, need.version))


def purchases_of(need_id: NeedId, *, uow: UnitOfWork, law: LegalTable) -> NeedPurchases:
    """Give what was bought of the family or the operation, and the thresholds that are reached together.

    Raises:
        NoLegalValue: a threshold of today is not known.
    """
    need = uow.needs.get(need_id)
    content = need.content
    purchases = tuple(uow.needs.purchases(content))
    today = legal_day(uow.clock.now())
    thresholds = purchase_thresholds(kind=content.kind, buyer_kind=content.buyer_kind, on=today, law=law)
    return NeedPurchases(need, purchases, thresholds, splitting_warnings(purchases, thresholds))


def _facts(need: Need) -> dict[str, str]:
    return {"version": str(need.version), "family": need.content.family, "total": str(need.total)}
