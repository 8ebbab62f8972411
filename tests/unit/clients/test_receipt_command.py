"""``plis receipt verify``: a receipt to read, the proof of another act, an evidence archive, and altered ones."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.cli import main
from shared.proof import merkle
from shared.proof.acknowledgements import AcknowledgementSigner
from shared.proof.acts import logged
from shared.proof.batches import make_batch
from shared.proof.checkpoint import Checkpoint
from shared.proof.evidence import Evidence
from shared.proof.signed_note import public_key, sign_note
from shared.reports.evidence_bundle import evidence_bundle
from shared.reports.receipt_pdf import receipt_pdf

ORIGIN = "plis.example/responses/log"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FILE = {
    "file_id": "1",
    "role": "bid",
    "lot_number": 1,
    "name": "offre.age",
    "size": 4,
    "sha256": "ab" * 32,
    "completed_at": "2026-11-01T10:59:59.999Z",
    "documents": [{"name": "Mémoire « été ».pdf", "size": 1}],
}
DEPOSIT = {
    "type": "deposit_amended",
    "amends": "00" * 32,
    "standing": "in_time",
    "deadline": "2026-11-02T11:00:00.000Z",
    "deadline_version": 2,
    "depositor": {"siret": "55203253400638", "name": "Société Élan"},
    "buyer": {"siret": "21350238800019", "name": "Commune de Rennes"},
    "consultation": {"title": "Écoles", "object": "Nettoyage", "sandbox": True},
    "declared_at": "2026-11-01T10:00:00.000Z",
    "completed_at": "2026-11-01T10:59:59.999Z",
    "legal_completed_at": "2026-11-01T10:59:59.999Z",
    "deadline_known": "2026-11-01T10:00:00.000Z",
    "deadline_version_known": 1,
    "limits": {"file_bytes": 10, "deposit_bytes": 20},
    "clock_offset": {"state": "ok", "milliseconds": -3, "source": "ntp"},
    "files": [FILE],
}


def a_proof(act: dict[str, Any]) -> dict[str, Any]:
    """The proof of an act that stands alone in its log."""
    entered = logged(act, bytes(32))
    batch = make_batch([entered.leaf])
    place = batch.places[0]
    note = sign_note(Checkpoint(ORIGIN, 1, merkle.root(1, lambda _level, _index: batch.log_leaf)).text(), KEY, ORIGIN)
    return {
        "format": "plis-receipt-2",
        "act": json.loads(entered.content),
        "salt": "00" * 32,
        "batch": {"index": place.index, "proof": [node.hex() for node in place.path]},
        "leaf_index": 0,
        "proof": [],
        "checkpoint": note,
        "log_key": str(public_key(KEY, ORIGIN)),
        "witnesses": [],
        "time_stamp": None,
    }


def verified(folder: Path, content: bytes, *options: str) -> Result:
    path = folder / "fichier"
    path.write_bytes(content)
    return CliRunner().invoke(main, ["receipt", "verify", str(path), *options])


def test_a_receipt_to_read(tmp_path: Path) -> None:
    document = a_proof(DEPOSIT)
    pdf = receipt_pdf(document)
    assert receipt_pdf(document) == pdf, "the same receipt, the same bytes"
    shown = verified(tmp_path, pdf, "--log-key", str(public_key(KEY, ORIGIN)))
    assert shown.exit_code == 0, shown.output
    for words in ("VALABLE", "Société Élan", "RECTIFIÉ : dans le délai", "en attente du jeton"):
        assert words in shown.output
    told = json.loads(verified(tmp_path, pdf, "--json").output)
    assert (told["valid"], told["log_key_trusted"], told["witnesses"]) == (True, False, {})


@pytest.mark.parametrize("cut", [10, 1_000, 5_000])
def test_an_altered_pdf(tmp_path: Path, cut: int) -> None:
    pdf = receipt_pdf(a_proof(DEPOSIT))
    for altered in (pdf[:cut] + b"x" + pdf[cut + 1 :], pdf[:-cut], pdf + b"\n% ajout"):
        refused = verified(tmp_path, altered)
        assert refused.exit_code == 1, refused.output
        assert "NON valable" in refused.output


def test_the_proof_of_another_act(tmp_path: Path) -> None:
    shown = verified(tmp_path, json.dumps(a_proof({"type": "custody_published", "custodians": []})).encode())
    assert (shown.exit_code, "custody_published" in shown.output) == (0, True)


def test_a_name_said_twice_is_refused(tmp_path: Path) -> None:
    text = json.dumps(a_proof(DEPOSIT)).replace('"leaf_index": 0', '"leaf_index": 1, "leaf_index": 0')
    assert verified(tmp_path, text.encode()).exit_code == 1


def test_an_archive_of_evidence(tmp_path: Path) -> None:
    signer = AcknowledgementSigner("plis.example/responses/deposits", KEY)
    subject = {
        "title": "Écoles",
        "buyer": "Rennes",
        "company": "55203253400638",
        "deadline": "2026-11-23T13:00:00.000Z",
        "deadline_version": 1,
        "limits": {"file_bytes": 1, "deposit_bytes": 2},
        "deposits": [],
    }
    evidence = Evidence(datetime(2026, 11, 23, tzinfo=UTC), "x", subject, [], [], [], [], [])
    bundle = b"".join(evidence_bundle(evidence, sign=signer.sign, platform="plis.example"))
    shown = verified(tmp_path, bundle)
    assert (shown.exit_code, "Archive de preuves VALABLE" in shown.output) == (0, True)
    assert json.loads(verified(tmp_path, bundle, "--json").output)["findings"]["requests"] == 0
    assert verified(tmp_path, bundle[:-30]).exit_code == 1
