"""The HTTP application of the simplified application, under ``/mps``."""

from typing import Final

from fastapi import FastAPI

from services.mps.api.limits import LIMITS
from services.mps.api.routers import mps_routers
from services.mps.api.service import MpsApp
from services.mps.api.texts import TEXTS
from shared.http.app import service_app
from shared.http.security import Security

DESCRIPTION: Final = (
    "Un numéro SIRET suffit : l'administration rassemble elle-même ce qu'elle sait de l'entreprise "
    "(« dites-le-nous une fois », article R2143-13 du code de la commande publique)."
)


def create_app(app: MpsApp, security: Security) -> FastAPI:
    """Build the HTTP application of the service."""
    return service_app(
        service="mps",
        title="Plis : candidature par numéro SIRET",
        description=DESCRIPTION,
        routers=mps_routers(app),
        security=security,
        readiness=app.readiness,
        texts=TEXTS,
        limits=LIMITS,
        sandbox=app.settings.sandbox,
        development=app.settings.dev,
    )
