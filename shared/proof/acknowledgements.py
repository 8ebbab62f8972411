"""Signed acknowledgements: Ed25519 over the canonical JSON of what was received, given at once with the last byte."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.kernel.refusal import InvalidValue
from shared.proof.canonical import Json, canonical_json
from shared.proof.signed_note import NoteKey, public_key

LONGEST_DOCUMENT: Final = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class AcknowledgementSigner:
    """Signs acknowledgements, with a key that is not the log's."""

    name: str
    key: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> NoteKey:
        """The public key that verifies the acknowledgements."""
        return public_key(self.key, self.name)

    def sign(self, content: Mapping[str, Json]) -> dict[str, Json]:
        """Give the content with its signature; the same content always gives the same signature."""
        signature = self.key.sign(canonical_json(content))
        return {
            "content": dict(content),
            "key": str(self.public),
            "signature": base64.b64encode(signature).decode(),
        }


def verify_acknowledgement(document: Mapping[str, Any], *, trusted_key: str | None = None) -> Mapping[str, Any]:
    """Give the content of an acknowledgement, once its signature has been verified.

    Raises:
        InvalidValue: another shape, another key or a wrong signature.
    """
    try:
        content, key = document["content"], document["key"]
        signature = base64.b64decode(document["signature"], validate=True)
        if base64.b64encode(signature).decode() != document["signature"]:  # one signature has one spelling
            raise _shapeless()
        if set(document) != {"content", "key", "signature"} or (trusted_key is not None and key != trusted_key):
            raise InvalidValue("acknowledgement", "Cet accusé n'est pas signé par la clé attendue.")
        public = Ed25519PublicKey.from_public_bytes(NoteKey.parse(key).public)
        public.verify(signature, canonical_json(content))
    except InvalidSignature as error:
        raise InvalidValue("acknowledgement", "La signature de cet accusé est fausse.") from error
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise error if isinstance(error, InvalidValue) else _shapeless() from error
    found: Mapping[str, Any] = content
    return found


def _shapeless() -> InvalidValue:
    return InvalidValue("acknowledgement", "Cet accusé n'a pas la forme attendue.")


def parse_document(text: bytes, *, longest: int = LONGEST_DOCUMENT) -> Mapping[str, Any]:
    """Read a JSON object in UTF-8, with or without the byte order mark that some editors add.

    Raises:
        InvalidValue: it is not one, or is longer than ``longest`` bytes: by default, than any receipt.
    """
    if len(text) > longest:
        raise InvalidValue("json", "Ce fichier est trop long pour être un accusé.")
    try:
        document = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InvalidValue("json", "Ce fichier n'est pas du JSON lisible.") from error
    if not isinstance(document, dict):
        raise InvalidValue("json", "Ce fichier n'est pas un objet JSON.")
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that says the same name twice: readers would not agree on what it says."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is repeated")
    return found
