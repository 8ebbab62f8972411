"""``plis api``: the HTTP face of one service, any number of processes behind a proxy."""

import click

from services.all_in_one import build_service, security_of
from services.commands.given import settings_given
from shared.http.metrics_app import metrics_app
from shared.http.server import Listener
from shared.http.server import serve as serve_http
from shared.messaging.outbox import commit_wake_up
from shared.observability import configure_logging, configure_tracing
from shared.storage.roles import SERVICES, service_database


@click.command("api")
@click.argument("service", type=click.Choice(SERVICES))
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
def api(service: str, host: str, port: int) -> None:
    """Servir l'API de SERVICE ; SIGTERM termine les demandes en cours, puis le processus."""
    settings = settings_given()
    configure_logging(f"{service}-api", settings.log_level)
    configure_tracing(f"{service}-api")
    wake_ups = service_database(settings, service, pool_size=1)
    wake_up = commit_wake_up(wake_ups, service)
    built = build_service(service, settings, security_of(settings), on_commit=wake_up.signal)
    internal = Listener(metrics_app(), "127.0.0.1", settings.metrics_port) if settings.metrics_port else None
    try:
        serve_http(built.api, host, port, internal=internal)
    finally:
        built.app.close()
        wake_ups.dispose()
