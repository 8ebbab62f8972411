"""What is decided of envelopes received by other means: the rules that depend on what was received electronically."""

from dataclasses import dataclass, replace

from services.responses.domain.consultation import Consultation
from services.responses.domain.deposit import Deposit
from services.responses.domain.envelopes import reasons_found
from services.responses.domain.opening import OpeningStatus
from services.responses.handlers.openings import closed_consultation, end_if_finished, minutes_of
from services.responses.handlers.retention import kept_at, order_of_service
from services.responses.ports import UnitOfWork
from shared.kernel.ids import OpeningId, TenderId
from shared.kernel.refusal import refuse
from shared.legal import LegalTable
from shared.registers.envelope import Envelope, EnvelopeAction, EnvelopeKind, EnvelopeStatus, Medium, Reason
from shared.registers.envelope_acts import Place, RegisterEnvelope, enter_envelope
from shared.registers.retention_acts import check_kept


@dataclass(frozen=True, slots=True)
class EnvelopeRulings:
    """The rulings of this service in one unit of work."""

    uow: UnitOfWork
    law: LegalTable

    def place(self, tender_id: TenderId) -> Place:
        """Hold a consultation of the principal's organisation, and its ceremony, whose minutes list what came before.

        Raises:
            Refused: `RSP-CONSULTATION-UNKNOWN`.
        """
        consultation = own_consultation(self.uow.consultations.lock(tender_id), self.uow)
        current = self.uow.openings.current(tender_id)
        if current is not None:
            self.uow.openings.lock(current.opening_id)
        closing = self.uow.consultations.closing(tender_id)
        legal_now, known = consultation.legal_at(self.uow.clock.now()), consultation.known_deadline.deadline
        is_over = not known.admits(legal_now) and self.uow.consultations.is_abandoned(tender_id)
        return Place(
            tender_id=tender_id,
            organisation=consultation.buyer.siret,
            lots=frozenset(lot.number for lot in consultation.lots),
            deadline=known if closing is None else closing.deadline,
            legal_now=legal_now,
            is_closed=closing is not None or is_over,
        )

    def check_closed(self, tender_id: TenderId) -> None:
        """Refuse `RSP-NOT-CLOSED` before the closing; the consultation is held before its ceremony, as everywhere.

        What was given up is never closed: once its deadline has passed nothing more is received (R2185-1).
        """
        if not (self.place(tender_id).is_closed and self.uow.consultations.is_abandoned(tender_id)):
            closed_consultation(tender_id, uow=self.uow)

    def reason(self, copy: Envelope, asked: Reason | None, document: str | None) -> Reason:
        """Check a reason against the facts (annexe 6 article 2 II).

        No machine knows that a document can be read: an agent may name one of an opened response (TA Montpellier,
        29/10/2024, n° 2405722).

        Raises:
            Refused: `ENV-COPY-LATE` (R2132-11), or `ENV-COPY-REASON` with the reasons that the facts establish.
        """
        consultation, closing = closed_consultation(copy.parent, uow=self.uow)
        if not copy.is_in_time(closing.deadline):
            refuse("ENV-COPY-LATE", article="R2132-11", number=copy.number)
        deposits = [one for one in self.uow.deposits.of_tender(copy.parent) if one.depositor.siret == copy.siret]
        outcomes = {file.file_id: file for file in self.uow.openings.files(copy.parent)}
        found = reasons_found(deposits, outcomes, consultation, closing)
        opened = [f for one in deposits for f in one.files if f.file_id in outcomes and outcomes[f.file_id].is_opened]
        if asked is Reason.UNREADABLE and document in {item.name for f in opened for item in f.declared.documents}:
            return asked
        if asked is None or asked not in found:
            told = ", ".join(sorted(found)) or "aucun"
            refuse("ENV-COPY-REASON", article="annexe 6, article 2 II", found=told)
        return asked

    def ceremony(self, paper: Envelope) -> OpeningId:
        """Give the ceremony in progress, or the one that is over: what came in time and was found later is opened too.

        Raises:
            Refused: `ENV-OPENING-NEEDED`, or as ``PaperRegister.check``.
        """
        current = self.uow.openings.current(paper.parent)
        if current is None:
            refuse("ENV-OPENING-NEEDED")
        minutes_of(self.uow.openings.lock(current.opening_id), uow=self.uow).every_paper.check(paper)
        return current.opening_id

    def check_destruction(self, envelope: Envelope) -> None:
        """Check that a copy is needed no more, or that the legal day has passed for what was opened.

        Raises:
            Refused: `ENV-COPY-STILL-NEEDED` until the opening is over, or as ``check_kept``.
        """
        if envelope.kind is EnvelopeKind.BACKUP_COPY and envelope.status is not EnvelopeStatus.OPENED:
            opening = self.uow.openings.current(envelope.parent)
            if self.uow.consultations.is_abandoned(envelope.parent):
                return  # nothing is opened any more: no copy can be needed (R2185-1)
            if opening is None or opening.status is not OpeningStatus.COMPLETED:
                refuse("ENV-COPY-STILL-NEEDED")
            return
        kept = kept_at(self.uow.consultations.get(envelope.parent), uow=self.uow)
        check_kept(kept, envelope.siret, envelope.lots or (None,), law=self.law, uow=self.uow)

    def follow(self, envelope: Envelope, action: EnvelopeAction) -> None:
        """Release or destroy the sealed bytes of an electronic copy; end a ceremony that waited for paper only."""
        if action is EnvelopeAction.OPEN and envelope.reception is not None:  # only now may its custodians open it
            _, closing = closed_consultation(envelope.parent, uow=self.uow)
            self.uow.consultations.keep_closing(replace(closing, tender_id=envelope.reception))
        if action is EnvelopeAction.DESTROY and envelope.reception is not None:
            order_of_service(envelope.reception, ground="annexe 6, article 2", uow=self.uow)
        if action is EnvelopeAction.OPEN and envelope.opening_id is not None:
            end_if_finished(self.uow.openings.get(envelope.opening_id), uow=self.uow)


def own_consultation(consultation: Consultation, uow: UnitOfWork) -> Consultation:
    """Give a consultation of the principal's organisation, or refuse ``RSP-CONSULTATION-UNKNOWN``."""
    if consultation.buyer.siret != uow.scope.principal.organisation:
        refuse("RSP-CONSULTATION-UNKNOWN")
    return consultation


def register_electronic_copy(deposit: Deposit, reception: Consultation, *, uow: UnitOfWork) -> None:
    """Enter an electronic copy with its last byte; nobody is shown it before the closing."""
    if reception.origin is None:
        raise ValueError("an electronic copy is a copy of something")
    consultation = uow.consultations.lock(reception.origin)
    command = RegisterEnvelope(
        tender_id=consultation.tender_id,
        kind=EnvelopeKind.BACKUP_COPY,
        medium=Medium.ELECTRONIC,
        siret=deposit.depositor.siret,
        name=deposit.depositor.name,
        lots=tuple(sorted({slot.lot_number for slot in deposit.slots if slot.lot_number is not None})),
        received_at=consultation.legal_at(deposit.received_at),
    )
    enter_envelope(command, consultation.buyer.siret, reception=reception.tender_id, uow=uow)
