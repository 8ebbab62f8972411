"""What happens on the machines of companies and custodians: sealing, declaring, depositing, peeling.

Nothing here sends an identity or a document in clear: the platform receives age files and their digests.
"""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services.clients.responses import Json, ResponsesClient
from shared.kernel.ids import CustodianId, TenderId
from shared.kernel.records import from_json
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret
from shared.kernel.variants import DeclaredVariants, VariantRemark, VariantRule, variant_remarks
from shared.sealing.age_sealing import (
    recipient_of,
    seal_bytes,
    seal_file,
    unseal_bytes,
)
from shared.sealing.container import describe
from shared.sealing.custody import Custodian, Custody
from shared.sealing.manifest import NO_PARTS, Manifest, Role, Slot
from shared.sealing.parts import ResponseParts

SEALED_FORMAT: Final = "plis-sealed-1"
_NONCE_BYTES: Final = 16
_PEELS_AT_ONCE: Final = 100
_READ: Final = ("title", "buyer_siret", "deadline", "deadline_version", "terms_version")


@dataclass(frozen=True, slots=True)
class ToSeal:
    """What a company seals: its documents, for one place of its response."""

    siret: Siret
    slot: Slot
    documents: Sequence[Path]
    parts: ResponseParts = NO_PARTS
    group_id: str | None = None


def custody_of(consultation: Mapping[str, Any]) -> Custody:
    """Read the custodians of a consultation from its public description."""
    return Custody(
        tuple(
            Custodian(CustodianId.parse(one["custodian_id"]), one["recipient"]) for one in consultation["custodians"]
        ),
        consultation["opening_threshold"],
    )


def seal(consultation: Mapping[str, Any], to_seal: ToSeal, out: Path) -> Path:
    """Seal documents into ``NAME.age`` and write beside it ``NAME.age.json``, the declaration; give the latter.

    Raises:
        InvalidValue: a document that cannot be named, or a consultation whose custodians are unreadable.
    """
    manifest = Manifest(
        tender_id=TenderId.parse(consultation["tender_id"]),
        slot=to_seal.slot,
        siret=to_seal.siret,
        nonce=secrets.token_hex(_NONCE_BYTES),
        documents=describe(to_seal.documents),
        parts=to_seal.parts,
    )
    name = "candidature.age" if to_seal.slot.role is Role.CANDIDACY else f"offre-lot{to_seal.slot.lot_number}.age"
    out.mkdir(parents=True, exist_ok=True)
    sealed = seal_file(manifest, to_seal.documents, out / name, custody_of(consultation))
    declaration = {
        "format": SEALED_FORMAT,
        "tender_id": str(manifest.tender_id),
        "group_id": to_seal.group_id,
        "read": {name: consultation[name] for name in _READ if name in consultation},
        "siret": str(manifest.siret),
        "role": manifest.slot.role.value,
        "lot_number": manifest.slot.lot_number,
        "name": name,
        "size": sealed.size,
        "sha256": sealed.sha256,
        "nonce": manifest.nonce,
        "variants": len(to_seal.parts.variants),
        "documents": [{"name": item.document.name, "size": item.document.size} for item in manifest.documents],
        "wraps": [
            {"custodian_ids": [str(one) for one in wrap.subset], "data": base64.b64encode(wrap.data).decode()}
            for wrap in sealed.wraps
        ],
    }
    described = out / f"{name}.json"
    described.write_text(json.dumps(declaration, ensure_ascii=False, indent=1))
    return described


def remarks_of(consultation: Mapping[str, Any], to_seal: ToSeal) -> tuple[VariantRemark, ...]:
    """Say how the variants to seal depart from what the consultation publishes: advice, never a refusal."""
    rules = [from_json(VariantRule, rule) for rule in consultation.get("variants", [])]
    lot = to_seal.slot.lot_number
    declared = () if lot is None else (DeclaredVariants(lot, len(to_seal.parts.variants)),)
    return variant_remarks(rules, declared)


