"""Documents obtained by other means than the profile (R2132-5), which add days to the minimum period (R2151-2).

The notice says by which means; whatever the reason, the document stays free.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.tenders.domain.documents import DocumentName
from shared.kernel.ids import DocumentId, TenderId


class ElsewhereReason(StrEnum):
    """Why a document is not on the profile (R2132-5, R2132-12, R2132-13)."""

    CONFIDENTIAL = "confidential"  # measures that protect information, second paragraph
    TOO_LARGE = "too_large"  # third paragraph: by other electronic means
    UNCOMMON_TOOLS = "uncommon_tools"  # R2132-12 3° to 5°
    PHYSICAL = "physical"  # models and samples, R2132-12 6°
    SECURITY = "security"  # R2132-12 7°


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewhereDocument:
    """A document that is not on the profile, why, and how anybody obtains it."""

    document_id: DocumentId
    tender_id: TenderId
    name: DocumentName
    reason: ElsewhereReason
    means: str
    added_at: datetime
