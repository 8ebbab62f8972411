"""Every operation that is served, by subject."""

from typing import Final

from services.invoicing.api.cpro.operation import AnyOperation
from services.invoicing.api.cpro.operations.flux import FLUX
from services.invoicing.api.cpro.operations.health import HEALTH

OPERATIONS: Final[tuple[AnyOperation, ...]] = (*HEALTH, *FLUX)
