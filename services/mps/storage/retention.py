"""Emptying what has been kept long enough, in PostgreSQL."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, and_, delete, func, or_, select, union_all, update

from services.mps.storage.dume_errands import table as dume_errand
from services.mps.storage.fetching_tables import block_certificate, certificate, fetch_task, watched_contract
from services.mps.storage.form_tables import candidacy_form, candidacy_form_version, candidacy_paper, member_consent
from services.mps.storage.tables import candidacy, evidence_block, known_tender
from shared.kernel.ids import CandidacyId
from shared.kernel.paris import start_of_legal_day

_SIREN_DIGITS: Final = 9


class SqlRetention:
    """Finds and empties candidacies, whoever they belong to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def over(self, *, cut: date, limit: int) -> Sequence[CandidacyId]:
        """Give candidacies whose deadline and contracts are all before a day.

        The contractor's own are kept while its contract runs, then as long from its end as the others from theirs.
        """
        of_tender = watched_contract.c.tender_id == candidacy.c.tender_id
        is_own = func.left(watched_contract.c.contractor_siret, _SIREN_DIGITS) == candidacy.c.siren
        runs = or_(watched_contract.c.next_due_on.is_not(None), watched_contract.c.ended_on >= cut)
        holds = or_(watched_contract.c.notified_on >= cut, and_(is_own, runs))
        recent = select(watched_contract.c.contract_id).where(of_tender, holds)
        query = (
            select(candidacy.c.id)
            .join(known_tender, known_tender.c.id == candidacy.c.tender_id)
            .where(
                candidacy.c.forgotten_at.is_(None),
                known_tender.c.deadline < start_of_legal_day(cut),
                ~recent.exists(),
            )
            .order_by(candidacy.c.id)
            .limit(limit)
        )
        return [CandidacyId(value) for value in self._connection.execute(query).scalars()]

    def forget(self, candidacy_id: CandidacyId, *, at: datetime) -> Sequence[str]:
        """Empty a candidacy and give the blobs left."""
        here = candidacy_id.value
        run = self._connection.execute
        run(
            update(evidence_block)
            .where(evidence_block.c.candidacy_id == here)
            .values(facts=[], payload=None, detail=None, next_try_at=None)
        )
        for emptied in (fetch_task, candidacy_form, candidacy_form_version, member_consent):
            run(delete(emptied).where(emptied.c.candidacy_id == here))
        run(update(dume_errand).where(dume_errand.c.candidacy_id == here).values(content=None, detail=None))
        papers = run(
            delete(candidacy_paper).where(candidacy_paper.c.candidacy_id == here).returning(candidacy_paper.c.blob_id)
        ).scalars()
        blobs = [*papers, *self._certificates(candidacy_id)]
        run(update(candidacy).where(candidacy.c.id == here).values(forgotten_at=at))
        return blobs

    def drop_replaced(self, *, before: datetime, limit: int) -> Sequence[str | None]:
        """Delete answers that later ones replaced, once no candidacy that they served is kept; give their documents."""
        used = select(block_certificate.c.certificate_id).where(block_certificate.c.certificate_id == certificate.c.id)
        of_company = func.left(certificate.c.number, _SIREN_DIGITS) == candidacy.c.siren
        for_buyer = or_(certificate.c.recipient.is_(None), certificate.c.recipient == candidacy.c.buyer_siret)
        served = select(candidacy.c.id).where(
            of_company,
            for_buyer,
            candidacy.c.forgotten_at.is_(None),
            candidacy.c.requested_at <= certificate.c.fetched_at,
        )
        is_old = and_(certificate.c.fetched_at < before, certificate.c.fresh_until < before)
        chosen = select(certificate.c.id).where(is_old, ~used.exists(), ~served.exists()).limit(limit)
        gone = delete(certificate).where(certificate.c.id.in_(chosen)).returning(certificate.c.document_blob)
        return list(self._connection.execute(gone).scalars())

    def known_blobs(self, blob_ids: Collection[str]) -> Collection[str]:
        """Give those of these blobs that a certificate or a paper names."""
        papers = select(candidacy_paper.c.blob_id).where(candidacy_paper.c.blob_id.in_(blob_ids))
        documents = select(certificate.c.document_blob).where(certificate.c.document_blob.in_(blob_ids))
        return frozenset(self._connection.execute(union_all(papers, documents)).scalars())

    def _certificates(self, candidacy_id: CandidacyId) -> list[str]:
        """Delete the certificates on which nothing else stands."""
        mine = block_certificate.c.candidacy_id == candidacy_id.value
        gone = delete(block_certificate).where(mine).returning(block_certificate.c.certificate_id)
        identifiers = list(self._connection.execute(gone).scalars())
        used = select(block_certificate.c.certificate_id).where(block_certificate.c.certificate_id == certificate.c.id)
        left = delete(certificate).where(certificate.c.id.in_(identifiers), ~used.exists())
        deleted = self._connection.execute(left.returning(certificate.c.document_blob)).scalars()
        return [blob for blob in deleted if blob is not None]
