"""The documents of fictitious certificates, behind addresses that expire as those of the official service do."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from shared.kernel.clock import Clock

FOLDER: Final = "/documents/"
_INVENTED_HOST: Final = "simulateur.invalid"
_DEFAULT_SECONDS: Final = 600


def small_pdf(title: str) -> bytes:
    """Write a one-page PDF that says that it is fictitious."""
    words = "".join(letter for letter in title if letter.isascii() and letter not in "()\\")[:80]
    text = f"BT /F1 14 Tf 60 760 Td (Document fictif : {words}) Tj ET".encode("ascii", "replace")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, table)
    return bytes(content)


def with_local_document(
    payload: Mapping[str, object], *, base_url: str, clock: Clock, everywhere: bool
) -> Mapping[str, object]:
    """Give an answer whose document lies here until it expires.

    Our own companies' documents always do; those of official answers only ``everywhere``, since they are given as
    they are otherwise.
    """
    data = payload.get("data")
    address = data.get("document_url") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(address, str):
        return payload
    parts = urlsplit(address)
    if not everywhere and parts.hostname != _INVENTED_HOST:
        return payload
    seconds = data.get("document_url_expires_in") or data.get("expires_in") or _DEFAULT_SECONDS
    until = int(clock.now().timestamp()) + (seconds if isinstance(seconds, int) else _DEFAULT_SECONDS)
    name = parts.path.rsplit("/", 1)[-1].removesuffix(".pdf") or "document"
    return {**payload, "data": {**data, "document_url": f"{base_url}{FOLDER}{name}.pdf?expire={until}"}}
