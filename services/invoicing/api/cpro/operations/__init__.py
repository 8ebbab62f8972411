"""Every operation that is served, by subject."""

from typing import Final

from services.invoicing.api.cpro.operation import AnyOperation
from services.invoicing.api.cpro.operations.attachments import ATTACHMENTS
from services.invoicing.api.cpro.operations.directory import DIRECTORY
from services.invoicing.api.cpro.operations.flux import FLUX
from services.invoicing.api.cpro.operations.health import HEALTH
from services.invoicing.api.cpro.operations.lists import LISTS
from services.invoicing.api.cpro.operations.structures import STRUCTURES

OPERATIONS: Final[tuple[AnyOperation, ...]] = (*HEALTH, *FLUX, *STRUCTURES, *ATTACHMENTS, *DIRECTORY, *LISTS)
