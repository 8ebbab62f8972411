"""The answers of administrations in PostgreSQL, and which of them each block stands on."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from services.mps.domain.certificates import Certificate, CertificateId, StoredDocument
from services.mps.domain.sources import Source
from services.mps.domain.states import BlockStatus
from services.mps.storage.candidacies import Row, from_json_facts, to_json_facts
from services.mps.storage.fetching_tables import block_certificate, certificate
from shared.kernel.ids import CandidacyId
from shared.kernel.siret import Siret


class SqlCertificates:
    """The answers kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, *, source: Source, number: str, recipient: Siret | None) -> Certificate | None:
        """Read the latest answer about a number, for a buyer where the source is protected."""
        whose = certificate.c.recipient.is_(None) if recipient is None else certificate.c.recipient == str(recipient)
        query = (
            select(certificate)
            .where(certificate.c.source == source.value, certificate.c.number == number, whose)
            .order_by(certificate.c.fetched_at.desc())
            .limit(1)
        )
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else from_row(row)

    def about(self, *, siren: str, recipient: Siret) -> Mapping[tuple[Source, str], Certificate]:
        """Read the latest answer of each source about the numbers of a company, as far as they serve a buyer."""
        whose = or_(certificate.c.recipient.is_(None), certificate.c.recipient == str(recipient))
        latest = (certificate.c.source, certificate.c.number)
        query = (
            select(certificate)
            .where(certificate.c.number.startswith(siren, autoescape=True), whose)
            .ext(distinct_on(*latest))
            .order_by(*latest, certificate.c.fetched_at.desc())
        )
        rows = self._connection.execute(query).mappings()
        return {(Source(row["source"]), row["number"]): from_row(row) for row in rows}

    def keep(self, kept: Sequence[Certificate]) -> None:
        """Keep answers."""
        if kept:
            self._connection.execute(insert(certificate), [to_row(each) for each in kept])

    def link(self, kept: Sequence[Certificate], *, candidacy_id: CandidacyId) -> None:
        """Note that the blocks of a candidacy stand on answers."""
        if not kept:
            return
        rows = [
            {
                "candidacy_id": candidacy_id.value,
                "source": each.source.value,
                "certificate_id": each.certificate_id.value,
            }
            for each in kept
        ]
        statement = insert(block_certificate)
        here = [block_certificate.c.candidacy_id, block_certificate.c.source]
        renewed = {"certificate_id": statement.excluded.certificate_id}
        self._connection.execute(statement.on_conflict_do_update(index_elements=here, set_=renewed), rows)

    def of(self, candidacy_id: CandidacyId) -> Mapping[Source, Certificate]:
        """Give the answers on which the blocks of a candidacy stand."""
        link = certificate.c.id == block_certificate.c.certificate_id
        query = select(certificate).join(block_certificate, link)
        rows = self._connection.execute(query.where(block_certificate.c.candidacy_id == candidacy_id.value))
        return {Source(row["source"]): from_row(row) for row in rows.mappings()}


def to_row(kept: Certificate) -> dict[str, Any]:
    """Write an answer as its row."""
    document = kept.document
    return {
        "id": kept.certificate_id.value,
        "source": kept.source.value,
        "number": kept.number,
        "recipient": None if kept.recipient is None else str(kept.recipient),
        "status": kept.status.value,
        "fetched_at": kept.fetched_at,
        "fresh_until": kept.fresh_until,
        "valid_until": kept.valid_until,
        "as_of": kept.as_of,
        "facts": to_json_facts(kept.facts),
        "detail": kept.detail,
        "payload": kept.payload,
        "document_blob": None if document is None else document.blob_id,
        "document_sha256": None if document is None else document.sha256,
        "document_size": None if document is None else document.size,
        "document_type": None if document is None else document.media_type,
        "document_problem": kept.document_problem,
        "unknown_fields": list(kept.unknown_fields),
    }


def from_row(row: Row) -> Certificate:
    """Read an answer from its row."""
    blob = row["document_blob"]
    document = None
    if blob is not None:
        document = StoredDocument(blob, row["document_sha256"], row["document_size"], row["document_type"])
    return Certificate(
        certificate_id=CertificateId(row["id"]),
        source=Source(row["source"]),
        number=row["number"],
        recipient=None if row["recipient"] is None else Siret(row["recipient"]),
        status=BlockStatus(row["status"]),
        fetched_at=row["fetched_at"],
        fresh_until=row["fresh_until"],
        valid_until=row["valid_until"],
        as_of=row["as_of"],
        facts=from_json_facts(row["facts"]),
        detail=row["detail"],
        payload=row["payload"],
        document=document,
        document_problem=row["document_problem"],
        unknown_fields=tuple(row["unknown_fields"]),
    )
