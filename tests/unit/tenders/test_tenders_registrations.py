"""Qui veut être prévenu : adresses, états, oubli ; qui a retiré les documents."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from services.tenders.domain.downloads import Visitor, visitor_of
from services.tenders.domain.registrations import (
    REGISTRATION_TRANSITIONS,
    Registration,
    RegistrationAction,
    RegistrationStatus,
    address_of,
    confirm,
    end,
    token_digest,
)
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.refusal import InvalidValue, Refused
from shared.kernel.tender_ids import RegistrationId
from tests.unit.tenders.builders import ACME, FOREIGN_BUYER, NOW, TENDER, an_agent, numbered


def a_registration(status: RegistrationStatus = RegistrationStatus.ACTIVE, **changes: object) -> Registration:
    pending = status is RegistrationStatus.PENDING
    registration = Registration(
        registration_id=numbered(RegistrationId, 1),
        tender_id=TENDER,
        siret=None,
        email=None if pending else "marches@acme.example",
        name="Acme",
        unconfirmed_email="marches@acme.example" if pending else None,
        registered_at=NOW,
        ended_at=NOW if status is RegistrationStatus.ENDED else None,
    )
    return replace(registration, **changes)


def act(registration: Registration, action: RegistrationAction) -> Registration:
    return confirm(registration) if action is RegistrationAction.CONFIRM else end(registration, now=NOW)


@pytest.mark.parametrize(("status", "action"), list(product(RegistrationStatus, RegistrationAction)))
def test_every_state_and_action_of_a_registration(status: RegistrationStatus, action: RegistrationAction) -> None:
    registration = a_registration(status)
    assert registration.status is status
    following = REGISTRATION_TRANSITIONS.get((status, action))
    if following is None:
        with pytest.raises(Refused, match="TND-ACTION-IMPOSSIBLE"):
            act(registration, action)
    else:
        assert act(registration, action).status is following


def test_an_ended_registration_remembers_no_person() -> None:
    ended = end(a_registration(), now=NOW + timedelta(days=1))
    assert (ended.email, ended.unconfirmed_email, ended.name) == (None, None, "")
    assert end(ended, now=NOW + timedelta(days=2)) == ended


def test_a_company_is_active_by_its_siret_before_its_address_is_confirmed() -> None:
    company = a_registration(RegistrationStatus.PENDING, siret=ACME)
    assert company.status is RegistrationStatus.ACTIVE
    assert company.email is None
    assert confirm(company).email == "marches@acme.example"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "a@b..fr",
        "a b@c.fr",
        "a@c.fr\r\nBcc: x@y.fr",
        "a@c.fr,d@e.fr",
        '"a"@c.fr',
        "<a@c.fr>",
        "x" * 65 + "@c.fr",
        "a@" + "x." * 150 + "fr",
        "a@c.fr\x00",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        address_of(text)


def test_one_person_is_one_address() -> None:
    assert address_of(" Marches@ACME.Example ") == address_of("marches@acme.example")


def test_only_the_digest_of_a_token_is_kept() -> None:
    assert token_digest("secret") != token_digest("Secret")
    assert len(token_digest("secret")) == 64


def test_the_register_names_companies_only() -> None:
    company = Principal("u", PrincipalKind.ECONOMIC_OPERATOR, ACME, "Jeanne Martin")
    foreigner = an_agent(organisation=FOREIGN_BUYER)
    seen = [
        visitor_of(principal, own=own)
        for principal, own in ((Principal.anonymous(), False), (company, False), (an_agent(), True), (foreigner, False))
    ]
    assert seen == [
        (Visitor.ANONYMOUS, None),
        (Visitor.COMPANY, ACME),
        (Visitor.BUYER, None),
        (Visitor.OTHER, None),
    ]
