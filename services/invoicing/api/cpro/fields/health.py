"""Fields of ``transverses/v1/health-check``: the one answer without ``codeRetour``."""

from services.invoicing.api.cpro.fields.kinds import Part


class Health(Part):
    """The interface answers."""

    body: str
    statusCode: str
    statusCodeValue: int
