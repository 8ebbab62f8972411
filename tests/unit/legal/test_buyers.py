"""The table of buyers: whole, read under earlier names too, and each cell with its article."""

import pytest

from services.invoicing.domain.parties import payer_kind
from shared.kernel.refusal import InvalidValue
from shared.legal.buyers import (
    EARLIER_NAMES,
    BuyerKind,
    Capacity,
    Cell,
    CommitteeRule,
    ControlRule,
    EuColumn,
    NoticeChannel,
    PortalRule,
    buyers,
    profile_of,
)
from shared.legal.calendar import PayerKind

LOCAL = {"commune", "departement", "region", "epci", "local_admin_body", "local_epic", "sdis", "ccas"}
COMMITTEE = LOCAL | {"eple"}
FREE = {"oph", "state_epic", "social_security", "sem", "esh", "gip", "private_body"}


@pytest.mark.parametrize("kind", BuyerKind)
def test_each_kind_has_a_whole_row_with_articles(kind: BuyerKind) -> None:
    profile = profile_of(kind)
    assert profile.kind is kind
    cells = [value for name in profile.__slots__ if isinstance(value := getattr(profile, name), Cell)]
    assert len(cells) == 8
    assert all(cell.article for cell in cells)


def test_the_rows_are_those_of_the_texts() -> None:
    rows = buyers().values()
    assert {each.kind.value for each in rows if each.control.value is ControlRule.THRESHOLD} == LOCAL
    assert {each.kind.value for each in rows if each.committee.value is CommitteeRule.REQUIRED} == COMMITTEE
    assert {each.kind.value for each in rows if each.notice.value is NoticeChannel.EUROPEAN} == FREE
    free = {each.kind.value for each in rows if each.portal.value is PortalRule.FREE}
    assert free == {"social_security", "sem", "esh", "gip", "private_body"}
    central = {each.kind.value for each in rows if each.eu.value is EuColumn.CENTRAL}
    assert central == {"state", "state_admin_body", "university"}


@pytest.mark.parametrize("kind", BuyerKind)
def test_an_entity_has_one_column_whatever_it_is(kind: BuyerKind) -> None:
    assert profile_of(kind).column(Capacity.ENTITY).value is EuColumn.UTILITIES
    assert profile_of(kind).column(Capacity.AUTHORITY) is profile_of(kind).eu


def test_earlier_names_are_still_read() -> None:
    assert BuyerKind.parse("local_authority") is BuyerKind.COMMUNE
    assert BuyerKind.parse("health") is BuyerKind.PUBLIC_HOSPITAL
    assert BuyerKind.parse("public_enterprise") is BuyerKind.SEM
    assert not set(EARLIER_NAMES) & set(BuyerKind)


@pytest.mark.parametrize("text", ["", "Commune", "COMMUNE", "commune ", "mairie", "x" * 10_000])
def test_another_name_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        BuyerKind.parse(text)
    assert refused.value.code == "HTTP-INVALID-BUYER-KIND"


@pytest.mark.parametrize(
    ("name", "payer"),
    [
        ("local_authority", PayerKind.GENERAL),
        ("commune", PayerKind.GENERAL),
        ("local_epic", PayerKind.GENERAL),
        ("health", PayerKind.HEALTH),
        ("public_hospital", PayerKind.HEALTH),
        ("esms", PayerKind.GENERAL),
        ("public_enterprise", PayerKind.PUBLIC_COMPANY),
        ("sem", PayerKind.PUBLIC_COMPANY),
    ],
)
def test_invoices_read_the_same_table(name: str, payer: PayerKind) -> None:
    assert payer_kind(name) is payer
