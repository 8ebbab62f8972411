"""The HTTP application of invoicing, under ``/invoicing``."""

from fastapi import FastAPI

from services.invoicing.api.needs import LIMITS, InvoicingApp
from services.invoicing.api.routers import invoicing_routers
from services.invoicing.api.texts import TEXTS
from shared.http.app import service_app
from shared.http.security import Security

DESCRIPTION = (
    "Après la signature : bons de commande, factures (UBL, CII, Factur-X) jugées par les règles officielles, service "
    "fait, mandat, paiement, intérêts moratoires, et le fil que suivent les systèmes financiers."
)


def create_app(app: InvoicingApp, security: Security) -> FastAPI:
    """Build the HTTP application of the service."""
    return service_app(
        service="invoicing",
        title="Plis : commandes, factures, paiements",
        description=DESCRIPTION,
        routers=invoicing_routers(app),
        security=security,
        readiness=app.readiness,
        limits=LIMITS,
        texts=TEXTS,
        handlers=app.database.pool_size,
        sandbox=app.settings.sandbox,
        development=app.settings.dev,
    )
