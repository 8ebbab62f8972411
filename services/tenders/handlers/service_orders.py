"""Service orders and the end of the execution: what the buyer alone decides on a contract in force."""

from dataclasses import dataclass
from datetime import date

from services.tenders.domain import contracts as contract_acts
from services.tenders.domain.contracts import Contract, ContractEnd
from services.tenders.domain.service_orders import ServiceOrder, ServiceOrderKind
from services.tenders.handlers.contract_life import announced, legal_today, tell_contractor
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders_contract_life import ContractEndedV1
from shared.kernel.ids import ContractId
from shared.kernel.paris import display_day
from shared.kernel.principal import Right
from shared.kernel.tender_ids import ServiceOrderId


@dataclass(frozen=True, slots=True)
class IssueServiceOrder:
    """Command: issue an order; without a day it holds from today."""

    contract_id: ContractId
    kind: ServiceOrderKind
    subject: str
    content: str
    effective_on: date | None = None


def issue_service_order(command: IssueServiceOrder, *, uow: UnitOfWork) -> ServiceOrder:
    """Issue a service order and tell the contractor; its number follows that of the last one."""
    uow.scope.principal.require(Right.SIGN)
    contract = uow.contracts.lock(command.contract_id)
    performed = contract_acts.perform(contract)
    today = legal_today(contract, uow=uow)
    effective_on = command.effective_on or today
    number = uow.service_orders.next_number(contract.contract_id)
    subject = f"Ordre de service n° {number}, marché {contract.reference} : {command.subject}"
    body = f"{command.content}\n\nCet ordre de service prend effet le {display_day(effective_on)}."
    order = ServiceOrder(
        order_id=uow.ids.new(ServiceOrderId),
        contract_id=contract.contract_id,
        number=number,
        kind=command.kind,
        subject=command.subject,
        content=command.content,
        issued_on=today,
        effective_on=effective_on,
        message_id=tell_contractor(contract, subject=subject, body=body, uow=uow),
    )
    uow.service_orders.add(order)
    uow.contracts.save(performed)
    uow.record("service_order_issued", str(order.order_id), {"contract": contract.reference, "number": str(number)})
    return order


def end_contract(contract_id: ContractId, end: ContractEnd, *, uow: UnitOfWork) -> Contract:
    """End the execution, tell the contractor and announce it: from this day documents are kept (R2184-13).

    Raises:
        Refused: ``TND-CONTRACT-END-DATE``, ``TND-CONTRACT-END-REASON``.
    """
    uow.scope.principal.require(Right.SIGN)
    contract = uow.contracts.lock(contract_id)
    ended = contract_acts.end_contract(contract, end=end, today=legal_today(contract, uow=uow))
    uow.contracts.save(ended)
    what = "est résilié" if end.kind.is_termination else "est achevé"
    reason = f"\n\nMotif : {end.reason}" if end.reason else ""
    tell_contractor(
        ended,
        subject=f"Fin du marché {contract.reference}",
        body=f"Madame, Monsieur,\n\nLe marché {contract.reference} {what} au {display_day(end.ended_on)}.{reason}",
        uow=uow,
    )
    uow.publish(announced(ContractEndedV1, ended, uow=uow, end=end.kind.value, ended_on=end.ended_on.isoformat()))
    uow.record("contract_ended", str(contract_id), {"kind": end.kind.value, "ended_on": end.ended_on.isoformat()})
    return ended