def declaration_of(described: Sequence[Path], *, company_name: str | None = None) -> Json:
    """Join the declarations of sealed files into the one of their deposit; it confirms what was read at the sealing.

    Raises:
        InvalidValue: a file is no declaration, or they answer different consultations.
    """
    files = []
    for path in described:
        found = json.loads(path.read_text())
        if not isinstance(found, dict) or found.pop("format", None) != SEALED_FORMAT:
            raise InvalidValue("sealed_file", "Ce fichier ne décrit pas un pli scellé.")
        files.append(found)
    tenders = {file.pop("tender_id") for file in files}
    sirets = {file.pop("siret") for file in files}
    groups = {file.pop("group_id", None) for file in files}
    reads: list[Json] = [file.pop("read", {}) for file in files]
    if len(tenders) != 1 or len(sirets) != 1 or len(groups) != 1:
        raise InvalidValue(
            "sealed_file", "Ces plis ne répondent pas à une même consultation pour un même SIRET, ou groupement."
        )
    lots = sorted(file["lot_number"] for file in files if file["lot_number"] is not None)
    declaration: Json = {"tender_id": tenders.pop(), "group_id": groups.pop(), "files": files}
    latest: Json = max(reads, key=_version_read)
    declaration["confirms"] = {**latest, "lots": lots}
    return declaration if company_name is None else {**declaration, "company_name": company_name}


def _version_read(read: Json) -> int:
    return int(read.get("deadline_version", 0))


def deposit(
    client: ResponsesClient,
    described: Sequence[Path],
    *,
    key: str,
    company_name: str | None = None,
    confirms: Mapping[str, Any] | None = None,
) -> Json:
    """Declare sealed files and send their bytes; give the complete deposit with its acknowledgement.

    ``confirms`` is what somebody has read in a preview; without it, what was read when the files were sealed.
    """
    declaration = declaration_of(described, company_name=company_name)
    if confirms is not None:
        declaration["confirms"] = dict(confirms)
    declared = client.declare(declaration, key=key)
    folders = {json.loads(path.read_text())["name"]: path.parent for path in described}
    for file in declared["files"]:
        if file["completed_at"] is None:
            client.upload(file["upload"], folders[file["name"]] / file["name"])
    return client.deposit(declared["deposit_id"])


def enrol(client: ResponsesClient, identity: str, label: str, *, key: str) -> Json:
    """Register a custodian and prove that it holds its identity, which never leaves this machine."""
    registered = client.register_custodian(recipient_of(identity), label, key=f"{key}-presented")
    if registered["proved"]:
        return registered
    nonce = unseal_bytes(base64.b64decode(registered["challenge"]), identity).decode("ascii")
    return client.prove(registered["custodian_id"], nonce, key=f"{key}-proved")


def peel(client: ResponsesClient, opening_id: str, custodian_id: str, identity: str, *, key: str) -> tuple[Json, int]:
    """Peel every layer that this custodian can; give the ceremony and the number of layers peeled."""
    offered = client.layers(opening_id, custodian_id)
    layers = offered["layers"]
    opening: Json = client.minutes(opening_id)
    for batch, at in enumerate(range(0, len(layers), _PEELS_AT_ONCE)):
        peels = [_peeled(layer, identity, offered["recipient"]) for layer in layers[at : at + _PEELS_AT_ONCE]]
        opening = client.send_peels(opening_id, custodian_id, peels, key=f"{key}-{batch}")
    return opening, len(layers)


def _peeled(layer: Mapping[str, Any], identity: str, worker: str) -> Json:
    """Open one layer; the identity itself, once reached, is sealed at once to the worker's recipient."""
    try:
        inner = unseal_bytes(base64.b64decode(layer["data"]), identity)
    except InvalidValue:
        data = None  # the bidder's fault, or damage: the minutes will say that nobody could open it
    else:
        data = base64.b64encode(seal_bytes(inner, worker) if layer["last"] else inner).decode()
    return {"file_id": layer["file_id"], "custodian_ids": layer["custodian_ids"], "data": data}
