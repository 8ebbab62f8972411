"""``plis witness``: cosign the log of another platform, so that it can show one history only."""

from pathlib import Path

import click

from shared.http.server import serve as serve_http
from shared.http.witness_app import witness_app
from shared.kernel.clock import SystemClock
from shared.kernel.refusal import InvalidValue
from shared.proof.log_signer import load_key, make_key
from shared.proof.signed_note import NoteKey
from shared.proof.witness import Witness
from shared.settings import SecretFiles


@click.command()
@click.option("--name", required=True, help="Nom du témoin, par exemple temoin.archives.exemple.fr.")
@click.option(
    "--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Clé et derniers états vus."
)
@click.option("--log-key", "log_keys", multiple=True, required=True, help="Clé publique d'un journal, reçue à part.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")
@click.option("--port", default=8099, show_default=True, type=click.IntRange(1, 65535), help="Port d'écoute.")
def witness(name: str, folder: Path, log_keys: tuple[str, ...], host: str, port: int) -> None:
    """Vérifier que chaque état d'un journal prolonge le précédent, puis le cosigner (C2SP tlog-witness)."""
    try:
        logs = [NoteKey.parse(text) for text in log_keys]
    except InvalidValue as error:
        raise click.UsageError(str(error)) from error
    key = load_key(SecretFiles(folder).create("witness_key", make_key))
    served = Witness(name, folder, logs, SystemClock(), key)
    click.echo(f"Clé du témoin : {served.public}")
    serve_http(witness_app(served), host, port)
