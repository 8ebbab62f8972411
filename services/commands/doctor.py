"""``plis doctor``: is this machine ready, and what does the configuration mean?"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.settings import Settings, SettingsError

_FREE_BYTES = 1 << 30
_PYTHONS = ((3, 11), (3, 13))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is as it must be, and what was seen."""

    what: str
    ok: bool
    seen: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def doctor(as_json: bool) -> None:  # noqa: FBT001 - click gives its flags by name
    """Vérifier l'environnement et la configuration ; ne change rien."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        findings = [Finding("configuration", ok=False, seen=str(error))]
    else:
        findings = list(_findings(settings))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{'✓' if finding.ok else '✗'} {finding.what} : {finding.seen}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


def _findings(settings: Settings) -> Iterator[Finding]:
    version = sys.version_info[:2]
    yield Finding("Python", ok=_PYTHONS[0] <= version <= _PYTHONS[1], seen=".".join(map(str, sys.version_info[:3])))
    yield _folder("dossier de données", settings.data_dir)
    yield _secrets(settings.secrets_dir)
    yield _disk(settings.data_dir)
    yield _attempt("PostgreSQL", lambda: _database(settings))
    yield Finding(
        "RabbitMQ", ok=True, seen="configuré" if settings.amqp_url else "absent : événements en mémoire du processus"
    )
    yield Finding(
        "courriel",
        ok=True,
        seen=f"au nom de {settings.smtp_from}"
        if settings.smtp_url
        else "aucun serveur (PLIS_SMTP_URL) : les messages restent sur la plateforme, sans avertissement",
    )
    yield Finding(
        "artefacts officiels", ok=True, seen=str(settings.standards_dir or "absents : voir plis standards status")
    )
    yield from _state_portal(settings)
    modes = [name for name, chosen in (("développement", settings.dev), ("bac à sable", settings.sandbox)) if chosen]
    yield Finding("mode", ok=True, seen=", ".join(modes) or "réel")
    identities = settings.oidc_issuer or (
        "émetteur de développement" if settings.dev else "aucun émetteur de confiance"
    )
    yield Finding("identités", ok=bool(settings.oidc_issuer or settings.dev), seen=identities)


def _state_portal(settings: Settings) -> Iterator[Finding]:
    """Say whether the portal of invoices can be asked: its address, the platform's secret, the accounts."""
    what = "portail de l'État (factures)"
    if settings.chorus_pro_url is None:
        yield Finding(what, ok=True, seen="non configuré (PLIS_CHORUS_PRO_URL)")
        return
    secrets = settings.secrets_dir
    has_client = secrets.joinpath("chorus_pro_piste.json").is_file()
    accounts = [path for path in secrets.glob("chorus_pro_*.json") if path.name != "chorus_pro_piste.json"]
    client = "application déclarée" if has_client else "secret chorus_pro_piste.json absent"
    yield Finding(
        what, ok=has_client, seen=f"{settings.chorus_pro_url}, {client}, {len(accounts)} compte(s) technique(s)"
    )


def _attempt(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, ok=True, seen=look())
    except (OSError, SQLAlchemyError, RuntimeError, ImportError) as fault:
        return Finding(what, ok=False, seen=type(fault).__name__)


def _folder(what: str, folder: Path) -> Finding:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return Finding(what, ok=os.access(nearest, os.W_OK), seen=str(folder))


def _secrets(folder: Path) -> Finding:
    if not folder.exists():
        return Finding("dossier des secrets", ok=True, seen=f"{folder} (sera créé, 0700)")
    mode = folder.stat().st_mode & 0o777
    return Finding("dossier des secrets", ok=mode & 0o077 == 0, seen=f"{folder} ({mode:04o})")


def _disk(folder: Path) -> Finding:
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(nearest).free
    return Finding("place sur le disque", ok=free > _FREE_BYTES, seen=f"{free // (1 << 20)} Mio libres")


def _database(settings: Settings) -> str:
    if settings.database_url is None:
        from shared.storage.embedded_home import MAJOR_VERSION  # noqa: PLC0415 - only where it is the default

        return f"embarqué, version {MAJOR_VERSION}"
    from shared.storage.database import Database  # noqa: PLC0415 - only where a server is configured

    database = Database(settings.database_url, "public", pool_size=1, application_name="plis-doctor")
    try:
        with database.reader() as connection:
            return str(connection.execute(text("SHOW server_version")).scalar_one())
    finally:
        database.dispose()
