"""What the acts on a contract in force share: its legal day, its present amount, its announcement, its messages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from services.tenders.domain.contracts import Contract
from services.tenders.domain.messages import MessageKind, Recipient
from services.tenders.domain.modifications import Modification, ModificationStatus, amount_after
from services.tenders.handlers.announcements import contract_announced
from services.tenders.handlers.messages import SendMessage, send_message
from services.tenders.ports import UnitOfWork
from shared.contracts.tenders import ContractFacts, ContractNotifiedV1
from shared.kernel.ids import ContractId
from shared.kernel.money import Money
from shared.kernel.paris import legal_day
from shared.kernel.principal import PrincipalKind

K = TypeVar("K", bound=ContractFacts)


def legal_today(contract: Contract, *, uow: UnitOfWork) -> date:
    """Give the legal day on the timeline of a contract."""
    return legal_day(contract.timeline.legal_at(uow.clock.now()))


def lock_as_party(contract_id: ContractId, *, uow: UnitOfWork) -> Contract:
    """Read and hold a contract as its buyer or as its contractor, or refuse ``TND-NOT-FOUND``."""
    if uow.scope.principal.kind is PrincipalKind.ECONOMIC_OPERATOR:
        return uow.contracts.lock_held(contract_id)
    return uow.contracts.lock(contract_id)


def amount_in_force(contract: Contract, modifications: Sequence[Modification]) -> Money:
    """Give the amount excluding VAT with the modifications that have taken effect."""
    return amount_after(contract, (each for each in modifications if each.status is ModificationStatus.NOTIFIED))


def announced(event_class: type[K], contract: Contract, *, uow: UnitOfWork, **facts: Any) -> K:  # noqa: ANN401 - facts of the event
    """Make an event of the execution: the whole contract with its present amount, and what has just happened."""
    present = amount_in_force(contract, uow.modifications.of_contract(contract.contract_id))
    base = contract_announced(ContractNotifiedV1, replace(contract, amount_excl_vat=present))
    return event_class(**base.model_dump(), **facts)


def tell_contractor(contract: Contract, *, subject: str, body: str, uow: UnitOfWork) -> str:
    """Send the contractor a message of the platform, and give its identifier."""
    message = send_message(
        SendMessage(
            tender_id=contract.tender_id,
            kind=MessageKind.CONTRACT,
            to=(Recipient(contract.contractor.siret, None, contract.contractor.name),),
            subject=subject,
            body=body,
        ),
        uow=uow,
    )
    return str(message.message_id)
