"""The headers of tus 1.0.0, read from strangers: https://tus.io/protocols/resumable-upload."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from starlette.datastructures import Headers

from shared.kernel.refusal import refuse

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,checksum,termination"
CHECKSUM_ALGORITHM: Final = "sha256"
CONTENT_TYPE: Final = "application/offset+octet-stream"
_KEY: Final = re.compile(r"[!-+\--~]{1,64}", re.ASCII)  # printable, neither space nor comma
_MOST_METADATA: Final = 16


@dataclass(frozen=True, slots=True)
class TusHeaders:
    """The headers of one request; a refusal bears the family of the service (`RSP-TUS-VERSION`…)."""

    headers: Headers
    family: str

    def check_version(self) -> None:
        """Check that the client speaks this version.

        Raises:
            Refused: `…-TUS-VERSION` (412).
        """
        if self.headers.get("tus-resumable") != VERSION:
            refuse(f"{self.family}-TUS-VERSION", version=VERSION)

    def offset(self) -> int:
        """Read where the bytes that follow belong, and that they are bytes of an upload.

        Raises:
            Refused: `…-TUS-TYPE`, or `…-TUS-HEADER`.
        """
        if self.headers.get("content-type") != CONTENT_TYPE:
            refuse(f"{self.family}-TUS-TYPE")
        return self._number("Upload-Offset")

    def length(self) -> int:
        """Read the size of an upload to create; a size that comes later is not received here.

        Raises:
            Refused: `…-TUS-HEADER`.
        """
        return self._number("Upload-Length")

    def metadata(self) -> Mapping[str, str]:
        """Read `Upload-Metadata`: pairs of a key and a text in base64.

        Raises:
            Refused: `…-TUS-HEADER`.
        """
        pairs: dict[str, str] = {}
        text = self.headers.get("upload-metadata", "").strip()
        for pair in text.split(",") if text else ():
            key, _, encoded = pair.strip().partition(" ")
            try:
                value = base64.b64decode(encoded.strip(), validate=True).decode()
            except ValueError:
                self._wrong("Upload-Metadata")
            if not _KEY.fullmatch(key) or key in pairs or len(pairs) == _MOST_METADATA:
                self._wrong("Upload-Metadata")
            pairs[key] = value
        return pairs

    def checksum(self) -> bytes | None:
        """Read the announced digest of the bytes that follow, None when there is none.

        Raises:
            Refused: `…-TUS-HEADER`.
        """
        header = self.headers.get("upload-checksum")
        if header is None:
            return None
        algorithm, _, encoded = header.partition(" ")
        try:
            digest = base64.b64decode(encoded, validate=True)
        except ValueError:  # not base64, or not even ASCII
            digest = b""
        if algorithm != CHECKSUM_ALGORITHM or len(digest) != hashlib.sha256().digest_size:
            self._wrong("Upload-Checksum")
        return digest

    def method(self) -> str:
        """Give the method that a client behind a narrow proxy asks for (`X-HTTP-Method-Override`).

        Raises:
            Refused: `…-TUS-HEADER`.
        """
        method = self.headers.get("x-http-method-override", "").upper()
        if method not in {"PATCH", "DELETE"}:
            self._wrong("X-HTTP-Method-Override")
        return method

    def _number(self, header: str) -> int:
        text = self.headers.get(header, "")
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            self._wrong(header)
        return int(text)

    def _wrong(self, header: str) -> NoReturn:
        refuse(f"{self.family}-TUS-HEADER", header=header)
