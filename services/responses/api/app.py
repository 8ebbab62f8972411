"""The routes of responses, under `/responses`."""

from contextlib import AbstractContextManager
from typing import Final

from fastapi import FastAPI, Request

from services.responses.api.attempts import attempts_router
from services.responses.api.declarations import deposits_router
from services.responses.api.deposits import consultations_router, receipts_router
from services.responses.api.openings import ceremonies_router, openings_router, peels_router
from services.responses.api.ports import ResponsesApp, scope_of
from services.responses.api.practice import copies_router, practice_router
from services.responses.api.texts import TEXTS
from services.responses.api.uploads import uploads_router
from services.responses.domain.deposit import MOST_DOCUMENTS, MOST_FILES
from services.responses.domain.quota import MOST_OPEN_BYTES, MOST_OPEN_DEPOSITS
from services.responses.ports import UnitOfWork
from shared.http.app import service_app
from shared.http.count_routes import count_policy_router
from shared.http.custodian_routes import custodians_router
from shared.http.group_routes import groups_router, own_groups_router
from shared.http.limits import MIB, Limit, LimitsTable
from shared.http.log_routes import log_router
from shared.http.register_routes import decisions_router, envelope_router, retention_router
from shared.http.security import Security
from shared.kernel.principal import Principal
from shared.sealing.custody import GREATEST_WRAP

DESCRIPTION: Final = (
    "Les plis des entreprises : scellés chez elles, déposés, horodatés, inscrits à un journal public vérifiable, "
    "ouverts après la date limite par plusieurs détenteurs de clé ensemble (articles R2132-9, R2151-5 et R2151-6)."
)
LIMITS: Final = (
    Limit("json_body_bytes", 8 * MIB, "octets", "Contenu JSON d'une demande, déclaration d'un dépôt comprise"),
    Limit("deposit_files", MOST_FILES, "éléments", "Fichiers scellés d'un dépôt"),
    Limit("file_documents", MOST_DOCUMENTS, "éléments", "Documents d'un fichier scellé"),
    Limit("open_deposits", MOST_OPEN_DEPOSITS, "éléments", "Dépôts inachevés d'une entreprise"),
    Limit("open_bytes", MOST_OPEN_BYTES, "octets", "Octets déclarés par les dépôts inachevés d'une entreprise"),
    Limit("wrap_bytes", GREATEST_WRAP, "octets", "Une clé imbriquée"),
)

# Short questions by the dozen: more threads only fight for the interpreter, and a rush ends later.
_HANDLERS: Final = 3
# At a deadline a thousand companies ask at once: their turn comes, and asking again would only delay it.
_PATIENCE_SECONDS: Final = 30.0


def create_app(app: ResponsesApp, security: Security) -> FastAPI:
    """Build the HTTP application of the service."""

    def opening(request: Request, principal: Principal) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work for a read."""
        return app.open_uow(scope_of(request, principal))

    return service_app(
        service="responses",
        title="Plis : dépôt et ouverture des plis",
        description=DESCRIPTION
        + " La taille des fichiers et des dépôts est limitée par chaque consultation, qui la publie.",
        handlers=_HANDLERS,
        patience=_PATIENCE_SECONDS,
        routers=[
            consultations_router(app),
            custodians_router(app),
            deposits_router(app),
            groups_router(app),
            own_groups_router(opening),
            receipts_router(app),
            attempts_router(app),
            uploads_router(app),
            log_router(opening, app.log_key),
            ceremonies_router(app),
            peels_router(app),
            openings_router(app),
            practice_router(app),
            copies_router(app),
            envelope_router(app, opening),
            decisions_router(app),
            count_policy_router(app, opening),
            retention_router(app, opening),
        ],
        security=security,
        readiness=app.readiness,
        limits=LimitsTable(LIMITS),
        texts=TEXTS,
        sandbox=app.settings.sandbox,
        development=app.settings.dev,
    )
