"""What the form of a candidacy says of the company that fills it, as its blocks arrive: particular, never a stop.

The same situations as in the search of companies (`situations`), read in what Insee answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from services.mps.domain.answers import StatedFact
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.identity import NO_PUBLIC_DATA, messages_about
from services.mps.domain.situations import MESSAGES, Situation, remarks_about_successions
from services.mps.domain.sources import Source
from services.mps.domain.states import BlockStatus

_SOLE_TRADER: Final = "1"  # categories of legal forms (Insee): natural persons
_PUBLIC_BODY: Final = "7"
_ASSOCIATION: Final = "92"
_NO_EMPLOYEE: Final = "NN"


def remarks_of_form(candidacy: SiretCandidacy, *, today: date) -> tuple[str, ...]:
    """Say what is particular: unknown, closed, abroad, partly public, taken over, new, association, no employee."""
    blocks = {block.source: block for block in candidacy.blocks}
    establishment = blocks.get(Source.ESTABLISHMENT)
    unknown = establishment is not None and establishment.status is BlockStatus.UNKNOWN
    heirs = remarks_about_successions(_facts(blocks, Source.SUCCESSIONS))
    return (
        *((NO_PUBLIC_DATA,) if unknown else ()),
        *messages_about(_facts(blocks, Source.ESTABLISHMENT)),
        *(each.message for each in heirs),
        *(MESSAGES[each] for each in _of_unit(_facts(blocks, Source.LEGAL_UNIT), today=today)),
    )


def _of_unit(facts: Sequence[StatedFact], *, today: date) -> Iterator[Situation]:
    if (_value(facts, "created_on") or "").endswith(f"/{today.year}"):  # perimeter of DGFiP
        yield Situation.VERY_NEW
    form = _value(facts, "legal_form_code") or ""
    if form.startswith(_PUBLIC_BODY):
        yield Situation.PUBLIC_BODY
    elif form.startswith(_ASSOCIATION):
        yield Situation.ASSOCIATION
    elif form.startswith(_SOLE_TRADER):
        yield Situation.SOLE_TRADER
    if _value(facts, "headcount_bracket_code") == _NO_EMPLOYEE:
        yield Situation.NO_EMPLOYEE


def _facts(blocks: Mapping[Source, EvidenceBlock], source: Source) -> tuple[StatedFact, ...]:
    block = blocks.get(source)
    return () if block is None else block.facts


def _value(facts: Sequence[StatedFact], code: str) -> str | None:
    return next((fact.value for fact in facts if fact.code == code), None)
