"""A consultation drafted from another one: copied here, or brought as JSON from another platform."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.tenders.domain.model import Tender, TenderContent
from services.tenders.handlers.drafting import Acceleration, DraftTender, draft_tender
from services.tenders.ports import Platform, UnitOfWork
from shared.kernel.deadline import Deadline
from shared.kernel.ids import LotId, TenderId


@dataclass(frozen=True, slots=True)
class CopyTender:
    """Command: draft a consultation with the content of another one of the same organisation."""

    tender_id: TenderId
    title: str | None
    submission_deadline: datetime
    acceleration: Acceleration | None = None


def copy_tender(command: CopyTender, *, uow: UnitOfWork, platform: Platform) -> Tender:
    """Open a draft with what another consultation says; its lots are new ones, its documents are not taken.

    Raises:
        Refused: ``TND-NOT-FOUND`` for a consultation of another organisation.
    """
    source = uow.tenders.get(command.tender_id)
    content = replace(
        _with_new_lots(source.content, uow=uow),
        title=command.title or source.content.title,
        submission_deadline=Deadline(command.submission_deadline),
    )
    drafted = draft_tender(
        DraftTender(source.buyer.name, source.buyer.kind, content, command.acceleration), uow=uow, platform=platform
    )
    uow.record("tender_copied", str(drafted.tender_id), {"source": str(source.tender_id)})
    return drafted


def _with_new_lots(content: TenderContent, *, uow: UnitOfWork) -> TenderContent:
    return replace(content, lots=tuple(replace(lot, lot_id=uow.ids.new(LotId)) for lot in content.lots))
