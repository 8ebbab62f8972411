"""What a company confirms before it deposits: the consultation, its buyer, its lots and its deadline, as they are.

CE 01/06/2023, n° 469127 (Château-Thierry): a response sent to another consultation stays there, so nobody deposits
without having read where. TA Toulouse, 20/10/2025, n° 2506764: the accepted version of the terms of use is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final

from services.responses.domain.consultation import Consultation
from shared.kernel.deadline import Deadline
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

TERMS_VERSION: Final = "2026-11"  # docs/responses.md, « Conditions d'utilisation du dépôt »
_POINTS: Final = {
    "title": "intitulé",
    "buyer_siret": "SIRET de l'acheteur",
    "deadline": "date limite",
    "deadline_version": "version de la date limite",
    "lots": "lots",
    "terms_version": "version des conditions d'utilisation",
}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a depositor says that it has read; kept with the deposit, dated by its declaration."""

    title: str
    buyer_siret: Siret
    deadline: Deadline
    deadline_version: int
    lots: tuple[int, ...]
    terms_version: str

    def check(self, consultation: Consultation, lots: Iterable[int]) -> None:
        """Check what is confirmed against what is true now.

        Raises:
            Refused: `RSP-CONFIRMATION-DIFFERS`, with the points that differ and what is true of each.
        """
        true = confirmation_of(consultation, lots)
        points = [one.name for one in fields(self) if getattr(self, one.name) != getattr(true, one.name)]
        if points:
            shown = {name: str(getattr(true, name)) for name in points}
            told = ", ".join(_POINTS[name] for name in points)
            refuse("RSP-CONFIRMATION-DIFFERS", points=told, consultation=true.title, **shown)


def confirmation_of(consultation: Consultation, lots: Iterable[int]) -> Confirmation:
    """Give what a company that answers these lots has to confirm."""
    known = consultation.known_deadline
    return Confirmation(
        title=consultation.title,
        buyer_siret=consultation.buyer.siret,
        deadline=known.deadline,
        deadline_version=known.version,
        lots=tuple(sorted(lots)),
        terms_version=TERMS_VERSION,
    )
