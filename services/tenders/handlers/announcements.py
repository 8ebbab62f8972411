"""The events that tenders announces, made from the domain: full public state, never the estimated value."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from services.tenders.domain.awards import Award
from services.tenders.domain.contracts import Contract
from services.tenders.domain.custodians import Custodian
from services.tenders.domain.documents import ProcurementDocument, current_documents
from services.tenders.domain.model import AwardCriterion, Buyer, Lot, Tender
from services.tenders.domain.stages import Part, Stage
from services.tenders.domain.terms import ResponseTerms, Terms
from shared.contracts.amount import Amount
from shared.contracts.tenders import (
    ContractAwardedV1,
    ContractFacts,
    CriterionFact,
    CustodianFact,
    DocumentFact,
    LotFact,
    PartyFact,
    SubmissionClosedV1,
    TimelineFact,
)
from shared.contracts.tenders_awards import AwardWithdrawnV1
from shared.contracts.tenders_stages import ResponseRulesFact, StageFact, StageTermsFacts, VariantRuleFact
from shared.kernel.timeline import Timeline

C = TypeVar("C", bound=StageTermsFacts)
K = TypeVar("K", bound=ContractFacts)


def consultation_announced(
    event_class: type[C],
    tender: Tender,
    *,
    documents: Iterable[ProcurementDocument],
    custodians: Sequence[Custodian],
) -> C:
    """Make ``tender_published`` or ``tender_changed``: the whole public state of the running stage."""
    content, stage = tender.content, tender.current_stage
    return event_class(
        aggregate_id=str(stage.stage_id),
        aggregate_version=tender.version,
        buyer=_party(tender.buyer),
        title=content.title,
        object=content.object,
        kind=content.kind.value,
        procedure=content.procedure.value,
        launched_on=tender.launched_on.isoformat(),
        lots=tuple(_lot(lot) for lot in content.lots),
        criteria=tuple(_criterion(criterion, content.terms) for criterion in content.criteria),
        documents=tuple(_document(document) for document in current_documents(documents)),
        deadline=stage.deadline.at,
        deadline_version=stage.deadline_version,
        timeline=_timeline(tender.timeline),
        custodians=tuple(CustodianFact(custodian_id=str(c.custodian_id), recipient=c.recipient) for c in custodians),
        opening_threshold=content.custodians.threshold,
        max_file_bytes=content.limits.max_file_bytes,
        max_deposit_bytes=content.limits.max_deposit_bytes,
        sandbox=tender.sandbox,
        stage=_stage(stage, tender),
        invited=None if stage.invited is None else tuple(map(str, stage.invited)),
        responses=_response_rules(content.terms.response),
        nuts=content.terms.nuts,
        technique=content.terms.technique.value,
        parent_id=None if content.terms.parent_id is None else str(content.terms.parent_id),
        variants=tuple(_variants(lot, content.terms) for lot in content.lots),
    )


def submission_closed(stage: Stage, *, version: int) -> SubmissionClosedV1:
    """Make ``submission_closed``: the deadline of the stage that held; ``version`` is that of its consultation."""
    return SubmissionClosedV1(
        aggregate_id=str(stage.stage_id),
        aggregate_version=version,
        deadline=stage.deadline.at,
        deadline_version=stage.deadline_version,
    )


def contract_awarded(award: Award, *, tender: Tender) -> ContractAwardedV1:
    """Make ``contract_awarded``: the winner of a lot and the order of the ranking, once every rejection has left."""
    assert award.standstill is not None, "an award is announced once the letters are sent"  # noqa: S101 - programmer error
    return ContractAwardedV1(
        aggregate_id=str(award.award_id),
        aggregate_version=award.version,
        tender_id=str(award.tender_id),
        award_id=str(award.award_id),
        lot=_lot(tender.lot(award.lot_id)),
        buyer_siret=tender.buyer.siret.value,
        winner_siret=award.winner.tenderer_siret.value,
        amount_excl_vat=Amount.of(award.amount),
        ranking=tuple(bid.tenderer_siret.value for bid in award.decision.ranking),
        standstill_ends_on=award.standstill.ends_on.isoformat(),
    )


def award_withdrawn(award: Award, *, tender: Tender) -> AwardWithdrawnV1:
    """Make ``award_withdrawn``: the lot has lost its winner before its contract took effect (R2144-7, R2181-7)."""
    assert award.withdrawal is not None, "the award was withdrawn"  # noqa: S101 - programmer error, not input
    return AwardWithdrawnV1(
        aggregate_id=str(award.award_id),
        aggregate_version=award.version,
        tender_id=str(award.tender_id),
        award_id=str(award.award_id),
        lot=_lot(tender.lot(award.lot_id)),
        buyer_siret=tender.buyer.siret.value,
        winner_siret=award.winner.tenderer_siret.value,
        ground=award.withdrawal.ground.value,
        withdrawn_on=award.withdrawal.withdrawn_on.isoformat(),
    )


def contract_announced(event_class: type[K], contract: Contract) -> K:
    """Make ``contract_signed``, ``contract_transmitted`` or ``contract_notified``: the whole contract."""
    acknowledgement = contract.acknowledgement
    return event_class(
        aggregate_id=str(contract.contract_id),
        aggregate_version=contract.version,
        buyer_siret=contract.buyer.siret.value,
        contract_id=str(contract.contract_id),
        # A recorded contract has no consultation here: its own identifier stands for both.
        tender_id=str(contract.tender_id or contract.contract_id),
        award_id=str(contract.award_id or contract.contract_id),
        reference=contract.reference,
        object=contract.object,
        kind=contract.kind.value,
        lot=_lot(contract.lot),
        buyer=_party(contract.buyer),
        buyer_kind=contract.buyer.kind.value,
        contractor=PartyFact(siret=contract.contractor.siret.value, name=contract.contractor.name),
        amount_excl_vat=Amount.of(contract.amount_excl_vat),
        launched_on=contract.launched_on.isoformat(),
        timeline=_timeline(contract.timeline),
        sandbox=contract.sandbox,
        signed_on=contract.signed_on.isoformat(),
        transmission_acknowledgement=acknowledgement.reference if acknowledgement else None,
        transmitted_on=acknowledgement.received_on.isoformat() if acknowledgement else None,
        notified_on=contract.notified_on.isoformat() if contract.notified_on else None,
    )


def _criterion(criterion: AwardCriterion, terms: Terms) -> CriterionFact:
    # Where a range or an order of importance is announced, the weight itself is not (R2152-12).
    weight = str(criterion.weight) if terms.criteria.form.shows_weights else ""
    return CriterionFact(code=criterion.code, title=criterion.title, weight=weight)


def _stage(stage: Stage, tender: Tender) -> StageFact:
    return StageFact(
        stage_id=str(stage.stage_id),
        tender_id=str(tender.tender_id),
        number=stage.number,
        kind=stage.kind.value,
        receives=tuple(part.value for part in Part if part in stage.receives),
    )


def _response_rules(terms: ResponseTerms) -> ResponseRulesFact:
    return ResponseRulesFact(
        regime=terms.regime.value,
        exception=None if terms.exception is None else terms.exception.value,
        envelope=terms.envelope.value,
    )


def _variants(lot: Lot, terms: Terms) -> VariantRuleFact:
    said = terms.lot(lot.number).variants
    return VariantRuleFact(
        lot_number=lot.number, policy=said.policy.value, most=said.most, requirements=said.requirements
    )


def _party(buyer: Buyer) -> PartyFact:
    return PartyFact(siret=buyer.siret.value, name=buyer.name)


def _lot(lot: Lot) -> LotFact:
    return LotFact(lot_id=str(lot.lot_id), number=lot.number, title=lot.title, cpv=str(lot.cpv))


def _document(document: ProcurementDocument) -> DocumentFact:
    return DocumentFact(
        document_id=str(document.document_id),
        name=document.name.value,
        kind=document.kind.value,
        version=document.version,
        size=document.content.size,
        sha256=document.content.sha256,
    )


def _timeline(timeline: Timeline) -> TimelineFact:
    return TimelineFact(started_at=timeline.started_at, legal_start=timeline.legal_start, factor=timeline.factor)
