"""The versions of a consultation's content (R2151-4): each published one stays public, numbered from 1.

A version is kept when the content changes and when it is first published; an act that leaves the content as it is
(a closing, a score) makes no version here.
"""

from dataclasses import dataclass
from datetime import datetime

from services.tenders.domain.model import TenderContent
from shared.kernel.ids import TenderId


@dataclass(frozen=True, slots=True)
class ContentVersion:
    """The content as it stood from one version of the consultation on; ``number`` counts the published ones."""

    tender_id: TenderId
    version: int
    published: bool
    recorded_at: datetime
    content: TenderContent
    number: int | None = None
