"""Kinds of buyers over HTTP: every kind is accepted, and a row written under an earlier name is still read."""

import pytest
from sqlalchemy import update

from services.tenders.storage.tables import tender as tender_table
from services.tenders.wiring import App
from shared.legal.buyers import EARLIER_NAMES, BuyerKind
from tests.integration.tenders.platform import Person, a_draft, published

LIST = "/tenders/consultations"


@pytest.mark.parametrize("kind", ["commune", "sem", "local_authority", "health"])
def test_a_draft_takes_any_kind(agent: Person, custodians: list[str], kind: str) -> None:
    draft = agent.done(LIST, a_draft(custodians, buyer_kind=kind))
    assert draft["buyer"]["kind"] == BuyerKind.parse(kind).value


def test_another_kind_is_refused(agent: Person, custodians: list[str]) -> None:
    assert agent.refused(LIST, a_draft(custodians, buyer_kind="mairie"))[0] == 422


@pytest.mark.parametrize("earlier", sorted(EARLIER_NAMES))
def test_a_row_written_under_an_earlier_name_is_read(
    app: App, agent: Person, visitor: Person, custodians: list[str], earlier: str
) -> None:
    tender = published(agent, custodians)
    with app.database.engine.begin() as connection:
        connection.execute(update(tender_table).values(buyer_kind=earlier))
    path = f"{LIST}/{tender['id']}"
    for reader in (agent, visitor):
        assert reader.get(path).json()["buyer"]["kind"] == EARLIER_NAMES[earlier].value
