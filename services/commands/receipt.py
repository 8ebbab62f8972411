"""``plis receipt verify``: the proof of a deposit, checked offline by anyone."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from shared.kernel.refusal import InvalidValue
from shared.proof.acknowledgements import parse_document, verify_acknowledgement
from shared.proof.evidence_report import evidence_sentences
from shared.proof.receipt_check import VerifiedReceipt, verify_receipt
from shared.reports.evidence_bundle import verify_bundle
from shared.reports.receipt_pdf import verify_receipt_pdf

ExistingFile = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def receipt() -> None:
    """Accusés de réception."""


@receipt.command()
@click.argument("file", type=ExistingFile)
@click.option("--log-key", help="Clé publique du journal, obtenue par une autre voie (règlement de consultation).")
@click.option("--sealed", multiple=True, type=ExistingFile, help="Fichier .age déposé : son empreinte est comparée.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def verify(file: Path, log_key: str | None, sealed: tuple[Path, ...], *, as_json: bool) -> None:
    """Vérifier hors ligne un accusé (JSON ou PDF), la preuve d'un acte, une archive de preuves."""
    data = file.read_bytes()
    try:
        if data.startswith(b"PK"):
            _show_evidence(verify_bundle(data), as_json=as_json)
            return
        document = None if data.startswith(b"%PDF") else parse_document(data)
        if document is not None and "signature" in document:
            _show_acknowledgement(verify_acknowledgement(document), as_json=as_json)
            return
        if document is None:
            proved = verify_receipt_pdf(data, trusted_log_key=log_key)
        else:
            proved = verify_receipt(document, trusted_log_key=log_key)
        _compare(proved.act, sealed)
    except InvalidValue as error:
        if as_json:
            click.echo(json.dumps({"valid": False, "reason": str(error)}, ensure_ascii=False))
            raise SystemExit(1) from None
        raise click.ClickException(f"Accusé NON valable : {error}") from None
    _show(proved, trusted=log_key is not None, as_json=as_json)


def _compare(act: Mapping[str, Any], sealed: tuple[Path, ...]) -> None:
    listed = {file["sha256"] for file in act.get("files", [])}
    for path in sealed:
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        if digest not in listed:
            raise InvalidValue("receipt", f"{path.name} n'est pas un des fichiers de cet accusé.")


def _show(proved: VerifiedReceipt, *, trusted: bool, as_json: bool) -> None:
    act = proved.act
    stamped = None if proved.stamped_at is None else proved.stamped_at.isoformat()
    if as_json:
        shown = {"valid": True, "act": dict(act), "leaf_index": proved.leaf_index, "stamped_at": stamped}
        witnesses = {key: at.isoformat() for key, at in proved.witnessed_by.items()}
        known = {"log_key": proved.log_key, "log_key_trusted": trusted, "clock_was_ahead": proved.clock_was_ahead}
        click.echo(json.dumps({**shown, **known, "witnesses": witnesses}, ensure_ascii=False))
        return
    if "depositor" in act:
        _show_deposit(act)
    else:
        click.echo(f"Preuve VALABLE de l'acte « {act['type']} ».")
    click.echo(f"Journal       : feuille {proved.leaf_index}, clé {proved.log_key}")
    bound = "en attente du jeton" if stamped is None else f"{stamped} : l'acte existait au plus tard à cet instant"
    click.echo(f"Horodatage    : {bound}")
    for key, at in proved.witnessed_by.items():
        click.echo(f"Témoin        : {key.partition('+')[0]}, {at.isoformat()}")
    if (act.get("clock_offset") or {}).get("state") == "drift":
        click.echo(
            "ATTENTION : l'horloge de la plateforme était en dérive ; seul l'horodatage borne l'heure de réception."
        )
    if proved.clock_was_ahead:
        click.echo(
            "ATTENTION : le jeton d'horodatage précède l'heure de réception ; l'horloge de la plateforme avançait."
        )
    if not trusted:
        click.echo("Comparez la clé du journal avec celle que publie la consultation (option --log-key).")


def _show_deposit(act: Mapping[str, Any]) -> None:
    click.echo("Accusé de réception VALABLE.")
    click.echo(f"Déposant      : {act['depositor']['name']} (SIRET {act['depositor']['siret']})")
    click.echo(f"Acheteur      : {act['buyer']['name']} (SIRET {act['buyer']['siret']})")
    click.echo(f"Consultation  : {act['consultation']['title']} — {act['consultation']['object']}")
    click.echo(f"Reçu le       : {act['completed_at']} (heure légale : {act['legal_completed_at']})")
    click.echo(f"Date limite   : {act['deadline_known']} (version {act['deadline_version_known']})")
    for file in act["files"]:
        click.echo(f"  {file['name']} — {file['size']} octets, SHA-256 {file['sha256']}")
        for item in file["documents"]:
            click.echo(f"    {item['name']} — {item['size']} octets")
    for one in act.get("variants", []):
        click.echo(f"Variantes     : lot {one['lot_number']}, {one['declared']} déclarée(s)")
    for one in act.get("remarks", []):
        click.echo(f"À noter       : {one['told']} ({one['article']}) L'acheteur en décide.")
    if act.get("group"):
        told = [f"{one['siret']} ({_consent_of(one)})" for one in act["group"]["members"]]
        click.echo(f"Groupement    : {', '.join(told)}")
    if "standing" in act:
        standing = {"in_time": "dans le délai", "late": "hors délai"}[act["standing"]]
        click.echo(f"Accusé RECTIFIÉ : {standing} selon la date limite {act['deadline']}")


def _consent_of(member: Mapping[str, Any]) -> str:
    return "consentement attendu" if member["consented_at"] is None else f"consentement du {member['consented_at']}"


def _show_evidence(content: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"valid": True, "findings": content["findings"]}, ensure_ascii=False))
        return
    click.echo(f"Archive de preuves VALABLE, établie le {content['made_at']} : {content['subject']['title']}.")
    for line in evidence_sentences(content["findings"]):
        click.echo(f"  {line}")


def _show_acknowledgement(content: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"valid": True, "acknowledgement": dict(content)}, ensure_ascii=False))
        return
    click.echo(f"Accusé signé VALABLE : dépôt {content['deposit_id']} reçu le {content['completed_at']}.")
    click.echo("L'accusé complet (journal et horodatage) s'obtient à l'adresse du dépôt.")
