"""The repository of the register of samples."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from services.tenders.domain.errors import Code
from services.tenders.domain.samples import Medium, Sample, SampleStatus
from services.tenders.storage.visibility import seen_by, visible
from services.tenders.storage.visits_tables import sample as table
from shared.kernel.ids import TenderId
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import SampleId


class SqlSamples:
    """Lines of the registers of the principal's organisation."""

    def __init__(self, connection: Connection, principal: Principal) -> None:
        self._connection = connection
        self._seen = seen_by(principal)

    def of_tender(self, tender_id: TenderId) -> Sequence[Sample]:
        """Give the register of a consultation, by number."""
        statement = select(table).where(table.c.tender_id == tender_id.value, visible(table)).order_by(table.c.number)
        return [from_row(row) for row in self._connection.execute(statement, self._seen).mappings()]

    def lock(self, tender_id: TenderId, sample_id: SampleId) -> Sample:
        """Read a line and hold it, or refuse ``TND-NOT-FOUND``."""
        same = (table.c.id == sample_id.value) & (table.c.tender_id == tender_id.value)
        statement = select(table).where(same, visible(table)).with_for_update()
        row = self._connection.execute(statement, self._seen).mappings().one_or_none()
        if row is None:
            refuse(Code.NOT_FOUND, object=sample_id)
        return from_row(row)

    def add(self, sample: Sample) -> None:
        """Keep a new line."""
        self._connection.execute(table.insert(), to_row(sample))

    def save(self, sample: Sample) -> None:
        """Keep the next version of a line that is held."""
        row = to_row(sample)
        same = (table.c.id == row.pop("id")) & (table.c.version == sample.version - 1)
        if self._connection.execute(table.update().where(same).values(row)).rowcount != 1:
            raise RuntimeError(f"sample {sample.sample_id} was saved without its lock")


def to_row(sample: Sample) -> dict[str, Any]:
    """Write a line as its row."""
    return {
        "id": sample.sample_id.value,
        "tender_id": sample.tender_id.value,
        "organisation": sample.organisation.value,
        "version": sample.version,
        "status": sample.status.value,
        "number": sample.number,
        "siret": sample.siret.value,
        "name": sample.name,
        "medium": sample.medium.value,
        "description": sample.description,
        "lot_number": sample.lot_number,
        "place": sample.place,
        "received_at": sample.received_at,
        "late": sample.late,
        "settled_at": sample.settled_at,
        "note": sample.note,
    }


def from_row(row: RowMapping) -> Sample:
    """Read a line from its row."""
    return Sample(
        sample_id=SampleId(row["id"]),
        tender_id=TenderId(row["tender_id"]),
        organisation=Siret.parse(row["organisation"]),
        version=row["version"],
        status=SampleStatus(row["status"]),
        number=row["number"],
        siret=Siret.parse(row["siret"]),
        name=row["name"],
        medium=Medium(row["medium"]),
        description=row["description"],
        lot_number=row["lot_number"],
        place=row["place"],
        received_at=row["received_at"],
        late=row["late"],
        settled_at=row["settled_at"],
        note=row["note"],
    )
