"""Verification of an RFC 3161 token against one root, every byte of both included."""

from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from shared.kernel.refusal import InvalidValue
from shared.proof.timestamps import generation_time, granted_response, is_canonical_token

# What the library raises besides, of a certificate that is of no known version, algorithm or form.
_UNKNOWN_CERTIFICATE: Final = (
    UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType
)  # fmt: skip


def verify_token(token: bytes, data: bytes, root_pem: str) -> datetime:
    """Give the instant that a token states, once it covers the data and its chain ends at the root.

    Raises:
        InvalidValue: it does not, or one of the two is not in its one spelling.
    """
    try:
        if not is_canonical_token(token):
            raise _wrong("Le jeton d'horodatage est illisible.")
        root = x509.load_pem_x509_certificate(root_pem.encode())
        if root.public_bytes(Encoding.PEM).decode() != root_pem:
            raise _wrong("Le certificat de l'autorité d'horodatage est illisible.")
        # A verifier of tokens takes its anchor on trust, signature included: here every byte of it must hold.
        root.verify_directly_issued_by(root)
        # A fresh builder for each verification: copies of one share their list of roots.
        VerifierBuilder(roots=[root]).build().verify_message(decode_timestamp_response(granted_response(token)), data)
    except (VerificationError, InvalidSignature) as error:
        raise _wrong("Le jeton d'horodatage ne couvre pas ce point de contrôle.") from error
    except (ValueError, TypeError, KeyError, AttributeError, *_UNKNOWN_CERTIFICATE) as error:
        raise error if isinstance(error, InvalidValue) else _wrong("Le jeton d'horodatage est illisible.") from error
    return generation_time(token)


def _wrong(message: str) -> InvalidValue:
    return InvalidValue("time_stamp", message)
