"""A receipt for people: the five mentions of annexe 8 article 2 II first, then what proves them.

What stands here comes from the JSON receipt alone, which the PDF carries as an attachment.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from shared.kernel.clock import instant_text
from shared.kernel.paris import display_instant
from shared.kernel.report import Report, ReportMeta, ReportTable, Section

_PLACES: Final = {"candidacy": "candidature", "bid": "offre"}
_STANDINGS: Final = {"in_time": "dans le délai", "late": "hors délai"}
_STATES: Final = {"ok": "à l'heure", "unknown": "non comparée", "drift": "en dérive"}


def receipt_report(document: Mapping[str, Any], *, stamped_at: datetime | None) -> Report:
    """Write the report of a receipt that was verified; ``stamped_at`` is what its token says."""
    act = document["act"]
    return Report(
        "Accusé de réception d'un dépôt électronique",
        ReportMeta(
            str(document["log_key"]).partition("/")[0],
            "Article 2, II de l'annexe 8 du code de la commande publique",
            datetime.fromisoformat(act["completed_at"]),
        ),
        (
            Section("Mentions de l'accusé de réception", _warnings(act), (_mentions(act),)),
            Section("Liste détaillée des documents", tables=tuple(_files(file) for file in act["files"])),
            Section("Délai et limites", _deadline(act)),
            Section("Preuve", _proof(document, stamped_at)),
        ),
    )


def _warnings(act: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    if act["consultation"].get("sandbox"):
        found.append("CONSULTATION D'ESSAI : ce dépôt n'a pas de valeur juridique.")
    if act.get("amends"):
        found.append("Accusé RECTIFIÉ : la date limite a changé après le dépôt ; il remplace le précédent.")
    return tuple(found)


def _mentions(act: Mapping[str, Any]) -> ReportTable:
    depositor, buyer, consultation = act["depositor"], act["buyer"], act["consultation"]
    return ReportTable(
        ("Mention", "Valeur"),
        (
            ("1° Identité du déposant", f"{depositor['name']} (SIRET {depositor['siret']})"),
            ("2° Acheteur", f"{buyer['name']} (SIRET {buyer['siret']})"),
            ("3° Intitulé et objet de la consultation", f"{consultation['title']}\n{consultation['object']}"),
            ("4° Date et heure de réception", shown_instant(act["completed_at"])),
            ("5° Documents", f"{sum(len(file['documents']) for file in act['files'])} document(s), liste ci-dessous"),
        ),
    )


def _files(file: Mapping[str, Any]) -> ReportTable:
    lot = "" if file["lot_number"] is None else f", lot {file['lot_number']}"
    caption = (
        f"{file['name']} ({_PLACES.get(file['role'], file['role'])}{lot}) : pli scellé de {file['size']} octets, "
        f"SHA-256 calculé par le déposant {file['sha256']}, reçu le {shown_instant(file['completed_at'])}"
    )
    rows = tuple((document["name"], str(document["size"])) for document in file["documents"])
    return ReportTable(("Document", "Octets"), rows, caption)


def _deadline(act: Mapping[str, Any]) -> tuple[str, ...]:
    known, version = shown_instant(act["deadline_known"]), act["deadline_version_known"]
    lines = [
        f"Transmission commencée le {shown_instant(act['declared_at'])}.",
        f"Date limite connue lors du dépôt : {known} (version {version}).",
    ]
    if "standing" in act:
        decided = f"{shown_instant(act['deadline'])} (version {act['deadline_version']})"
        lines.append(f"Date limite qui décide : {decided}. Le dépôt est {_STANDINGS[act['standing']]}.")
    lines += [
        f"Variantes déclarées pour le lot {one['lot_number']} : {one['declared']}." for one in act.get("variants", [])
    ]
    lines += [f"À noter ({one['article']}) : {one['told']} L'acheteur en décide." for one in act.get("remarks", [])]
    power = act.get("habilitation")
    if isinstance(power, Mapping):
        lines.append(f"Habilitation à engager l'entreprise : {power['said']} ({power['article']}).")
    limits, clock = act.get("limits"), act.get("clock_offset")
    if limits:
        per_file, per_deposit = limits["file_bytes"], limits["deposit_bytes"]
        lines.append(f"Limites en vigueur : {per_file} octets par fichier, {per_deposit} octets par dépôt.")
    if isinstance(clock, Mapping):
        offset = "" if clock["milliseconds"] is None else f" (écart {clock['milliseconds']} ms, {clock['source']})"
        lines.append(f"Horloge de la plateforme : {_STATES[clock['state']]}{offset}.")
    return tuple(lines)


def _proof(document: Mapping[str, Any], stamped_at: datetime | None) -> tuple[str, ...]:
    stamp = "en attente d'horodatage : le jeton suivra"
    if stamped_at is not None:
        stamp = f"{_both(stamped_at)} ; le dépôt existait au plus tard à cet instant"
    return (
        f"Journal de transparence : feuille {document['leaf_index']}, clé {document['log_key']}.",
        f"Horodatage (RFC 3161) : {stamp}.",
        f"Témoins : {len(document['witnesses'])}.",
        "Le fichier accuse.json joint à ce PDF se vérifie hors ligne : « plis receipt verify » ou verify_receipt.py.",
    )


def shown_instant(text: str) -> str:
    """Write an instant of a document for people: Paris, then UTC."""
    return _both(datetime.fromisoformat(text))


def _both(moment: datetime) -> str:
    text = instant_text(moment)
    return f"{display_instant(moment)} — {text} (UTC)"
