"""``plis simulate``: simulators of the State's systems, for development and demonstrations."""

import os
import re
from dataclasses import replace

import click

from services.commands.simulate_portal import chorus_pro
from services.mps.gateways.api_entreprise_simulator.app import behaviour_for, simulator_for
from services.mps.gateways.api_entreprise_simulator.companies import company_sirets
from services.mps.gateways.api_entreprise_simulator.faults import FaultMode, Faults
from services.mps.gateways.company_directory_simulator import directory_simulator
from services.mps.gateways.dume_simulator.app import DumeBook, create_dume_simulator
from services.mps.gateways.dume_simulator.faults import DEVELOPMENT_ID, DUME_FAULTS
from shared.http.server import HttpServer, Listener
from shared.settings import Settings, SettingsError


@click.group()
def simulate() -> None:
    """Simulateurs de systèmes de l'État (essais et démonstrations)."""


@simulate.command("api-entreprise")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
@click.option(
    "--latency",
    metavar="SECONDES",
    type=click.FloatRange(0, 60),
    default=0.0,
    show_default=True,
    help="Délai de chaque réponse.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="PANNE[:CHEMIN]",
    help=f"Panne à jouer, partout ou sur les chemins qui répondent au motif : {', '.join(FaultMode)}.",
)
@click.option("--maintenances", is_flag=True, help="Respecter les heures de fermeture des fournisseurs.")
@click.option("--unthrottled", is_flag=True, help="Ne compter aucun quota.")
@click.option("--local-documents", is_flag=True, help="Servir ici tous les documents, ceux du bac à sable compris.")
def api_entreprise(
    *, port: int, latency: float, faults: tuple[str, ...], maintenances: bool, unthrottled: bool, local_documents: bool
) -> None:
    """Simuler API Entreprise sur cette machine : réponses du bac à sable officiel s'il est installé, et fictives."""
    try:
        settings = Settings.from_environment(os.environ)
        behaviour = replace(
            behaviour_for(settings),
            latency=latency,
            throttled=not unthrottled,
            maintenances=maintenances,
            local_documents=local_documents,
            faults=_faults(faults),
        )
        server = HttpServer([Listener(simulator_for(settings, behaviour=behaviour), "127.0.0.1", port)])
    except SettingsError as fault:
        raise click.UsageError(str(fault)) from None
    except OSError as error:
        raise click.ClickException(f"Le port {port} n'est pas disponible : {error.strerror or error}.") from error
    server.run(on_started=lambda: _greet(settings, port))


simulate.add_command(chorus_pro)


@simulate.command("annuaire")
@click.option("--port", default=8091, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
def annuaire(*, port: int) -> None:
    """Simuler l'annuaire des entreprises (API Recherche d'entreprises) sur cette machine : entreprises fictives."""
    try:
        server = HttpServer([Listener(directory_simulator(), "127.0.0.1", port)])
    except OSError as error:
        raise click.ClickException(f"Le port {port} n'est pas disponible : {error.strerror or error}.") from error
    used = f"PLIS_DEV=1 PLIS_COMPANY_DIRECTORY_URL=http://127.0.0.1:{port} plis serve"
    server.run(on_started=lambda: click.echo(f"Pour l'utiliser : {used}"))


@simulate.command("dume")
@click.option("--port", default=8092, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
@click.option("--technical-id", default=DEVELOPMENT_ID, show_default=True, help="Plateforme que le service connaît.")
@click.option("--fault", type=click.Choice(list(DUME_FAULTS)), help="Panne à jouer à chaque appel.")
def dume(*, port: int, technical_id: str, fault: str | None) -> None:
    """Simuler le service DUME de l'État sur cette machine, d'après ses tables de champs."""
    try:
        simulator = create_dume_simulator(DumeBook(DUME_FAULTS.get(fault or "")), technical_id=technical_id)
        server = HttpServer([Listener(simulator, "127.0.0.1", port)])
    except OSError as error:
        raise click.ClickException(f"Le port {port} n'est pas disponible : {error.strerror or error}.") from error
    url = f"PLIS_DEV=1 PLIS_DUME_URL=http://127.0.0.1:{port}/dume PLIS_DUME_TECHNICAL_ID={technical_id}"
    server.run(on_started=lambda: click.echo(f"Pour l'utiliser : {url} PLIS_OPERATOR_SIRET=… plis serve"))


def _faults(asked: tuple[str, ...]) -> Faults:
    chosen = Faults()
    for each in asked:
        mode, _, pattern = each.partition(":")
        try:
            chosen.add(FaultMode(mode), pattern)
        except (ValueError, re.error):
            raise click.UsageError(f"Panne inconnue ou motif illisible : {each}.") from None
    return chosen


def _greet(settings: Settings, port: int) -> None:
    official = settings.samples_dir is not None
    click.echo(f"Simulateur d'API Entreprise : http://127.0.0.1:{port}")
    click.echo("Réponses du bac à sable officiel : " + ("oui" if official else "non installées"))
    click.echo("Entreprises fictives : " + ", ".join(company_sirets()))
    click.echo(f"Pour l'utiliser : PLIS_DEV=1 PLIS_API_ENTREPRISE_URL=http://127.0.0.1:{port} plis serve")
