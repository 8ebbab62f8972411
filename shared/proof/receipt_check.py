"""Verification of a receipt (accusé de réception), offline, from the file alone: nothing in it is taken on trust.

Every field is either covered by the leaf of the log or verified by itself; an unknown field is refused, so nobody can
add a word to a receipt. ``deploy/verify_receipt.py`` does the same with openssl and the standard library.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from shared.kernel.refusal import InvalidValue
from shared.proof.canonical import canonical_json
from shared.proof.checkpoint import Checkpoint
from shared.proof.merkle import leaf_hash, verify_inclusion
from shared.proof.signed_note import NoteKey, open_note
from shared.proof.timestamps import generation_time, granted_response, is_canonical_token

FORMAT: Final = "plis-receipt-1"
_FIELDS: Final = frozenset({"format", "act", "salt", "leaf_index", "proof", "checkpoint", "log_key", "time_stamp"})
_TOLERANCE: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """What a receipt proves; ``stamped_at`` is None while the time stamp is awaited."""

    act: Mapping[str, Any]
    leaf_index: int
    log_size: int
    log_key: str
    stamped_at: datetime | None


def verify_receipt(document: Mapping[str, Any], *, trusted_log_key: str | None = None) -> VerifiedReceipt:
    """Verify the leaf, its inclusion, the log's signature and the time stamp.

    Raises:
        InvalidValue: something does not hold; the message says what, in French.
    """
    if set(document) != _FIELDS or document["format"] != FORMAT:
        raise _wrong("Ce fichier n'est pas un accusé de réception de ce format.")
    try:
        leaf = leaf_hash(_hex(document["salt"], 32) + canonical_json(document["act"]))
        key = NoteKey.parse(str(document["log_key"]))
        if trusted_log_key is not None and str(key) != trusted_log_key:
            raise _wrong("L'accusé ne vient pas du journal attendu.")
        note, index = str(document["checkpoint"]), document["leaf_index"]
        checkpoint = Checkpoint.parse(open_note(note, key))
        proof = [_hex(node, 32) for node in document["proof"]]
        completed_at = datetime.fromisoformat(document["act"]["completed_at"])
    except (ValueError, TypeError, KeyError) as error:
        raise error if isinstance(error, InvalidValue) else _wrong("L'accusé est illisible.") from error
    is_index = isinstance(index, int) and not isinstance(index, bool)
    if not is_index or not verify_inclusion(
        leaf=leaf, index=index, size=checkpoint.size, proof=proof, root_hash=checkpoint.root
    ):
        raise _wrong("Le contenu de l'accusé n'est pas celui que le journal a enregistré.")
    if checkpoint.origin != key.name:
        raise _wrong("Le point de contrôle n'est pas celui de ce journal.")
    stamped_at = None if document["time_stamp"] is None else _stamped_at(document["time_stamp"], note)
    if stamped_at is not None and stamped_at < completed_at - _TOLERANCE:
        raise _wrong("Le jeton d'horodatage est antérieur à la réception.")
    return VerifiedReceipt(document["act"], index, checkpoint.size, str(key), stamped_at)


def _stamped_at(stamp: Mapping[str, Any], note: str) -> datetime:
    """Verify the time stamp over the checkpoint and give its instant."""
    try:
        if set(stamp) != {"token", "root"}:
            raise _wrong("Le jeton d'horodatage est illisible.")
        token = base64.b64decode(stamp["token"], validate=True)
        if base64.b64encode(token).decode() != stamp["token"] or not is_canonical_token(token):
            raise _wrong("Le jeton d'horodatage est illisible.")
        root = x509.load_pem_x509_certificate(stamp["root"].encode())
        if root.public_bytes(Encoding.PEM).decode() != stamp["root"]:
            raise _wrong("Le certificat de l'autorité d'horodatage est illisible.")
        response = decode_timestamp_response(granted_response(token))
        # A fresh builder for each verification: copies of one share their list of roots.
        VerifierBuilder(roots=[root]).build().verify_message(response, note.encode())
    except VerificationError as error:
        raise _wrong("Le jeton d'horodatage ne couvre pas ce point de contrôle.") from error
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error) as error:
        raise error if isinstance(error, InvalidValue) else _wrong("Le jeton d'horodatage est illisible.") from error
    return generation_time(token)


def _hex(text: object, size: int) -> bytes:
    if not isinstance(text, str) or bytes.fromhex(text).hex() != text or len(text) != 2 * size:
        raise _wrong("L'accusé est illisible.")
    return bytes.fromhex(text)


def _wrong(message: str) -> InvalidValue:
    return InvalidValue("receipt", message)
