"""Contracts in force are watched: their contractors' certificates are asked again when the law says so (D8222-5)."""

from datetime import date
from typing import Final

from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.sources import Moment, sources_at
from services.mps.domain.states import BlockStatus
from services.mps.domain.vigilance import RENEWAL_MONTHS, THRESHOLD, WatchedContract
from services.mps.handlers.announcements import announce_requests
from services.mps.ports import UnitOfWork
from shared.contracts.mps import ContractVigilanceDueV1
from shared.contracts.tenders import ContractFacts
from shared.contracts.tenders_contract_life import ContractEndedV1
from shared.kernel.ids import CandidacyId, ContractId, TenderId
from shared.kernel.money import Money
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal import LegalTable

_EUR: Final = "EUR"


def note_contract(event: ContractFacts, *, law: LegalTable, uow: UnitOfWork) -> None:
    """Keep a notified contract: what was received for it is kept from then on (R2184-12).

    One that reaches the threshold is due at once; an ended one is due no more.
    """
    notified_on = date.fromisoformat(event.notified_on or event.signed_on)
    amount = event.amount_excl_vat.to_money()
    is_watched = amount.currency == _EUR and amount >= Money(law.value(THRESHOLD, on=notified_on).number, _EUR)
    contract = WatchedContract(
        contract_id=ContractId.parse(event.contract_id),
        version=event.aggregate_version,
        tender_id=TenderId.parse(event.tender_id),
        buyer=Siret.parse(event.buyer.siret),
        contractor=Siret.parse(event.contractor.siret),
        amount_excl_vat=amount,
        notified_on=notified_on,
        timeline=Timeline(event.timeline.started_at, event.timeline.legal_start, event.timeline.factor),
        next_due_on=notified_on if is_watched else None,
    )
    if is_watched and isinstance(event, ContractEndedV1):
        contract = contract.ended(date.fromisoformat(event.ended_on))
    uow.contracts.put(contract)


def renew_due(*, law: LegalTable, uow: UnitOfWork, limit: int) -> int:
    """Ask again the certificates of every contractor whose renewal is due; gives how many contracts were done."""
    due = uow.contracts.due(now=uow.clock.now(), limit=limit)
    return sum(_renew(contract, law=law, uow=uow) for contract in due)


def read_vigilance(contract_id: ContractId, *, uow: UnitOfWork) -> tuple[WatchedContract, SiretCandidacy | None]:
    """Read the vigilance of a contract, as its buyer.

    Raises:
        Refused: `MPS-CONTRACT-UNKNOWN` when the contract is not watched, or is another buyer's.
    """
    contract = uow.contracts.get(contract_id)
    if contract is None or not contract.is_watched:
        refuse("MPS-CONTRACT-UNKNOWN", contract_id=contract_id)
    found = uow.candidacies.find(siret=contract.contractor, tender_id=contract.tender_id, moment=Moment.EXECUTION)
    return contract, found


def _renew(contract: WatchedContract, *, law: LegalTable, uow: UnitOfWork) -> bool:
    due_on = contract.next_due_on
    if due_on is None or uow.tenders.get(contract.tender_id) is None:  # its consultation has not been heard of yet
        return False
    months = int(law.value(RENEWAL_MONTHS, on=due_on).number)
    renewed = contract.renewed(months=months)
    uow.contracts.save(renewed)
    candidacy = _ask(contract, uow=uow).next_version()
    uow.publish(
        ContractVigilanceDueV1(
            aggregate_id=str(candidacy.candidacy_id),
            aggregate_version=candidacy.version,
            contract_id=str(contract.contract_id),
            buyer_siret=str(contract.buyer),
            contractor_siret=str(contract.contractor),
            due_on=due_on.isoformat(),
            next_due_on=(renewed.next_due_on or due_on).isoformat(),
        )
    )
    uow.candidacies.save(candidacy, changed=())
    uow.record("vigilance_due", str(contract.contract_id), {"due_on": due_on.isoformat(), "article": "D8222-5"})
    return True


def _ask(contract: WatchedContract, *, uow: UnitOfWork) -> SiretCandidacy:
    """Ask every source of the execution, the first time or anew; one that is being asked already goes on."""
    now = uow.clock.now()
    known = uow.candidacies.find(siret=contract.contractor, tender_id=contract.tender_id, moment=Moment.EXECUTION)
    if known is None:
        candidacy = SiretCandidacy(
            candidacy_id=uow.ids.new(CandidacyId),
            siret=contract.contractor,
            tender_id=contract.tender_id,
            requested_at=now,
            version=0,
            blocks=tuple(EvidenceBlock.asked(source, at=now) for source in sources_at(Moment.EXECUTION)),
            moment=Moment.EXECUTION,
            buyer=contract.buyer,
        )
        uow.candidacies.add(candidacy)
        asked = list(candidacy.blocks)
    else:
        candidacy = uow.candidacies.get_locked(known.candidacy_id) or known
        asked = [block.renewed(at=now) for block in candidacy.blocks if block.status is not BlockStatus.PENDING]
    candidacy = announce_requests(candidacy, blocks=asked, uow=uow)
    uow.candidacies.save(candidacy, changed=asked)
    return candidacy
