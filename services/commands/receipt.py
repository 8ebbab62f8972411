"""``plis receipt verify``: the proof of a deposit, checked offline by anyone."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from services.commands.named_files import printable
from shared.kernel.refusal import InvalidValue
from shared.proof.acknowledgements import parse_document, verify_acknowledgement
from shared.proof.evidence_report import evidence_sentences
from shared.proof.receipt_check import VerifiedReceipt, verify_receipt
from shared.reports.evidence_bundle import verify_bundle
from shared.reports.receipt_pdf import verify_receipt_pdf

ExistingFile = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST_BYTES: Final = 256 * 1024**2
_NOT_SAID: Final = "non indiqué"
_STANDINGS: Final = {"in_time": "dans le délai", "late": "hors délai"}


@click.group()
def receipt() -> None:
    """Accusés de réception."""


@receipt.command()
@click.argument("file", type=ExistingFile)
@click.option("--log-key", help="Clé publique du journal, obtenue par une autre voie (règlement de consultation).")
@click.option("--sealed", multiple=True, type=ExistingFile, help="Fichier .age déposé : son empreinte est comparée.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def verify(file: Path, log_key: str | None, sealed: tuple[Path, ...], *, as_json: bool) -> None:
    """Vérifier hors ligne un accusé (JSON ou PDF), la preuve d'un acte, une archive de preuves.

    Codes de sortie : 0 valable, 1 non valable, 2 commande mal formée (fichier absent, option sans objet).
    """
    try:
        _verify(_content(file), log_key=log_key, sealed=sealed, as_json=as_json)
    except InvalidValue as error:
        if as_json:
            click.echo(json.dumps({"valid": False, "reason": str(error)}, ensure_ascii=False))
            raise SystemExit(1) from None
        raise click.ClickException(f"Accusé NON valable : {error}") from None


def _verify(data: bytes, *, log_key: str | None, sealed: tuple[Path, ...], as_json: bool) -> None:
    document = None if data.startswith((b"PK", b"%PDF")) else parse_document(data)
    is_signed = document is not None and "signature" in document
    if sealed and (is_signed or data.startswith(b"PK")):
        raise click.UsageError("--sealed ne se compare qu'à un accusé complet (JSON ou PDF).")
    if data.startswith(b"PK"):
        _show_evidence(verify_bundle(data), as_json=as_json)
    elif document is not None and is_signed:
        _show_acknowledgement(verify_acknowledgement(document), str(document["key"]), as_json=as_json)
    else:
        if document is None:
            proved = verify_receipt_pdf(data, trusted_log_key=log_key)
        else:
            proved = verify_receipt(document, trusted_log_key=log_key)
        _compare(proved.act, sealed)
        _show(proved, trusted=log_key is not None, as_json=as_json)


def _content(file: Path) -> bytes:
    """Read a file, up to what an accusé or an archive may weigh."""
    with file.open("rb") as opened:
        data = opened.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise InvalidValue("receipt", "Ce fichier est trop long pour être un accusé ou une archive de preuves.")
    return data


def _compare(act: Mapping[str, Any], sealed: tuple[Path, ...]) -> None:
    listed = {file.get("sha256") for file in _rows(act, "files")}
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
        _say(f"Preuve VALABLE de l'acte « {_told(act, 'type')} ».")
    _say(f"Journal       : feuille {proved.leaf_index}, clé {proved.log_key}")
    bound = "en attente du jeton" if stamped is None else f"{stamped} : l'acte existait au plus tard à cet instant"
    _say(f"Horodatage    : {bound}")
    for key, at in proved.witnessed_by.items():
        _say(f"Témoin        : {key.partition('+')[0]}, {at.isoformat()}")
    if _told(act, "clock_offset", "state") == "drift":
        _say("ATTENTION : l'horloge de la plateforme était en dérive ; seul l'horodatage borne l'heure de réception.")
    if proved.clock_was_ahead:
        _say("ATTENTION : le jeton d'horodatage précède l'heure de réception ; l'horloge de la plateforme avançait.")
    if not trusted:
        _say("Comparez la clé du journal avec celle que publie la consultation (option --log-key).")


def _show_deposit(act: Mapping[str, Any]) -> None:
    _say("Accusé de réception VALABLE.")
    _say(f"Déposant      : {_told(act, 'depositor', 'name')} (SIRET {_told(act, 'depositor', 'siret')})")
    _say(f"Acheteur      : {_told(act, 'buyer', 'name')} (SIRET {_told(act, 'buyer', 'siret')})")
    _say(f"Consultation  : {_told(act, 'consultation', 'title')} — {_told(act, 'consultation', 'object')}")
    _say(f"Reçu le       : {_told(act, 'completed_at')} (heure légale : {_told(act, 'legal_completed_at')})")
    _say(f"Date limite   : {_told(act, 'deadline_known')} (version {_told(act, 'deadline_version_known')})")
    for file in _rows(act, "files"):
        _say(f"  {_told(file, 'name')} — {_told(file, 'size')} octets, SHA-256 {_told(file, 'sha256')}")
        for item in _rows(file, "documents"):
            _say(f"    {_told(item, 'name')} — {_told(item, 'size')} octets")
    for one in _rows(act, "variants"):
        _say(f"Variantes     : lot {_told(one, 'lot_number')}, {_told(one, 'declared')} déclarée(s)")
    for one in _rows(act, "remarks"):
        _say(f"À noter       : {_told(one, 'told')} ({_told(one, 'article')}) L'acheteur en décide.")
    if members := _rows(_part(act, "group"), "members"):
        told = [f"{_told(one, 'siret')} ({_consent_of(one)})" for one in members]
        _say(f"Groupement    : {', '.join(told)}")
    if "standing" in act:
        standing = _STANDINGS.get(_told(act, "standing"), _NOT_SAID)
        _say(f"Accusé RECTIFIÉ : {standing} selon la date limite {_told(act, 'deadline')}")


def _consent_of(member: Mapping[str, Any]) -> str:
    consented = member.get("consented_at")
    return "consentement attendu" if consented is None else f"consentement du {_told(member, 'consented_at')}"


def _show_evidence(content: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"valid": True, "findings": content["findings"]}, ensure_ascii=False))
        return
    _say(f"Archive de preuves VALABLE, établie le {content['made_at']} : {content['subject']['title']}.")
    for line in evidence_sentences(content["findings"]):
        _say(f"  {line}")


def _show_acknowledgement(content: Mapping[str, Any], key: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"valid": True, "acknowledgement": dict(content), "key": key}, ensure_ascii=False))
        return
    _say(f"Accusé signé VALABLE : dépôt {_told(content, 'deposit_id')} reçu le {_told(content, 'completed_at')}.")
    _say(f"Clé           : {key}")
    _say("Cette clé n'est pas celle du journal (--log-key ne la compare pas) : la plateforme dit si elle est sienne.")
    _say("L'accusé complet (journal et horodatage) s'obtient à l'adresse du dépôt.")


def _told(act: Mapping[str, Any], *path: str) -> str:
    """Give what an act says: a log proves what was entered, not that it has the shape of a deposit."""
    found: object = act
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return str(found) if isinstance(found, str | int) else _NOT_SAID


def _part(act: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = act.get(name)
    return found if isinstance(found, Mapping) else {}


def _rows(act: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = act.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _say(line: str) -> None:
    """Write a line: what people typed may neither command a terminal nor look like a line of ours."""
    click.echo(printable(line))
