"""Electronic copies of a response by another channel (annexe 6 article 2 I): allowed by the documents, received apart.

A copy has a place of its own, sealed for the same custodians: it is no deposit of the consultation, counts for nothing,
and nobody opens it unless the register says why.
"""

from dataclasses import replace

from services.responses.domain.consultation import Consultation, ReceptionKind
from services.responses.handlers.envelopes import own_consultation
from services.responses.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.registers.envelope import CopyPermission, PermissionStatus
from shared.registers.group_acts import acting_company
from shared.sealing.custody_act import enter_custody


def allow_copies(tender_id: TenderId, stated_in: str, *, uow: UnitOfWork) -> None:
    """Note that the documents allow electronic copies, and where they say it; for good, since companies rely on it.

    Raises:
        Refused: another buyer's consultation, or `ENV-COPIES-CLOSED` after its deadline.
    """
    uow.scope.principal.require(Right.PUBLISH)
    consultation = own_consultation(uow.consultations.lock(tender_id), uow)
    if not consultation.known_deadline.deadline.admits(consultation.legal_at(uow.clock.now())):
        refuse("ENV-COPIES-CLOSED", deadline=consultation.known_deadline.deadline.display())
    given = CopyPermission(
        record_id=tender_id,
        parent=tender_id,
        organisation=consultation.buyer.siret,
        version=1,
        status=PermissionStatus.GIVEN,
        stated_in=stated_in,
        given_at=uow.clock.now(),
    )
    uow.copy_permissions.keep(given)
    uow.record("copies_allowed", str(tender_id), {})


def copy_reception(tender_id: TenderId, *, uow: UnitOfWork) -> Consultation:
    """Give the place where a company sends the copy of its response; the same one each time.

    Raises:
        Refused: `ENV-COPIES-NOT-ALLOWED`, or the company may not answer this consultation.
    """
    company = acting_company(uow.scope.principal)
    consultation = uow.consultations.lock(tender_id)
    consultation.check_company(company)
    if uow.copy_permissions.find(tender_id) is None:
        refuse("ENV-COPIES-NOT-ALLOWED", article="annexe 6, article 2 I")
    known = uow.consultations.of_origin(tender_id, ReceptionKind.BACKUP_COPY)
    mine = next((one for one in known if one.invited == (company,)), None)
    reception = replace(
        consultation,
        tender_id=uow.ids.new(TenderId) if mine is None else mine.tender_id,
        title=f"Copie de sauvegarde : {consultation.title}",
        invited=(company,),
        kind=ReceptionKind.BACKUP_COPY,
        origin=tender_id,
        shows_count=False,
    )
    uow.consultations.keep(reception)  # a later deadline of the consultation is that of its copies
    enter_custody(uow.log, reception.tender_id, reception.custody)
    uow.record("copy_announced", str(reception.tender_id), {})
    return reception
