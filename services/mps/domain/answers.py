"""What a source answers when it is asked about a company: four answers, none of which is a legal conclusion.

An HTTP status is not an answer: Urssaf refuses a certificate with a 200 and DGFiP answers 404 to companies in good
standing that are outside its perimeter (API Entreprise, endpoint sheets 14 and 15).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from services.mps.domain.states import BlockAction


@dataclass(frozen=True, slots=True)
class StatedFact:
    """One fact as its issuer states it: a stable code for programmes, a French label and value for people."""

    code: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FactsStated:
    """The issuer states facts; `as_of` is the day they describe, None when the issuer does not say."""

    facts: tuple[StatedFact, ...]
    as_of: date | None
    payload: str  # the issuer's JSON, whole: fields unknown today are kept


@dataclass(frozen=True, slots=True)
class NothingKnown:
    """The issuer has nothing about this company: unknown, never unfavourable."""

    detail: str
    payload: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryRefused:
    """The issuer says that it refuses to deliver the certificate (Urssaf: `refus_de_delivrance`)."""

    facts: tuple[StatedFact, ...]
    as_of: date | None
    detail: str
    payload: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The issuer could not answer; `retry_in` is the delay that it announces itself, None when it says nothing."""

    detail: str
    retry_in: timedelta | None = None


SourceAnswer = FactsStated | NothingKnown | DeliveryRefused | NoAnswer


def action_of(answer: SourceAnswer) -> BlockAction:
    """Give what an answer does to its block."""
    match answer:
        case FactsStated():
            return BlockAction.STATE_FACTS
        case NothingKnown():
            return BlockAction.KNOW_NOTHING
        case DeliveryRefused():
            return BlockAction.REFUSE_DELIVERY
        case NoAnswer():
            return BlockAction.FAIL
        case _:
            assert_never(answer)
