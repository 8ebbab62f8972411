"""Ce que la recherche garde : jamais un brouillon, jamais une valeur estimée ; marques, fenêtres et clés."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.model import ContractKind
from services.tenders.domain.public_changes import PublicChange, PublicChangeKind, public_change
from services.tenders.domain.saved_searches import AlertPeriod, NewAnswers, SavedSearch, alert_of, considered
from services.tenders.domain.search import (
    CeilingRange,
    CpvBranch,
    InstantRange,
    LotsRange,
    NutsBranch,
    SearchCriteria,
    is_listed,
    is_open,
)
from services.tenders.domain.states import TenderStatus
from services.tenders.storage.search_entries import entry_row, indexed
from services.tenders.storage.search_keys import DeadlineKey, NewestKey, RelevanceKey
from services.tenders.storage.search_tokens import cpv_tokens, filter_queries, lots_token, span_query
from services.tenders.storage.search_windows import Windows
from shared.kernel.cpv_code import CpvCode
from shared.kernel.ids import TenderId
from shared.kernel.money import Money
from shared.kernel.refusal import InvalidValue, Refused
from shared.kernel.tender_ids import SavedSearchId
from shared.storage import records
from tests.unit.tenders.builders import ACME, NOW, TENDER, a_content, a_tender, numbered

PUBLISHED = [status for status in TenderStatus if status is not TenderStatus.DRAFT]


@pytest.mark.parametrize("status", list(TenderStatus))
def test_a_draft_is_never_listed_and_all_else_is(status: TenderStatus) -> None:
    tender = a_tender(status)
    assert is_listed(tender) is (status is not TenderStatus.DRAFT)
    assert is_open(tender) is (status is TenderStatus.PUBLISHED)


def test_a_consultation_for_invited_companies_is_not_listed() -> None:
    content = a_content()
    invited = replace(content, terms=replace(content.terms, invited=(ACME,)))
    assert not is_listed(a_tender(TenderStatus.PUBLISHED, content=invited))


@given(st.integers(min_value=10_000_019, max_value=99_999_989), st.sampled_from(PUBLISHED))
def test_an_estimated_value_leaves_no_trace(value: int, status: TenderStatus) -> None:
    content = a_content(lots=2, estimated_value=Money(Decimal(value)))
    lots = tuple(replace(lot, estimated_value=Money(Decimal(value))) for lot in content.lots)
    tender = a_tender(status, content=replace(content, lots=lots))
    row = entry_row(tender, words=indexed(tender), documents=1, updated_at=NOW)
    assert str(value) not in str(row)
    other = a_tender(status, content=replace(content, estimated_value=Money(Decimal(1))))
    assert indexed(other).vector == indexed(tender).vector


@given(st.sampled_from([None, *TenderStatus]), st.sampled_from(PUBLISHED), st.booleans())
def test_the_public_is_told_of_public_facts_alone(
    before: TenderStatus | None, after: TenderStatus, differs: bool
) -> None:
    told = public_change(before=before, after=after, differs=differs)
    if after is TenderStatus.OPENED or (before is after and after is not TenderStatus.PUBLISHED):
        assert told is None
    if told is PublicChangeKind.PUBLISHED:
        assert before is None
    if told is PublicChangeKind.CHANGED:
        assert after is TenderStatus.PUBLISHED


def test_a_branch_of_the_cpv_holds_what_is_under_it() -> None:
    assert list(cpv_tokens(CpvCode("45210000"))) == ["#c:45", "#c:452", "#c:4521"]
    assert list(cpv_tokens(CpvCode("45000000"))) == ["#c:45"]
    assert list(cpv_tokens(CpvCode("30197630")))[-1] == "#c:3019763"
    for text, digits in (("45", "45"), ("450", "45"), ("45210000-2", "4521"), ("30000000", "30")):
        assert CpvBranch.parse(text) == CpvBranch(digits)
    for wrong in ("4", "451100000", "45-1-1", "４５", "", "45210000-22"):
        with pytest.raises(InvalidValue):
            CpvBranch.parse(wrong)
    for wrong in ("F", "FRH0300", "fr h", "33", "ＦＲ"):
        with pytest.raises(InvalidValue):
            NutsBranch.parse(wrong)
    assert NutsBranch.parse("frh03") == NutsBranch("FRH03")


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(1, 1000))
def test_a_class_of_lots_never_hides_an_answer(count: int, fewest: int, most: int) -> None:
    queries = filter_queries(SearchCriteria(lots=LotsRange(fewest, most)))
    if fewest <= count <= most:
        assert f"'{lots_token(count)}'" in queries[0]


@given(st.dates(date(2000, 1, 1), date(2999, 1, 1)), st.integers(0, 40_000), st.integers(0, 40_000))
def test_a_span_covers_each_of_its_days(first: date, length: int, offset: int) -> None:
    last = min(first + timedelta(days=length), date(2999, 12, 31))
    inside = min(first + timedelta(days=offset), last)
    query = span_query("p", first, last)
    marks = (inside.isoformat(), f"{inside:%Y-%m}", f"{inside.year:04d}")
    assert query is None or any(f"'#p:{mark}'" in query for mark in marks)
    assert query is None or query.count("'") <= 80


@given(st.integers(0, 20_000), st.integers(1, 2000), st.lists(st.integers(0, 5000), max_size=40))
def test_windows_grow_and_end_with_the_whole(days: int, wanted: int, counts: list[int]) -> None:
    latest = datetime(2026, 11, 23, tzinfo=UTC)
    windows = Windows(latest=latest, earliest=latest - timedelta(days=days), wanted=wanted)
    seen = []
    for window in windows:
        seen.append(window)
        windows.found(counts.pop() if counts else 0)
        assert len(seen) < 20
    assert seen[-1].is_last
    assert seen[-1].first == (latest - timedelta(days=days)).date()
    assert all(earlier.first > later.first for earlier, later in itertools.pairwise(seen))


def test_keys_are_read_back_and_forged_ones_refused() -> None:
    newest = NewestKey(NOW, TENDER.value)
    relevant = RelevanceKey(newest, 0.1, newest)
    assert NewestKey.read(newest.text()) == newest
    assert DeadlineKey.read(DeadlineKey(NOW, TENDER.value).text()) == DeadlineKey(NOW, TENDER.value)
    assert RelevanceKey.read(relevant.text()) == relevant
    for forged in ("", "r|", newest.text(), "r|a|b|c", relevant.text() + "|", relevant.text().replace("0x1", "0x01")):
        with pytest.raises(Refused):
            RelevanceKey.read(forged)
    for forged in ("", "d|", newest.text(), relevant.text()):
        with pytest.raises(Refused):
            DeadlineKey.read(forged)


@given(st.text(max_size=60))
def test_no_key_but_ours_is_read(text: str) -> None:
    for kind in (NewestKey, DeadlineKey, RelevanceKey):
        with pytest.raises(Refused):
            kind.read(text)


def test_criteria_are_kept_and_read_back() -> None:
    criteria = SearchCriteria(
        text="école",
        cpv=(CpvBranch("45"),),
        nuts=(NutsBranch("FRH"),),
        buyers=(ACME,),
        kinds=(ContractKind.WORKS,),
        statuses=(TenderStatus.CLOSED,),
        published=InstantRange(NOW, None),
        ceiling=CeilingRange(Decimal("1.50"), None),
        lots=LotsRange(2, 3),
        is_open=True,
    )
    assert records.from_json(SearchCriteria, records.to_json(criteria)) == criteria


def test_an_alert_names_what_it_found_and_says_how_to_stop() -> None:
    search = SavedSearch(
        search_id=numbered(SavedSearchId, 1),
        version=1,
        owner=ACME,
        name="Mes écoles",
        criteria=SearchCriteria(text="école"),
        period=AlertPeriod.WEEKLY,
        created_at=NOW,
        next_alert_at=NOW,
        last_position=3,
    )
    change = PublicChange(4, TenderId(TENDER.value), PublicChangeKind.CHANGED, NOW, "x" * 300, "Ville", "1")
    alert = alert_of(search, NewAnswers((change,) * 50, has_more=True))
    assert alert.subject == "plus de 50 consultations pour « Mes écoles »"
    assert len(alert.body) < 20_000
    assert alert.body.endswith("supprimez la recherche enregistrée.")
    moved = considered(search, position=9, now=NOW)
    assert (moved.last_position, moved.next_alert_at) == (9, NOW + timedelta(weeks=1))
