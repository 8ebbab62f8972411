"""The test space (espace d'essai), annexe 7 II 3° and 6°: a permanent consultation to which nobody really answers.

The same deposit, receipt and log as elsewhere, marked as an exercise; its keys were thrown away when it was made, so
that nobody ever opens it, and its exercises are forgotten after some days.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from services.responses.domain.consultation import (
    Buyer,
    Consultation,
    FileLimits,
    KnownDeadline,
    OfferedLot,
    ReceptionKind,
)
from services.responses.handlers.receipts import own_deposit
from services.responses.ports import UnitOfWork
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, DepositId, TenderId
from shared.kernel.line import Exchanged, LineReport, Station, line_report
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.sealing.custody import Custodian, Custody
from shared.sealing.custody_act import enter_custody

PRACTICE_ID: Final = TenderId(uuid5(NAMESPACE_URL, "urn:plis:practice"))
NOBODY: Final = Siret("00000001800002")  # no SIREN begins with a zero
_FOR_EVER: Final = Deadline(datetime(2099, 12, 31, 11, tzinfo=UTC))
_MIB: Final = 1 << 20
_LIMITS: Final = FileLimits(100 * _MIB, 200 * _MIB)


def practice(new_recipient: Callable[[], str], *, uow: UnitOfWork) -> Consultation:
    """Give the practice consultation, made the first time."""
    known = uow.consultations.of_origin(PRACTICE_ID, ReceptionKind.PRACTICE)
    if not known:
        custodians = (Custodian(uow.ids.new(CustodianId), new_recipient()) for _ in range(2))
        uow.consultations.keep(
            Consultation(
                tender_id=PRACTICE_ID,
                version=1,
                buyer=Buyer(NOBODY, "Espace d'essai"),
                title="Essai de dépôt : ne répond à aucune consultation",
                object="Simuler le dépôt d'un pli et mesurer son poste et sa ligne (annexe 7 du code, II 3° et 6°).",
                lots=(OfferedLot(1, "Essai"),),
                known_deadline=KnownDeadline(_FOR_EVER, 1),
                timeline=Timeline.real(),
                custody=Custody(tuple(custodians), 1),
                limits=_LIMITS,
                sandbox=True,
                kind=ReceptionKind.PRACTICE,
                origin=PRACTICE_ID,
            )
        )
    found = uow.consultations.get(PRACTICE_ID)
    enter_custody(uow.log, PRACTICE_ID, found.custody)  # once: whoever tries sealing checks keys as elsewhere
    return found


def practice_report(deposit_id: DepositId, station: Station, *, uow: UnitOfWork) -> LineReport:
    """Measure the line over the exchanges of an exercise of one's own.

    Raises:
        Refused: `RSP-NOT-PRACTICE` for a response: what happened to it is in its evidence.
    """
    deposit = own_deposit(deposit_id, uow=uow)
    if deposit.tender_id != PRACTICE_ID:
        refuse("RSP-NOT-PRACTICE")
    found = [one for file in deposit.files for one in uow.deposits.transmissions(file.file_id)]
    exchanges = [Exchanged(one.started_at, one.ended_at, one.end_byte - one.first_byte) for one in found]
    return line_report(exchanges, station, now=uow.clock.now())
