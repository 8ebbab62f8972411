"""What the tenders service announced: consultations and their closing."""

from typing import Final

from services.responses.domain.consultation import Closing, Consultation
from services.responses.handlers.amendments import amend_receipts
from services.responses.ports import UnitOfWork
from shared.contracts.tenders import ConsultationFacts, SubmissionClosedV1
from shared.contracts.tenders_stages import TenderAbandonedV1
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.records import from_json
from shared.kernel.siret import Siret
from shared.registers.count_policy import count_policy
from shared.sealing.custody_act import enter_custody
from shared.sealing.manifest import Role

_ROLES: Final = {"candidacy": Role.CANDIDACY, "offer": Role.BID}
_SAME: Final = ("buyer", "title", "object", "lots", "timeline", "sandbox")


def keep_consultation(event: ConsultationFacts, uow: UnitOfWork) -> None:
    """Keep the published state of a consultation, unless a newer one is known."""
    said = event.model_dump(mode="json")
    stage = said.get("stage", {"tender_id": event.aggregate_id, "receives": _ROLES})  # before stages: both parts
    facts = {
        **{name: said[name] for name in _SAME},
        "tender_id": event.aggregate_id,
        "version": event.aggregate_version,
        "known_deadline": {"deadline": said["deadline"], "version": event.deadline_version},
        "custody": {"custodians": said["custodians"], "threshold": event.opening_threshold},
        "limits": {"file_bytes": event.max_file_bytes, "deposit_bytes": event.max_deposit_bytes},
        "receives": [_ROLES[part] for part in stage["receives"]],
        "rules": said.get("responses", {}),
        "origin": stage["tender_id"],
        "invited": said.get("invited"),
        "variants": said.get("variants", ()),
        # Fixed when it is first heard of: no deposit was possible before.
        "shows_count": count_policy(Siret.parse(event.buyer.siret), uow=uow).is_shown,
    }
    found = from_json(Consultation, facts)
    uow.consultations.keep(found)
    # Once for each list of custodians: whoever seals can check that the keys it is given are the logged ones.
    enter_custody(uow.log, found.tender_id, found.custody)


def keep_abandonment(event: TenderAbandonedV1, uow: UnitOfWork) -> None:
    """Receive nothing more for what was given up (R2185-1), lots or the whole: its responses stay sealed for ever."""
    tender_id = TenderId.parse(event.aggregate_id)
    uow.consultations.keep_abandonment(tender_id, event.lots, whole=event.whole, at=event.abandoned_at)


def keep_closing(event: SubmissionClosedV1, uow: UnitOfWork) -> None:
    """Keep the closing: without it nothing is ever released (R2132-9)."""
    closing = Closing(TenderId.parse(event.aggregate_id), Deadline(event.deadline), event.deadline_version)
    uow.consultations.keep_closing(closing)
    amend_receipts(closing.tender_id, uow=uow)
