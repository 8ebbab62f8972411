"""The figures of the evaluation, counted in PostgreSQL among opened responses alone."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, distinct, func, select

from services.mps.domain.indicators import BlockCount, Indicators
from services.mps.domain.sources import Moment, Source
from services.mps.domain.states import BlockStatus
from services.mps.storage.examination_tables import opened_response
from services.mps.storage.form_tables import candidacy_form
from services.mps.storage.tables import candidacy, evidence_block, known_tender
from shared.kernel.paris import start_of_legal_day
from shared.kernel.siret import Siret

_MEDIAN = 0.5


class SqlIndicators:
    """Counts what was opened for a buyer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, buyer: Siret, *, first_day: date, last_day: date) -> Indicators:
        """Count a period, both days included."""
        opened = _opened(buyer, first_day=first_day, last_day=last_day)
        totals = self._connection.execute(
            select(func.count(distinct(opened_response.c.tender_id)), func.count()).where(opened, _OF_TENDER)
        ).one()
        forms = self._connection.execute(_forms(opened)).one()
        rows = self._connection.execute(_blocks(opened)).all()
        median = forms[2]
        return Indicators(
            buyer=buyer,
            first_day=first_day,
            last_day=last_day,
            consultations=totals[0],
            responses=totals[1],
            with_siret=forms[0],
            confirmed=forms[1],
            median_time=None if median is None else timedelta(seconds=float(median)),
            blocks=tuple(BlockCount(Source(row[0]), BlockStatus(row[1]), row[2]) for row in rows),
        )


_OF_TENDER = known_tender.c.id == opened_response.c.tender_id
_SAME_COMPANY = and_(candidacy.c.tender_id == opened_response.c.tender_id, candidacy.c.siren == opened_response.c.siren)


def _opened(buyer: Siret, *, first_day: date, last_day: date) -> ColumnElement[bool]:
    begins, ends = start_of_legal_day(first_day), start_of_legal_day(last_day + timedelta(days=1))
    return and_(
        known_tender.c.buyer_siret == str(buyer),
        opened_response.c.is_examinable,
        opened_response.c.completed_at >= begins,
        opened_response.c.completed_at < ends,
    )


def _forms(opened: ColumnElement[bool]) -> Select[Any]:
    """Count responses with a candidacy, confirmed ones, and the median time from the request to the confirmation."""
    taken = func.extract("epoch", candidacy_form.c.confirmed_at - candidacy.c.requested_at)
    return (
        select(
            func.count(distinct(opened_response.c.deposit_id)),
            func.count(distinct(candidacy.c.id)).filter(candidacy_form.c.confirmed_at.is_not(None)),
            func.percentile_cont(_MEDIAN).within_group(taken),
        )
        .select_from(opened_response)
        .join(known_tender, _OF_TENDER)
        .join(candidacy, and_(_SAME_COMPANY, candidacy.c.moment == Moment.FORM.value))
        .outerjoin(candidacy_form, candidacy_form.c.candidacy_id == candidacy.c.id)
        .where(opened)
    )


def _blocks(opened: ColumnElement[bool]) -> Select[Any]:
    """Count blocks by source and outcome, those of the form and those that the buyer asked."""
    return (
        select(evidence_block.c.source, evidence_block.c.status, func.count())
        .select_from(opened_response)
        .join(known_tender, _OF_TENDER)
        .join(candidacy, _SAME_COMPANY)
        .join(evidence_block, evidence_block.c.candidacy_id == candidacy.c.id)
        .where(opened)
        .group_by(evidence_block.c.source, evidence_block.c.status)
        .order_by(evidence_block.c.source, evidence_block.c.status)
    )
