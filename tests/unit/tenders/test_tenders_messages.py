"""Messages with proof: who may send, what a subject may hold, which link is chosen, when a company is warned."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.emails import (
    EmailStatus,
)
from services.tenders.domain.messages import (
    BODY_LENGTH,
    SUBJECT_LENGTH,
    Message,
    MessageKind,
    Recipient,
    deposit_link,
    tidy_subject,
)
from services.tenders.domain.offer_words import words_of_an_offer
from services.tenders.domain.registrations import Registration
from services.tenders.domain.states import TenderStatus
from services.tenders.handlers.contacts import write_contacts
from services.tenders.handlers.messages import (
    ReplyToMessage,
    SendMessage,
    read_message,
    reply_to_message,
    send_message,
)
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import Refused
from shared.kernel.tender_ids import RegistrationId
from tests.unit.tenders.builders import ACME, BOLT, FOREIGN_BUYER, NOW, TENDER, a_tender, an_agent, numbered
from tests.unit.tenders.fakes import FakeScope, FakeUnitOfWork

COMPANY = Principal("entreprise", PrincipalKind.ECONOMIC_OPERATOR, ACME, "Mme X", frozenset({Right.SUBMIT}))


def a_uow() -> FakeUnitOfWork:
    uow = FakeUnitOfWork(an_agent(rights=frozenset({Right.ANSWER})))
    uow.tenders.add(a_tender(TenderStatus.PUBLISHED))
    return uow


def a_command(**changes: object) -> SendMessage:
    to = (Recipient(ACME, "a@acme.fr", "Acme"), Recipient(BOLT, None, "Bolt"))
    return replace(SendMessage(TENDER, MessageKind.CHANGE, to, "Le délai est prolongé", "Voir la page."), **changes)


def as_company(uow: FakeUnitOfWork, principal: Principal = COMPANY) -> None:
    scope = FakeScope(principal)
    uow.scope = uow.tenders.scope = uow.messages.scope = scope


def test_a_message_is_sent_in_the_inbox_and_its_emails_wait() -> None:
    uow = a_uow()
    uow.contacts.keep(ACME, ["marches@acme.fr", "A@ACME.fr"], version=1)
    message = send_message(a_command(), uow=uow)
    assert message.sent_at == NOW
    assert message.link == f"/tenders/consultations/{TENDER}"
    assert [each.recipient.siret for each in message.addressees] == [ACME, BOLT]
    # The same address in another case is told once; a company without any address has its inbox alone.
    assert [(e.address, e.status) for e in uow.messages.emails] == [
        ("marches@acme.fr", EmailStatus.WAITING),
        ("a@acme.fr", EmailStatus.WAITING),
    ]
    assert uow.journal[-1][0] == "message_sent"
    assert "acme" not in str(uow.journal).lower()


def test_a_company_without_address_is_told_at_the_one_that_it_declared_for_the_consultation() -> None:
    uow = a_uow()
    declared = Registration(
        registration_id=numbered(RegistrationId, 1),
        tender_id=TENDER,
        siret=BOLT,
        email="bolt@exemple.fr",
        name="Bolt",
        unconfirmed_email=None,
        registered_at=NOW,
    )
    uow.registrations.add(declared, digest=None)
    send_message(a_command(kind=MessageKind.REJECTION), uow=uow)
    assert [(each.addressee, each.address) for each in uow.messages.emails] == [
        (1, "a@acme.fr"),
        (2, "bolt@exemple.fr"),
    ]


def test_an_address_that_is_none_is_said_and_stops_nothing() -> None:
    uow = a_uow()
    send_message(a_command(to=(Recipient(None, "pas une adresse", "X"),)), uow=uow)
    assert uow.messages.emails[0].status is EmailStatus.INVALID


def test_a_message_to_nobody_proves_that_there_was_nobody() -> None:
    assert send_message(a_command(to=()), uow=a_uow()).addressees == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": " \r\n "}, "TND-MESSAGE-EMPTY"),
        ({"body": "\x00\t"}, "TND-MESSAGE-EMPTY"),
        ({"body": "x" * (BODY_LENGTH + 1)}, "TND-MESSAGE-LONG"),
        ({"link": "https://ailleurs.example/"}, "TND-MESSAGE-LINK"),
        ({"link": "//ailleurs.example/"}, "TND-MESSAGE-LINK"),
        ({"link": "/\\ailleurs.example/"}, "TND-MESSAGE-LINK"),
        ({"link": "/tenders/messages/1"}, "TND-MESSAGE-LINK"),
        ({"to": (Recipient(None, None, "X"),)}, "TND-MESSAGE-RECIPIENT"),
        ({"to": (Recipient(None, "", "X"),)}, "TND-MESSAGE-RECIPIENT"),
    ],
)
def test_what_makes_no_message_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refused, match=code):
        send_message(a_command(**changes), uow=a_uow())


def test_a_body_at_the_limit_is_sent() -> None:
    assert len(send_message(a_command(body="x" * BODY_LENGTH), uow=a_uow()).body) == BODY_LENGTH


def test_an_agent_of_another_organisation_sends_nothing() -> None:
    uow = a_uow()
    uow.scope = FakeScope(an_agent(organisation=FOREIGN_BUYER))
    with pytest.raises(Refused, match="TND-NOT-FOUND"):
        send_message(a_command(), uow=uow)


@pytest.mark.parametrize("kind", [MessageKind.INVITATION, MessageKind.NEGOTIATION])
def test_a_message_that_asks_for_a_response_leads_to_the_deposit_page(kind: MessageKind) -> None:
    assert send_message(a_command(kind=kind), uow=a_uow()).link == deposit_link(TENDER)


def test_a_question_told_to_the_buyer_does_not_name_its_author() -> None:
    uow = a_uow()
    as_company(uow)
    message = send_message(a_command(kind=MessageKind.QUESTION), uow=uow)
    assert (message.sender, message.sender_name) == (None, "Plis")


def test_the_first_reading_is_recorded_once_and_an_addressee_sees_itself_alone() -> None:
    uow = a_uow()
    sent = send_message(a_command(), uow=uow)
    as_company(uow)
    first = read_message(sent.message_id, uow=uow)
    assert [(each.recipient.siret, each.read_at) for each in first.addressees] == [(ACME, NOW)]
    uow.clock.advance(timedelta(hours=1))
    assert read_message(sent.message_id, uow=uow).addressees[0].read_at == NOW
    assert [action for action, _, _ in uow.journal].count("message_read") == 1


def test_the_sender_reads_its_own_message_without_marking_it() -> None:
    uow = a_uow()
    sent = send_message(a_command(), uow=uow)
    seen = read_message(sent.message_id, uow=uow)
    assert [each.read_at for each in seen.addressees] == [None, None]


def test_a_company_answers_and_the_buyer_answers_back_in_one_exchange() -> None:
    uow = a_uow()
    sent = send_message(a_command(), uow=uow)
    agent = uow.scope.principal
    as_company(uow)
    reply = reply_to_message(ReplyToMessage(sent.message_id, "Bien reçu, merci."), uow=uow)
    assert (reply.kind, reply.sender, reply.sender_name, reply.thread_id) == (
        MessageKind.REPLY,
        ACME,
        "Acme",
        sent.message_id,
    )
    assert reply.subject == "Re : Le délai est prolongé"
    as_company(uow, agent)
    back = reply_to_message(ReplyToMessage(reply.message_id, "Notre offre de services : 10 € HT"), uow=uow)
    assert back.subject == reply.subject
    assert [each.recipient.siret for each in back.addressees] == [ACME]


def test_whoever_may_not_write_for_its_organisation_answers_nothing() -> None:
    uow = a_uow()
    sent = send_message(a_command(), uow=uow)
    as_company(uow, replace(COMPANY, rights=frozenset()))
    with pytest.raises(Refused, match="HTTP-RIGHT-MISSING"):
        reply_to_message(ReplyToMessage(sent.message_id, "x"), uow=uow)
    with pytest.raises(Refused, match="HTTP-RIGHT-MISSING"):
        write_contacts([], expected=0, uow=uow)


def test_nobody_answers_itself_nor_the_platform() -> None:
    uow = a_uow()
    sent = send_message(a_command(), uow=uow)
    with pytest.raises(Refused, match="TND-MESSAGE-NO-REPLY"):
        reply_to_message(ReplyToMessage(sent.message_id, "x"), uow=uow)
    alert = send_message(a_command(kind=MessageKind.ALERT, tender_id=None), uow=uow)
    as_company(uow)
    with pytest.raises(Refused, match="TND-MESSAGE-NO-REPLY"):
        reply_to_message(ReplyToMessage(alert.message_id, "x"), uow=uow)


def test_a_company_whose_text_reads_like_an_offer_is_sent_to_the_deposit_page() -> None:
    uow = a_uow()
    sent = send_message(a_command(), uow=uow)
    as_company(uow)
    text = "Veuillez trouver ci-joint notre offre finale : 12 500,00 € HT."
    with pytest.raises(Refused) as refused:
        reply_to_message(ReplyToMessage(sent.message_id, text), uow=uow)
    assert refused.value.refusal.code == "TND-MESSAGE-OFFER"
    assert refused.value.refusal.facts["link"] == deposit_link(TENDER)
    assert reply_to_message(ReplyToMessage(sent.message_id, text, not_an_offer=True), uow=uow).body == text


@pytest.mark.parametrize(
    "text",
    [
        "Voici NOTRE OFFRE",
        "notre proposition financière",
        "Acte d’engagement signé",
        "le BPU complété",
        "125 000 € HT",
        "12500.00 euros TTC",
        "mémoire technique joint",
        "L’OFFRE ci-dessous",
        "notre prix est de",
    ],
)
def test_an_offer_is_recognised(text: str) -> None:
    assert words_of_an_offer(text)


@pytest.mark.parametrize(
    "text",
    [
        "Pourriez-vous confirmer la date de la visite ?",
        "Merci pour votre message.",
        "Le seuil de 40 000 euros est-il applicable ?",
    ],
)
def test_ordinary_words_are_not_an_offer(text: str) -> None:
    assert words_of_an_offer(text) == ()


@pytest.mark.timeout(10)
@pytest.mark.parametrize("text", ["1 " * 10_000, "notre " * 3_000, "1,.€ ht " * 2_500, "a" * 20_000])
def test_a_hostile_text_is_searched_in_no_time(text: str) -> None:
    words = words_of_an_offer(text)
    assert len(words) <= 5
    assert sum(map(len, words)) < 500


@given(st.text())
def test_a_subject_is_one_line_whatever_is_given(text: str) -> None:
    try:
        subject = tidy_subject(text)
    except Refused:
        return
    assert len(subject) <= SUBJECT_LENGTH
    assert len(subject.splitlines()) == 1
    assert not any(ord(character) < 32 for character in subject)


@given(st.text(max_size=5000))
def test_any_text_is_searched_for_an_offer_without_harm(text: str) -> None:
    words_of_an_offer(text)


def test_a_message_says_the_hashes_of_its_words() -> None:
    message: Message = send_message(a_command(), uow=a_uow())
    assert len(message.subject_sha256) == len(message.body_sha256) == 64
    assert message.subject_sha256 != message.body_sha256
