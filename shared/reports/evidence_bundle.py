"""The archive of an evidence: data, French summary, and a signature over both that anybody can check offline."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from shared.archive.zip_stream import Member, ZipStream, archive_size
from shared.kernel.refusal import InvalidValue
from shared.proof.acknowledgements import parse_document, verify_acknowledgement
from shared.proof.canonical import Json, canonical_pieces
from shared.proof.evidence import SIGNATURE_FORMAT, Evidence
from shared.proof.evidence_report import evidence_report
from shared.reports.pdf import to_pdf

DATA, SUMMARY, SIGNATURE = "evidence.json", "resume.pdf", "signature.json"
_GREATEST = 256 * 1024**2
_IN_MEMORY = 1024**2
_PIECE = 256 * 1024
Sign = Callable[[Mapping[str, Json]], dict[str, Json]]


@dataclass(frozen=True, slots=True)
class EvidenceBundle:
    """An archive ready to be sent: its length is known, its bytes are written as they are read, once."""

    members: tuple[tuple[Member, IO[bytes]], ...]

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return archive_size([member for member, _ in self.members])

    def __iter__(self) -> Iterator[bytes]:
        """Write it, and let go of what it was made from."""
        archive = ZipStream()
        for member, file in self.members:
            with file:
                file.seek(0)
                yield archive.begin(member)
                while piece := file.read(_PIECE):
                    yield archive.data(piece)
                yield archive.finish()
        yield archive.close()


def evidence_bundle(evidence: Evidence, *, sign: Sign, platform: str) -> EvidenceBundle:
    """Make the archive; the same evidence gives the same bytes.

    What was asked and observed over weeks is written to a file as it is read over, never as one text in memory.
    """
    content = evidence.content()
    data = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by whoever reads the archive
    digest, size = hashlib.sha256(), 0
    for piece in canonical_pieces(content):
        data.write(piece)
        digest.update(piece)
        size += len(piece)
    summary = to_pdf(evidence_report(content, platform=platform))
    digests: dict[str, Json] = {DATA: digest.hexdigest(), SUMMARY: hashlib.sha256(summary).hexdigest()}
    signed = sign({"format": SIGNATURE_FORMAT, "made_at": content["made_at"], "files": digests})
    signature = json.dumps(signed, ensure_ascii=False, indent=1).encode()
    moment = evidence.made_at
    return EvidenceBundle(
        (
            (Member(DATA, size, moment), cast("IO[bytes]", data)),
            (Member(SUMMARY, len(summary), moment), io.BytesIO(summary)),
            (Member(SIGNATURE, len(signature), moment), io.BytesIO(signature)),
        )
    )


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
    return parse_document(files[DATA], longest=_GREATEST)
