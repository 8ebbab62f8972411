"""Whether the interface answers."""

from typing import Final

from services.invoicing.api.cpro.fields.health import Health
from services.invoicing.api.cpro.fields.kinds import Asked
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation


def _check(_call: Call, _asked: Asked) -> Health:
    return Health(body="OK", statusCode="OK", statusCodeValue=200)


HEALTH: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="transverses/v1/health-check",
        summary="Vérifier que l'API répond.",
        asks=Asked,
        answers=Health,
        run=_check,
        method="GET",
    ),
)
