"""What anybody may read: published consultations, by prebuilt statements on connections that open no transaction.

The estimated value, the advices and the drafts are not even selected here (R2132-1 publishes the need, not its
estimate). ``consultation`` is the hottest read of the service: one statement, prepared by the server after a few runs.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.tenders.domain.stages import Stage
from services.tenders.domain.terms import NO_TERMS, Terms
from services.tenders.storage.tables import document, tender
from shared.kernel.ids import TenderId
from shared.storage import records
from shared.storage.database import Database

View = Mapping[str, Any]

_LATEST: Final = (
    select(
        document.c.id,
        document.c.name,
        document.c.kind,
        document.c.version,
        document.c.media_type,
        document.c.size,
        document.c.sha256,
    )
    .where(document.c.tender_id == tender.c.id, document.c.withdrawn_at.is_(None))
    .ext(distinct_on(document.c.name))
    .order_by(document.c.name, document.c.version.desc())
    .correlate(tender)
    .subquery("latest")
)
_DOCUMENTS: Final = (
    select(func.coalesce(func.jsonb_agg(literal_column("to_jsonb(latest)")), literal_column("'[]'::jsonb")))
    .select_from(_LATEST)
    .scalar_subquery()
    .label("documents")
)
SUMMARY: Final = (
    tender.c.id,
    tender.c.version,
    tender.c.status,
    tender.c.organisation,
    tender.c.buyer_name,
    tender.c.buyer_kind,
    tender.c.title,
    tender.c.object,
    tender.c.kind,
    tender.c.procedure,
    tender.c.lots,
    tender.c.deadline,
    tender.c.deadline_version,
    tender.c.published_at,
    tender.c.launched_on,
    tender.c.sandbox,
)
_CONSULTATION: Final = select(
    *SUMMARY,
    tender.c.criteria,
    tender.c.custodian_ids,
    tender.c.opening_threshold,
    tender.c.max_file_bytes,
    tender.c.max_deposit_bytes,
    tender.c.started_at,
    tender.c.legal_start,
    tender.c.factor,
    tender.c.closed_at,
    tender.c.terms,
    tender.c.later_stages,
    tender.c.ends,
    _DOCUMENTS,
).where(tender.c.id == bindparam("tender"), tender.c.published_at.is_not(None))


class SqlConsultationViews:
    """Published consultations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def consultation(self, tender_id: TenderId) -> View | None:
        """Give the public state of a consultation; None when nothing of that identifier is published."""
        with self._database.reader() as connection:
            row = connection.execute(_CONSULTATION, {"tender": tender_id.value}).one_or_none()
        return None if row is None else _with_values(row._asdict())


def _with_values(view: dict[str, Any]) -> View:
    """Read what is stored as JSON; most consultations have no terms and one stage, and nothing is read then."""
    view["terms"] = records.from_json(Terms, view["terms"]) if view["terms"] else NO_TERMS
    view["later_stages"] = [records.from_json(Stage, part) for part in view["later_stages"]]
    return view
