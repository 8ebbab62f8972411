"""Un appel d'offres restreint, une négociation, un système d'acquisition dynamique, une déclaration sans suite."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from services.tenders.storage.tables import SERVICE_TABLES, opening
from services.tenders.wiring import App
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Right
from tests.integration.tenders.platform import Person, announced
from tests.integration.tenders.stages_play import DAYS, LATER, close, drafted, hear_opening, publish, version_of
from tests.unit.tenders.builders import ACME, BOLT, FOREIGN_BUYER

RESTRICTED = {"procedure": "restricted"}


def an_offer_stage(*invited: Any, **changes: Any) -> dict[str, Any]:
    return {"kind": "offers", "invited": [each.value for each in invited], "deadline": LATER.isoformat(), **changes}


def candidacies_opened(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str], **changes: Any
) -> str:
    path = drafted(agent, custodians, **{**RESTRICTED, **changes})
    tender = publish(agent, path)
    assert [stage["kind"] for stage in tender["stages"]] == ["candidacies"]
    close(app, clock)
    hear_opening(app, ids, tender["id"], (ACME, BOLT), role="candidacy")
    return path


def test_a_restricted_procedure_invites_then_ranks(
    app: App,
    ids: TimeOrderedIds,
    clock: FixedClock,
    agent: Person,
    custodians: list[str],
    person: Callable[..., Person],
) -> None:
    path = candidacies_opened(app, ids, clock, agent, custodians)
    opened = agent.done(f"{path}/stages", an_offer_stage(ACME), If_Match=version_of(agent, path))
    stage = opened["stage"]
    assert (opened["status"], stage["number"], stage["receives"], stage["invited"]) == (
        "published",
        2,
        ["offer"],
        [ACME.value],
    )
    assert [advice["code"] for advice in opened["advices"]] == ["TND-ADVICE-STAGE-PERIOD"]
    company = person(siret=ACME, rights=(Right.SUBMIT,), kind="economic_operator")
    (letter,) = company.get("/tenders/messages").json()["items"]
    assert letter["kind"] == "invitation"
    link = company.get(f"/tenders/messages/{letter['id']}").json()["link"]
    assert link == f"/responses/consultations/{stage['stage_id']}"
    other = person(siret=BOLT, rights=(Right.SUBMIT,), kind="economic_operator")
    assert other.get("/tenders/messages").json()["items"] == []

    assert_ranked(app, ids, clock, agent, path, stage)


def assert_ranked(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, path: str, stage: dict[str, Any]
) -> None:
    close(app, clock, LATER)
    (response,) = hear_opening(app, ids, stage["stage_id"], (ACME,))
    tender = agent.get(path).json()
    assert tender["status"] == "opened"
    with app.database.reader() as connection:
        kept = connection.execute(select(opening.c.tender_id, opening.c.responses)).all()
    assert {str(row.tender_id): [each["siret"] for each in row.responses] for row in kept} == {
        tender["id"]: [ACME.value, BOLT.value],
        stage["stage_id"]: [ACME.value],
    }
    lot = tender["lots"][0]["lot_id"]
    grid = agent.done(
        f"{path}/evaluations",
        {
            "lot_id": lot,
            "amounts": [{"response_id": response, "amount": {"value": "120000.00", "currency": "EUR"}}],
            "scores": [{"response_id": response, "criterion_id": "quality", "score": "8"}],
        },
    )
    assert [each["response_id"] for each in grid["ranking"]] == [response]


def test_the_events_of_a_stage_bear_its_identifier(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    path = candidacies_opened(app, ids, clock, agent, custodians)
    opened = agent.done(f"{path}/stages", an_offer_stage(ACME), If_Match=version_of(agent, path))
    close(app, clock, LATER)
    outbox = SERVICE_TABLES.outbox
    with app.database.reader() as connection:
        rows = connection.execute(select(outbox.c.type, outbox.c.envelope).order_by(outbox.c.ordinal)).all()
    told = [(row.type, row.envelope) for row in rows]
    assert [name for name, _ in told] == [
        "tender_published.v3",
        "submission_closed.v1",
        "tender_published.v3",
        "submission_closed.v1",
    ]
    assert opened["stage"]["stage_id"] in str(told[2][1])
    assert ACME.value in str(told[2][1])
    assert opened["stage"]["stage_id"] in str(told[3][1])


def test_a_stage_waits_for_the_last_one_to_be_opened(
    app: App, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    path = drafted(agent, custodians, **RESTRICTED)
    publish(agent, path)
    body = an_offer_stage(ACME)
    assert agent.refused(f"{path}/stages", body, If_Match=version_of(agent, path)) == (409, "TND-ACTION-IMPOSSIBLE")
    close(app, clock)
    assert agent.refused(f"{path}/stages", body, If_Match=version_of(agent, path)) == (409, "TND-ACTION-IMPOSSIBLE")


def test_a_foreign_organisation_sees_no_consultation_to_continue(
    app: App,
    ids: TimeOrderedIds,
    clock: FixedClock,
    agent: Person,
    custodians: list[str],
    person: Callable[..., Person],
) -> None:
    path = candidacies_opened(app, ids, clock, agent, custodians)
    stranger = person(siret=FOREIGN_BUYER)
    assert stranger.refused(f"{path}/stages", an_offer_stage(ACME), If_Match='"5"') == (404, "TND-NOT-FOUND")
    ending = {"motive": "budget", "reasons": "Crédits supprimés"}
    assert stranger.refused(f"{path}/endings", ending, If_Match='"5"') == (404, "TND-NOT-FOUND")
    assert stranger.get(f"{path}/export").status_code == 404
    copy = {"submission_deadline": LATER.isoformat()}
    assert stranger.refused(f"{path}/copies", copy) == (404, "TND-NOT-FOUND")


def test_a_stage_is_refused_for_whoever_did_not_answer_and_without_if_match(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    path = candidacies_opened(app, ids, clock, agent, custodians)
    tag = version_of(agent, path)
    assert agent.refused(f"{path}/stages", an_offer_stage(FOREIGN_BUYER), If_Match=tag) == (409, "TND-STAGE-INVITED")
    assert agent.refused(f"{path}/stages", an_offer_stage(ACME))[1] == "HTTP-IF-MATCH-MISSING"
    late = an_offer_stage(ACME, deadline=clock.now().isoformat())
    assert agent.refused(f"{path}/stages", late, If_Match=tag) == (409, "TND-DEADLINE-PAST")
    order = an_offer_stage(ACME, kind="final_offers")
    assert agent.refused(f"{path}/stages", order, If_Match=tag) == (409, "TND-STAGE-ORDER")


def test_the_public_sees_stages_and_never_who_is_invited(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str], visitor: Person
) -> None:
    path = candidacies_opened(app, ids, clock, agent, custodians)
    agent.done(f"{path}/stages", an_offer_stage(ACME), If_Match=version_of(agent, path))
    shown = visitor.get(path)
    listed = visitor.get(f"{path}/stages").json()["items"]
    assert [(each["kind"], each["invited_count"]) for each in listed] == [("candidacies", None), ("offers", 1)]
    assert [each["stage_id"] for each in shown.json()["stages"]] == [each["stage_id"] for each in listed]
    assert ACME.value not in shown.text
    assert shown.json()["submission_deadline"] == listed[1]["deadline"]
    assert ACME.value not in str(listed)


def test_the_deadline_of_a_later_stage_moves_and_the_first_one_stays(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    path = candidacies_opened(app, ids, clock, agent, custodians)
    agent.done(f"{path}/stages", an_offer_stage(ACME), If_Match=version_of(agent, path))
    moved = {"submission_deadline": (LATER + 7 * DAYS).isoformat()}
    changed = agent.done(f"{path}/changes", moved, If_Match=version_of(agent, path))
    assert [stage["deadline_version"] for stage in changed["stages"]] == [1, 2]
    assert changed["deadline_version"] == 2
    clock.advance(LATER + DAYS - clock.now())
    assert announced(app)[-1][0] == "tender_changed.v3"


def test_a_dynamic_system_rolls_over_and_invites_the_admitted(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    terms = {"technique": "dynamic_purchasing_system", "open_until": "2028-01-01"}
    path = drafted(agent, custodians, **RESTRICTED, terms=terms)
    tender = publish(agent, path)
    close(app, clock)
    system = agent.get(path).json()
    assert (system["status"], [stage["number"] for stage in system["stages"]]) == ("published", [1, 2])
    hear_opening(app, ids, tender["id"], (ACME,), role="candidacy")
    assert agent.get(path).json()["status"] == "published"
    called = {
        "procedure": "restricted",
        "submission_deadline": LATER.isoformat(),
        "terms": {"parent_id": tender["id"], "invited": [BOLT.value], "first_stage": "offers"},
    }
    purchase = drafted(agent, custodians, **called)
    status, code = agent.refused(f"{purchase}/publication")
    assert (status, code) == (409, "TND-NOT-A-HOLDER")


def test_giving_up_tells_those_who_took_part_and_stops_everything(
    app: App,
    ids: TimeOrderedIds,
    clock: FixedClock,
    agent: Person,
    custodians: list[str],
    person: Callable[..., Person],
) -> None:
    path = candidacies_opened(app, ids, clock, agent, custodians)
    ending = {"motive": "budget", "reasons": "Les crédits ont été supprimés."}
    ended = agent.done(f"{path}/endings", ending, If_Match=version_of(agent, path))
    assert (ended["status"], ended["lots"], ended["told"]) == ("abandoned", [1, 2], 2)
    assert announced(app)[-1][0] == "tender_abandoned.v1"
    company = person(siret=BOLT, rights=(Right.SUBMIT,), kind="economic_operator")
    (letter,) = company.get("/tenders/messages").json()["items"]
    assert letter["kind"] == "abandonment"
    again = agent.refused(f"{path}/endings", ending, If_Match=version_of(agent, path))
    assert again == (409, "TND-ABANDON-LOTS")
    stage = agent.refused(f"{path}/stages", an_offer_stage(ACME), If_Match=version_of(agent, path))
    assert stage == (409, "TND-ACTION-IMPOSSIBLE")


def test_one_lot_is_unsuccessful_and_the_other_goes_on(agent: Person, custodians: list[str], visitor: Person) -> None:
    path = drafted(agent, custodians)
    tender = publish(agent, path)
    ending = {"lot_ids": [tender["lots"][1]["lot_id"]], "motive": "need_gone", "reasons": "Sans objet."}
    assert agent.done(f"{path}/endings", ending, If_Match=version_of(agent, path))["status"] == "published"
    assert [each["outcome"] for each in visitor.get(path).json()["ends"]] == ["abandoned"]
    assert "Sans objet" not in visitor.get(path).text


def test_a_stage_too_short_waits_for_an_acknowledgement(
    app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]
) -> None:
    path = candidacies_opened(app, ids, clock, agent, custodians)
    short = an_offer_stage(ACME, deadline=(clock.now() + 10 * DAYS).isoformat())
    tag = version_of(agent, path)
    assert agent.refused(f"{path}/stages", short, If_Match=tag) == (409, "TND-ADVICE-UNACKNOWLEDGED")
    read = {**short, "passage": {"acknowledged": ["TND-ADVICE-STAGE-PERIOD"]}}
    opened = agent.done(f"{path}/stages", read, If_Match=tag)
    assert [(each["level"], each["conclusion"]) for each in opened["advices"]] == [("warning", "attention")]


def test_without_publicity_only_the_invited_are_told(
    agent: Person, custodians: list[str], person: Callable[..., Person]
) -> None:
    invited = {"invited": [ACME.value]}
    path = drafted(agent, custodians, procedure="without_publicity", terms=invited)
    assert agent.refused(f"{path}/publication") == (409, "TND-ARTICLE-MISSING")
    terms = {"terms": {**invited, "article": "R2122-2"}}
    agent.done(f"{path}/changes", terms, If_Match=version_of(agent, path))
    published = publish(agent, path)
    assert published["stages"][0]["invited"] == [ACME.value]
    told = person(siret=ACME, rights=(Right.SUBMIT,), kind="economic_operator").get("/tenders/messages").json()
    assert [letter["kind"] for letter in told["items"]] == ["invitation"]
    other = person(siret=BOLT, rights=(Right.SUBMIT,), kind="economic_operator").get("/tenders/messages").json()
    assert other["items"] == []


def test_a_call_off_needs_a_parent_of_ones_own(agent: Person, custodians: list[str]) -> None:
    parent = publish(agent, drafted(agent, custodians))["id"]
    for parent_id, refusal in ((parent, (409, "TND-PARENT-INVALID")), ("0" * 8 + parent[8:], (404, "TND-NOT-FOUND"))):
        terms = {"parent_id": parent_id, "invited": [ACME.value], "first_stage": "offers"}
        path = drafted(agent, custodians, procedure="adapted", terms=terms)
        assert agent.refused(f"{path}/publication") == refusal
