"""What administrations have answered, kept with its validity: a certificate is not fetched twice without need.

Open data serve every candidacy; protected data serve the buyer for whom they were asked, and nobody else (R2143-13,
R2143-14: what was already given to the buyer and remains valid is not asked again).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from services.mps.domain.answers import (
    DeliveryRefused,
    FactsStated,
    NoAnswer,
    NothingKnown,
    SourceAnswer,
    StatedFact,
)
from services.mps.domain.sources import Moment, Source, is_open
from services.mps.domain.states import BlockStatus
from shared.kernel.ids import Id
from shared.kernel.paris import PARIS, legal_day
from shared.kernel.siret import Siret

_SAID_NOTHING_FOR: Final = timedelta(hours=1)  # a company that has just put things right is not held back
_LONGEST: Final = timedelta(weeks=4)  # a certificate may be withdrawn before its last day

_STATES_OF_A_MONTH: Final = frozenset(
    {  # they speak of closed periods: asking again within the month brings the same
        Source.TAX_CERTIFICATE,  # the situation on the last day of the month before (BOI-DJC-ARF, 180)
        Source.TURNOVER,
        Source.ACCOUNTS,
        Source.CAPITAL_LINKS,
        Source.HEADCOUNT,
        Source.DISABLED_WORKERS,
    }
)


class CertificateId(Id):
    """An answer of an administration that was kept."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """The document of a certificate, in the store of bytes."""

    blob_id: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """One kept answer about a number, for a buyer where it is protected, for everybody where it is open."""

    certificate_id: CertificateId
    source: Source
    number: str  # the SIREN or the SIRET that was asked about
    recipient: Siret | None
    status: BlockStatus
    fetched_at: datetime
    fresh_until: datetime
    valid_until: date | None
    as_of: date | None
    facts: tuple[StatedFact, ...]
    detail: str | None
    payload: str
    document: StoredDocument | None
    document_problem: str | None
    unknown_fields: tuple[str, ...]

    def serves(self, moment: Moment, *, now: datetime) -> bool:
        """Tell whether it spares a call: still fresh and, from the award on, fetched for the same day or month."""
        if now >= self.fresh_until:
            return False
        if moment in {Moment.FORM, Moment.EXAMINATION} or self.source in _STATES_OF_A_MONTH:
            return True
        return legal_day(self.fetched_at) == legal_day(now)

    def as_answer(self) -> SourceAnswer:
        """Give the answer that the issuer made."""
        match self.status:
            case BlockStatus.FOUND:
                return FactsStated(
                    self.facts,
                    self.as_of,
                    self.payload,
                    self.valid_until,
                    document_problem=self.document_problem,
                    unknown_fields=self.unknown_fields,
                )
            case BlockStatus.REFUSED:
                return DeliveryRefused(self.facts, self.as_of, self.detail or "", self.payload)
            case BlockStatus.UNKNOWN | BlockStatus.PENDING | BlockStatus.UNAVAILABLE:
                return NothingKnown(self.detail or "", self.payload or None)


def recipient_of(source: Source, recipient: Siret) -> Siret | None:
    """Give whom a kept answer serves: everybody (None) for open data, the buyer alone for protected data."""
    return None if is_open(source) else recipient


def fresh_until(source: Source, answer: SourceAnswer, *, at: datetime) -> datetime:
    """Give the instant until which asking again would bring nothing new."""
    match answer:
        case NothingKnown() | DeliveryRefused() | NoAnswer():
            return at + _SAID_NOTHING_FOR
        case FactsStated(valid_until=last_day):
            if source in _STATES_OF_A_MONTH:
                return _end_of_month(legal_day(at))
            if last_day is not None:
                return min(_end_of_day(last_day), at + _LONGEST)
            return _end_of_day(legal_day(at))


def _end_of_day(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), PARIS)


def _end_of_month(day: date) -> datetime:
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(first, time(), PARIS)
