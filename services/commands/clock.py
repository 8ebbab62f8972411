"""``plis clock``: what is known of the platform's clock, and an operator's decision to open in spite of a drift."""

import json
import os

import click

from services.responses.wiring import SERVICE, App, build
from shared.kernel.principal import Principal
from shared.proof.log import state_act
from shared.settings import Settings, SettingsError
from shared.storage.unit_of_work import Scope


@click.group()
def clock() -> None:
    """Horloge de la plateforme."""


def _app() -> App:
    try:
        return build(Settings.from_environment(os.environ))
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


@clock.command()
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def status(*, as_json: bool) -> None:
    """Dire l'écart de l'horloge : ok, inconnu ou en dérive."""
    app = _app()
    try:
        with app.open_uow(Scope(Principal.system(SERVICE), correlation_id="clock")) as uow:
            found = uow.clock_offsets.current(uow.clock.now())
    finally:
        app.close()
    told = {"state": found.state.value, "milliseconds": found.milliseconds, "source": found.source}
    click.echo(json.dumps(told) if as_json else f"Horloge : {found.state.value} ({found.milliseconds} ms)")


@clock.command()
@click.option("--reason", required=True, help="Pourquoi les ouvertures peuvent reprendre.")
@click.option("--operator", required=True, help="Qui le décide.")
def accept(*, reason: str, operator: str) -> None:
    """Laisser les ouvertures reprendre pendant une heure malgré une dérive ; l'acte est inscrit au journal."""
    app = _app()
    try:
        with app.open_uow(Scope(Principal.system(SERVICE), correlation_id="clock")) as uow:
            now = uow.clock.now()
            uow.clock_offsets.accept(at=now, subject=operator, reason=reason)
            state_act(uow, "clock_drift_accepted", f"clock/{now.isoformat()}", reason=reason, operator=operator)
            uow.record("clock_drift_accepted", "clock", {"reason": reason, "operator": operator})
            uow.commit()
    finally:
        app.close()
    click.echo("Décision inscrite au journal ; les ouvertures reprennent pour une heure.")
