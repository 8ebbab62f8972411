"""Values of the domain as rows of their own tables, and back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import MetaData, create_engine, select

from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.siret import Siret
from shared.storage.described import described
from shared.storage.rows import from_row, to_row


@dataclass(frozen=True, slots=True)
class Kept:
    tender_id: TenderId
    siret: Siret
    name: str
    size: int
    data: bytes
    note: str | None = None


def test_a_value_comes_back_from_its_row() -> None:
    table = described(MetaData(), "kept", "tender_id:uuid* siret name size:bigint data:bytes note extra")
    kept = Kept(TenderId(UUID(int=7)), Siret("55203253400638"), "é", 3, b"\x00", None)
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert().values(to_row(kept, extra="x")))
        row = connection.execute(select(table)).one()
    engine.dispose()
    assert from_row(Kept, row) == kept
    assert from_row(Kept, row, name="autre").name == "autre"


def test_instants_deadlines_and_parts_are_held_as_their_columns_are() -> None:
    at = datetime(2026, 11, 9, tzinfo=UTC)

    @dataclass(frozen=True, slots=True)
    class Deadlined:
        deadline: Deadline
        at: datetime
        names: tuple[str, ...]

    row = to_row(Deadlined(Deadline(at), at, ("a",)), without=("at",))
    assert row == {"deadline": at, "names": ["a"]}


def test_a_type_that_no_table_has_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        described(MetaData(), "x", "name:varchar")
