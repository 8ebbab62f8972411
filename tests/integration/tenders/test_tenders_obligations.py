"""The public calculator over HTTP: anybody asks, nothing is kept, what is wrong is said."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.asgi import AsgiClient
from tests.integration.tenders.platform import Person

PATH = "/tenders/obligations"


def a_question(**changes: Any) -> dict[str, Any]:
    return {"buyer": "commune", "kind": "services", "value": "300 000,00", "on": "2026-11-23", **changes}


def ask(client: AsgiClient, body: object) -> Any:
    return client.post(PATH, json=body)


def test_anybody_asks_without_a_key_and_without_an_account(client: AsgiClient) -> None:
    answer = ask(client, a_question())
    assert answer.status_code == 200, answer.text
    codes = {each["code"] for each in answer.json()["obligations"]}
    assert {"boamp_and_joue", "standstill", "cao", "legality_control", "mps_offered"} <= codes
    assert answer.json()["assumptions"]


def test_an_agent_may_ask_too(person: Callable[..., Person]) -> None:
    assert person().post(PATH, a_question()).status_code == 200


def test_every_fact_is_read(client: AsgiClient) -> None:
    answer = ask(
        client,
        a_question(
            value=None,
            lots=["200000", "20 000,50"],
            capacity="authority",
            procedure="open",
            technique="framework",
            circumstances=["urgent"],
            prior_information_on="2026-09-01",
            duration_months=60,
            population=1200,
            expenses="61000000",
            need_reasoned=True,
            announced={"deadline": "2026-11-30", "environmental_criterion": False, "divided": True},
        ),
    )
    assert answer.status_code == 200, answer.text
    levels = {each["code"]: each["level"] for each in answer.json()["obligations"]}
    assert levels["minimum_period_open"] == "stop"
    assert levels["environment_criterion"] == "stop"
    assert levels["framework_duration"] == "warning"


@pytest.mark.parametrize("kind", ["concession", "defence", "in_house", "excluded"])
def test_an_excluded_contract_is_told_as_a_kind(client: AsgiClient, kind: str) -> None:
    answer = ask(client, a_question(kind=kind))
    assert answer.status_code == 200, answer.text
    assert [each["code"] for each in answer.json()["obligations"]] == ["not_covered"]
    assert answer.json()["obligations"][0]["article"]
    assert answer.json()["assumptions"] == []
    assert ask(client, a_question(kind="services", exclusion=kind)).json() == answer.json()
    assert ask(client, {"buyer": "commune", "kind": kind, "on": "2026-11-23"}).json() == answer.json()
    assert ask(client, a_question(kind=kind, exclusion="loan")).status_code == 422


@pytest.mark.parametrize("name", ["local_authority", "health", "public_enterprise"])
def test_earlier_names_are_read(client: AsgiClient, name: str) -> None:
    assert ask(client, a_question(buyer=name)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"on": None}, 422),
        ({"on": 20_000}, 422),
        ({"on": "2026-11-23T00:00:00"}, 422),
        ({"on": "2026-02-30"}, 422),
        ({"value": 300000}, 422),
        ({"value": "1,234"}, 422),
        ({"value": "NaN"}, 422),
        ({"value": None}, 422),
        ({"value": "0"}, 422),
        ({"value": "-5"}, 422),
        ({"buyer": "mairie"}, 422),
        ({"buyer": ["commune"]}, 422),
        ({"kind": "autre"}, 422),
        ({"unknown": 1}, 422),
        ({"lots": ["1"] * 1001}, 422),
        ({"duration_months": 0}, 422),
        ({"circumstances": ["urgent"] * 50}, 422),
        ({"invited_on": "9999-12-31", "procedure": "restricted"}, 422),
        ({"announced": {"deadline": "0001-01-01"}}, 422),
        ({"on": "2028-01-01"}, 422),
        ({"on": "2019-03-31"}, 422),
    ],
)
def test_what_is_wrong_is_refused_in_french(client: AsgiClient, changes: dict[str, Any], status: int) -> None:
    body = {name: value for name, value in a_question(**changes).items() if value is not None}
    answer = ask(client, body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["title"]


def test_a_day_that_is_not_known_is_named(client: AsgiClient) -> None:
    problem = ask(client, a_question(on="2028-01-01")).json()
    assert problem["code"] == "HTTP-LAW-UNKNOWN"
    assert "01/01/2028" in problem["detail"]


def test_a_thousand_lots_are_answered(client: AsgiClient) -> None:
    body = {name: value for name, value in a_question(lots=["900"] * 1000).items() if name != "value"}
    assert ask(client, body).status_code == 200
