"""Bytes as base64 text in JSON."""

import base64
import binascii
from typing import Annotated

from pydantic import Field

from shared.kernel.refusal import InvalidValue

Base64 = Annotated[str, Field(max_length=8192)]


def from_base64(text: str) -> bytes:
    """Read base64.

    Raises:
        InvalidValue: it is not base64.
    """
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise InvalidValue("base64", "Ce texte n'est pas du base64.") from error


def to_base64(data: bytes) -> str:
    """Write base64."""
    return base64.b64encode(data).decode()
