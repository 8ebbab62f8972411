"""Choosing how bids will be graded (choix de la méthode de notation), before any of them is opened."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.tenders.domain.errors import Code
from services.tenders.domain.grading import EvaluationMethod, check_method
from services.tenders.domain.model import Tender
from services.tenders.domain.price_formulas import PriceFormula
from services.tenders.domain.stages import Part
from services.tenders.ports import UnitOfWork
from shared.kernel.ids import TenderId
from shared.kernel.percentage import Percentage
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse


@dataclass(frozen=True, slots=True)
class ChooseMethod:
    """Command: choose the formula, its step, the weights within what was announced; ``expected`` was read before."""

    tender_id: TenderId
    expected: int
    formula: PriceFormula
    step: Percentage | None
    weights: Mapping[str, Percentage]
    amount_basis: str
    published: bool


def choose_method(command: ChooseMethod, *, uow: UnitOfWork) -> EvaluationMethod:
    """Choose the method of a consultation; it is fixed by the first opening.

    Raises:
        Refused: ``HTTP-VERSION-STALE``, or as ``grading.check_method``.
    """
    uow.scope.principal.require(Right.EVALUATE)
    tender = uow.tenders.lock(command.tender_id)
    current = uow.evaluations.method(tender.tender_id)
    if current.version != command.expected:
        refuse(Code.VERSION_STALE, expected=command.expected, current=current.version)
    chosen = EvaluationMethod(
        tender_id=tender.tender_id,
        version=current.version + 1,
        formula=command.formula,
        step=command.step,
        weights=command.weights,
        amount_basis=command.amount_basis,
        published=command.published,
    )
    check_method(chosen, content=tender.content, offers_known=_offers_known(tender, uow=uow))
    uow.evaluations.save_method(chosen)
    facts = {"formula": chosen.formula.value, "version": str(chosen.version)}
    uow.record("evaluation_method_chosen", str(tender.tender_id), facts)
    return chosen


def _offers_known(tender: Tender, *, uow: UnitOfWork) -> bool:
    """Say whether an offer of any stage was opened."""
    stages = [stage.stage_id for stage in tender.stages if Part.OFFER in stage.receives]
    return any(uow.openings.responses(stage_id) for stage_id in stages)


def read_method(tender_id: TenderId, *, uow: UnitOfWork) -> EvaluationMethod:
    """Read the method of a consultation: as an agent of the buyer, or as anybody once it is published.

    Raises:
        Refused: ``TND-NOT-FOUND``.
    """
    if uow.scope.principal.kind is PrincipalKind.AGENT and uow.tenders.is_own(tender_id):
        return uow.evaluations.method(uow.tenders.get(tender_id).tender_id)
    method = uow.evaluations.method(uow.tenders.published(tender_id).tender_id)
    if not method.published:
        refuse(Code.NOT_FOUND, object=tender_id)
    return method
