"""``plis simulate``: simulators of the State's systems, for development and demonstrations."""

import os

import click

from services.mps.gateways.api_entreprise_simulator.app import simulator_for
from services.mps.gateways.api_entreprise_simulator.companies import company_sirets
from shared.http.server import HttpServer, Listener
from shared.settings import Settings, SettingsError


@click.group()
def simulate() -> None:
    """Simulateurs de systèmes de l'État (essais et démonstrations)."""


@simulate.command("api-entreprise")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
def api_entreprise(*, port: int) -> None:
    """Simuler API Entreprise sur cette machine : réponses du bac à sable officiel s'il est installé, et fictives."""
    try:
        settings = Settings.from_environment(os.environ)
        server = HttpServer([Listener(simulator_for(settings), "127.0.0.1", port)])
    except SettingsError as fault:
        raise click.UsageError(str(fault)) from None
    except OSError as error:
        raise click.ClickException(f"Le port {port} n'est pas disponible : {error.strerror or error}.") from error
    server.run(on_started=lambda: _greet(settings, port))


def _greet(settings: Settings, port: int) -> None:
    official = settings.samples_dir is not None
    click.echo(f"Simulateur d'API Entreprise : http://127.0.0.1:{port}")
    click.echo("Réponses du bac à sable officiel : " + ("oui" if official else "non installées"))
    click.echo("Entreprises fictives : " + ", ".join(company_sirets()))
    click.echo(f"Pour l'utiliser : PLIS_DEV=1 PLIS_API_ENTREPRISE_URL=http://127.0.0.1:{port} plis serve")
