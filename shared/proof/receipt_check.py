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

from shared.kernel.refusal import InvalidValue
from shared.proof.act_proof import FORMAT
from shared.proof.batches import BatchPlace, covers
from shared.proof.canonical import canonical_json
from shared.proof.checkpoint import Checkpoint
from shared.proof.cosignatures import WitnessKey, cosigned_at
from shared.proof.merkle import leaf_hash
from shared.proof.signed_note import NoteKey, open_note
from shared.proof.token_check import verify_token

_FIELDS: Final = frozenset(
    {"format", "act", "salt", "batch", "leaf_index", "proof", "checkpoint", "log_key", "witnesses", "time_stamp"}
)
_TOLERANCE: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """What a receipt proves; ``stamped_at`` is None while the time stamp is awaited."""

    act: Mapping[str, Any]
    leaf_index: int
    log_size: int
    log_key: str
    stamped_at: datetime | None
    witnessed_by: Mapping[str, datetime]
    clock_was_ahead: bool = False


def verify_receipt(document: Mapping[str, Any], *, trusted_log_key: str | None = None) -> VerifiedReceipt:
    """Verify the leaf, its inclusion, the log's signature and the time stamp.

    Raises:
        InvalidValue: something does not hold; the message says what, in French.
    """
    if set(document) != _FIELDS or document["format"] != FORMAT:
        raise _wrong("Ce fichier n'est pas un accusé de réception de ce format.")
    try:
        leaf = leaf_hash(_hex(document["salt"], 32) + canonical_json(document["act"]))
        key = NoteKey.parse(_text(document["log_key"]))
        if trusted_log_key is not None and str(key) != trusted_log_key:
            raise _wrong("L'accusé ne vient pas du journal attendu.")
        note = _text(document["checkpoint"])
        text = open_note(note, key)
        checkpoint = Checkpoint.parse(text)
        index, place = _index(document["leaf_index"]), _place(document["batch"])
        path = [_hex(node, 32) for node in _list(document["proof"])]
        acted_at = _acted_at(document["act"])
        witnessed = _witnessed(document["witnesses"], text)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise error if isinstance(error, InvalidValue) else _wrong("L'accusé est illisible.") from error
    if not covers(leaf=leaf, place=place, position=index, size=checkpoint.size, path=path, root_hash=checkpoint.root):
        raise _wrong("Le contenu de l'accusé n'est pas celui que le journal a enregistré.")
    if checkpoint.origin != key.name or note.count("\n— ") != 1:
        raise _wrong("Le point de contrôle n'est pas celui de ce journal.")
    stamped_at = None if document["time_stamp"] is None else _stamped_at(document["time_stamp"], note)
    # A platform whose clock was ahead states a later time than the token: the token bounds it, and both are shown.
    is_ahead = stamped_at is not None and acted_at is not None and stamped_at < acted_at - _TOLERANCE
    return VerifiedReceipt(document["act"], index, checkpoint.size, str(key), stamped_at, witnessed, is_ahead)


def _stamped_at(stamp: Mapping[str, Any], note: str) -> datetime:
    """Verify the time stamp over the checkpoint and give its instant."""
    try:
        if set(stamp) != {"token", "root"}:
            raise _wrong("Le jeton d'horodatage est illisible.")
        token = base64.b64decode(stamp["token"], validate=True)
        if base64.b64encode(token).decode() != stamp["token"]:
            raise _wrong("Le jeton d'horodatage est illisible.")
    except (ValueError, TypeError, KeyError, binascii.Error) as error:
        raise error if isinstance(error, InvalidValue) else _wrong("Le jeton d'horodatage est illisible.") from error
    return verify_token(token, note.encode(), _text(stamp["root"]))


def _index(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong("L'accusé est illisible.")
    return value


def _list(value: object) -> list[Any]:
    """Read a list: an object or a text could be walked over too, and would hold words that nothing covers."""
    if not isinstance(value, list):
        raise _wrong("L'accusé est illisible.")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _wrong("L'accusé est illisible.")
    return value


def _place(batch: Mapping[str, Any] | None) -> BatchPlace | None:
    """Read the place of the act among those of its tick; acts of before batches have none."""
    if batch is None:
        return None
    if set(batch) != {"index", "proof"}:
        raise _wrong("L'accusé est illisible.")
    return BatchPlace(_index(batch["index"]), tuple(_hex(node, 32) for node in _list(batch["proof"])))


def _acted_at(act: Mapping[str, Any]) -> datetime | None:
    """Give the instant that an act states, when it states one: a deposit its reception, another act its own."""
    stated = act.get("completed_at", act.get("at"))
    if stated is None:
        return None
    moment = datetime.fromisoformat(_text(stated))
    if moment.tzinfo is None:
        raise _wrong("L'accusé est illisible.")
    return moment


def _witnessed(witnesses: object, text: str) -> Mapping[str, datetime]:
    """Verify every cosignature with the key beside it; whether that key is a known witness's is for the reader."""
    seen: dict[str, datetime] = {}
    for one in _list(witnesses):
        key = WitnessKey.parse(_text(one["key"]))
        if set(one) != {"key", "line"} or str(key) in seen:
            raise _wrong("L'accusé est illisible.")
        seen[str(key)] = cosigned_at(_text(one["line"]), text, key)
    return seen


def _hex(text: object, size: int) -> bytes:
    if not isinstance(text, str) or bytes.fromhex(text).hex() != text or len(text) != 2 * size:
        raise _wrong("L'accusé est illisible.")
    return bytes.fromhex(text)


def _wrong(message: str) -> InvalidValue:
    return InvalidValue("receipt", message)
