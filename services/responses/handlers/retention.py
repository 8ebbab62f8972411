"""How long responses are kept here, and what goes without a decision: copies that nobody opened, exercises."""

from datetime import timedelta
from typing import Final

from services.responses.domain.consultation import Consultation, ReceptionKind
from services.responses.ports import UnitOfWork
from shared.kernel.ids import DepositId, TenderId
from shared.kernel.paris import legal_day, start_of_legal_day
from shared.kernel.siret import Siret
from shared.legal import LegalTable
from shared.registers import retention_acts
from shared.registers.retention import Destruction, SignatureStatus, years_later
from shared.registers.retention_acts import DecideDestruction, Kept

EVIDENCE: Final = "conservation.preuves_depot"


def kept_at(consultation: Consultation, *, uow: UnitOfWork) -> Kept:
    """Say where and until when things are kept."""
    procedure = consultation.origin or consultation.tender_id
    ended = uow.consultations.ended(procedure).get(procedure, {})
    return Kept(
        place=consultation.tender_id,
        procedure=procedure,
        organisation=consultation.buyer.siret,
        lots=tuple(lot.number for lot in consultation.lots),
        today=legal_day(consultation.legal_at(uow.clock.now())),
        ended={lot: legal_day(consultation.legal_at(at)) for lot, at in ended.items()},
    )


def propose_destructions(*, law: LegalTable, uow: UnitOfWork) -> None:
    """Propose what has passed its legal day, for every procedure with a signed contract or a lot given up."""
    signed = {one.parent for one in uow.signatures.standing(SignatureStatus.SIGNED)}
    for procedure in sorted({*signed, *uow.consultations.ended()}):
        for consultation in uow.consultations.of_origin(procedure, ReceptionKind.RESPONSES):
            retention_acts.propose_destruction(kept_at(consultation, uow=uow), law=law, uow=uow)


def decide_destruction(command: DecideDestruction, *, law: LegalTable, uow: UnitOfWork) -> Destruction:
    """Decide of a proposal of one's own organisation."""
    found = uow.destructions.lock(command.destruction_id, unknown="KEEP-UNKNOWN")
    kept = kept_at(uow.consultations.get(found.parent), uow=uow)
    return retention_acts.decide_destruction(command, kept=kept, law=law, uow=uow)


def order_of_service(tender_id: TenderId, *, ground: str, uow: UnitOfWork) -> None:
    """Destroy everything that was received at one place."""
    buyer = uow.consultations.get(tender_id).buyer.siret
    held = uow.holdings.held(tender_id)
    retention_acts.order_destruction(tender_id, buyer, ground=ground, held=held, uow=uow)


def forget_exercises(place: TenderId, *, older_than: timedelta, uow: UnitOfWork) -> None:
    """Forget the exercises of the test space after some days, and all but the last one of each company."""
    before = uow.clock.now() - older_than
    exercises = uow.deposits.started_at(place)
    last: dict[Siret, DepositId] = {siret: deposit_id for deposit_id, siret, _ in exercises}
    gone = {one for one, siret, at in exercises if at < before or last[siret] != one}
    held = [one for one in uow.holdings.held(place) if one.held_id in gone]
    buyer = uow.consultations.get(place).buyer.siret
    retention_acts.order_destruction(place, buyer, ground="espace d'essai", held=held, uow=uow)


def forget_evidence(*, law: LegalTable, uow: UnitOfWork) -> None:
    """Let go the traces of deposits and what the platform saw of itself, once the law asks for them no longer."""
    today = legal_day(uow.clock.now())
    last = years_later(today, -law.value(EVIDENCE, on=today).whole)
    if gone := uow.traces.let_go(start_of_legal_day(last)):
        uow.record("evidence_let_go", "evidence", {"before": last.isoformat(), "rows": str(gone)})
