"""Evidence of attempts (CE 23/09/2021, n° 449250): the company asks at any time, the buyer once deposits are closed."""

from collections.abc import Sequence

from services.responses.domain.consultation import Consultation
from services.responses.domain.deposit import Deposit
from services.responses.handlers.amendments import amended_act
from services.responses.handlers.openings import closed_consultation
from services.responses.ports import UnitOfWork
from shared.kernel.clock import instant_text
from shared.kernel.ids import DepositId, TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.proof.act_proof import act_proof
from shared.proof.canonical import Json
from shared.proof.evidence import Evidence, windows


def deposit_evidence(deposit_id: DepositId, *, uow: UnitOfWork) -> Evidence:
    """Gather the evidence of one deposit, complete or not, and of what its company tried for the same consultation.

    Raises:
        Refused: `RSP-NOT-FOUND`: another's, or a buyer's before the closing: nothing is said then.
    """
    principal = uow.scope.principal
    if principal.has(Right.SUBMIT):
        deposit = uow.deposits.get(deposit_id)
    else:
        principal.require(Right.EVALUATE)
        deposit = uow.deposits.received(deposit_id)
    return _evidence(deposit.tender_id, deposit.depositor.siret, [deposit], uow)


def company_evidence(tender_id: TenderId, company: Siret, *, uow: UnitOfWork) -> Evidence:
    """Gather everything that a company tried for a consultation, refused declarations included.

    Raises:
        Refused: `RSP-NOT-FOUND`, `RSP-NOT-CLOSED`.
    """
    principal = uow.scope.principal
    if principal.has(Right.SUBMIT):
        if principal.organisation != company:
            refuse("RSP-NOT-FOUND")
        return _evidence(tender_id, company, uow.deposits.of_company(tender_id, company), uow)
    principal.require(Right.EVALUATE)
    closed_consultation(tender_id, uow=uow)
    theirs = [one for one in uow.deposits.of_tender(tender_id) if one.depositor.siret == company]
    return _evidence(tender_id, company, theirs, uow)


def _evidence(tender_id: TenderId, company: Siret, deposits: Sequence[Deposit], uow: UnitOfWork) -> Evidence:
    consultation = uow.consultations.get(tender_id)
    names = {str(one.deposit_id) for one in deposits} | {str(f.file_id) for one in deposits for f in one.files}
    about = {one.request_id: one for one in uow.traces.about(names)} if names else {}
    about |= {one.request_id: one for one in uow.traces.of(str(company), str(tender_id))}
    requests = sorted(about.values(), key=lambda one: one.started_at)
    now = uow.clock.now()
    known = [moment for one in deposits for moment in (one.declared_at, one.completed_at)]
    around = windows(requests, *(known or [now]))
    uow.record("evidence_read", str(tender_id), {"company": str(company), "requests": str(len(requests))})
    acts = [
        act_proof(name, log=uow.log)
        for one in deposits
        for name in (f"{one.deposit_id}/started", str(one.deposit_id), amended_act(one), f"{one.deposit_id}/abandoned")
    ]
    return Evidence(
        made_at=now,
        asked_by=str(uow.scope.principal.organisation),
        subject=_subject(consultation, company, deposits),
        requests=requests,
        around=around,
        observations=[one for window in around for one in uow.traces.observed(*window)],
        measures=[one for window in around for one in uow.clock_offsets.between(*window)],
        acts=[act for act in acts if act is not None],
    )


def _subject(consultation: Consultation, company: Siret, deposits: Sequence[Deposit]) -> dict[str, Json]:
    known, limits = consultation.known_deadline, consultation.limits
    return {
        "tender_id": str(consultation.tender_id),
        "title": consultation.title,
        "buyer": consultation.buyer.name,
        "company": str(company),
        "deadline": instant_text(known.deadline.at),
        "deadline_version": known.version,
        "limits": {"file_bytes": limits.file_bytes, "deposit_bytes": limits.deposit_bytes},
        "deposits": [
            {
                "deposit_id": str(one.deposit_id),
                "status": one.status.value,
                "declared_at": instant_text(one.declared_at),
                "completed_at": None if one.completed_at is None else instant_text(one.completed_at),
            }
            for one in deposits
        ],
    }
