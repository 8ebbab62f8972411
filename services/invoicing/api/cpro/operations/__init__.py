"""Every operation that is served, by subject."""

from typing import Final

from services.invoicing.api.cpro.operation import AnyOperation
from services.invoicing.api.cpro.operations.assistance import ASSISTANCE
from services.invoicing.api.cpro.operations.attachments import ATTACHMENTS
from services.invoicing.api.cpro.operations.commitments import COMMITMENTS
from services.invoicing.api.cpro.operations.consulting import CONSULTING
from services.invoicing.api.cpro.operations.directory import DIRECTORY
from services.invoicing.api.cpro.operations.downloading import DOWNLOADING
from services.invoicing.api.cpro.operations.files import FILES
from services.invoicing.api.cpro.operations.flux import FLUX
from services.invoicing.api.cpro.operations.health import HEALTH
from services.invoicing.api.cpro.operations.history import HISTORY
from services.invoicing.api.cpro.operations.lists import LISTS
from services.invoicing.api.cpro.operations.pdf import PDF
from services.invoicing.api.cpro.operations.reports import REPORTS
from services.invoicing.api.cpro.operations.searching import SEARCHES
from services.invoicing.api.cpro.operations.structures import STRUCTURES
from services.invoicing.api.cpro.operations.submitting import SUBMITTING
from services.invoicing.api.cpro.operations.treating import TREATING
from services.invoicing.api.cpro.operations.validating import VALIDATING

_TREATED: Final = (*TREATING, *VALIDATING, *SUBMITTING)
_INVOICES: Final = (*SEARCHES, *CONSULTING, *HISTORY, *DOWNLOADING, *_TREATED, *PDF, *FILES, *COMMITMENTS)
OPERATIONS: Final[tuple[AnyOperation, ...]] = (
    *HEALTH, *FLUX, *REPORTS, *STRUCTURES, *ATTACHMENTS, *DIRECTORY, *LISTS, *ASSISTANCE, *_INVOICES,
)  # fmt: skip
