"""The duties of a contract and of what happens to it, each from its dated parameter.

CCP R2182-5, R2183-1, R2184-1, R2184-12, R2184-13, R2193-4, R2194-10, R2196-1; CGCT L2131-13.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.tenders.domain.contracts import Contract
from services.tenders.domain.duties import Duty, DutyCode
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.legality import ARTICLE as LEGALITY_ARTICLE
from services.tenders.domain.legality import PERIOD as LEGALITY_PERIOD
from services.tenders.domain.model import ContractKind
from services.tenders.domain.modifications import Modification, ModificationGround
from services.tenders.domain.states import ContractStatus
from services.tenders.domain.subcontracts import Subcontract, SubcontractStatus
from shared.kernel.money import Money
from shared.legal import LegalTable
from shared.legal.calendar import months_later

_ESSENTIAL: Final = "decp.seuil"
_ESSENTIAL_PERIOD: Final = "decp.delai_publication"
_AWARD_NOTICE: Final = "delai.avis_attribution"
_KEEP_BIDS: Final = "conservation.candidatures_offres"
_MONTHS_OF_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class ContractFile:
    """A contract, what happened to it, the value of its need, and the codes that the law gave its consultation."""

    contract: Contract
    modifications: Sequence[Modification]
    subcontracts: Sequence[Subcontract]
    need: Money
    obligations: Collection[ObligationCode]
    formal: bool


def contract_duties(file: ContractFile, *, law: LegalTable) -> Iterator[Duty]:
    """Give every duty of a contract that was not cancelled."""
    contract = file.contract
    if contract.status is ContractStatus.CANCELLED:
        return
    yield from _transmission(contract)
    yield from _notification(contract)
    yield from _award_notice(file, law)
    yield from _essential_data(file, law)
    for modification in file.modifications:
        yield from _modification(modification, file, law)
    for subcontract in file.subcontracts:
        yield _subcontract(subcontract)
    yield from _keeping(file, law)


def _transmission(contract: Contract) -> Iterator[Duty]:
    duty = contract.legality
    if duty is None or not duty.applies:
        return
    acknowledgement = contract.acknowledgement
    yield Duty(
        code=DutyCode.TRANSMISSION,
        object_id=str(contract.contract_id),
        article=f"{LEGALITY_ARTICLE}, CGCT L2131-13",
        what=f"Transmettre le marché {contract.reference} au représentant de l'État.",
        due_on=None if duty.days is None else contract.signed_on + timedelta(days=duty.days),
        confidence=duty.confidence,
        done_on=acknowledgement.received_on if acknowledgement else None,
        reference=acknowledgement.reference if acknowledgement else None,
    )


def _notification(contract: Contract) -> Iterator[Duty]:
    if contract.regime is None:
        what = f"Notifier le marché {contract.reference} à son titulaire : il ne prend effet qu'alors."
        yield Duty(
            code=DutyCode.NOTIFICATION,
            object_id=str(contract.contract_id),
            article="R2182-4, R2182-5",
            what=what,
            due_on=None,
            confidence="A",
            done_on=contract.notified_on,
        )


def _award_notice(file: ContractFile, law: LegalTable) -> Iterator[Duty]:
    contract = file.contract
    if ObligationCode.AWARD_NOTICE not in file.obligations:
        return
    rule = law.value(_AWARD_NOTICE, on=contract.signed_on)
    yield Duty(
        code=DutyCode.AWARD_NOTICE,
        object_id=str(contract.contract_id),
        article=rule.article,
        what=f"Envoyer l'avis d'attribution du marché {contract.reference}.",
        due_on=contract.signed_on + timedelta(days=rule.whole),
        confidence=rule.confidence.value,
    )


def _essential_data(file: ContractFile, law: LegalTable) -> Iterator[Duty]:
    contract = file.contract
    if contract.notified_on is None:
        return
    threshold = law.value(_ESSENTIAL, on=contract.notified_on)
    if max(file.need.amount, contract.amount_excl_vat.amount) < threshold.number:
        return
    period = law.value(_ESSENTIAL_PERIOD, on=contract.notified_on)
    yield Duty(
        code=DutyCode.ESSENTIAL_DATA,
        object_id=str(contract.contract_id),
        article=period.article,
        what=f"Publier les données essentielles du marché {contract.reference}.",
        due_on=months_later(contract.notified_on, period.whole),
        confidence=period.confidence.value,
    )


def _modification(modification: Modification, file: ContractFile, law: LegalTable) -> Iterator[Duty]:
    contract, name = file.contract, f"la modification {modification.number} du marché {file.contract.reference}"
    identifier = str(modification.modification_id)
    if contract.legality is not None and contract.legality.applies:
        period = law.value(LEGALITY_PERIOD, on=modification.signed_on)
        acknowledgement = modification.acknowledgement
        yield Duty(
            code=DutyCode.MODIFICATION_TRANSMISSION,
            object_id=identifier,
            article=f"{LEGALITY_ARTICLE}, CGCT L2131-13",
            what=f"Transmettre {name} au représentant de l'État.",
            due_on=modification.signed_on + timedelta(days=period.whole),
            confidence=period.confidence.value,
            done_on=acknowledgement.received_on if acknowledgement else None,
        )
    yield Duty(
        code=DutyCode.MODIFICATION_NOTIFICATION,
        object_id=identifier,
        article="R2182-4",
        what=f"Notifier {name}.",
        due_on=None,
        confidence="A",
        done_on=modification.notified_on,
    )
    yield from _modification_publications(modification, file, law)


def _modification_publications(modification: Modification, file: ContractFile, law: LegalTable) -> Iterator[Duty]:
    name = f"la modification {modification.number} du marché {file.contract.reference}"
    unforeseen = modification.ground in (ModificationGround.ADDITIONAL, ModificationGround.UNFORESEEN)
    if unforeseen and file.formal:
        yield Duty(
            code=DutyCode.MODIFICATION_NOTICE,
            object_id=str(modification.modification_id),
            article="R2194-10",
            what=f"Publier l'avis de {name} au Journal officiel de l'Union européenne.",
            due_on=None,
            confidence="A",
        )
    if modification.notified_on is None or not any(_essential_data(file, law)):
        return
    period = law.value(_ESSENTIAL_PERIOD, on=modification.notified_on)
    yield Duty(
        code=DutyCode.MODIFICATION_DATA,
        object_id=str(modification.modification_id),
        article=period.article,
        what=f"Publier les données essentielles de {name}.",
        due_on=months_later(modification.notified_on, period.whole),
        confidence=period.confidence.value,
    )


def _subcontract(subcontract: Subcontract) -> Duty:
    tacit = subcontract.status is SubcontractStatus.TACITLY_ACCEPTED
    return Duty(
        code=DutyCode.SUBCONTRACT_ANSWER,
        object_id=str(subcontract.subcontract_id),
        article="R2193-4",
        what="Accepter ou refuser le sous-traitant déclaré : le silence vaut acceptation.",
        due_on=subcontract.silent_until,
        confidence=subcontract.confidence,
        done_on=subcontract.silent_until if tacit else subcontract.decided_on,
    )


def _keeping(file: ContractFile, law: LegalTable) -> Iterator[Duty]:
    contract = file.contract
    yield _kept(DutyCode.KEEP_BIDS, _KEEP_BIDS, since=contract.signed_on, file=file, law=law)
    if contract.end is not None:
        works = contract.kind is ContractKind.WORKS
        parameter = "conservation.pieces_marche_travaux_moe_ct" if works else "conservation.pieces_marche_fs"
        yield _kept(DutyCode.KEEP_CONTRACT, parameter, since=contract.end.ended_on, file=file, law=law)


def _kept(code: DutyCode, parameter: str, *, since: date, file: ContractFile, law: LegalTable) -> Duty:
    rule = law.value(parameter, on=since)
    things = "les candidatures et les offres" if code is DutyCode.KEEP_BIDS else "les pièces"
    return Duty(
        code=code,
        object_id=str(file.contract.contract_id),
        article=rule.article,
        what=f"Conserver {things} du marché {file.contract.reference}.",
        due_on=months_later(since, _MONTHS_OF_A_YEAR * rule.whole),
        confidence=rule.confidence.value,
        keeps=True,
    )
