"""Messages over HTTP: inboxes, first reading, replies, proof, addresses; whom each organisation may see."""

from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest

from services.tenders.domain.messages import LETTER_LENGTH
from services.tenders.wiring import App
from services.tenders.wiring.mail import deliver_emails, mailer_of
from shared.kernel.clock import FixedClock
from shared.kernel.luhn import passes_luhn
from shared.kernel.principal import Right
from shared.settings import Settings, SettingsError
from tests.integration.tenders.platform import Person, journal, published
from tests.unit.tenders.builders import ACME, BOLT, FOREIGN_BUYER

RIGHTS = (Right.DRAFT, Right.PUBLISH, Right.ANSWER)


@pytest.fixture
def writer(person: Callable[..., Person]) -> Person:
    return person(rights=RIGHTS)


@pytest.fixture
def acme(person: Callable[..., Person]) -> Person:
    return person(siret=ACME, rights=(Right.SUBMIT,), kind="economic_operator")


@pytest.fixture
def bolt(person: Callable[..., Person]) -> Person:
    return person(siret=BOLT, rights=(Right.SUBMIT,), kind="economic_operator")


@pytest.fixture
def path(agent: Person, custodians: list[str]) -> str:
    tender = published(agent, custodians)
    return f"/tenders/consultations/{tender['id']}/messages"


def a_letter(**changes: Any) -> dict[str, Any]:
    to = [
        {"siret": ACME.value, "name": "Acme", "email": "a@acme.example"},
        {"siret": BOLT.value, "name": "Bolt"},
    ]
    return {"to": to, "subject": "Précision", "body": "La visite est à 9 h.", **changes}


def test_a_letter_is_received_read_and_answered(writer: Person, acme: Person, path: str, clock: FixedClock) -> None:
    letter = writer.done(path, a_letter())
    clock.advance(timedelta(hours=1))
    (seen,) = acme.get("/tenders/messages").json()["items"]
    assert (seen["id"], seen["sender_name"], seen["subject"]) == (letter["id"], "Commune de Rennes", "Précision")
    assert (seen["addressee_count"], seen["read_count"]) == (1, 0)
    assert (letter["addressee_count"], letter["read_count"]) == (2, 0)
    own = f"/tenders/messages/{letter['id']}"
    first = acme.get(own).json()
    assert first["body"] == "La visite est à 9 h."
    assert [each["name"] for each in first["addressees"]] == ["Acme"]
    clock.advance(timedelta(hours=1))
    assert acme.get(own).json()["addressees"] == first["addressees"]
    reply = acme.done(f"{own}/replies", {"body": "Merci, nous y serons."})
    (received,) = writer.get("/tenders/messages").json()["items"]
    assert (received["id"], received["sender_name"], received["thread_id"]) == (reply["id"], "Acme", letter["id"])
    (sent,) = writer.get("/tenders/messages?box=sent").json()["items"]
    assert (sent["addressee_count"], sent["read_count"]) == (2, 1)
    seen_by_buyer = writer.get(own).json()["addressees"]
    assert [bool(each["read_at"]) for each in seen_by_buyer] == [True, False]
    thread = writer.get(f"/tenders/messages/{reply['id']}/thread").json()["items"]
    assert [each["id"] for each in thread] == [letter["id"], reply["id"]]


def test_an_addressee_sees_neither_the_others_nor_their_exchanges(
    writer: Person, acme: Person, bolt: Person, path: str
) -> None:
    letter = writer.done(path, a_letter())
    reply = acme.done(f"/tenders/messages/{letter['id']}/replies", {"body": "Une question de méthode."})
    for page in (f"/tenders/messages/{reply['id']}", f"/tenders/messages/{reply['id']}/proof"):
        assert bolt.get(page).status_code == 404
    thread = bolt.get(f"/tenders/messages/{letter['id']}/thread").json()["items"]
    assert [each["id"] for each in thread] == [letter["id"]]
    proof = bolt.get(f"/tenders/messages/{letter['id']}/proof").json()
    assert [each["siret"] for each in proof["addressees"]] == [BOLT.value]
    assert proof["emails"] == []
    assert ACME.value not in bolt.get("/tenders/messages").text
    assert "a@acme.example" not in bolt.get(f"/tenders/messages/{letter['id']}").text


