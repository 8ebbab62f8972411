"""Opened responses and contradictory procedures in PostgreSQL, as one principal sees them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, false, insert, select, true, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql import ColumnElement

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.domain.examination import OpenedResponse
from services.mps.domain.grouping import ConsentStatus
from services.mps.domain.hearings import Hearing, HearingId
from services.mps.domain.sources import Moment
from services.mps.storage.candidacies import Row, whole_candidacy
from services.mps.storage.examination_tables import hearing, opened_response
from services.mps.storage.form_tables import member_consent
from services.mps.storage.tables import candidacy, known_tender
from shared.kernel.ids import CandidacyId, DepositId, TenderId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret
from shared.storage.records import from_json, to_json


class SqlOpenedResponses:
    """Opened responses, and what their buyer may read of those who sent them."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._principal = principal

    def put(self, responses: Sequence[OpenedResponse]) -> None:
        """Keep responses unless a later opening is known."""
        for each in responses:
            row = {
                "deposit_id": each.deposit_id.value,
                "tender_id": each.tender_id.value,
                "version": each.version,
                "siret": str(each.siret),
                "siren": str(each.siret.siren),
                "name": each.name,
                "lots": list(each.lots),
                "is_examinable": each.is_examinable,
                "completed_at": each.completed_at,
            }
            statement = upsert(opened_response).values(row)
            older = opened_response.c.version < statement.excluded.version
            self._connection.execute(
                statement.on_conflict_do_update(index_elements=["deposit_id"], set_=row, where=older)
            )

    def of_tender(self, tender_id: TenderId) -> Sequence[OpenedResponse]:
        """Give the opened responses of a consultation of the principal's body, in the order of their completion."""
        query = select(opened_response).where(opened_response.c.tender_id == tender_id.value, self._is_mine())
        ordered = query.order_by(opened_response.c.completed_at, opened_response.c.deposit_id)
        return [_response(row) for row in self._connection.execute(ordered).mappings()]

    def form_of(self, tender_id: TenderId, siren: Siren) -> SiretCandidacy | None:
        """Read the company's own candidacy, once a response of the company was opened for the principal's body."""
        opened = (
            select(opened_response.c.deposit_id)
            .where(
                opened_response.c.tender_id == tender_id.value,
                opened_response.c.siren == str(siren),
                opened_response.c.is_examinable,
                self._is_mine(),
            )
            .exists()
        )
        mine = (candidacy.c.tender_id == tender_id.value, candidacy.c.siren == str(siren))
        query = select(candidacy).where(*mine, candidacy.c.moment == Moment.FORM.value, opened)
        row = self._connection.execute(query.order_by(candidacy.c.id.desc()).limit(1)).mappings().one_or_none()
        return None if row is None else whole_candidacy(self._connection, row)

    def parties_of(self, lead: CandidacyId) -> Mapping[CandidacyId, SiretCandidacy]:
        """Read the own candidacies of those who consented to be named, once the lead's response was opened."""
        leads = candidacy.alias("lead")
        opened = (
            select(opened_response.c.deposit_id)
            .where(
                opened_response.c.tender_id == leads.c.tender_id,
                opened_response.c.siren == leads.c.siren,
                opened_response.c.is_examinable,
                self._is_mine(),
            )
            .exists()
        )
        query = (
            select(candidacy)
            .join(member_consent, member_consent.c.own_candidacy_id == candidacy.c.id)
            .join(leads, leads.c.id == member_consent.c.candidacy_id)
            .where(
                leads.c.id == lead.value,
                member_consent.c.status == ConsentStatus.GIVEN.value,
                member_consent.c.siren == candidacy.c.siren,
                candidacy.c.tender_id == leads.c.tender_id,
                candidacy.c.moment == Moment.FORM.value,
                opened,
            )
        )
        rows = self._connection.execute(query).mappings().all()
        return {CandidacyId(row["id"]): whole_candidacy(self._connection, row) for row in rows}

    def asked_about(self, tender_id: TenderId) -> Sequence[SiretCandidacy]:
        """Give what the principal's body has asked about candidates of a consultation."""
        own = self._principal.organisation
        if own is None:
            return []
        here = (candidacy.c.tender_id == tender_id.value, candidacy.c.buyer_siret == str(own))
        rows = self._connection.execute(select(candidacy).where(*here).order_by(candidacy.c.id)).mappings().all()
        return [whole_candidacy(self._connection, row) for row in rows]

    def _is_mine(self) -> ColumnElement[bool]:
        """Keep the consultations of the principal's body; the event's own place knows no principal but the service."""
        own = self._principal.organisation
        if self._principal.kind is PrincipalKind.SYSTEM:
            return true()
        if self._principal.kind is not PrincipalKind.AGENT or own is None:
            return false()
        here = (known_tender.c.id == opened_response.c.tender_id) & (known_tender.c.buyer_siret == str(own))
        return select(known_tender.c.id).where(here).exists()


class SqlHearings:
    """Contradictory procedures of the principal's body, or about its company."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._visible = _visible_to(principal)

    def add(self, new: Hearing) -> None:
        """Keep a new procedure."""
        self._connection.execute(insert(hearing).values(_hearing_row(new)))

    def save(self, changed: Hearing) -> None:
        """Keep the present state of a procedure."""
        here = hearing.c.id == changed.hearing_id.value
        self._connection.execute(update(hearing).where(here).values(_hearing_row(changed)))

    def get(self, hearing_id: HearingId) -> Hearing | None:
        """Read and lock a procedure."""
        query = select(hearing).where(hearing.c.id == hearing_id.value, self._visible).with_for_update()
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else from_json(Hearing, row["content"])

    def of(self, candidacy_id: CandidacyId) -> Sequence[Hearing]:
        """Give the procedures of an examination."""
        query = select(hearing).where(hearing.c.candidacy_id == candidacy_id.value, self._visible)
        rows = self._connection.execute(query.order_by(hearing.c.id)).mappings()
        return [from_json(Hearing, row["content"]) for row in rows]

    def page(self, *, after: HearingId | None, limit: int) -> Sequence[Hearing]:
        """Give the procedures that the principal may see, the latest first."""
        older = true() if after is None else hearing.c.id < after.value
        query = select(hearing).where(self._visible, older).order_by(hearing.c.id.desc()).limit(limit)
        return [from_json(Hearing, row["content"]) for row in self._connection.execute(query).mappings()]


def _hearing_row(each: Hearing) -> dict[str, Any]:
    return {
        "id": each.hearing_id.value,
        "candidacy_id": each.candidacy_id.value,
        "buyer_siret": str(each.buyer),
        "siren": str(each.siret.siren),
        "content": to_json(each),
    }


def _response(row: Row) -> OpenedResponse:
    return OpenedResponse(
        deposit_id=DepositId(row["deposit_id"]),
        tender_id=TenderId(row["tender_id"]),
        version=row["version"],
        siret=Siret(row["siret"]),
        name=row["name"],
        lots=tuple(row["lots"]),
        is_examinable=row["is_examinable"],
        completed_at=row["completed_at"],
    )


def _visible_to(principal: Principal) -> ColumnElement[bool]:
    own = principal.organisation
    if principal.kind is PrincipalKind.SYSTEM:
        return true()
    if own is None:
        return false()
    if principal.kind is PrincipalKind.AGENT:
        return hearing.c.buyer_siret == str(own)
    return hearing.c.siren == str(own.siren) if principal.kind is PrincipalKind.ECONOMIC_OPERATOR else false()
