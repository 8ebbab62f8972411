"""The end of a ceremony: its minutes are fixed, logged and announced, in one commit and once."""

from dataclasses import replace
from typing import Literal

from services.responses.domain.acts import opening_content
from services.responses.domain.closing import Judged
from services.responses.domain.consultation import ReceptionKind
from services.responses.domain.minutes import Minutes, minutes_digest
from services.responses.domain.opening import Opening, OpeningAction, next_status
from services.responses.ports import UnitOfWork
from shared.contracts.responses import OpenedFileFact, RecordedResponseFact, ResponsesOpenedV1
from shared.proof.log import enter_act
from shared.registers.envelope import Envelope
from shared.registers.paper import PaperStanding


def end_opening(minutes: Minutes, *, uow: UnitOfWork) -> Opening:
    """Complete a ceremony; the digest of its minutes enters the log."""
    status = next_status(minutes.opening.status, OpeningAction.COMPLETE)
    ended = replace(minutes.opening, status=status, ended_at=uow.clock.now())
    final = replace(minutes, opening=ended)
    uow.openings.save(ended)
    content = opening_content(
        opening_id=str(ended.opening_id),
        tender_id=str(ended.tender_id),
        minutes_sha256=minutes_digest(final.content()),
    )
    enter_act(uow.log, content, object_id=str(ended.opening_id))
    announce_opening(final, uow=uow)
    uow.record("opening_completed", str(ended.opening_id), {"tender": str(ended.tender_id)})
    return ended


def announce_opening(minutes: Minutes, *, uow: UnitOfWork) -> None:
    """Announce everything that was opened, again whenever an envelope is opened after the end of the ceremony."""
    if minutes.consultation.kind is ReceptionKind.RESPONSES:
        uow.publish(_announcement(minutes))


def _announcement(minutes: Minutes) -> ResponsesOpenedV1:
    opening = minutes.opening
    return ResponsesOpenedV1(
        aggregate_id=str(opening.opening_id),
        aggregate_version=1 + sum(1 for one in minutes.later if one.opening_id == opening.opening_id),
        tender_id=str(opening.tender_id),
        opening_id=str(opening.opening_id),
        deadline=opening.decided.deadline.at,
        deadline_version=opening.decided.version,
        custodian_ids=tuple(str(custodian_id) for custodian_id in minutes.custodians),
        responses=(
            *(_response(response, minutes) for response in minutes.responses),
            *(_paper(one, minutes) for one in minutes.every_paper.envelopes if one.opening_id == opening.opening_id),
        ),
    )


def _response(response: Judged, minutes: Minutes) -> RecordedResponseFact:
    deposit = response.deposit
    lots = {file.declared.slot.lot_number for file in deposit.files}
    return RecordedResponseFact(
        deposit_id=str(deposit.deposit_id),
        tenderer_siret=str(deposit.depositor.siret),
        tenderer_name=deposit.depositor.name,
        lots=tuple(sorted(lot for lot in lots if lot is not None)),
        standing=response.standing.value,
        completed_at=deposit.received_at,
        legal_completed_at=minutes.consultation.legal_at(deposit.received_at),
        files=tuple(
            OpenedFileFact(
                file_id=str(file.file_id),
                role=file.declared.slot.role.value,
                lot_number=file.declared.slot.lot_number,
                sealed_sha256=file.declared.sha256,
                opened=minutes.is_opened(file),
            )
            for file in deposit.files
        ),
    )


def _paper(envelope: Envelope, minutes: Minutes) -> RecordedResponseFact:
    """Say a response on paper as the others are said: it has no sealed bytes, hence no digest."""
    lots = envelope.lots or tuple(lot.number for lot in minutes.consultation.lots)
    counts = minutes.every_paper.standing(envelope) is PaperStanding.IN_TIME
    standing: Literal["in_time", "superseded"] = "in_time" if counts else "superseded"
    return RecordedResponseFact(
        deposit_id=str(envelope.record_id),
        tenderer_siret=str(envelope.siret),
        tenderer_name=envelope.name,
        lots=lots,
        standing=standing,
        completed_at=envelope.received_at,
        legal_completed_at=envelope.received_at,
        files=tuple(
            OpenedFileFact(
                file_id=str(envelope.record_id),
                role=role.value,
                lot_number=None,
                sealed_sha256="",
                opened=True,
            )
            for role in sorted(minutes.consultation.receives)
        ),
    )
