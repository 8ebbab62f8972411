"""What a source answers when it is asked about a company: four answers, none of which is a legal conclusion.

An HTTP status is not an answer: Urssaf refuses a certificate with a 200 and DGFiP answers 404 to companies in good
standing that are outside its perimeter (API Entreprise, endpoint sheets 14 and 15).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from services.mps.domain.states import BlockAction


@dataclass(frozen=True, slots=True)
class StatedFact:
    """One fact as its issuer states it: a stable code for programmes, a French label and value for people."""

    code: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FetchedDocument:
    """The document of a certificate, downloaded at once because its address expires."""

    content: bytes = field(repr=False)
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FactsStated:
    """The issuer states facts; `as_of` is the day they describe, None when the issuer does not say.

    ``valid_until`` is the last day for which the issuer vouches, None when it names none. ``document_problem`` says in
    French why a document that the answer announces could not be had. ``unknown_fields`` are the paths of fields that
    the published description does not know: they are kept in the payload, and reported.
    """

    facts: tuple[StatedFact, ...]
    as_of: date | None
    payload: str  # the issuer's JSON, whole: fields unknown today are kept
    valid_until: date | None = None
    document: FetchedDocument | None = None
    document_problem: str | None = None
    unknown_fields: tuple[str, ...] = ()


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


class Silence(StrEnum):
    """Why there is no answer; it decides whether the issuer is asked again, and whether the try counts."""

    OUT_OF_ORDER = "out_of_order"  # the issuer, the service or the network failed
    BUSY = "busy"  # quota, pause, maintenance, same call running: the issuer was not heard, the try does not count
    FORBIDDEN = "forbidden"  # the platform's own access is to be mended
    REJECTED = "rejected"  # the request was wrong: repeating it is no use


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The issuer could not answer; `retry_in` is the delay that it announces itself, None when it says nothing."""

    detail: str
    retry_in: timedelta | None = None
    silence: Silence = Silence.OUT_OF_ORDER


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
