"""``plis deposit --practice``: a whole deposit in the test space, and its report in French."""

import json
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import click

from services.clients.responses import ResponsesClient
from services.clients.sealing import ToSeal, deposit, seal
from shared.kernel.paris import display_instant
from shared.kernel.siret import Siret
from shared.sealing.manifest import Role, Slot

_DEFAULT_BYTES: Final = 4 << 20
_MIB: Final = 1 << 20


def exercise(
    client: ResponsesClient,
    documents: tuple[Path, ...],
    siret: Siret,
    *,
    to_send: int | None,
    deadline: datetime | None,
) -> dict[str, Any]:
    """Seal and deposit documents, or four mebibytes of chance, in the test space; give the report."""
    with tempfile.TemporaryDirectory(prefix="plis-essai-") as folder:
        chosen = documents or (_chance(Path(folder)),)
        sealed = seal(client.practice(), ToSeal(siret, Slot(Role.BID, 1), chosen), Path(folder) / "plis")
        made = deposit(client, [sealed], key=f"cli-{uuid4()}")
        return client.practice_report(
            made["deposit_id"],
            to_send=to_send or sum(path.stat().st_size for path in chosen),
            deadline=deadline,
            shown_at=datetime.now(UTC),
        )


def print_report(report: dict[str, Any], *, as_json: bool) -> None:
    """Write the report for people, or for a program."""
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    click.echo("Essai réussi : le pli a été scellé, déposé et reçu comme un vrai. Il ne compte pour rien.")
    click.echo(f"Poste : Python {platform.python_version()}, {platform.system()} ; HTTP {report['http_version']}.")
    speed = report["bytes_per_second"]
    if speed is None:
        click.echo("Ligne : envoi trop court pour mesurer une vitesse.")
    else:
        told = f"{speed / _MIB:.2f}".replace(".", ",")
        click.echo(f"Ligne : {told} Mio/s, {report['exchanges']} envoi(s).")
    if report["estimated_seconds"] is not None:
        arrival = display_instant(datetime.fromisoformat(report["arrives_at"]))
        click.echo(
            f"Vos fichiers : environ {report['estimated_seconds']} s d'envoi ; commencé maintenant, fini {arrival}."
        )
    if report["arrives_in_time"] is not None:
        click.echo("À temps." if report["arrives_in_time"] else "TROP TARD pour l'heure limite donnée.")
    if report["clock_seconds"] is not None:
        drift = f"{report['clock_seconds']:+.1f} s".replace(".", ",")
        right = "juste" if report["clock_is_right"] else "à régler : fiez-vous à l'heure du service"
        click.echo(f"Horloge du poste : {drift}, {right}.")


def _chance(folder: Path) -> Path:
    path = folder / "essai.bin"
    path.write_bytes(os.urandom(_DEFAULT_BYTES))
    return path
