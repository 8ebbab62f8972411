"""Changing a consultation: a draft wholly, a published one by a later deadline alone (R2151-4)."""

from dataclasses import dataclass, fields, replace
from typing import Any

from services.tenders.domain import lifecycle
from services.tenders.domain.errors import Code
from services.tenders.domain.model import (
    AwardCriterion,
    CustodianPolicy,
    Lot,
    Tender,
)
from services.tenders.domain.states import TenderStatus
from services.tenders.handlers.announcements import consultation_announced
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders_stages import TenderChangedV2
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to change; an absent field stays as it is."""

    title: str | None = None
    object: str | None = None
    estimated_value: Money | None = None
    lots: tuple[Lot, ...] | None = None
    criteria: tuple[AwardCriterion, ...] | None = None
    custodians: CustodianPolicy | None = None
    submission_deadline: Deadline | None = None

    def given(self) -> dict[str, Any]:
        """Give the changes that are asked, by the name of the field of ``TenderContent``."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ChangeTender:
    """Command: change a consultation whose version ``expected_version`` the agent has seen."""

    tender_id: TenderId
    expected_version: int
    changes: Changes


def change_tender(command: ChangeTender, *, uow: UnitOfWork) -> Tender:
    """Rewrite a draft, or extend the deadline of a published consultation and announce it.

    Raises:
        Refused: another act came between (412), nothing is asked, a field fixed by the publication is asked, or the
            deadline is earlier or already reached.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.lock(command.tender_id)
    lifecycle.check_version(tender, expected=command.expected_version)
    given = command.changes.given()
    if not given:
        refuse(Code.CHANGE_EMPTY)
    if tender.status is TenderStatus.DRAFT:
        changed = lifecycle.revise(tender, replace(tender.content, **given))
    else:
        changed = _extend(tender, given, uow=uow)
    uow.tenders.save(changed)
    uow.record("tender_changed", str(tender.tender_id), {name: str(value) for name, value in _journal(given).items()})
    return changed


def announce_change(tender: Tender, *, uow: UnitOfWork) -> None:
    """Announce the whole state of a published consultation after a change."""
    documents = uow.documents.of_tender(tender.tender_id)
    custodians = uow.custodians.registered(tender.content.custodians.custodian_ids)
    uow.publish(consultation_announced(TenderChangedV2, tender, documents=documents, custodians=custodians))


def _extend(tender: Tender, given: dict[str, Any], *, uow: UnitOfWork) -> Tender:
    uow.scope.principal.require(Right.PUBLISH)
    fixed = sorted(given.keys() - {"submission_deadline"})
    if fixed:
        refuse(Code.CHANGE_PUBLISHED, article="R2151-4", fields=", ".join(fixed))
    changed = lifecycle.extend_deadline(tender, proposed=given["submission_deadline"], now=uow.clock.now())
    announce_change(changed, uow=uow)
    return changed


def _journal(given: dict[str, Any]) -> dict[str, Any]:
    """Keep in the journal what is short and public; of the rest, that it changed."""
    told = {"submission_deadline", "title"}
    return {name: value if name in told else "changed" for name, value in given.items()}
