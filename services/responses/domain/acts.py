"""Acts that enter the transparency log: canonical contents with a salt, of which the log shows only a hash.

The content is given to the parties alone; without the salt nobody can guess what a leaf says (annexe 8 article 2:
violations are detectable; R2132-9: nothing is known before the deadline).
"""

from datetime import datetime

from services.responses.domain.consultation import Consultation
from services.responses.domain.deposit import Deposit, SealedFile
from shared.proof.canonical import Json


def deposit_content(deposit: Deposit, consultation: Consultation) -> dict[str, Json]:
    """Write a complete deposit: the five mentions of annexe 8 article 2 II, the digests, the times, the deadline known.

    1° depositor, 2° buyer, 3° title and object, 4° date and time of reception, 5° detailed list of documents.
    """
    return {
        "type": "deposit_completed",
        "deposit_id": str(deposit.deposit_id),
        "depositor": {"siret": str(deposit.depositor.siret), "name": deposit.depositor.name},
        "buyer": {"siret": str(consultation.buyer.siret), "name": consultation.buyer.name},
        "consultation": {
            "tender_id": str(deposit.tender_id),
            "title": consultation.title,
            "object": consultation.object,
            "sandbox": consultation.sandbox,
        },
        "declared_at": instant_text(deposit.declared_at),
        "completed_at": instant_text(deposit.received_at),
        "legal_completed_at": instant_text(consultation.legal_at(deposit.received_at)),
        "timeline_factor": consultation.timeline.factor,
        "deadline_known": instant_text(deposit.known.deadline.at),
        "deadline_version_known": deposit.known.version,
        "clock_offset": "unknown",
        "files": [_file(file) for file in deposit.files],
    }


def custodian_content(*, custodian_id: str, organisation: str, recipient: str) -> dict[str, Json]:
    """Write the registration of a custodian: whoever seals can check that the recipient is the logged one."""
    return {
        "type": "custodian_registered",
        "custodian_id": custodian_id,
        "organisation": organisation,
        "recipient": recipient,
    }


def opening_content(*, opening_id: str, tender_id: str, minutes_sha256: str) -> dict[str, Json]:
    """Write the end of an opening: the digest of its minutes (procès-verbal)."""
    return {
        "type": "responses_opened",
        "opening_id": opening_id,
        "tender_id": tender_id,
        "minutes_sha256": minutes_sha256,
    }


def instant_text(instant: datetime) -> str:
    """Write an instant in RFC 3339, UTC, to the millisecond, cut and never rounded up."""
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _file(file: SealedFile) -> Json:
    declared = file.declared
    return {
        "file_id": str(file.file_id),
        "role": declared.slot.role.value,
        "lot_number": declared.slot.lot_number,
        "name": declared.name,
        "size": declared.size,
        "sha256": declared.sha256,
        "completed_at": instant_text(file.received_at),
        "documents": [{"name": document.name, "size": document.size} for document in declared.documents],
    }
