"""The buyer's reading of one candidate: each ground of exclusion, each thing asked, what is missing, what comes last.

Law: CCP R2144-1 to R2144-7, R2142-6 (turnover), R2143-13 and -14 (what is not asked again). Figures are compared, and
the comparison is shown: it decides nothing (R2142-14 for references).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from services.mps.domain.form import CandidacyForm, GivenAnswer
from services.mps.domain.grounds import GROUNDS, Finding, GroundReading, Sign, read_ground
from services.mps.domain.papers import Paper
from services.mps.domain.readings import Outcome
from services.mps.domain.requirements import AskedItem, Category
from services.mps.domain.sources import Source

_NUMBER: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_SPACES: Final = re.compile(r"[\s\u00a0\u202f]")
_COMPARED: Final = {"turnover": (Source.TURNOVER, "turnover_"), "headcount": (Source.HEADCOUNT, "headcount_")}
_SHARED: Final = frozenset({Category.ECONOMIC, Category.TECHNICAL})  # capacities of a group count together (R2142-25)


@dataclass(frozen=True, slots=True)
class CriterionReading:
    """One thing asked: what was found, what the company says, how a figure stands against the level asked."""

    item: AskedItem
    findings: tuple[Finding, ...]
    answer: GivenAnswer | None
    papers: tuple[Paper, ...]
    comparison: str | None

    @property
    def is_missing(self) -> bool:
        """Say whether nobody said anything of it: it may be completed (R2144-2)."""
        known = any(each.outcome in {Outcome.FAVOURABLE, Outcome.INFO} for each in self.findings)
        is_waited = any(each.outcome in {Outcome.PENDING, Outcome.PROVIDER_ERROR_RETRY} for each in self.findings)
        return not (known or is_waited or self.papers or (self.answer is not None and self.answer.value.strip()))


@dataclass(frozen=True, slots=True)
class BuyerReading:
    """The whole reading of one candidate."""

    grounds: tuple[GroundReading, ...]
    criteria: tuple[CriterionReading, ...]
    others: tuple["BuyerReading", ...] = ()

    @property
    def missing(self) -> tuple[AskedItem, ...]:
        """Give what may be asked for completion: never proofs of exclusion, which the winner alone gives (R2144-4).

        What one of those whose capacities count together has given is not missing (R2142-25).
        """
        given = {each.item for other in self.others for each in other.criteria if not each.is_missing}
        shared = {item for item in given if item.category in _SHARED}
        return tuple(
            each.item
            for each in self.criteria
            if each.is_missing and each.item.category is not Category.EXCLUSION and each.item not in shared
        )

    @property
    def demands(self) -> tuple[str, ...]:
        """Give what to ask from the likely winner alone: only what no administration vouched for."""
        wanted = {Sign.UNKNOWN, Sign.TO_EXAMINE, Sign.WAITING}
        asked = [proof for each in self.grounds if each.sign in wanted for proof in each.ground.winner_proofs]
        declared = [proof for each in self.grounds if each.sign is Sign.DECLARED for proof in each.ground.winner_proofs]
        return tuple(dict.fromkeys((*asked, *declared)))


def read_candidate(
    items: Sequence[AskedItem],
    *,
    findings: Sequence[Finding],
    form: CandidacyForm | None,
    papers: Sequence[Paper],
) -> BuyerReading:
    """Read a candidate against the law and against what the consultation asks."""
    answers = () if form is None else form.content.answers
    criteria = tuple(_criterion(item, findings=findings, answers=answers, papers=papers) for item in items)
    return BuyerReading(tuple(read_ground(ground, findings) for ground in GROUNDS), criteria)


def _criterion(
    item: AskedItem, *, findings: Sequence[Finding], answers: Sequence[GivenAnswer], papers: Sequence[Paper]
) -> CriterionReading:
    sources = () if item.datum is None else item.datum.sources
    mine = tuple(each for each in findings if each.source in sources)
    given = [each for each in answers if each.code == item.code and each.lot_number in {None, item.lot_number}]
    answer = next((each for each in given if each.lot_number == item.lot_number), next(iter(given), None))
    joined = tuple(each for each in papers if each.about in {item.code, *sources})
    return CriterionReading(item, mine, answer, joined, _comparison(item, mine))


def _comparison(item: AskedItem, findings: Sequence[Finding]) -> str | None:
    """Compare known figures with the level asked, in words; None where there is nothing to compare."""
    floor = None if item.minimum is None else _amount(item.minimum)
    compared = _COMPARED.get(item.code)
    if floor is None or compared is None:
        return None
    source, prefix = compared
    facts = [fact for each in findings if each.source is source for fact in each.facts if fact.code.startswith(prefix)]
    figures = [figure for fact in facts if (figure := _amount(fact.value)) is not None]
    if not figures:
        return None
    reached = sum(1 for figure in figures if figure >= floor)
    return f"{reached} valeur(s) connue(s) sur {len(figures)} atteignent le niveau demandé ({item.minimum})."


def _amount(text: str) -> Decimal | None:
    found = _NUMBER.search(_SPACES.sub("", text))
    try:
        return None if found is None else Decimal(found[0].replace(",", "."))
    except InvalidOperation:  # pragma: no cover - the pattern allows nothing else
        return None
