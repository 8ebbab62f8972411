"""Who may do what: no token, no right, another organisation; the same key twice; two acts at once."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from services.tenders.domain.model import Tender
from services.tenders.handlers.changes import Changes, ChangeTender, change_tender
from services.tenders.handlers.closing import close_tender
from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders, sweep_documents
from shared.kernel.clock import FixedClock
from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId, TimeOrderedIds
from shared.kernel.principal import Principal, Right
from shared.storage.unit_of_work import Scope
from tests.integration.tenders.platform import (
    DEADLINE,
    Person,
    a_draft,
    announced,
    deliver,
    opened_event,
    published,
    register_custodians,
)
from tests.unit.tenders.builders import FOREIGN_BUYER, an_agent
from tests.waiting import wait_for

LIST = "/tenders/consultations"


def writes(tender_id: str, lot_id: str, other_id: str) -> list[tuple[str, dict[str, Any]]]:
    """Every write on an existing object, with a body of the right shape."""
    path = f"{LIST}/{tender_id}"
    return [
        (f"{path}/publication", {}),
        (f"{path}/changes", {"title": "Autre"}),
        (f"{path}/evaluations", {"lot_id": lot_id}),
        (f"{path}/awards", {"lot_id": lot_id}),
        (f"{path}/contracts", {"award_id": other_id}),
        (f"/tenders/contracts/{other_id}/transmission", {}),
        (f"/tenders/contracts/{other_id}/notification", {}),
    ]


def test_an_object_of_another_organisation_does_not_exist(
    person: Callable[..., Person], agent: Person, custodians: list[str]
) -> None:
    tender = agent.done(LIST, a_draft(custodians))
    foreigner = person(siret=FOREIGN_BUYER)
    for path, body in writes(tender["id"], tender["lots"][0]["lot_id"], tender["id"]):
        assert foreigner.refused(path, body, If_Match='"1"') == (404, "TND-NOT-FOUND"), path
    sent = foreigner.send(f"{LIST}/{tender['id']}/documents?name=a.pdf", b"x")
    assert (sent.status_code, sent.json()["code"]) == (404, "TND-NOT-FOUND")
    for path in (f"{LIST}/{tender['id']}", f"{LIST}/{tender['id']}/awards", f"/tenders/contracts/{tender['id']}"):
        assert foreigner.get(path).status_code == 404, path
    assert foreigner.get("/tenders/custodians").json()["items"] == []
    assert len(agent.get("/tenders/custodians").json()["items"]) == 3


def test_a_write_needs_a_token_and_its_right(
    person: Callable[..., Person], visitor: Person, agent: Person, custodians: list[str]
) -> None:
    tender = agent.done(LIST, a_draft(custodians))
    without_right = person(rights=(Right.ANSWER,))
    acts = [(LIST, a_draft(custodians)), *writes(tender["id"], tender["lots"][0]["lot_id"], tender["id"])]
    for path, body in acts:
        assert visitor.refused(path, body, If_Match='"1"') == (401, "HTTP-UNAUTHENTICATED"), path
        assert without_right.refused(path, body, If_Match='"1"') == (403, "HTTP-RIGHT-MISSING"), path


def test_foreign_custodians_cannot_be_named(
    app: App, ids: TimeOrderedIds, agent: Person, custodians: list[str]
) -> None:
    theirs = register_custodians(app, ids, siret=FOREIGN_BUYER)
    tender = agent.done(LIST, a_draft([*custodians[:2], theirs[0]]))
    agent.send(f"{LIST}/{tender['id']}/documents?name=RC.pdf", b"x")
    assert agent.refused(f"{LIST}/{tender['id']}/publication") == (409, "TND-CUSTODIANS-UNKNOWN")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"estimated_value": {"value": "-1", "currency": "EUR"}}, "TND-ESTIMATE-INVALID"),
        ({"estimated_value": {"value": "10", "currency": "USD"}}, "TND-ESTIMATE-INVALID"),
        ({"criteria": [{"code": "price", "title": "P", "kind": "price", "weight": "99"}]}, "TND-CRITERIA-WEIGHT"),
        ({"timeline": {"legal_start": DEADLINE.isoformat(), "factor": 10}}, "TND-TIMELINE-REFUSED"),
        ({"limits": {"max_file_bytes": 10**15, "max_deposit_bytes": 10**15}}, "TND-LIMITS-INVALID"),
        ({"estimated_value": {"value": 250000.0, "currency": "EUR"}}, "HTTP-BODY-INVALID"),
        ({"submission_deadline": "2026-11-09T12:00:00"}, "HTTP-BODY-INVALID"),
        ({"couleur": "bleu"}, "HTTP-BODY-INVALID"),
    ],
)
def test_a_draft_that_makes_no_sense_is_refused(
    agent: Person, custodians: list[str], change: dict[str, Any], code: str
) -> None:
    assert agent.refused(LIST, a_draft(custodians, **change)) == (422, code)


def test_a_write_repeated_with_its_key_has_one_effect_and_one_answer(
    app: App, agent: Person, custodians: list[str]
) -> None:
    key = {"Idempotency_Key": "brouillon-1"}
    first, again = (agent.post(LIST, a_draft(custodians), **key) for _ in range(2))
    assert (first.status_code, first.content, first.headers["Location"]) == (
        again.status_code,
        again.content,
        again.headers["Location"],
    )
    assert agent.refused(LIST, a_draft(custodians, title="Autre"), **key) == (422, "HTTP-IDEMPOTENCY-KEY-REUSED")
    path = f"{LIST}/{first.json()['id']}"
    upload = {"Idempotency_Key": "document-1"}
    sent = [agent.send(f"{path}/documents?name=RC.pdf", b"contenu", **upload).json() for _ in range(2)]
    assert sent[0] == sent[1]
    assert len(list(app.documents.files.folder.rglob("*.blob"))) == 1
    published_twice = [agent.done(f"{path}/publication", Idempotency_Key="publier-1") for _ in range(2)]
    assert published_twice[0] == published_twice[1]
    assert announced(app) == [("tender_published.v3", 3)]


def test_an_editor_says_which_version_was_read(agent: Person, custodians: list[str]) -> None:
    tender = published(agent, custodians)
    path = f"{LIST}/{tender['id']}/changes"
    later = {"submission_deadline": (DEADLINE + timedelta(days=7)).isoformat()}
    assert agent.refused(path, later) == (428, "HTTP-IF-MATCH-MISSING")
    assert agent.refused(path, later, If_Match='"1"') == (412, "HTTP-VERSION-STALE")
    current = f'"{tender["version"]}"'
    earlier = {"submission_deadline": (DEADLINE - timedelta(days=1)).isoformat()}
    assert agent.refused(path, earlier, If_Match=current) == (409, "TND-DEADLINE-EARLIER")
    assert agent.refused(path, {"kind": "works"}, If_Match=current) == (409, "TND-CHANGE-PUBLISHED")
    changed = agent.post(path, later, If_Match=current)
    assert (changed.json()["deadline_version"], changed.headers["ETag"]) == (2, f'"{tender["version"] + 1}"')


def test_an_extension_and_the_closing_follow_one_another(
    app: App, agent: Person, custodians: list[str], clock: FixedClock
) -> None:
    tender = published(agent, custodians)
    tender_id = TenderId.parse(tender["id"])
    later = Deadline(DEADLINE + timedelta(days=7))
    command = ChangeTender(tender_id, tender["version"], Changes(submission_deadline=later))
    began = threading.Event()
    clock.advance(DEADLINE - clock.now() - timedelta(milliseconds=1))

    def close() -> Tender | None:
        with app.open_uow(Scope(Principal.system("tenders"), "closing")) as closing:
            began.set()
            closed = close_tender(tender_id, uow=closing)
            closing.commit()
            return closed

    with ThreadPoolExecutor(1) as pool, app.open_uow(Scope(an_agent(), "extension")) as extension:
        change_tender(command, uow=extension, law=app.law)
        clock.advance(timedelta(days=1))  # past the first deadline, before the new one
        closing = pool.submit(close)
        assert began.wait(10)
        _wait_for_lock(app)
        extension.commit()
        assert closing.result(10) is None
    assert close_due_tenders(app.open_uow, clock=clock) == 0
    clock.advance(timedelta(days=7))
    assert close_due_tenders(app.open_uow, clock=clock) == 1
    assert announced(app)[1:] == [("tender_changed.v3", 4), ("submission_closed.v1", 5)]


def test_nothing_is_evaluated_before_the_opening(
    app: App, ids: TimeOrderedIds, agent: Person, custodians: list[str], clock: FixedClock
) -> None:
    tender = published(agent, custodians)
    body = {"lot_id": tender["lots"][0]["lot_id"]}
    assert agent.refused(f"{LIST}/{tender['id']}/evaluations", body) == (409, "TND-ACTION-IMPOSSIBLE")
    assert agent.refused(f"{LIST}/{tender['id']}/awards", body) == (409, "TND-ACTION-IMPOSSIBLE")
    clock.advance(DEADLINE - clock.now() + timedelta(milliseconds=1))
    close_due_tenders(app.open_uow, clock=clock)
    assert agent.refused(f"{LIST}/{tender['id']}/awards", body) == (409, "TND-ACTION-IMPOSSIBLE")
    deliver(app, ids, opened_event(ids, tender["id"]))
    assert agent.refused(f"{LIST}/{tender['id']}/awards", body) == (409, "TND-EVALUATION-INCOMPLETE")


def test_bytes_without_a_document_are_swept_and_documents_are_not(
    app: App, agent: Person, custodians: list[str], clock: FixedClock
) -> None:
    published(agent, custodians)
    orphan = app.documents.files.put(b"perdu")
    for path in app.documents.files.folder.glob("??/??/*.blob"):
        os.utime(path, (0, 0))  # file times are the machine's, not those of the test's clock
    assert sweep_documents(app.open_uow, app.documents, clock=clock) == 1
    kept = [path.stem for path in app.documents.files.folder.glob("??/??/*.blob")]
    assert len(kept) == 1
    assert orphan not in kept


def _wait_for_lock(app: App) -> None:
    """Wait until the closing stands behind the extension's row lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"

    def somebody_waits() -> bool:
        with app.database.reader() as connection:
            return bool(connection.exec_driver_sql(query).scalar_one())

    wait_for(somebody_waits, what="la clôture attend le verrou")
