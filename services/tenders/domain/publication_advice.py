"""The law of the launch day against this draft (conseil avant publication), CCP R2121-1, L2152-7, L2113-10, R2132-7.

The engine says what the law asks and, where it knows what the documents announce, how loudly. Here each obligation
is set against what the draft holds: kept, to be looked at, or nothing to compare yet. Two comparisons are added that
the engine cannot make: the worksheet of the need, and purchases of the same family.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.law.answer import Level, Obligation
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.engine import obligations
from services.tenders.domain.law.words import euros
from services.tenders.domain.law_facts import question_of
from services.tenders.domain.model import Buyer, CriterionKind, TenderContent
from services.tenders.domain.needs import Need
from services.tenders.domain.purchases import Purchase, PurchaseKind, purchase_thresholds, splitting_warnings
from services.tenders.domain.terms import ConsiderationKind, DocumentsMode, ElectronicRegime
from shared.kernel.paris import display_day
from shared.legal import Confidence, LegalTable

NEED_DIFFERENCE: Final = "need_difference"
_C = ObligationCode


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """The worksheet that the consultation answers, and what was already bought of its family."""

    need: Need
    purchases: Sequence[Purchase] = ()


@dataclass(frozen=True, slots=True)
class DraftAdvice:
    """Every advice on a draft, and what was assumed to give them."""

    advices: tuple[Advice, ...]
    assumptions: tuple[str, ...]


def advise(
    *, content: TenderContent, buyer: Buyer, launched_on: date, law: LegalTable, need: NeedFacts | None = None
) -> DraftAdvice:
    """Say what the law of the launch day asks of this draft, and what the draft does of it.

    Raises:
        NoLegalValue: the table does not reach that day.
    """
    question = question_of(content=content, buyer=buyer, launched_on=launched_on, need_reasoned=need is not None)
    answer = obligations(question, law)
    advices = [_compared(obligation, content) for obligation in answer.obligations]
    if need is not None:
        found = need_advices(content=content, buyer=buyer, launched_on=launched_on, law=law, need=need)
        louder = {advice.code for advice in found}
        advices = [*(advice for advice in advices if advice.code not in louder), *found]
    return DraftAdvice(tuple(advices), answer.assumptions)


def need_advices(
    *, content: TenderContent, buyer: Buyer, launched_on: date, law: LegalTable, need: NeedFacts
) -> tuple[Advice, ...]:
    """Compare the draft with its worksheet, then with what was bought of the same family."""
    thresholds = purchase_thresholds(kind=content.kind, buyer_kind=buyer.kind, on=launched_on, law=law)
    purchases = (*need.purchases, _as_purchase(content, launched_on))
    splitting = [
        no_splitting(total=euros(each.total), limit=euros(each.threshold.money), rule=each.threshold.article)
        for each in splitting_warnings(purchases, thresholds)
    ]
    return (*_differences(content, need.need), *splitting[-1:])


def no_splitting(*, total: str, limit: str, rule: str) -> Advice:
    """Warn that purchases of one family reach a threshold together (R2121-4); it never blocks."""
    return Advice(
        code=_C.NO_SPLITTING.value,
        conclusion=Conclusion.ATTENTION,
        article=f"R2121-4, {rule}",
        limit=limit,
        confidence=Confidence.OFFICIAL.value,
        facts={"total": total},
        level=Level.WARNING,
        what="Vérifiez que le besoin n'est pas découpé : les achats d'une même famille ou opération s'ajoutent.",
        why=f"Ensemble, ils valent {total} et atteignent {limit}, alors que certains ont été passés en dessous.",
        consequence="Un besoin découpé pour éviter un seuil fausse toute la procédure.",
    )


def _as_purchase(content: TenderContent, launched_on: date) -> Purchase:
    """The draft counts with the purchases of its family, for its estimated value."""
    value = content.estimated_value
    return Purchase(PurchaseKind.CONSULTATION, content.title, content.object, launched_on, value, value)


def _differences(content: TenderContent, need: Need) -> Iterator[Advice]:
    estimate = need.content.estimate()
    of_need = {lot.number: lot.value for lot in estimate.lots if lot.number is not None}
    of_draft = {lot.number: lot.estimated_value for lot in content.lots}
    same_lots = not of_need or of_need == of_draft
    if content.estimated_value == estimate.total and same_lots and content.kind is need.content.kind:
        return
    unlike = [number for number in sorted({*of_need, *of_draft}) if of_need.get(number) != of_draft.get(number)]
    lots = "" if same_lots else f" Lots qui diffèrent : {', '.join(map(str, unlike))}."
    yield Advice(
        code=NEED_DIFFERENCE,
        conclusion=Conclusion.ATTENTION,
        article="R2121-1, R2121-3",
        limit=euros(estimate.total),
        confidence=Confidence.OFFICIAL.value,
        facts={"need": str(need.need_id), "need_version": str(need.version)},
        level=Level.WARNING,
        what="La valeur estimée est celle du besoin au moment de l'envoi. Corrigez la fiche ou la consultation.",
        why=f"La fiche donne {euros(estimate.total)}, la consultation {euros(content.estimated_value)}.{lots}",
    )


def _compared(obligation: Obligation, content: TenderContent) -> Advice:
    kept = _CHECKS[obligation.code](content) if obligation.code in _CHECKS else None
    level = obligation.level
    if obligation.code in _RAISED and kept is False:
        level = max(level, Level.WARNING, key=_LOUDNESS.index)
    conclusion = Conclusion.NOTED if kept is None else Conclusion.SATISFIED if kept else Conclusion.ATTENTION
    return Advice(
        code=obligation.code.value,
        conclusion=conclusion if level is Level.INFORMATION else Conclusion.ATTENTION,
        article=obligation.article,
        limit=obligation.limit or "",
        confidence=obligation.confidence.value,
        facts={} if obligation.deadline is None else {"deadline": display_day(obligation.deadline)},
        level=level,
        what=obligation.what,
        why=obligation.why,
        consequence=obligation.consequence or "",
    )


def _considers(kind: ConsiderationKind) -> Callable[[TenderContent], bool | None]:
    """A clause may stand in the documents alone: its absence from the data is looked at, and asks nothing."""
    return lambda content: any(each.kind is kind for each in content.terms.considerations)


def _is_formal(content: TenderContent) -> bool:
    return content.procedure.is_formal


def _is_electronic(content: TenderContent) -> bool:
    return content.terms.response.regime is ElectronicRegime.MANDATORY


def _looks_at_environment(content: TenderContent) -> bool:
    return any(criterion.kind is CriterionKind.ENVIRONMENTAL for criterion in content.criteria)


def _by_the_engine(_content: TenderContent) -> bool:
    """The engine compared the draft itself, or the platform always does it: its level says whether the rule is kept."""
    return True


_CHECKS: Final[Mapping[ObligationCode, Callable[[TenderContent], bool | None]]] = {
    _C.ENVIRONMENT_CRITERION: _looks_at_environment,
    _C.ENVIRONMENT_CONDITION: _considers(ConsiderationKind.ENVIRONMENTAL),
    _C.SOCIAL_CONDITION: _considers(ConsiderationKind.SOCIAL),
    _C.ELECTRONIC_RESPONSE: _is_electronic,
    _C.FORMAL_PROCEDURE: _is_formal,
    _C.DOCUMENTS_ON_PROFILE: lambda content: content.terms.documents is DocumentsMode.PROFILE,
    _C.ALLOTMENT: lambda content: len(content.lots) > 1,
    _C.FRAMEWORK_MAXIMUM: lambda content: content.terms.framework is not None and content.terms.framework.has_ceiling,
    _C.MINIMUM_PERIOD_OPEN: _by_the_engine,
    _C.MINIMUM_PERIOD_CANDIDACIES: _by_the_engine,
    _C.CRITERIA_WEIGHTING: _by_the_engine,
    _C.MPS_OFFERED: _by_the_engine,
    _C.ESPD_ACCEPTED: _by_the_engine,
    _C.ADAPTED_PROCEDURE: _by_the_engine,
}
# What the draft itself decides against the rule is a warning, even where the engine did not know it.
_RAISED: Final = frozenset({_C.ELECTRONIC_RESPONSE})
_LOUDNESS: Final = (Level.INFORMATION, Level.WARNING, Level.STOP)
