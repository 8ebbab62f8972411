"""`plis migrate`: prepare or update the database; the only command that changes schemas, roles and rights."""

import json
import os

import click
from sqlalchemy.exc import OperationalError

from shared.settings import Settings, SettingsError
from shared.storage.embedded import EmbeddedPostgres
from shared.storage.embedded_home import EmbeddedPostgresError
from shared.storage.migrate import SchemaAhead, expected_heads, migrate_fully
from shared.storage.roles import admin_url


@click.command("migrate")
@click.option("--json", "as_json", is_flag=True, help="Résultat en JSON.")
def migrate(*, as_json: bool) -> None:
    """Prépare ou met à jour la base : rôles, droits, schémas de chaque service.

    Avec PLIS_DATABASE_URL, l'adresse est celle d'un administrateur de la base externe ; sinon la base intégrée est
    démarrée le temps de la mise à jour.
    """
    try:
        settings = Settings.from_environment(os.environ)
        _migrate(settings)
    except (SettingsError, EmbeddedPostgresError, SchemaAhead) as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:
        raise click.ClickException(f"La base de données ne répond pas, ou pas à temps : {error.orig}") from error
    _tell(as_json=as_json)


def _migrate(settings: Settings) -> None:
    if settings.database_url is not None:
        migrate_fully(admin_url(settings), settings)
        return
    server = EmbeddedPostgres(settings.data_dir, settings.secrets_dir)
    server.start()
    try:
        migrate_fully(server.url, settings)
    finally:
        server.stop()


def _tell(*, as_json: bool) -> None:
    heads = dict(expected_heads())
    if as_json:
        click.echo(json.dumps({"schemas": heads}))
        return
    for service, head in heads.items():
        click.echo(f"Schéma {service} : à jour ({head}).")
