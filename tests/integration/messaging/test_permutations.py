"""Every order and every repetition of an aggregate's events leaves the same read model (design section 2)."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, select
from sqlalchemy.dialects.postgresql import insert

from shared.contracts.envelope import Envelope
from shared.contracts.event import Event
from shared.kernel.ids import EventId
from shared.messaging.subscriptions import Consumer, Delivery, Effect
from shared.settings import Settings
from shared.storage.database import Database
from shared.storage.unit_of_work import SqlUnitOfWork
from tests.integration.messaging.parts import CLOCK, IDS, opener

STATES = ("draft", "published", "changed", "closed")
MODEL = Table(
    "model", MetaData(), Column("id", Text, primary_key=True), Column("version", Integer), Column("state", Text)
)


class Moved(Event):
    """An aggregate has a new state; the event carries all of it."""

    event_type = "moved.v1"
    source = "tenders"
    state: str


def keep_the_newest(event: Moved, uow: SqlUnitOfWork) -> None:
    new = insert(MODEL).values(id=event.aggregate_id, version=event.aggregate_version, state=event.state)
    uow.connection.execute(
        new.on_conflict_do_update(
            index_elements=[MODEL.c.id],
            set_={"version": new.excluded.version, "state": new.excluded.state},
            where=MODEL.c.version < new.excluded.version,
        )
    )


@pytest.fixture
def read_model(common_database: Settings, mps: Database) -> Iterator[Database]:
    assert common_database.database_url is not None
    engine = create_engine(common_database.database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL search_path = mps")
        MODEL.create(connection)
        connection.exec_driver_sql("GRANT ALL ON model TO plis_mps")
    engine.dispose()
    return mps


def envelopes(aggregates: int) -> list[Envelope]:
    return [
        Envelope.wrap(
            Moved(aggregate_id=f"a{aggregate}", aggregate_version=version, state=state),
            event_id=IDS.new(EventId),
            time=CLOCK.now(),
            correlation_id="c-1",
        )
        for aggregate in range(aggregates)
        for version, state in enumerate(STATES, start=1)
    ]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_with_any_repetition_gives_the_same_model(read_model: Database, data: st.DataObject) -> None:
    with read_model.begin() as connection:
        connection.execute(MODEL.delete())
    consumer = Consumer("mps", opener(read_model), [Effect(Moved, keep_the_newest)])
    announced = envelopes(aggregates=2)
    repeated = data.draw(st.lists(st.sampled_from(announced), max_size=6))
    order = data.draw(st.permutations([*announced, *repeated]))
    deliveries = [consumer.deliver(envelope) for envelope in order]
    assert deliveries.count(Delivery.APPLIED) == len(announced)
    assert deliveries.count(Delivery.DUPLICATE) == len(repeated)
    with read_model.reader() as connection:
        rows = [tuple(row) for row in connection.execute(select(MODEL).order_by(MODEL.c.id))]
    assert rows == [("a0", 4, "closed"), ("a1", 4, "closed")]


def test_what_a_consumer_does_not_want_is_left_alone(read_model: Database) -> None:
    consumer = Consumer("mps", opener(read_model), [])
    assert consumer.deliver(envelopes(1)[0]) is Delivery.IGNORED
    assert consumer.event_types == frozenset()


def test_two_subscriptions_to_one_type_are_refused(mps: Database) -> None:
    with pytest.raises(ValueError, match="subscribes twice"):
        Consumer("mps", opener(mps), [Effect(Moved, keep_the_newest), Effect(Moved, keep_the_newest)])
