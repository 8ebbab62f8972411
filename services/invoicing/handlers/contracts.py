"""Keeping the contracts that the tenders service notifies (notification du marché, R2182-4)."""

from datetime import date

from services.invoicing.domain.parties import Contract, Organisation, payer_kind
from services.invoicing.domain.subcontract import Subcontract
from services.invoicing.ports import UnitOfWork
from shared.contracts.tenders import ContractFacts, ContractNotifiedV1
from shared.contracts.tenders_contract_life import ContractEndedV1, ContractModifiedV1, SubcontractAcceptedV1
from shared.kernel.ids import ContractId, TenderId
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline


def keep_contract(event: ContractNotifiedV1 | ContractModifiedV1, uow: UnitOfWork) -> None:
    """Keep a contract as notified or as modified: orders may be placed on it and invoices attributed to its buyer."""
    uow.contracts.keep(_contract(event, ended_on=None))


def keep_end_of_contract(event: ContractEndedV1, uow: UnitOfWork) -> None:
    """Keep that a contract has ended: what is invoiced later is flagged."""
    uow.contracts.keep(_contract(event, ended_on=date.fromisoformat(event.ended_on)))


def keep_subcontract(event: SubcontractAcceptedV1, uow: UnitOfWork) -> None:
    """Keep an accepted subcontractor with its contract: its own invoices are compared with what was accepted."""
    found = event.subcontract
    uow.contracts.keep(_contract(event, ended_on=None))
    uow.subcontracts.keep(
        Subcontract(
            subcontract_id=found.subcontract_id,
            contract_id=ContractId.parse(event.contract_id),
            version=event.aggregate_version,
            subcontractor=Organisation(Siret.parse(found.subcontractor.siret), found.subcontractor.name),
            most_incl_vat=found.most_incl_vat.to_money(),
            pays_directly=found.pays_directly,
        )
    )


def _contract(event: ContractFacts, *, ended_on: date | None) -> Contract:
    return Contract(
        contract_id=ContractId.parse(event.contract_id),
        version=event.aggregate_version,
        tender_id=TenderId.parse(event.tender_id),
        reference=event.reference,
        subject=event.object,
        buyer=Organisation(Siret.parse(event.buyer.siret), event.buyer.name),
        payer=payer_kind(event.buyer_kind),
        contractor=Organisation(Siret.parse(event.contractor.siret), event.contractor.name),
        amount_excl_vat=event.amount_excl_vat.to_money(),
        notified_on=date.fromisoformat(event.notified_on or event.signed_on),
        timeline=Timeline(event.timeline.started_at, event.timeline.legal_start, event.timeline.factor),
        ended_on=ended_on,
        is_works=event.kind == "works",
    )
