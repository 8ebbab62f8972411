"""Modifying a contract in force: advised, signed, transmitted where the contract was, notified (R2194-1 to -10)."""

from dataclasses import dataclass, replace
from datetime import date

from services.tenders.domain import contracts as contract_acts
from services.tenders.domain import modifications as acts
from services.tenders.domain.advice import Advice
from services.tenders.domain.contracts import Contract, Contractor
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.modification_advice import ModificationFacts, modification_advices
from services.tenders.domain.modifications import Modification, ModificationGround, ModificationStatus
from services.tenders.domain.organs import OrganKind
from services.tenders.domain.passages import NO_PASSAGE, Passage, check_passage
from services.tenders.handlers.awards import award_of
from services.tenders.handlers.contract_life import announced, legal_today, tell_contractor
from services.tenders.ports import UnitOfWork
from shared.contracts.amount import Amount
from shared.contracts.tenders_contract_life import ContractModifiedV1, ModificationFact
from shared.kernel.ids import ContractId
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.kernel.principal import Right
from shared.kernel.tender_ids import ModificationId
from shared.legal import LegalTable
from shared.legal.buyers import Capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class SignModification:
    """Command: record a modification signed by both parties; ``amount`` is the difference excluding VAT."""

    contract_id: ContractId
    ground: ModificationGround
    object: str
    reason: str
    amount: Money
    signed_on: date | None = None
    new_holder: Contractor | None = None
    opinion: str | None = None
    passage: Passage = NO_PASSAGE


def advise_modification(command: SignModification, *, uow: UnitOfWork, law: LegalTable) -> tuple[Advice, ...]:
    """Say what the law asks of a modification before anybody signs it; nothing is written."""
    uow.scope.principal.require(Right.SIGN)
    contract = uow.contracts.get(command.contract_id)
    return _weighed(command, contract, uow=uow, law=law)[1]


def sign_modification(command: SignModification, *, uow: UnitOfWork, law: LegalTable) -> Modification:
    """Keep a signed modification once every warning of the law has its answer.

    Raises:
        Refused: the contract is not in force, the day or the amount cannot be, a warning was not answered.
    """
    uow.scope.principal.require(Right.SIGN)
    contract = uow.contracts.lock(command.contract_id)
    performed = contract_acts.perform(contract)
    proposed, advices = _weighed(command, contract, uow=uow, law=law)
    current = acts.amount_after(contract, uow.modifications.of_contract(contract.contract_id))
    today = legal_today(contract, uow=uow)
    acts.check_modification(contract, proposed, current=current, today=today)
    check_passage(advices, command.passage)
    kept = replace(proposed, advices=advices, overrides=command.passage.overrides)
    uow.modifications.add(kept)
    uow.contracts.save(performed)
    facts = {"contract": contract.reference, "number": str(kept.number), "ground": kept.ground.value}
    uow.record("modification_signed", str(kept.modification_id), facts)
    return kept


def acknowledge_modification(
    contract_id: ContractId, modification_id: ModificationId, acknowledgement: Acknowledgement, *, uow: UnitOfWork
) -> Modification:
    """Record the prefect's acknowledgement of a modification (CGCT L2131-1)."""
    uow.scope.principal.require(Right.SIGN)
    contract = uow.contracts.lock(contract_id)
    found = uow.modifications.get(contract_id, modification_id)
    today = legal_today(contract, uow=uow)
    acknowledged = acts.acknowledge(found, acknowledgement=acknowledgement, today=today)
    uow.modifications.save(acknowledged)
    uow.record("modification_acknowledged", str(modification_id), {"reference": acknowledgement.reference})
    return acknowledged


def notify_modification(contract_id: ContractId, modification_id: ModificationId, *, uow: UnitOfWork) -> Modification:
    """Notify a modification to the contractor: it takes effect, and the contract is announced anew.

    Raises:
        Refused: ``TND-MODIFICATION-LEGALITY`` when it must be transmitted first.
    """
    uow.scope.principal.require(Right.SIGN)
    contract = uow.contracts.lock(contract_id)
    found = uow.modifications.get(contract_id, modification_id)
    notified = acts.notify(found, contract=contract, today=legal_today(contract, uow=uow))
    uow.modifications.save(notified)
    changed = contract_acts.perform(contract, contractor=notified.new_holder)
    uow.contracts.save(changed)
    _tell(changed, notified, uow=uow)
    uow.publish(announced(ContractModifiedV1, changed, uow=uow, modification=_fact(notified)))
    uow.record("modification_notified", str(modification_id), {"contract": contract.reference})
    return notified


def _weighed(
    command: SignModification, contract: Contract, *, uow: UnitOfWork, law: LegalTable
) -> tuple[Modification, tuple[Advice, ...]]:
    earlier = uow.modifications.of_contract(contract.contract_id)
    proposed = Modification(
        modification_id=uow.ids.new(ModificationId),
        contract_id=contract.contract_id,
        version=1,
        number=len(earlier) + 1,
        status=ModificationStatus.SIGNED,
        ground=command.ground,
        object=command.object,
        reason=command.reason,
        amount=command.amount,
        signed_on=command.signed_on or legal_today(contract, uow=uow),
        new_holder=command.new_holder,
        opinion=command.opinion,
    )
    facts = _facts(contract, uow=uow)
    return proposed, modification_advices(proposed, facts=replace(facts, earlier=earlier), law=law)


def _facts(contract: Contract, *, uow: UnitOfWork) -> ModificationFacts:
    """Say how the contract was passed; of a recorded one nothing is known, and nothing more is asked."""
    if contract.tender_id is None or contract.award_id is None:
        return ModificationFacts(contract, (), chosen_by_committee=False, formal=False, capacity=Capacity.AUTHORITY)
    tender = uow.tenders.get(contract.tender_id)
    award = award_of(contract.tender_id, contract.award_id, uow=uow)
    return ModificationFacts(
        contract,
        (),
        chosen_by_committee=award.decision.organ.kind is OrganKind.COMMITTEE,
        formal=tender.content.procedure.is_formal,
        capacity=tender.content.terms.capacity,
    )


def _fact(modification: Modification) -> ModificationFact:
    assert modification.notified_on is not None, "it was notified"  # noqa: S101 - programmer error, not input
    return ModificationFact(
        modification_id=str(modification.modification_id),
        number=modification.number,
        ground=modification.ground.value,
        object=modification.object,
        amount=Amount.of(modification.amount),
        notified_on=modification.notified_on.isoformat(),
    )


def _tell(contract: Contract, modification: Modification, *, uow: UnitOfWork) -> None:
    body = (
        f"Madame, Monsieur,\n\nLa modification n° {modification.number} du marché {contract.reference} "
        f"({modification.object}), signée le {display_day(modification.signed_on)}, vous est notifiée. "
        "Elle prend effet à la date de réception de cette notification."
    )
    subject = f"Modification n° {modification.number} du marché {contract.reference}"
    tell_contractor(contract, subject=subject, body=body, uow=uow)