def test_another_organisation_sees_nothing(
    person: Callable[..., Person], writer: Person, visitor: Person, path: str
) -> None:
    letter = writer.done(path, a_letter())
    foreigner = person(siret=FOREIGN_BUYER, rights=RIGHTS)
    own = f"/tenders/messages/{letter['id']}"
    for page in (own, f"{own}/proof", f"{own}/thread"):
        assert foreigner.get(page).status_code == 404, page
        assert visitor.get(page).status_code == 401, page
    assert foreigner.refused(f"{own}/replies", {"body": "x"}) == (404, "TND-NOT-FOUND")
    assert foreigner.refused(path, a_letter()) == (404, "TND-NOT-FOUND")
    for box in ("received", "sent"):
        assert foreigner.get(f"/tenders/messages?box={box}").json()["items"] == []
    assert person(rights=(Right.DRAFT,)).refused(path, a_letter()) == (403, "HTTP-RIGHT-MISSING")


def test_ta_caen_2501303_an_offer_is_not_sent_by_messaging(writer: Person, acme: Person, path: str) -> None:
    letter = writer.done(path, a_letter())
    replies = f"/tenders/messages/{letter['id']}/replies"
    refused = acme.post(replies, {"body": "Ci-joint notre offre : 12 000 € HT"})
    assert (refused.status_code, refused.json()["code"]) == (409, "TND-MESSAGE-OFFER")
    assert f"/responses/consultations/{letter['tender_id']}" in refused.json()["detail"]
    for attached in ("attachments", "files", "attachment"):
        assert acme.refused(replies, {"body": "x", attached: ["b2ZmcmU="]}) == (422, "HTTP-BODY-INVALID")
    sent = acme.done(replies, {"body": "Notre offre est-elle bien arrivée ?", "not_an_offer": True})
    assert sent["kind"] == "reply"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"body": ""}, "HTTP-BODY-INVALID"),
        ({"body": " \n "}, "TND-MESSAGE-EMPTY"),
        ({"body": "x" * (LETTER_LENGTH + 1)}, "HTTP-BODY-INVALID"),
        ({"to": []}, "HTTP-BODY-INVALID"),
        ({"to": [{"siret": "123", "name": "A"}]}, "HTTP-VALUE-INVALID"),
        ({"to": [{"siret": ACME.value, "name": "A", "email": "a@b.fr\r\nBcc: c@d.fr"}]}, "HTTP-VALUE-INVALID"),
        ({"link": "https://ailleurs.example"}, "HTTP-BODY-INVALID"),
    ],
)
def test_a_letter_that_makes_no_sense_is_refused(writer: Person, path: str, change: dict[str, Any], code: str) -> None:
    assert writer.refused(path, a_letter(**change)) == (422, code)


def test_a_letter_to_as_many_as_allowed_is_sent_and_to_one_more_refused(writer: Person, path: str) -> None:
    def to(count: int) -> list[dict[str, str]]:
        sirens = (f"{number:09}" for number in range(10**6, 10**7) if passes_luhn(f"{number:09}"))
        sirets = (siren + nic for siren in sirens for nic in (f"{n:05}" for n in range(10)) if passes_luhn(siren + nic))
        return [{"siret": siret, "name": "É" * 200} for siret in islice(sirets, count)]

    assert writer.done(path, a_letter(to=to(500)))["addressee_count"] == 500
    assert writer.refused(path, a_letter(to=to(501))) == (422, "HTTP-BODY-INVALID")


def test_the_same_key_sends_once(app: App, writer: Person, acme: Person, path: str) -> None:
    first, again = (writer.post(path, a_letter(), Idempotency_Key="lettre-01") for _ in range(2))
    assert first.content == again.content
    assert len(acme.get("/tenders/messages").json()["items"]) == 1
    assert journal(app).count("message_sent") == 1


def test_lists_continue_by_cursor_and_by_consultation(writer: Person, acme: Person, path: str) -> None:
    sent = [writer.done(path, a_letter(subject=f"Lettre {number}"))["id"] for number in range(5)]
    seen, cursor = [], ""
    while True:
        page = acme.get(f"/tenders/messages?limit=2{cursor}").json()
        seen += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == sent[::-1]
    tender_id = path.split("/")[3]
    assert len(acme.get(f"/tenders/messages?tender_id={tender_id}").json()["items"]) == 5
    assert acme.get(f"/tenders/messages?tender_id={sent[0]}").json()["items"] == []
    assert acme.get("/tenders/messages?cursor=eA").json()["code"] == "HTTP-CURSOR-INVALID"
    assert acme.get("/tenders/messages?box=autre").status_code == 422


