"""What ``plis seal`` says of the keys to which it seals, before it seals."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import click
import httpx

from services.clients.custody import CheckedCustody, check_custody, fetch_custody
from shared.kernel.paris import display_instant
from shared.kernel.refusal import InvalidValue

_UNKNOWN = "la preuve n'est pas disponible (donnez --custody, ou l'adresse de la consultation)"


@dataclass(frozen=True, slots=True)
class CustodyVerdict:
    """What was verified, or why nothing was."""

    checked: CheckedCustody | None
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Write it for a program."""
        return {"verified": False, "reason": self.reason} if self.checked is None else self.checked.to_json()


def custody_options(command: Any) -> Any:  # noqa: ANN401 - click decorates what it is given
    """Add the options that say how the keys are checked."""
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    for option in (
        click.option("--log-key", help="Clé publique du journal, obtenue par une autre voie (règlement)."),
        click.option("--custody", type=path, help="Preuve des clés (…/custody), pour sceller sans réseau."),
        click.option("--despite-custody", is_flag=True, help="Sceller bien que les clés ne soient pas vérifiées."),
    ):
        command = option(command)
    return command


def checked_custody(source: str, consultation: Mapping[str, Any], options: Mapping[str, Any]) -> CustodyVerdict:
    """Check the keys to which one is about to seal.

    Raises:
        click.ClickException: they are other keys than the logged ones, or nothing proves them although a key of the log
            was given; ``--despite-custody`` turns it into a warning.
    """
    try:
        proof = _proof(source, consultation, options["custody"])
        if proof is not None:
            return CustodyVerdict(check_custody(consultation, proof, trusted_log_key=options["log_key"]), "")
        reason, is_fatal = _UNKNOWN, options["log_key"] is not None
    except InvalidValue as error:
        reason, is_fatal = str(error), True
    if is_fatal and not options["despite_custody"]:
        raise click.ClickException(f"Clés des détenteurs NON vérifiées : {reason} Rien n'a été scellé.")
    return CustodyVerdict(None, reason)


def tell_custody(verdict: CustodyVerdict) -> None:
    """Say for people what was verified."""
    checked = verdict.checked
    if checked is None:
        click.echo(f"Attention, clés des détenteurs non vérifiées : {verdict.reason}", err=True)
        return
    stamped = "" if checked.stamped_at is None else f", au plus tard {display_instant(checked.stamped_at)}"
    click.echo(
        f"Clés vérifiées : {checked.custodians} détenteurs, il en faut {checked.threshold} pour ouvrir ; "
        f"journal, feuille {checked.leaf_index}{stamped}."
    )
    if not checked.is_key_trusted:
        click.echo(f"Clé du journal annoncée par la plateforme (comparez-la au règlement) : {checked.log_key}")


def _proof(source: str, consultation: Mapping[str, Any], given: Path | None) -> dict[str, Any] | None:
    if given is not None:
        try:
            found = json.loads(given.read_text())
        except ValueError as error:
            raise InvalidValue("custody", "La preuve des clés est illisible.") from error
        if not isinstance(found, dict):
            raise InvalidValue("custody", "La preuve des clés est illisible.")
        return found
    if not source.startswith(("http://", "https://")):
        return None
    is_practice = source.rstrip("/").endswith("/practice")
    try:
        # The test space is read at an address of its own; its keys are proved where those of any consultation are.
        return fetch_custody(urljoin(source, f"consultations/{consultation['tender_id']}") if is_practice else source)
    except (httpx.HTTPError, ValueError):
        return None
