"""``plis demo``: one complete procurement, played through the public APIs and told step by step."""

import json
import sys
import tempfile
from pathlib import Path

import click
import httpx

from services.demo import story
from services.demo.desk import Unexpected
from services.demo.identities import DevelopmentTokens, SignedTokens
from services.demo.narration import Narrator
from services.demo.platform import OwnPlatform, PlatformFailed, RunningPlatform, free_port
from services.demo.play import play
from services.demo.progress import Progress
from services.demo.stage import Stage, patient_client
from services.demo.summary import summary_of
from shared.http.dev_issuer import LAUNCH_SECRET

_GREATEST_FACTOR = 1_000_000


@click.command()
@click.option("--json", "as_json", is_flag=True, help="N'écrire que le résumé ; le récit va au canal d'erreur.")
@click.option("--folder", type=click.Path(path_type=Path), help="Dossier de la démonstration ; y reprendre une autre.")
@click.option(
    "--factor",
    type=click.IntRange(1000, _GREATEST_FACTOR),
    default=story.DEFAULT_FACTOR,
    show_default=True,
    help="Secondes légales par seconde réelle.",
)
@click.option("--url", help="Jouer sur une plateforme bac à sable déjà lancée.")
@click.option(
    "--identity-key", type=click.Path(path_type=Path, exists=True), help="Clé de l'émetteur d'identités, avec --url."
)
def demo(*, as_json: bool, folder: Path | None, factor: int, url: str | None, identity_key: Path | None) -> None:
    """Jouer un marché complet : publication, plis scellés, ouverture, attribution, facture, paiement, intérêts."""
    if (url is None) != (identity_key is None):
        raise click.UsageError("--url et --identity-key vont ensemble.")
    chosen = folder or Path(tempfile.mkdtemp(prefix="plis-demo-"))
    chosen.mkdir(parents=True, exist_ok=True)
    stage = _stage(chosen.resolve(), Narrator(to_errors=as_json), factor, url, identity_key)
    try:
        stage.platform.ensure_running()
        play(stage)
        summary = summary_of(stage)
    except httpx.HTTPStatusError as error:
        raise click.ClickException(f"{error.request.url.path} : {error.response.text[:600]}") from error
    except (PlatformFailed, Unexpected) as error:
        raise click.ClickException(f"{error}\nDossier de la démonstration : {chosen}") from error
    finally:
        stage.platform.stop()
    failed = [check for check in stage.checks if not check.ok]
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
    counted = f"{len(stage.checks) - len(failed)} vérifications sur {len(stage.checks)} tiennent"
    stage.narrator.say(f"\n{counted}. Dossier : {chosen}", bold=True)
    sys.exit(1 if failed else 0)


def _stage(folder: Path, narrator: Narrator, factor: int, url: str | None, identity_key: Path | None) -> Stage:
    progress = Progress(folder / "progress.json")
    if url is not None and identity_key is not None:
        running = RunningPlatform(url.rstrip("/"))
        return Stage(folder, running, SignedTokens(identity_key), progress, narrator, factor)
    port = progress.once("port", free_port)
    own = OwnPlatform(folder, port=int(str(port)))
    issuer = DevelopmentTokens(patient_client(own), own.secrets_dir / LAUNCH_SECRET)
    return Stage(folder, own, issuer, progress, narrator, factor)
