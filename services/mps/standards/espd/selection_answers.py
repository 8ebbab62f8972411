"""How a selection criterion is answered from the words of a candidate, by the structure of the criterion.

Only what is understood is answered; what is not is told by the caller, never guessed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from services.mps.domain.espd import EspdAmount, EspdAnswer, EspdPeriod, EspdValue, ResponseType
from services.mps.domain.espd_asked import AskedCriterion
from services.mps.domain.espd_figures import (
    YearlyAmount,
    first_amount,
    first_count,
    first_year,
    lines_of,
    yearly_amounts,
    yes_or_no,
)
from services.mps.standards.espd.catalogue import CriterionCard
from services.mps.standards.espd.elements import cleaned
from shared.kernel.percentage import Percentage
from shared.kernel.refusal import InvalidValue

_EURO: Final = "EUR"
_SHARE: Final = "turnover_share"
_HIGHEST_SHARE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One criterion being answered, for one lot."""

    card: CriterionCard
    lot: str

    def answer(self, place: str, kind: ResponseType, value: EspdValue, rank: int = 1) -> EspdAnswer:
        return EspdAnswer(f"{self.card.prefix}/{place}", kind, value, self.lot, rank)

    def text(self, place: str, value: str, rank: int = 1) -> EspdAnswer:
        return self.answer(place, ResponseType.DESCRIPTION, value, rank)


_Answers = Iterator[EspdAnswer]
_Way = Callable[[_Sheet, AskedCriterion], _Answers]


@dataclass(frozen=True, slots=True)
class SelectionAnswer:
    """The answers to one criterion; ``is_understood`` is false when words were given that none of them says."""

    answers: tuple[EspdAnswer, ...]
    is_understood: bool


def selection_answers(card: CriterionCard, asked: AskedCriterion, *, lot: str) -> SelectionAnswer:
    """Answer a criterion: who meets it, what was said of it, where the proofs are; nothing where nothing is known."""
    sheet, asked = _Sheet(card, lot), replace(asked, text=cleaned(asked.text))
    way = _WAYS.get(card.shape)
    said = () if way is None or not asked.text else tuple(way(sheet, asked))
    answers = (*_met_by(sheet, asked, is_answered=bool(said)), *said, *_proved(sheet, asked))
    has_words = any(each.kind is not ResponseType.INDICATOR for each in said)
    is_a_word = bool(said) and yes_or_no(asked.text) is not None
    return SelectionAnswer(answers, has_words or is_a_word or not asked.text)


def _met_by(sheet: _Sheet, asked: AskedCriterion, *, is_answered: bool) -> _Answers:
    """Say who meets it: another operator where the candidate names one for this, else itself where it answers."""
    question = sheet.card.main_answer
    if question is None or not question.endswith("/QSG1/Q1"):
        return
    entity, place = asked.relied_on, question.removeprefix(f"{sheet.card.prefix}/").removesuffix("/Q1")
    if entity is not None:
        yield sheet.answer(f"{place}/Q1", ResponseType.INDICATOR, value=False)
        yield sheet.answer(f"{place}/QSG1/Q1", ResponseType.INDICATOR, value=True)
        yield sheet.text(f"{place}/QSG1/QSG1/Q1", entity.name)
        yield sheet.answer(f"{place}/QSG1/QSG1/Q2", ResponseType.ECONOMIC_OPERATOR_IDENTIFIER, entity.identifier)
    elif is_answered or asked.proofs:
        yield sheet.answer(f"{place}/Q1", ResponseType.INDICATOR, value=True)


