"""The HTTP application of tenders, under ``/tenders``."""

from typing import Final

from fastapi import FastAPI

from services.tenders.api.content_limits import CONTENT_LIMITS
from services.tenders.api.documents import CONSULTATION_BYTES, DOCUMENT_BYTES
from services.tenders.api.errors import TEXTS
from services.tenders.api.evaluations import REPORT_LINES
from services.tenders.api.exports import EXPORT_ROWS
from services.tenders.api.messages_inputs import MESSAGE_LIMITS
from services.tenders.api.needs_inputs import NEED_LIMITS
from services.tenders.api.price_schedules import SCHEDULE_BYTES, SCHEDULE_LINES
from services.tenders.api.routers import tender_routers
from services.tenders.api.service import TendersApp
from services.tenders.domain.documents import DOCUMENTS_OF_TENDER
from services.tenders.domain.registrations import CONFIRMATIONS_PER_DAY
from services.tenders.domain.visits import VISITS_OF_TENDER
from shared.http.app import service_app
from shared.http.limits import GIB, Limit, LimitsTable
from shared.http.security import Security

DESCRIPTION: Final = (
    "La consultation, ses documents, l'analyse des offres, l'attribution et le marché. La lecture des consultations "
    "publiées et le téléchargement des documents sont libres, directs et sans compte (article R2132-2 du code de la "
    "commande publique)."
)
_DOCUMENTS: Final = (
    Limit(DOCUMENT_BYTES, 5 * GIB, "octets", "Document de la consultation"),
    Limit(CONSULTATION_BYTES, 50 * GIB, "octets", "Toutes les versions des documents d'une consultation"),
    Limit("document_versions", DOCUMENTS_OF_TENDER, "éléments", "Versions de documents d'une consultation"),
    Limit("visits", VISITS_OF_TENDER, "éléments", "Visites d'une consultation"),
    Limit("registration_confirmations_per_day", CONFIRMATIONS_PER_DAY, "éléments", "Confirmations vers une adresse"),
)


def create_app(app: TendersApp, security: Security) -> FastAPI:
    """Build the application from what the wiring made."""
    ceiling = app.platform.ceiling
    limits = [
        *_DOCUMENTS,
        *CONTENT_LIMITS,
        *MESSAGE_LIMITS,
        *NEED_LIMITS,
        EXPORT_ROWS,
        SCHEDULE_BYTES,
        SCHEDULE_LINES,
        REPORT_LINES,
        Limit("response_file_bytes", ceiling.max_file_bytes, "octets", "Fichier d'un pli, au plus"),
        Limit("response_deposit_bytes", ceiling.max_deposit_bytes, "octets", "Ensemble d'un pli, au plus"),
    ]
    return service_app(
        service="tenders",
        title="Plis : consultations et marchés",
        description=DESCRIPTION,
        routers=tender_routers(app),
        security=security,
        readiness=app.readiness,
        limits=LimitsTable(limits),
        texts=TEXTS,
        handlers=app.handler_places,
        sandbox=app.settings.sandbox,
        development=app.settings.dev,
    )
