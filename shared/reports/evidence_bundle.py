"""The archive of an evidence: data, French summary, and a signature over both that anybody can check offline."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from shared.kernel.refusal import InvalidValue
from shared.proof.acknowledgements import parse_document, verify_acknowledgement
from shared.proof.canonical import Json, canonical_json
from shared.proof.evidence import SIGNATURE_FORMAT, Evidence
from shared.proof.evidence_report import evidence_report
from shared.reports.pdf import to_pdf

DATA, SUMMARY, SIGNATURE = "evidence.json", "resume.pdf", "signature.json"
_GREATEST = 256 * 1024**2
Sign = Callable[[Mapping[str, Json]], dict[str, Json]]


def evidence_bundle(evidence: Evidence, *, sign: Sign, platform: str) -> bytes:
    """Write the archive; the same evidence gives the same bytes."""
    content = evidence.content()
    files = {DATA: canonical_json(content), SUMMARY: to_pdf(evidence_report(content, platform=platform))}
    digests: dict[str, Json] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    signed = sign({"format": SIGNATURE_FORMAT, "made_at": content["made_at"], "files": digests})
    files[SIGNATURE] = json.dumps(signed, ensure_ascii=False, indent=1).encode()
    written = io.BytesIO()
    moment = evidence.made_at.timetuple()[:6]
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, moment), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def verify_bundle(data: bytes, *, trusted_key: str | None = None) -> Mapping[str, Any]:
    """Give the content of an evidence, once the archive's signature covers every byte of it.

    Raises:
        InvalidValue: not such an archive, or something in it is not what was signed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sorted(archive.namelist()) != sorted((DATA, SUMMARY, SIGNATURE)):
                raise InvalidValue("evidence", "Cette archive n'a pas les fichiers attendus.")
            if sum(member.file_size for member in archive.infolist()) > _GREATEST:
                raise InvalidValue("evidence", "Cette archive est trop grande.")
            files = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise InvalidValue("evidence", "Cette archive est illisible.") from error
    signed = verify_acknowledgement(parse_document(files.pop(SIGNATURE)), trusted_key=trusted_key)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    if signed.get("format") != SIGNATURE_FORMAT or signed.get("files") != digests:
        raise InvalidValue("evidence", "Un fichier de cette archive n'est pas celui qui fut signé.")
    return parse_document(files[DATA])