def _proved(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    questions = sheet.card.evidence_questions
    if questions is None or not asked.proofs:
        return
    yield EspdAnswer(questions[0], ResponseType.INDICATOR, value=True, lot=sheet.lot)
    for rank, proof in enumerate(asked.proofs, start=1):
        yield EspdAnswer(questions[1], ResponseType.EVIDENCE_IDENTIFIER, proof, sheet.lot, rank)


def _register(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    is_registered = yes_or_no(asked.text) is not False
    yield sheet.answer("RG1/RSG1/QSG2/Q1", ResponseType.INDICATOR, is_registered)
    yield sheet.text(f"RG1/RSG1/QSG2/QSG{1 if is_registered else 2}/Q1", asked.text)


def _turnover(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    yield from _by_year(sheet, yearly_amounts(asked.text))


def _turnover_in_domain(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    """Give the amounts of the domain; a share is applied to the turnover that the candidate declares beside it."""
    yearly, share = yearly_amounts(asked.text), _share(asked)
    if share is not None:
        yearly = tuple(each.part(share) for each in yearly_amounts(asked.turnover))
    yield from _by_year(sheet, yearly)


def _share(asked: AskedCriterion) -> Percentage | None:
    if asked.item.code != _SHARE:
        return None
    try:
        share = Percentage.parse(asked.text.replace("%", "").replace(",", ".").strip())
    except InvalidValue:
        return None
    return share if 0 <= share.value <= _HIGHEST_SHARE else None


def _by_year(sheet: _Sheet, yearly: tuple[YearlyAmount, ...]) -> _Answers:
    for rank, each in enumerate(yearly, start=1):
        period = EspdPeriod(date(each.year, 1, 1), date(each.year, 12, 31))
        yield sheet.answer("RG1/RSG1/QSG2/Q1", ResponseType.PERIOD, period, rank)
    for rank, each in enumerate(yearly, start=1):
        yield sheet.answer("RG1/RSG1/QSG2/Q2", ResponseType.AMOUNT, EspdAmount(each.amount, _EURO), rank)


def _average(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    amount = None if yearly_amounts(asked.text) else first_amount(asked.text)
    if amount is not None:
        yield sheet.answer("RG1/RSG1/QSG2/Q1", ResponseType.AMOUNT, EspdAmount(amount, _EURO))
    yield sheet.text("RG1/RSG1/QSG2/Q2", asked.text)


def _ratio(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    number = first_amount(asked.text)
    if number is not None:
        yield sheet.answer("RG1/RSG1/QSG2/Q1", ResponseType.QUANTITY, number)


def _insurance(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    amount = first_amount(asked.text)
    if amount is not None:
        yield sheet.answer("RG1/RSG1/QSG2/Q1", ResponseType.AMOUNT, EspdAmount(amount, _EURO))


def _financial(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    yield sheet.text("RG1/RSG1/RSG1/RSG3/QSG1/Q1", asked.text)


def _references(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    for rank, line in enumerate(lines_of(asked.text), start=1):
        yield sheet.text("RG1/RSG1/QSG2/QSG1/Q1", line, rank)


def _people(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    yield sheet.text("RG1/RSG1/RSG1/QSG3/QSG1/Q3", asked.text)


def _qualification(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    for rank, line in enumerate(lines_of(asked.text), start=1):
        yield sheet.text("RG1/RSG1/RSG1/QSG2/QSG1/Q3", line, rank)


def _means(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    yield sheet.text("RG1/RSG1/RSG1/QSG2/Q1", asked.text)


def _checks(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    accepted = yes_or_no(asked.text)
    if accepted is not None:
        yield sheet.answer("RG1/RSG1/QSG2/Q1", ResponseType.INDICATOR, accepted)


def _samples(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    accepted = yes_or_no(asked.text)
    if accepted is not None:
        yield sheet.answer("RG1/QSG2/Q1", ResponseType.INDICATOR, accepted)


def _staff(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    year, count = first_year(asked.text), first_count(asked.text)
    if count is not None:
        if year is not None:
            yield sheet.answer("RG1/RSG1/QSG2/Q1", ResponseType.QUANTITY_YEAR, Decimal(year))
        yield sheet.answer("RG1/RSG1/QSG2/Q2", ResponseType.QUANTITY_INTEGER, Decimal(count))


def _subcontracting(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    yield sheet.text("RG1/QSG2/Q1", asked.text)


def _certificates(sheet: _Sheet, asked: AskedCriterion) -> _Answers:
    """Say whether certificates can be had; other means of proof are described where there are none (R2143-12)."""
    has_some = yes_or_no(asked.text) is not False
    yield sheet.answer("RG1/RSG1/QSG2/Q1", ResponseType.INDICATOR, has_some)
    if not has_some:
        yield sheet.text("RG1/RSG1/QSG2/QSG1/Q1", asked.text)


_WAYS: Final[Mapping[str, _Way]] = MappingProxyType(
    {
        "profession": _register,
        "register": _register,
        "turnover_by_year": _turnover,
        "turnover_average": _average,
        "turnover_in_domain": _turnover_in_domain,
        "ratio": _ratio,
        "insurance": _insurance,
        "financial": _financial,
        "references": _references,
        "technicians": _people,
        "means": _means,
        "qualification": _qualification,
        "checks": _checks,
        "staff": _staff,
        "subcontracting": _subcontracting,
        "samples": _samples,
        "certificates": _certificates,
    }
)
