"""``plis serve``: the whole platform on one machine."""

import gc
import os
import shutil
import signal
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from services.embedded_database import EmbeddedDatabase
from shared.observability import configure_logging, configure_tracing
from shared.settings import Settings, SettingsError
from shared.storage.embedded_home import EmbeddedPostgresError

# New objects before a look for garbage, and looks before a deeper one. By Python's own numbers (700, 10, 10) it was a
# fortieth of the processor time of an invoice.
_GARBAGE: Final = (10_000, 10, 10)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
@click.option("--quiet", is_flag=True, help="Ne rien afficher d'autre que le journal.")
def serve(*, host: str, port: int, quiet: bool) -> None:
    """Lancer toute la plateforme ; Ctrl-C l'arrête, les données restent."""
    try:
        settings = _settings(port)
        configure_logging("plis", settings.log_level)
        configure_tracing("plis")
        signal.signal(signal.SIGTERM, _interrupt)  # while starting, a polite stop is Ctrl-C
        _run(settings, host=host, port=port, quiet=quiet)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    except EmbeddedPostgresError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"La plateforme ne démarre pas : {error.strerror or error}.") from error
    except KeyboardInterrupt:
        pass
    if not quiet:
        click.echo("\nPlis est arrêté ; les données restent.", err=True)


def _run(settings: Settings, *, host: str, port: int, quiet: bool) -> None:
    def greet() -> None:
        gc.freeze()
        gc.set_threshold(*_GARBAGE)
        gc.enable()
        if not quiet:
            _greet(settings, host, port)

    gc.disable()  # what is loaded stays: looking for garbage in it, again and again, is a fifth of the start
    embedded = EmbeddedDatabase(settings) if settings.database_url is None else None
    with embedded or nullcontext():
        # Imported here: the embedded database starts in the meantime.
        from services.all_in_one import run_platform  # noqa: PLC0415

        database_ready = embedded.wait if embedded else lambda: None
        run_platform(settings, host=host, port=port, database_ready=database_ready, on_started=greet)


def _settings(port: int) -> Settings:
    """Read the environment; on one machine without another issuer, identities are those of development."""
    settings = Settings.from_environment(os.environ)
    public_url = settings.public_url if "PLIS_PUBLIC_URL" in os.environ else f"http://127.0.0.1:{port}"
    return replace(settings, dev=settings.dev or settings.oidc_issuer is None, public_url=public_url)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _program() -> str:
    """Give the words that start this program again in the same terminal, which may not have it on its path."""
    return "plis" if shutil.which("plis") else str(Path(sys.executable).with_name("plis"))


def _greet(settings: Settings, host: str, port: int) -> None:
    url = f"http://{host}:{port}"
    lines = [
        "",
        f"Plis écoute : {url}",
        *(f"  {url}/{service}/docs" for service in ("tenders", "responses", "mps", "invoicing")),
        "",
        "Pour essayer :",
        f"  curl {url}/tenders/consultations",
    ]
    if settings.dev:
        lines += [
            f"  PLIS_SECRETS_DIR={settings.secrets_dir} {_program()} token acheteur --url {url}",
            "",
            "Identités de développement : personne n'est vérifié.",
        ]
    lines += [f"Données : {settings.data_dir} ; secrets : {settings.secrets_dir}", "Ctrl-C pour arrêter."]
    click.echo("\n".join(lines), err=True)
