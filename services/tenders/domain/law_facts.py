"""The question that a consultation puts to the law: its facts, in the words of the engine (``domain/law``)."""

from datetime import date
from typing import Final

from services.tenders.domain.law.grounds import GROUNDS
from services.tenders.domain.law.question import Announced, Circumstance, Ground, NeedKind, Question
from services.tenders.domain.legal_terms import SpecialNeed
from services.tenders.domain.model import Buyer, ContractKind, CriterionKind, TenderContent
from services.tenders.domain.terms import DocumentsMode, Terms, TurnoverFloor
from shared.kernel.money import Money
from shared.kernel.paris import legal_day

_KINDS: Final = {
    ContractKind.WORKS: NeedKind.WORKS,
    ContractKind.SUPPLIES: NeedKind.SUPPLIES,
    ContractKind.SERVICES: NeedKind.SERVICES,
}
_SPECIAL: Final = {
    SpecialNeed.SOCIAL_SERVICES: NeedKind.SOCIAL_SERVICES,
    SpecialNeed.DESIGN: NeedKind.DESIGN,
    SpecialNeed.TECHNICAL_CONTROL: NeedKind.TECHNICAL_CONTROL,
}
_GROUNDS: Final = {text.article: ground for ground, text in GROUNDS.items()}


def question_of(*, content: TenderContent, buyer: Buyer, launched_on: date, need_reasoned: bool) -> Question:
    """Write what is known of a consultation as a question; ``launched_on`` selects the law."""
    terms, law = content.terms, content.terms.law
    return Question(
        buyer=buyer.kind,
        kind=_KINDS[content.kind] if law.need is None else _SPECIAL[law.need],
        value=content.estimated_value,
        launched_on=launched_on,
        capacity=terms.capacity,
        lots=tuple(lot.estimated_value for lot in content.lots) if len(content.lots) > 1 else (),
        procedure=content.procedure,
        technique=terms.technique,
        ground=ground_of(terms),
        circumstances=_circumstances(terms),
        electronic_exception=terms.response.exception,
        prior_information_on=law.prior_information_on,
        duration_months=terms.duration_months,
        population=law.population,
        expenses=law.expenses,
        need_reasoned=need_reasoned,
        announced=Announced(
            deadline=legal_day(content.submission_deadline.at),
            environmental_criterion=any(each.kind is CriterionKind.ENVIRONMENTAL for each in content.criteria),
            turnover_floor=_greatest_floor(terms.selection.turnover_floors),
            divided=len(content.lots) > 1,
        ),
    )


def ground_of(terms: Terms) -> Ground | None:
    """Give the case of R2122 that the documents invoke, when it is one that the engine knows."""
    return None if terms.article is None else _GROUNDS.get(terms.article.strip())


def _circumstances(terms: Terms) -> frozenset[Circumstance]:
    found = {
        Circumstance.DOCUMENTS_ELSEWHERE: terms.documents is DocumentsMode.PARTLY_ELSEWHERE,
        Circumstance.RESERVED: any(lot.reserved is not None for lot in terms.lots),
        Circumstance.CALL_OFF: terms.parent_id is not None,
        Circumstance.URGENT: terms.law.is_urgent,
        Circumstance.CENTRAL_PURCHASING: terms.law.central_purchasing,
        Circumstance.GLOBAL_CONTRACT: terms.law.global_contract,
    }
    return frozenset(circumstance for circumstance, holds in found.items() if holds)


def _greatest_floor(floors: tuple[TurnoverFloor, ...]) -> Money | None:
    """A floor that carries its reason is lawful (R2142-7): only the others are compared."""
    unexplained = [floor.amount for floor in floors if floor.reason is None]
    return max(unexplained, key=lambda amount: amount.amount) if unexplained else None
