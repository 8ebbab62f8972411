"""Acts that enter the transparency log: canonical contents with a salt, of which the log shows only a hash.

The content is given to the parties alone; without the salt nobody can guess what a leaf says (annexe 8 article 2:
violations are detectable; R2132-9: nothing is known before the deadline).
"""

from collections.abc import Sequence

from services.responses.domain.consultation import Consultation
from services.responses.domain.deposit import Deposit, SealedFile
from services.responses.domain.replacing import Replaced
from shared.kernel.clock import instant_text
from shared.kernel.clock_offset import ClockOffset, ClockState
from shared.kernel.variants import variant_remarks
from shared.proof.canonical import Json
from shared.registers.group import Group, group_content
from shared.registers.power import habilitation_content


def deposit_content(
    deposit: Deposit,
    consultation: Consultation,
    *,
    replaced: Sequence[Replaced] = (),
    group: Group | None = None,
    clock: ClockOffset = ClockOffset(ClockState.UNKNOWN),  # noqa: B008 - a frozen value
) -> dict[str, Json]:
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
        "limits": {"file_bytes": consultation.limits.file_bytes, "deposit_bytes": consultation.limits.deposit_bytes},
        "clock_offset": {**clock.told},
        "terms_version": None if deposit.particulars.confirmed is None else deposit.particulars.confirmed.terms_version,
        "replaces": [_replaced(one) for one in replaced],
        "habilitation": habilitation_content(deposit.particulars.habilitation),
        "group": None if group is None else group_content(group.as_of(deposit.received_at)),
        **_variants(deposit, consultation),
        "files": [_file(file) for file in deposit.files],
    }


def opening_content(*, opening_id: str, tender_id: str, minutes_sha256: str) -> dict[str, Json]:
    """Write the end of an opening: the digest of its minutes (procès-verbal)."""
    return {
        "type": "responses_opened",
        "opening_id": opening_id,
        "tender_id": tender_id,
        "minutes_sha256": minutes_sha256,
    }


def _variants(deposit: Deposit, consultation: Consultation) -> dict[str, Json]:
    """Write the variants that bids say they hold, and how they depart from what is published; absent where none is."""
    held = deposit.particulars.variants
    remarks = variant_remarks(consultation.variants, held)
    said: list[Json] = [{"lot_number": one.lot_number, "declared": one.count} for one in held if one.count]
    told: list[Json] = [{"lot_number": one.lot_number, "article": one.article, "told": one.told} for one in remarks]
    return {**({"variants": said} if said else {}), **({"remarks": told} if told else {})}


def _replaced(one: Replaced) -> Json:
    return {
        "deposit_id": str(one.deposit_id),
        "completed_at": instant_text(one.completed_at),
        "places": [slot.display() for slot in one.slots],
    }


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
