"""The read model of consultations, whole facts in one column: the publication's state and the closing apart."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from services.responses.domain.consultation import (
    Buyer,
    Closing,
    Consultation,
    FileLimits,
    KnownDeadline,
    OfferedLot,
)
from services.responses.storage.tables import abandonment, closing, consultation
from shared.kernel.deadline import Deadline
from shared.kernel.ids import CustodianId, TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.sealing.custody import Custodian, Custody
from shared.sealing.manifest import Role


class SqlConsultations:
    """Consultations; published facts are public, so no organisation is hidden here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, tender_id: TenderId) -> Consultation:
        """Read a consultation, or refuse."""
        return self._one(select(consultation).where(consultation.c.tender_id == tender_id.value))

    def lock(self, tender_id: TenderId) -> Consultation:
        """Read a consultation and hold its row, or refuse."""
        return self._one(select(consultation).where(consultation.c.tender_id == tender_id.value).with_for_update())

    def keep(self, found: Consultation) -> None:
        """Keep what was announced where the stored version is lower."""
        row = _to_row(found)
        statement = insert(consultation).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=[consultation.c.tender_id],
                set_={name: statement.excluded[name] for name in ("version", "buyer_siret", "facts")},
                where=consultation.c.version < statement.excluded.version,
            )
        )

    def closing(self, tender_id: TenderId) -> Closing | None:
        """Give the closing, if it was announced."""
        row = self._connection.execute(select(closing).where(closing.c.tender_id == tender_id.value)).one_or_none()
        return None if row is None else Closing(tender_id, Deadline(row.deadline), row.deadline_version)

    def keep_closing(self, found: Closing) -> None:
        """Keep a closing; the first one stays."""
        row = {
            "tender_id": found.tender_id.value,
            "deadline": found.deadline.at,
            "deadline_version": found.deadline_version,
        }
        self._connection.execute(insert(closing).values(row).on_conflict_do_nothing())

    def keep_abandonment(self, tender_id: TenderId) -> None:
        """Keep that a consultation was given up; the first time stays."""
        self._connection.execute(insert(abandonment).values(tender_id=tender_id.value).on_conflict_do_nothing())

    def is_abandoned(self, tender_id: TenderId) -> bool:
        """Say whether a consultation was given up."""
        given_up = exists().where(abandonment.c.tender_id == tender_id.value)
        return bool(self._connection.execute(select(given_up)).scalar_one())

    def any_open(self) -> bool:
        """Say whether any consultation is not closed."""
        is_closed = exists().where(closing.c.tender_id == consultation.c.tender_id)
        given_up = exists().where(abandonment.c.tender_id == consultation.c.tender_id)
        waiting = select(func.count()).select_from(consultation).where(~is_closed, ~given_up)
        return self._connection.execute(waiting).scalar() != 0

    def _one(self, statement: Select[Any]) -> Consultation:
        row = self._connection.execute(statement).one_or_none()
        if row is None:
            refuse("RSP-CONSULTATION-UNKNOWN")
        return _from_row(row.tender_id, row.version, row.facts)


def _to_row(found: Consultation) -> dict[str, object]:
    return {
        "tender_id": found.tender_id.value,
        "version": found.version,
        "buyer_siret": str(found.buyer.siret),
        "facts": {
            "buyer": {"siret": str(found.buyer.siret), "name": found.buyer.name},
            "title": found.title,
            "object": found.object,
            "lots": [{"number": lot.number, "title": lot.title} for lot in found.lots],
            "deadline": found.known_deadline.deadline.at.isoformat(),
            "deadline_version": found.known_deadline.version,
            "timeline": {
                "started_at": found.timeline.started_at.isoformat(),
                "legal_start": found.timeline.legal_start.isoformat(),
                "factor": found.timeline.factor,
            },
            "custodians": [
                {"custodian_id": str(custodian.custodian_id), "recipient": custodian.recipient}
                for custodian in found.custody.custodians
            ],
            "threshold": found.custody.threshold,
            "file_bytes": found.limits.file_bytes,
            "deposit_bytes": found.limits.deposit_bytes,
            "sandbox": found.sandbox,
            "receives": sorted(found.receives),
            "invited": None if found.invited is None else [str(siret) for siret in found.invited],
        },
    }


def _from_row(tender_id: Any, version: int, facts: Mapping[str, Any]) -> Consultation:  # noqa: ANN401 - a driver's UUID
    timeline = facts["timeline"]
    return Consultation(
        tender_id=TenderId(tender_id),
        version=version,
        buyer=Buyer(Siret(facts["buyer"]["siret"]), facts["buyer"]["name"]),
        title=facts["title"],
        object=facts["object"],
        lots=tuple(OfferedLot(lot["number"], lot["title"]) for lot in facts["lots"]),
        known_deadline=KnownDeadline(Deadline(datetime.fromisoformat(facts["deadline"])), facts["deadline_version"]),
        timeline=Timeline(
            datetime.fromisoformat(timeline["started_at"]),
            datetime.fromisoformat(timeline["legal_start"]),
            timeline["factor"],
        ),
        custody=Custody(
            tuple(Custodian(CustodianId.parse(one["custodian_id"]), one["recipient"]) for one in facts["custodians"]),
            facts["threshold"],
        ),
        limits=FileLimits(facts["file_bytes"], facts["deposit_bytes"]),
        sandbox=facts["sandbox"],
        # Absent from what was kept before stages were announced.
        receives=frozenset(Role(role) for role in facts.get("receives", Role)),
        invited=_invited(facts.get("invited")),
    )


def _invited(sirets: Sequence[str] | None) -> tuple[Siret, ...] | None:
    return None if sirets is None else tuple(map(Siret, sirets))
