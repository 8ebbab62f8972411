"""The consultation as the simplified application needs it: what to tell the administrations, and how its time runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.mps.domain.sources import CARDS, Source
from shared.kernel.ids import TenderId
from shared.kernel.paris import legal_day
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline

CONTEXT: Final = "Marchés publics"


@dataclass(frozen=True, slots=True)
class KnownLot:
    """A lot of a consultation."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class KnownTender:
    """A published consultation, as its last event described it."""

    tender_id: TenderId
    version: int
    buyer_siret: Siret
    buyer_name: str
    title: str
    deadline: datetime
    timeline: Timeline
    sandbox: bool
    lots: tuple[KnownLot, ...] = ()
    kind: str = ""
    consultation_id: TenderId | None = None  # of which this is a stage, where its announcement says it
    procedure: str = ""  # as its buyer announces it; unknown for a market declared by an editor


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why an administration is asked, for its own log: context, object and the buyer who will use the answer.

    The three are compulsory for API Entreprise; `recipient` is the buyer, never the platform's publisher.
    """

    context: str
    object: str
    recipient: Siret


@dataclass(frozen=True, slots=True)
class Question:
    """One question to one source about one establishment, for one purpose; `year` is the last full legal year."""

    source: Source
    siret: Siret
    purpose: Purpose
    year: int


def question_about(*, siret: Siret, source: Source, tender: KnownTender, now: datetime) -> Question:
    """Ask a source about a candidate of a consultation; the year follows the consultation's own time."""
    last_full_year = legal_day(tender.timeline.legal_at(now)).year - 1
    purpose = Purpose(CONTEXT, f"Consultation {tender.tender_id} - {CARDS[source].title}", tender.buyer_siret)
    return Question(source, siret, purpose, last_full_year)
