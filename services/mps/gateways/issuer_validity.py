"""Until when an issuer vouches for its certificate, as the certificate itself says."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from services.mps.domain.sources import Source
from services.mps.gateways.issuer_dates import issuer_day
from services.mps.gateways.issuer_json import JsonMap, at, part, parts

_LAST_DAYS: Final[Mapping[Source, tuple[str, ...]]] = MappingProxyType(
    {
        Source.SOCIAL_CERTIFICATE: ("date_fin_validite",),
        Source.QUALIBAT: ("date_fin_validite",),
        Source.PUBLIC_WORKS_CARD: ("date_fin_validite",),
        Source.PUBLIC_WORKS_LEAVE: ("date_fin_validite",),
        Source.BUILDING_LEAVE: ("date_fin_validite",),
        Source.ENGINEERING: ("date_validite_qualifications", "date_validite_qualifications_probatoires"),
        Source.QUALIFELEC: ("date_fin",),
        Source.RGE: ("date_expiration",),
    }
)


def valid_until(source: Source, answer: JsonMap) -> date | None:
    """Give the last day for which an answer vouches; of several certificates, the one that lasts."""
    keys = _LAST_DAYS.get(source, ())
    days = [issuer_day(part_.get(key)) for part_ in _parts(answer) for key in keys]
    return max((day for day in days if day is not None), default=None)


def _parts(answer: JsonMap) -> Iterator[JsonMap]:
    if isinstance(at(answer, "data"), list):
        yield from (part(row, "data") for row in parts(answer, "data"))
    else:
        yield part(answer, "data")
