"""La commission d'appel d'offres par l'API publique : membres, convocation, quorum, votes, procès-verbal."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.tenders.storage.tables import SERVICE_TABLES
from services.tenders.wiring import App
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Right
from tests.integration.tenders.award_ground import Ground
from tests.integration.tenders.platform import Person
from tests.unit.tenders.builders import FOREIGN_BUYER

LIST = "/tenders/committees"
NAME = "Dominique Exemple"


@pytest.fixture
def ground(app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]) -> Ground:
    return Ground(app, ids, clock, agent, custodians)


def a_committee(**changes: Any) -> dict[str, Any]:
    members = [{"code": "P", "role": "president", "function": "Maire", "name": NAME}]
    members += [{"code": f"T{n}", "role": "title_holder", "function": "Élue"} for n in (1, 2, 3)]
    members += [{"code": f"S{n}", "role": "deputy", "function": "Suppléant"} for n in (1, 2, 3)]
    return {"name": "CAO permanente", "members": members, "rules_reference": "2020-31", **changes}


def a_session(ground: Ground, **changes: Any) -> dict[str, Any]:
    meets_at = (ground.clock.now() + timedelta(days=8)).isoformat()
    item = {"consultation_id": ground.tender["id"], "lot_id": ground.lot}
    return {"meets_at": meets_at, "agenda": [item], **changes}


def test_a_committee_chooses_from_its_convocation_to_its_minutes(ground: Ground) -> None:
    agent = ground.agent
    committee = agent.done(LIST, a_committee())
    assert (committee["seats"], committee["advices"][0]["conclusion"]) == (4, "satisfied")
    sessions = f"{LIST}/{committee['committee_id']}/sessions"
    first = agent.done(sessions, a_session(ground))
    assert first["advices"][0]["conclusion"] == "satisfied"
    one = f"/tenders/committee-sessions/{first['session_id']}"
    assert (
        agent.done(f"{one}/attendance", {"present": ["P", "T1"], "represented": ["T2"]})["status"] == "without_quorum"
    )
    assert agent.refused(f"{one}/closing") == (409, "TND-ACTION-IMPOSSIBLE")

    second = agent.done(sessions, a_session(ground, second_of=first["session_id"], remote=True))
    two = f"/tenders/committee-sessions/{second['session_id']}"
    assert agent.done(f"{two}/attendance", {"present": ["P", "S1"]})["attendance"]["voters"] == 2
    vote = {
        "item": {"consultation_id": ground.tender["id"], "lot_id": ground.lot},
        "response_ids": [ground.responses[1]],
        "votes_for": 2,
        "president_for": True,
        "motives": "Offre la mieux classée au regard des critères.",
    }
    assert agent.refused(f"{two}/votes", {**vote, "votes_for": 3}) == (422, "TND-COMMITTEE-VOTES")
    assert agent.done(f"{two}/votes", vote)["votes"][0]["adopted"] is True
    assert agent.done(f"{two}/closing")["status"] == "closed"
    assert agent.refused(f"{two}/votes", vote) == (409, "TND-ACTION-IMPOSSIBLE")
    assert [each["session_id"] for each in agent.get(sessions).json()["items"]] == [
        second["session_id"],
        first["session_id"],
    ]
    award = ground.award(organ={"kind": "committee", "session_id": second["session_id"]})
    assert [advice["conclusion"] for advice in award["advices"]] == ["satisfied"]

    minutes = agent.get(f"{two}/minutes")
    content = zipfile.ZipFile(io.BytesIO(minutes.content)).read("content.xml").decode()
    assert "Offre la mieux classée" in content
    assert NAME in content
    assert agent.get(f"{two}/minutes?format=pdf").content.startswith(b"%PDF")
    assert agent.get(f"{two}/minutes?format=exe").status_code == 422


def test_names_of_members_stay_out_of_the_journal_and_of_events(ground: Ground) -> None:
    ground.agent.done(LIST, a_committee())
    with ground.app.database.reader() as connection:
        for table in (SERVICE_TABLES.journal, SERVICE_TABLES.outbox):
            assert NAME not in str(connection.execute(table.select()).all())


def test_two_agents_do_not_overwrite_one_another(ground: Ground) -> None:
    committee = ground.agent.done(LIST, a_committee())
    one = f"{LIST}/{committee['committee_id']}"
    assert ground.agent.put(one, a_committee(), If_Match='"1"').json()["version"] == 2
    stale = ground.agent.put(one, a_committee(name="Autre"), If_Match='"1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "HTTP-VERSION-STALE")
    assert ground.agent.get(one).json()["name"] == "CAO permanente"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"members": a_committee()["members"][1:]}, "TND-COMMITTEE-INVALID"),
        ({"members": a_committee()["members"][:1] * 2}, "TND-COMMITTEE-INVALID"),
        ({"members": [{"code": "É P", "role": "president", "function": "x"}] * 2}, "HTTP-BODY-INVALID"),
        ({"members": [{"code": "P", "role": "roi", "function": "x"}] * 2}, "HTTP-BODY-INVALID"),
        ({"name": ""}, "HTTP-BODY-INVALID"),
    ],
)
def test_a_committee_that_makes_no_sense_is_refused(agent: Person, change: dict[str, Any], code: str) -> None:
    assert agent.refused(LIST, a_committee(**change)) == (422, code)


def test_sessions_keep_to_their_agenda_their_days_and_their_seats(ground: Ground) -> None:
    agent, committee = ground.agent, ground.agent.done(LIST, a_committee())
    sessions = f"{LIST}/{committee['committee_id']}/sessions"
    tomorrow = (ground.clock.now() + timedelta(days=1)).date().isoformat()
    assert agent.refused(sessions, a_session(ground, convened_on=tomorrow)) == (422, "TND-COMMITTEE-DATE")
    other = {"consultation_id": ground.tender["id"], "lot_id": committee["committee_id"]}
    assert agent.refused(sessions, a_session(ground, agenda=[other])) == (422, "TND-LOT-UNKNOWN")
    session = agent.done(sessions, a_session(ground))
    one = f"/tenders/committee-sessions/{session['session_id']}"
    assert agent.refused(sessions, a_session(ground, second_of=session["session_id"])) == (409, "TND-COMMITTEE-SECOND")
    assert agent.refused(f"{one}/attendance", {"present": ["X"]}) == (422, "TND-COMMITTEE-MEMBER")
    agent.done(f"{one}/attendance", {"present": ["P", "T1", "T2"]})
    second_lot = {"consultation_id": ground.tender["id"], "lot_id": ground.tender["lots"][1]["lot_id"]}
    vote = {"item": second_lot, "response_ids": [], "votes_for": 0, "motives": "Sans suite"}
    assert agent.refused(f"{one}/votes", vote) == (422, "TND-COMMITTEE-AGENDA")


def test_another_organisation_knows_nothing_of_a_committee(ground: Ground, person: Callable[..., Person]) -> None:
    committee = ground.agent.done(LIST, a_committee())
    one = f"{LIST}/{committee['committee_id']}"
    session = ground.agent.done(f"{one}/sessions", a_session(ground))
    place = f"/tenders/committee-sessions/{session['session_id']}"
    foreigner, without = person(siret=FOREIGN_BUYER), person(rights=(Right.ANSWER,))
    assert foreigner.get(LIST).json()["items"] == []
    for path in (one, f"{one}/sessions", place, f"{place}/minutes"):
        assert foreigner.get(path).status_code == 404, path
        assert without.get(path).status_code == 403, path
    for path, body in (
        (f"{one}/sessions", a_session(ground)),
        (f"{place}/attendance", {"present": ["P"]}),
        (f"{place}/closing", {}),
    ):
        assert foreigner.refused(path, body) == (404, "TND-NOT-FOUND"), path
    assert foreigner.put(one, a_committee(), If_Match='"1"').status_code == 404
