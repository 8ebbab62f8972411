"""Changing a consultation: a draft wholly, a published one as far as it stays the same contract (R2151-4)."""

from dataclasses import dataclass, fields, replace
from typing import Any

from services.tenders.domain import lifecycle
from services.tenders.domain.differences import public_diff
from services.tenders.domain.errors import Code
from services.tenders.domain.model import (
    AwardCriterion,
    ContractKind,
    CustodianPolicy,
    Lot,
    Tender,
)
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.rectifications import (
    CHANGEABLE,
    UNSAID,
    ChangedItem,
    Decision,
    ItemKind,
    items_of,
    same_lots,
)
from services.tenders.domain.states import TenderStatus
from services.tenders.domain.terms import Terms
from services.tenders.handlers.announcements import consultation_announced
from services.tenders.handlers.rectifications import rectify
from services.tenders.handlers.selection_announcement import announce_selection
from services.tenders.handlers.versions import check_seen
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders_stages import TenderChangedV3
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.money import Money
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.legal import LegalTable


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
    kind: ContractKind | None = None
    procedure: ProcedureType | None = None
    terms: Terms | None = None

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
    decision: Decision = UNSAID


def change_tender(command: ChangeTender, *, uow: UnitOfWork, law: LegalTable) -> Tender:
    """Rewrite a draft, or change a published consultation, judge the change and announce it (R2151-4).

    Raises:
        Refused: another act came between (412), nothing is asked, a field fixed by the publication is asked, or the
            deadline is earlier, already reached, or not late enough for the change.
    """
    uow.scope.principal.require(Right.DRAFT)
    tender = uow.tenders.lock(command.tender_id)
    check_seen(tender, expected=command.expected_version, uow=uow)
    given = command.changes.given()
    if not given:
        refuse(Code.CHANGE_EMPTY)
    if tender.status is TenderStatus.DRAFT:
        changed = lifecycle.revise(tender, replace(tender.content, **given))
    else:
        changed = _change_published(tender, dict(given), command.decision, uow=uow, law=law)
    uow.tenders.save(changed)
    if changed.publication is not None:
        announce_change(changed, uow=uow, before=tender)
    uow.record("tender_changed", str(tender.tender_id), {name: str(value) for name, value in _journal(given).items()})
    return changed


def announce_change(tender: Tender, *, uow: UnitOfWork, before: Tender | None = None) -> None:
    """Announce the whole state of a published consultation after a change; ``before`` is what it was."""
    documents = uow.documents.of_tender(tender.tender_id)
    custodians = uow.custodians.registered(tender.content.custodians.custodian_ids)
    uow.publish(consultation_announced(TenderChangedV3, tender, documents=documents, custodians=custodians))
    announce_selection(tender, uow=uow, before=before)


def _change_published(
    tender: Tender, given: dict[str, Any], decision: Decision, *, uow: UnitOfWork, law: LegalTable
) -> Tender:
    """Change what was published: fields that those who answer can take in, and the deadline to a later one."""
    uow.scope.principal.require(Right.PUBLISH)
    fixed = sorted(given.keys() - CHANGEABLE)
    if fixed:
        refuse(Code.CHANGE_PUBLISHED, article="R2151-4", fields=", ".join(fixed))
    now = uow.clock.now()
    deadline = given.pop("submission_deadline", None)
    if "lots" in given:
        given["lots"] = same_lots(tender.content.lots, given["lots"])
    changed = (
        lifecycle.add_document(tender, now=now)
        if deadline is None
        else lifecycle.extend_deadline(tender, proposed=deadline, now=now)
    )
    changed = replace(changed, content=replace(changed.content, **given))
    items = items_of(public_diff(tender.content, changed.content)) or _moved(tender, changed)
    if items:
        rectify(tender, changed, items, decision, uow=uow, law=law)
    return changed


def _moved(before: Tender, after: Tender) -> tuple[ChangedItem, ...]:
    """Say that the deadline of a later stage moved: the content holds that of the first one only."""
    old, new = before.current_stage.deadline, after.current_stage.deadline
    name = "submission_deadline"
    return () if old == new else (ChangedItem(ItemKind.FIELD, name, name, str(old), str(new)),)


def _journal(given: dict[str, Any]) -> dict[str, Any]:
    """Keep in the journal what is short and public; of the rest, that it changed."""
    told = {"submission_deadline", "title"}
    return {name: value if name in told else "changed" for name, value in given.items()}
