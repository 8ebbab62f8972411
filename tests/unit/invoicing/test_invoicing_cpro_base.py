"""The base of the portal's interface: encoding, dates, pages, places for heavy questions, technical accounts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import anyio
import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.invoicing.api.cpro.encoding import decode, encode
from services.invoicing.api.cpro.fields.kinds import Amount, Answered, Asked, Day, Moment, Number
from services.invoicing.api.cpro.fields.paging import MOST, PageAsked
from services.invoicing.api.cpro.heavy import Heavy
from services.invoicing.api.cpro.moments import read_moment, write_moment
from services.invoicing.domain.portal_access import Attachment, PortalRole, TechnicalAccount
from services.invoicing.domain.portal_directory import service_key, service_of_key
from services.invoicing.domain.portal_syntax import READ_HERE, PortalSyntax, is_read_here
from services.invoicing.domain.vat_exemptions import EXEMPTIONS
from services.invoicing.handlers.portal_access import senders_of
from shared.http.errors import Problem
from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET, OPERATOR_B_SIRET
from shared.kernel.client_secrets import digest_of
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import Refused

MIB = 1024 * 1024


class Priced(Answered):
    montant: Amount
    texte: str | None = None


class Question(Asked):
    nombre: Number | None = None
    jour: Day | None = None
    instant: Moment | None = None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_an_amount_is_a_number_on_the_wire_and_never_a_float(amount: Decimal) -> None:
    written = encode(Priced(montant=amount))
    assert decode(written)["montant"] == amount
    assert b'"montant":"' not in written


@given(st.text(st.characters(blacklist_characters="\x00", blacklist_categories=("Cs",)), max_size=80))
def test_any_text_is_written_and_read_again(text: str) -> None:
    assert decode(encode(Priced(montant=Decimal(1), texte=text)))["texte"] == text


def test_none_is_left_out_and_no_body_is_an_empty_question() -> None:
    assert encode(Priced(montant=Decimal("1.50"))) == (b'{"codeRetour":0,"libelle":"TRA_MSG_00.000","montant":1.50}')
    assert decode(b"  ") == {}
    hostile = (b'"\\u0000"', b'{"\\ud800": 1}', b"[" * 40 + b"]" * 40, b"[" + b"1," * 200_000 + b"1]", b"\xff\xfe1\x00")
    for wrong in (b"NaN", b'{"a": Infinity}', b"{", *hostile):
        with pytest.raises(ValueError, match=r".*"):
            decode(wrong)


def test_what_software_leaves_empty_counts_for_nothing() -> None:
    asked = Question.model_validate({"nombre": "", "jour": None, "inconnu": {"a": 1}})
    assert asked == Question()
    assert Question.model_validate({"nombre": "12"}).nombre == 12
    for wrong in ({"nombre": 2**70}, {"nombre": "douze"}, {"jour": "hier"}, {"instant": 12}):
        with pytest.raises(ValidationError):
            Question.model_validate(wrong)


class Several(Asked):
    statuts: tuple[str, ...] = ()
    parties: tuple[Question, ...] = ()


def test_one_value_may_stand_in_the_place_of_a_list() -> None:
    assert Several.model_validate({"statuts": "DEPOSEE"}).statuts == ("DEPOSEE",)
    assert Several.model_validate({"statuts": [None, "", "DEPOSEE"]}).statuts == ("DEPOSEE",)
    assert Several.model_validate({"parties": {"nombre": 1}}).parties == (Question(nombre=1),)
    assert Several.model_validate({"statuts": None, "parties": ""}) == Several()
    with pytest.raises(ValidationError):
        Several.model_validate({"statuts": {"a": 1}})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-02-16T15:10:25.536+01:00", datetime(2018, 2, 16, 14, 10, 25, 536000, tzinfo=UTC)),
        ("2026-07-01T00:00:00Z", datetime(2026, 7, 1, tzinfo=UTC)),
        ("2026-07-01 12:30", datetime(2026, 7, 1, 10, 30, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("01/07/2026", datetime(2026, 6, 30, 22, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_in_legal_time(text: str, expected: datetime) -> None:
    assert read_moment(text) == expected
    assert Question.model_validate({"jour": text}).jour in (date(2018, 2, 16), date(2026, 7, 1))


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_is_written_is_read_again_to_the_millisecond(instant: datetime) -> None:
    whole = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    assert read_moment(write_moment(whole)) == whole


@given(st.integers(0, 10**12), st.integers(0, 10**6), st.integers(0, 3000))
def test_pages_cover_every_result_once(size: int, number: int, total: int) -> None:
    page = PageAsked(nbResultatsParPage=size, pageResultatDemandee=number)
    told = page.told(total)
    assert 1 <= told.nbResultatsParPage <= MOST
    covered = [
        each
        for index in range(1, told.pages + 1)
        for each in PageAsked(nbResultatsParPage=size, pageResultatDemandee=index).cut(range(total))
    ]
    assert covered == list(range(total))


def a_request(length: str) -> Request:
    return Request({"type": "http", "headers": [(b"content-length", length.encode())]})


def test_heavy_questions_wait_for_a_place() -> None:
    async def walk() -> None:
        heavy = Heavy(1, patience=timedelta(milliseconds=10))
        async with heavy.place_for(a_request(str(100 * MIB))):
            async with heavy.place_for(a_request("100")):
                pass
            with pytest.raises(Problem, match="HTTP-BUSY"):
                async with heavy.place_for(Request({"type": "http", "headers": [(b"transfer-encoding", b"chunked")]})):
                    pass
        async with heavy.place_for(a_request(str(9 * MIB))):
            pass

    anyio.run(walk)


def an_account(**changes: Any) -> TechnicalAccount:
    facts: dict[str, Any] = {
        "login": "TECH_1@essai.fr",
        "version": 1,
        "name": "Compte",
        "is_active": True,
        "password_digest": digest_of("secret"),
        "attachments": (
            Attachment(siret=OPERATOR_A_SIRET, roles=frozenset({PortalRole.SUPPLIER})),
            Attachment(siret=BUYER_SIRET, roles=frozenset(PortalRole)),
        ),
        "created_at": datetime(2026, 10, 5, tzinfo=UTC),
    }
    return TechnicalAccount(**{**facts, **changes})


def test_an_account_acts_as_each_role_and_never_as_two_at_once() -> None:
    every = list(an_account().principals())
    assert len(every) == 4
    assert all(len(principal.rights) == 1 for principal in every)
    recipient = next(an_account().principals(PortalRole.RECIPIENT))
    assert (recipient.organisation, recipient.kind) == (BUYER_SIRET, PrincipalKind.AGENT)
    assert recipient.rights == {Right.AUTHORISE}
    assert list(an_account().principals(PortalRole.RECIPIENT, siret=OPERATOR_A_SIRET)) == []


def test_a_password_opens_only_an_active_account_that_has_one() -> None:
    assert an_account().accepts("secret")
    assert not an_account().accepts("autre")
    assert not an_account(is_active=False).accepts("secret")
    assert not an_account(password_digest=None).accepts("")
    assert not an_account().renewed("neuf").accepts("secret")


def test_an_account_has_structures_each_once_and_each_with_a_role() -> None:
    one = Attachment(siret=BUYER_SIRET, roles=frozenset({PortalRole.RECIPIENT}))
    for wrong in ((), (one, one)):
        with pytest.raises(Refused, match="INV-PORTAL-ACCOUNT-STRUCTURES"):
            an_account(attachments=wrong)
    with pytest.raises(Refused, match="INV-PORTAL-ACCOUNT-WITHOUT-ROLE"):
        Attachment(siret=BUYER_SIRET, roles=frozenset())


@given(st.text(min_size=1, max_size=50))
def test_the_key_of_a_service_is_read_again(code: str) -> None:
    assert service_of_key(service_key(BUYER_SIRET, code)) == (BUYER_SIRET, code)


def test_only_some_syntaxes_are_read_here() -> None:
    assert is_read_here(None)
    assert {syntax for syntax in PortalSyntax if is_read_here(syntax)} == READ_HERE
    assert not any(word in syntax for syntax in READ_HERE for word in ("PES", "XCBL", "MIN", "CPP"))


def test_every_exemption_says_its_article_or_its_reason() -> None:
    assert EXEMPTIONS["VATEX-EU-132-1E"] == "Exonération (directive 2006/112/CE, article 132, paragraphe 1, e)"
    assert EXEMPTIONS["VATEX-FR-CGI261D-1BIS"] == "Exonération (CGI, article 261 D, 1 bis)"
    assert all(code.startswith(("VATEX-EU-", "VATEX-FR-")) and label for code, label in EXEMPTIONS.items())


class Accounts:
    """The one repository that finding the senders of a deposit asks."""

    def __init__(self, *accounts: TechnicalAccount) -> None:
        self.portal_access = self
        self._accounts = {each.login: each for each in accounts}

    def account(self, login: str) -> TechnicalAccount | None:
        return self._accounts.get(login)


def test_a_deposit_is_sent_for_the_suppliers_of_its_account_alone() -> None:
    roles = frozenset({PortalRole.SUPPLIER})
    both = tuple(Attachment(siret=siret, roles=roles) for siret in (OPERATOR_A_SIRET, BUYER_SIRET))
    account = an_account(attachments=both)
    first, second = account.principals()
    assert senders_of(second, uow=Accounts(account)) == (second, first)
    assert senders_of(second, uow=Accounts(an_account(attachments=both[:1]))) == (second,)
    assert senders_of(second, uow=Accounts()) == (second,)
    somebody = Principal(first.subject, first.kind, OPERATOR_B_SIRET, "Autre", first.rights)
    assert senders_of(somebody, uow=Accounts(account)) == (somebody,)
    person = Principal("jeanne", first.kind, OPERATOR_A_SIRET, "Jeanne", first.rights)
    assert senders_of(person, uow=Accounts(account)) == (person,)
