"""Saved searches and their alerts (recherches enregistrées, alertes): a company is told of what newly answers it.

A company keeps a few of them, each tells at most once in its period, in one message whatever the number of answers.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from services.tenders.domain.errors import Code
from services.tenders.domain.public_changes import PublicChange, PublicChangeKind
from services.tenders.domain.search import SearchCriteria
from shared.kernel.paris import display_instant
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import SavedSearchId

MOST_OF_ONE: Final = 20  # saved searches of one organisation
MOST_TOLD: Final = 50  # consultations named in one alert
TOLD: Final = (PublicChangeKind.PUBLISHED, PublicChangeKind.CHANGED)


class AlertPeriod(StrEnum):
    """How often an alert may leave."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def length(self) -> timedelta:
        """Give the least time between two alerts."""
        match self:
            case AlertPeriod.HOURLY:
                return timedelta(hours=1)
            case AlertPeriod.DAILY:
                return timedelta(days=1)
            case AlertPeriod.WEEKLY:
                return timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that its owner is told about; ``last_position`` is the last public change already considered."""

    search_id: SavedSearchId
    version: int
    owner: Siret
    name: str
    criteria: SearchCriteria
    period: AlertPeriod
    created_at: datetime
    next_alert_at: datetime
    last_position: int


@dataclass(frozen=True, slots=True)
class NewAnswers:
    """What newly answers a saved search: the first of them, and whether there are more."""

    changes: tuple[PublicChange, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """The text of an alert."""

    subject: str
    body: str


def check_criteria(criteria: SearchCriteria, *, has_words: bool) -> None:
    """Check that a saved search asks for something: one that asks nothing would tell of every publication.

    Raises:
        Refused: ``TND-SEARCH-EMPTY``.
    """
    if replace(criteria, text=None) == SearchCriteria() and not has_words:
        refuse(Code.SEARCH_EMPTY)


def check_quota(count: int) -> None:
    """Check that an organisation may save one more search.

    Raises:
        Refused: ``TND-SEARCH-TOO-MANY``.
    """
    if count >= MOST_OF_ONE:
        refuse(Code.SEARCH_TOO_MANY, limit=MOST_OF_ONE)


def considered(search: SavedSearch, *, position: int, now: datetime) -> SavedSearch:
    """Note that every change up to a position was considered; the next alert waits for the period."""
    return replace(search, last_position=position, next_alert_at=now + search.period.length)


def alert_of(search: SavedSearch, answers: NewAnswers) -> Alert:
    """Write the alert: one paragraph for each consultation, the oldest change first."""
    count = f"plus de {len(answers.changes)}" if answers.has_more else str(len(answers.changes))
    noun = "consultation" if count == "1" else "consultations"
    lines = [f"Votre recherche « {search.name} » a trouvé {count} {noun} :", ""]
    for change in answers.changes:
        what = "Nouvelle" if change.kind is PublicChangeKind.PUBLISHED else "Modifiée"
        lines += [f"{what} : {change.title[:200]}", f"{change.buyer_name[:100]}, {display_instant(change.changed_at)}"]
        lines += [f"/tenders/consultations/{change.tender_id}", ""]
    lines.append("Pour ne plus recevoir cette alerte, supprimez la recherche enregistrée.")
    return Alert(subject=f"{count} {noun} pour « {search.name} »", body="\n".join(lines))
