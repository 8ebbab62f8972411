"""The first page of a development platform: what runs here and where to look, without any outside asset."""

from html import escape

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.http.problems import problem_document, problem_response
from shared.http.texts import HTTP_TEXTS
from shared.kernel.refusal import Refusal
from shared.settings import Settings
from shared.storage.roles import SERVICES

_TITLES = {
    "tenders": "Consultations et marchés",
    "responses": "Réponses électroniques scellées",
    "mps": "Candidature par numéro SIRET",
    "invoicing": "Commandes, factures, paiements",
}


def front_page(settings: Settings) -> ASGIApp:
    """Build what answers outside the services: the first page at ``/``, a problem document 404 elsewhere."""
    page = HTMLResponse(_page(settings))

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        response: Response = page
        if scope["path"] != "/":
            document = problem_document(Refusal("HTTP-NOT-FOUND"), HTTP_TEXTS, request_id=None)
            response = problem_response(document)
        await response(scope, receive, send)

    return application


def _page(settings: Settings) -> str:
    rows = "".join(
        f'<li><strong>{escape(_TITLES[name])}</strong> : <a href="/{name}/docs">documentation</a>, '
        f'<a href="/{name}/openapi.json">OpenAPI</a>, <a href="/{name}/limits">limites</a>, '
        f'<a href="/{name}/readyz">état</a></li>'
        for name in SERVICES
    )
    notes = [
        (settings.dev, "Identités de développement : personne n'est vérifié."),
        (settings.sandbox, "Bac à sable : rien de ce qui se fait ici n'engage."),
    ]
    warnings = "".join(f"<p><strong>{escape(text)}</strong></p>" for shown, text in notes if shown)
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Plis</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem}</style></head>"
        "<body><main><h1>Plis</h1><p>La commande publique électronique, de la publication au paiement.</p>"
        f"{warnings}<ul>{rows}</ul></main></body></html>"
    )
