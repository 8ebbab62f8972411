"""Subcontracts during the execution: declared by the contractor, answered by the buyer, accepted by silence."""

from dataclasses import dataclass
from datetime import date

from services.tenders.domain import contracts as contract_acts
from services.tenders.domain import subcontracts as acts
from services.tenders.domain.contracts import Contract
from services.tenders.domain.subcontracts import Declaration, Subcontract, SubcontractStatus
from services.tenders.handlers.contract_life import announced, legal_today, lock_as_party, tell_contractor
from services.tenders.ports import UnitOfWork
from shared.contracts.amount import Amount
from shared.contracts.tenders import PartyFact
from shared.contracts.tenders_contract_life import SubcontractAcceptedV1, SubcontractFact
from shared.kernel.ids import ContractId
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.tender_ids import SubcontractId
from shared.legal import LegalTable


@dataclass(frozen=True, slots=True)
class DeclareSubcontract:
    """Command: declare a subcontract; an agent may record one that came on paper, with its day of reception."""

    contract_id: ContractId
    declaration: Declaration
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerSubcontract:
    """Command: accept a declared subcontract, or refuse it with its reason."""

    contract_id: ContractId
    subcontract_id: SubcontractId
    accepted: bool
    reason: str | None = None


def declare_subcontract(command: DeclareSubcontract, *, uow: UnitOfWork, law: LegalTable) -> Subcontract:
    """Receive a declaration (acte spécial, R2193-3), from the contractor or from paper.

    Raises:
        Refused: the contract is not in force or not one's own, or the declaration cannot be.
    """
    principal = uow.scope.principal
    by_company = principal.kind is PrincipalKind.ECONOMIC_OPERATOR
    principal.require(Right.SUBMIT if by_company else Right.SIGN)
    contract = lock_as_party(command.contract_id, uow=uow)
    performed = contract_acts.perform(contract)
    today = legal_today(contract, uow=uow)
    received_on = today if by_company else command.received_on or today
    acts.check_reception(received_on=received_on, contract=contract, today=today)
    identifier = uow.ids.new(SubcontractId)
    declared = acts.declare(
        command.declaration, subcontract_id=identifier, contract=contract, received_on=received_on, law=law
    )
    uow.subcontracts.add(declared)
    uow.contracts.save(performed)
    uow.record("subcontract_declared", str(identifier), {"contract": contract.reference})
    return declared


def answer_subcontract(command: AnswerSubcontract, *, uow: UnitOfWork) -> Subcontract:
    """Accept or refuse a declared subcontract, and tell the contractor.

    Raises:
        Refused: a refusal without reason, or a silence that has accepted already (R2193-4).
    """
    uow.scope.principal.require(Right.SIGN)
    contract = uow.contracts.lock(command.contract_id)
    found = uow.subcontracts.get(contract.contract_id, command.subcontract_id)
    today = legal_today(contract, uow=uow)
    decided = acts.decide(found, accepted=command.accepted, reason=command.reason, today=today)
    _settle(contract, decided, uow=uow)
    return decided


def apply_silence(contract_id: ContractId, subcontract_id: SubcontractId, *, uow: UnitOfWork) -> Subcontract | None:
    """Note that a silence has accepted a subcontract; None while the buyer can still answer, or has."""
    contract = uow.contracts.lock(contract_id)
    found = uow.subcontracts.get(contract_id, subcontract_id)
    accepted = acts.apply_silence(found, today=legal_today(contract, uow=uow))
    if accepted is not None:
        _settle(contract, accepted, uow=uow)
    return accepted


def _settle(contract: Contract, decided: Subcontract, *, uow: UnitOfWork) -> None:
    performed = contract_acts.perform(contract)
    uow.subcontracts.save(decided)
    uow.contracts.save(performed)
    refused = decided.status is SubcontractStatus.REFUSED
    verdict = f"n'est pas accepté : {decided.reason}" if refused else "est accepté"
    if decided.status is SubcontractStatus.TACITLY_ACCEPTED:
        verdict = "est accepté par le silence de l'acheteur (article R2193-4 du code de la commande publique)"
    tell_contractor(
        performed,
        subject=f"Sous-traitance du marché {contract.reference}",
        body=f"Madame, Monsieur,\n\nLe sous-traitant {decided.subcontractor.name} {verdict}.",
        uow=uow,
    )
    if not refused:
        uow.publish(announced(SubcontractAcceptedV1, performed, uow=uow, subcontract=_fact(decided)))
    uow.record("subcontract_answered", str(decided.subcontract_id), {"status": decided.status.value})


def _fact(decided: Subcontract) -> SubcontractFact:
    assert decided.decided_on is not None, "it was decided"  # noqa: S101 - programmer error, not input
    return SubcontractFact(
        subcontract_id=str(decided.subcontract_id),
        subcontractor=PartyFact(siret=decided.subcontractor.siret.value, name=decided.subcontractor.name),
        services=decided.services,
        most_incl_vat=Amount.of(decided.most_incl_vat),
        pays_directly=decided.pays_directly,
        accepted_on=decided.decided_on.isoformat(),
        tacitly=decided.status is SubcontractStatus.TACITLY_ACCEPTED,
    )
