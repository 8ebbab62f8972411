"""A file that a supplier adds through the portal's interface, and then names in an invoice or in an answer.

Limits of the State's portal: a name of at most 50 characters with an extension, 10 MB each.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.invoicing.domain.attachments import LARGEST, LONGEST_NAME
from services.invoicing.domain.errors import Code
from services.invoicing.domain.matching import Difference
from shared.kernel.ids import Id, InvoiceId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

MOST_WAITING: Final = 200  # files of one organisation that no invoice names yet
WAITING_DAYS: Final = 30  # then a file that no invoice named is destroyed, as an upload that was never finished is


class PortalFileId(Id):
    """A file added by a supplier."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalFile:
    """A file, without its bytes; ``invoice_id`` is None until an invoice names it.

    ``findings`` is what was found when it was added, as for the documents attached to an invoice: told, never refused.
    """

    file_id: PortalFileId
    organisation: Siret
    name: str
    media_type: str
    size: int
    added_at: datetime
    invoice_id: InvoiceId | None = None
    category: str | None = None
    findings: tuple[Difference, ...] = ()

    def __post_init__(self) -> None:
        stem, dot, extension = self.name.rpartition(".")
        plain = not any(each in "/\\" or ord(each) < ord(" ") for each in self.name)
        if not (stem and dot and extension and plain) or len(self.name) > LONGEST_NAME:
            refuse(Code.PORTAL_FILE_NAME, most=LONGEST_NAME)
        if not 0 < self.size <= LARGEST:
            refuse(Code.PORTAL_FILE_SIZE, most=LARGEST)

    @property
    def extension(self) -> str:
        """What follows the last point of the name."""
        return self.name.rpartition(".")[2]


def waits_in_vain_since(now: datetime) -> datetime:
    """Give the instant before which a file that no invoice names was added too long ago."""
    return now - timedelta(days=WAITING_DAYS)
