"""``plis siret``: is a number a possible SIRET? Offline: whether the establishment exists is another question."""

import json
import sys

import click

from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.kernel.vat_number import VatNumber


@click.group()
def siret() -> None:
    """Vérifier un numéro SIRET."""


@siret.command()
@click.argument("numbers", nargs=-1, required=True, metavar="SIRET…")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def check(numbers: tuple[str, ...], *, as_json: bool) -> None:
    """Vérifier la forme et la clé de numéros SIRET, sans réseau ; code de retour 1 si l'un est faux."""
    verdicts = [_verdict(number) for number in numbers]
    if as_json:
        click.echo(json.dumps(verdicts, ensure_ascii=False, indent=2))
    else:
        for verdict in verdicts:
            click.echo(_sentence(verdict))
    sys.exit(0 if all(verdict["valid"] for verdict in verdicts) else 1)


def _verdict(number: str) -> dict[str, object]:
    try:
        read = Siret.parse(number)
    except InvalidValue as error:
        return {"given": number, "valid": False, "reason": str(error)}
    return {
        "given": number,
        "valid": True,
        "siret": str(read),
        "display": read.display(),
        "siren": str(read.siren),
        "vat_number": str(VatNumber.of_siren(read.siren)),
    }


def _sentence(verdict: dict[str, object]) -> str:
    if verdict["valid"]:
        return f"✓ {verdict['display']} (SIREN {verdict['siren']}, TVA {verdict['vat_number']})"
    return f"✗ {verdict['given']} : {verdict['reason']}"