def test_the_proof_says_when_and_what(writer: Person, acme: Person, path: str, clock: FixedClock) -> None:
    letter = writer.done(path, a_letter())
    own = f"/tenders/messages/{letter['id']}"
    before = writer.get(f"{own}/proof").json()
    assert before["legal_sent_on"] == "2026-10-05"
    assert before["email_configured"] is False
    assert [(each["address"], each["status"], each["attempts"]) for each in before["emails"]] == [
        ("a@acme.example", "waiting", [])
    ]
    acme.get(f"{own}/proof")
    assert writer.get(f"{own}/proof").json()["addressees"][0]["read_at"] is None
    clock.advance(timedelta(minutes=5))
    acme.get(own)
    after = writer.get(f"{own}/proof").json()
    assert after["addressees"][0]["read_at"] == "2026-10-05T08:05:00Z"
    assert (after["body_sha256"], after["sent_at"]) == (before["body_sha256"], before["sent_at"])


def test_an_organisation_gives_the_addresses_at_which_it_is_told(
    writer: Person, acme: Person, bolt: Person, path: str
) -> None:
    assert acme.get("/tenders/contacts").json() == {"organisation": ACME.value, "version": 0, "addresses": []}
    given = {"addresses": ["marches@acme.example", "MARCHES@acme.example", "direction@acme.example"]}
    assert acme.put("/tenders/contacts", given).json()["code"] == "HTTP-IF-MATCH-MISSING"
    kept = acme.put("/tenders/contacts", given, If_Match='"0"')
    assert kept.json()["addresses"] == ["MARCHES@acme.example", "direction@acme.example"]
    stale = acme.put("/tenders/contacts", {"addresses": []}, If_Match='"0"')
    assert (stale.status_code, stale.json()["code"]) == (412, "HTTP-VERSION-STALE")
    wrong = acme.put("/tenders/contacts", {"addresses": ["a@b"]}, If_Match='"1"')
    assert (wrong.status_code, wrong.json()["code"]) == (422, "HTTP-VALUE-INVALID")
    many = acme.put("/tenders/contacts", {"addresses": [f"a{n}@b.fr" for n in range(21)]}, If_Match='"1"')
    assert many.status_code == 422
    assert bolt.get("/tenders/contacts").json()["addresses"] == []
    letter = writer.done(path, a_letter())
    emails = writer.get(f"/tenders/messages/{letter['id']}/proof").json()["emails"]
    assert [each["address"] for each in emails] == ["MARCHES@acme.example", "direction@acme.example", "a@acme.example"]


def test_without_a_mail_server_the_platform_says_so_and_is_ready(
    app: App, visitor: Person, settings: Settings, clock: FixedClock
) -> None:
    ready = visitor.get("/tenders/readyz")
    assert ready.status_code == 200
    assert ready.json()["checks"]["email"] is False
    assert mailer_of(settings, clock) is None
    assert not [task for task in app.backgrounds if task.name == "tenders.mail"]


def test_nothing_is_due_when_nothing_was_sent(app: App, clock: FixedClock) -> None:
    class Nobody:
        def deliver(self, mails: Any) -> Any:
            assert not list(mails)
            return iter(())

    assert deliver_emails(app.open_uow, Nobody(), clock=clock) == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"PLIS_SMTP_URL": "smtp://smtp.example:587", "PLIS_SMTP_FROM": "a@b.fr", "PLIS_DEV": "1"},
        {"PLIS_SMTP_URL": "smtp://smtp.example:587", "PLIS_SMTP_FROM": "a@b.fr", "PLIS_SANDBOX": "1"},
        {"PLIS_SMTP_URL": "smtp://127.0.0.1:25"},
        {"PLIS_REMINDERS": "-1"},
        {"PLIS_REMINDER_HOURS": "deux"},
    ],
)
def test_settings_of_mail_that_contradict_each_other_are_refused(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings.from_environment({"HOME": "/nonexistent", **environment})
