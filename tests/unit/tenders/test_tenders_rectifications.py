"""Modifier une consultation publiée : importance, délai proportionné, jours fériés et changements d'heure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.differences import public_diff
from services.tenders.domain.documents import DocumentKind
from services.tenders.domain.extensions import answer_period, at_same_hour, deadline_on_or_after, last_answer_day
from services.tenders.domain.procedures import ProcedureType
from services.tenders.domain.rectifications import (
    UNSAID,
    ChangedItem,
    Decision,
    Importance,
    ItemKind,
    computed_importance,
    confirmed_importance,
    items_of,
    proposed_deadline,
    refuse_short_extension,
    same_lots,
)
from services.tenders.domain.states import TenderStatus
from shared.kernel.clock import in_utc
from shared.kernel.deadline import Deadline
from shared.kernel.ids import LotId
from shared.kernel.paris import PARIS, legal_day
from shared.kernel.refusal import Refused
from shared.legal import LegalTable
from shared.legal.working_days import is_working_day
from tests.unit.tenders.builders import NOW, a_content, a_lot, a_tender, numbered

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
HOURS = st.times().map(lambda moment: moment.replace(microsecond=0))


def paris(*parts: int) -> Deadline:
    return Deadline(in_utc(datetime(*parts, tzinfo=PARIS)))


def a_field(path: str, nature: str | None = None) -> ChangedItem:
    return ChangedItem(ItemKind.FIELD, path, nature or path, "avant", "après")


def a_document_item(kind: DocumentKind, change: ItemKind = ItemKind.DOCUMENT_REPLACED) -> ChangedItem:
    return ChangedItem(change, "piece.pdf", kind.value, "aa", "bb")


@pytest.fixture(scope="module")
def law() -> LegalTable:
    return LegalTable.load()


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((), Importance.MINOR),
        ((a_field("title"),), Importance.MINOR),
        ((a_field("submission_deadline"),), Importance.MINOR),
        ((a_field("criteria.price.weight", "criteria"),), Importance.MAJOR),
        ((a_field("lots.2.title", "lots"),), Importance.MAJOR),
        ((a_field("terms.nuts", "terms"),), Importance.IMPORTANT),
        ((a_field("title"), a_field("object")), Importance.SUBSTANTIAL),
        ((a_document_item(DocumentKind.CCTP),), Importance.MAJOR),
        ((a_document_item(DocumentKind.PRICE_SCHEDULE),), Importance.MAJOR),
        ((a_document_item(DocumentKind.OTHER),), Importance.IMPORTANT),
        ((a_document_item(DocumentKind.OTHER, ItemKind.DOCUMENT_ELSEWHERE),), Importance.MAJOR),
    ],
)
def test_how_important_a_change_is_read_to_be(items: tuple[ChangedItem, ...], expected: Importance) -> None:
    assert computed_importance(items) is expected


def test_every_kind_of_document_has_an_importance() -> None:
    for kind in DocumentKind:
        assert computed_importance([a_document_item(kind)]) in {Importance.IMPORTANT, Importance.MAJOR}


def test_less_than_what_is_read_needs_a_reason() -> None:
    items = (a_document_item(DocumentKind.CCTP),)
    assert confirmed_importance(items, UNSAID) is Importance.MAJOR
    with pytest.raises(Refused, match="TND-CHANGE-REASON"):
        confirmed_importance(items, Decision(importance=Importance.MINOR))
    with_reason = Decision(importance=Importance.MINOR, reason="Faute de frappe page 3.")
    assert confirmed_importance(items, with_reason) is Importance.MINOR


def test_another_contract_is_said_to_be_one() -> None:
    with pytest.raises(Refused) as refused:
        confirmed_importance((a_field("title"), a_field("object")), UNSAID)
    assert (refused.value.refusal.code, refused.value.refusal.facts) == (
        "TND-CHANGE-SUBSTANTIAL",
        {"fields": "object"},
    )
    answered_for = Decision(override="Décision de la maire du 12 octobre.")
    assert confirmed_importance((a_field("object"),), answered_for) is Importance.SUBSTANTIAL


def test_the_proposal_leaves_a_share_of_the_time_first_given_and_never_less_than_the_law() -> None:
    current, launched_on = paris(2026, 11, 9, 12), date(2026, 10, 5)  # 35 days
    propose = lambda importance, today: proposed_deadline(  # noqa: E731 - one call in several lines
        importance=importance, current=current, today=today, launched_on=launched_on, least_days=6
    )
    assert propose(Importance.MINOR, date(2026, 11, 9)) is None
    assert propose(Importance.MAJOR, date(2026, 10, 20)) is None  # 18 whole days and the deadline's own remain
    assert propose(Importance.MAJOR, date(2026, 10, 22)) == paris(2026, 11, 10, 12)
    assert propose(Importance.IMPORTANT, date(2026, 11, 6)) == paris(2026, 11, 16, 12)  # 9 days, 16 November
    assert propose(Importance.SUBSTANTIAL, date(2026, 11, 6)) == paris(2026, 12, 14, 12)  # 12 December is a Saturday


def test_a_short_time_is_never_answered_in_less_days_than_the_law_gives() -> None:
    current = paris(2026, 10, 15, 12)
    proposed = proposed_deadline(
        importance=Importance.IMPORTANT,
        current=current,
        today=date(2026, 10, 14),
        launched_on=date(2026, 10, 5),
        least_days=6,
    )
    assert proposed == paris(2026, 10, 21, 12)


@given(DAYS, HOURS, st.integers(0, 60), st.integers(0, 90))
def test_a_proposal_is_the_least_worked_day_at_the_same_hour(day: date, hour: object, days: int, ahead: int) -> None:
    current = Deadline(in_utc(datetime.combine(day, hour, tzinfo=PARIS)))  # type: ignore[arg-type]
    today = day - timedelta(days=ahead)
    proposed = deadline_on_or_after(current=current, today=today, days=days)
    enough = today + timedelta(days=days + 1)
    if proposed is None:
        assert legal_day(current.at) >= enough
        return
    found = legal_day(proposed.at)
    assert proposed > current
    assert is_working_day(found)
    assert found >= enough
    between = [enough + timedelta(days=step) for step in range((found - enough).days)]
    assert not any(map(is_working_day, between))
    assert deadline_on_or_after(current=proposed, today=today, days=days) is None
    # What is proposed is announced, then enough: asking again moves nothing.


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 23), datetime(2026, 10, 23, 10, 0, tzinfo=UTC)),  # summer time
        (date(2026, 10, 26), datetime(2026, 10, 26, 11, 0, tzinfo=UTC)),  # after the long night
        (date(2027, 3, 26), datetime(2027, 3, 26, 11, 0, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 29, 10, 0, tzinfo=UTC)),  # after the short night
    ],
)
def test_noon_stays_noon_in_paris(day: date, expected: datetime) -> None:
    assert at_same_hour(paris(2026, 10, 20, 12), day).at == expected


def test_an_hour_that_spring_skips_is_the_one_that_follows() -> None:
    skipped = at_same_hour(paris(2026, 10, 20, 2, 30), date(2027, 3, 28))
    assert skipped.at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_an_extension_goes_over_christmas_and_the_week_end() -> None:
    assert deadline_on_or_after(current=paris(2026, 12, 20, 12), today=date(2026, 12, 18), days=6) == paris(
        2026, 12, 28, 12
    )


def test_an_important_change_without_its_extension_stops_unless_somebody_answers_for_it() -> None:
    after, proposed = paris(2026, 11, 9, 12), paris(2026, 11, 16, 12)
    short = refuse_short_extension(after=after, proposed=proposed, importance=Importance.MAJOR, override=None)
    assert short is not None
    assert (short.code, short.article) == ("TND-CHANGE-EXTENSION", "R2151-4")
    for deadline, override in ((proposed, None), (after, "Le document était joint au courriel du 2.")):
        kept = refuse_short_extension(after=deadline, proposed=proposed, importance=Importance.MAJOR, override=override)
        assert kept is None
    assert refuse_short_extension(after=after, proposed=None, importance=Importance.MINOR, override=None) is None


def test_lots_keep_the_identifiers_under_which_bids_name_them() -> None:
    published = (a_lot(1), a_lot(2))
    asked = (a_lot(1, lot_id=numbered(LotId, 8), title="Corrigé"), a_lot(2, lot_id=numbered(LotId, 9)))
    kept = same_lots(published, asked)
    assert [(lot.lot_id, lot.title) for lot in kept] == [
        (published[0].lot_id, "Corrigé"),
        (published[1].lot_id, "Lot 2"),
    ]
    with pytest.raises(Refused, match="TND-CHANGE-PUBLISHED"):
        same_lots(published, asked[:1])


def test_the_estimate_is_no_public_change() -> None:
    before = a_content()
    after = a_content(estimated_value=a_lot().estimated_value)
    assert items_of(public_diff(before, after)) == ()


def test_answers_are_due_earlier_where_urgency_shortened_the_time(law: LegalTable) -> None:
    formal = a_tender(TenderStatus.PUBLISHED, content=a_content(procedure=ProcedureType.OPEN))
    usual = answer_period(formal, law=law)
    assert (usual.parameter, usual.article) == ("delai.reponses_questions", "R2132-6")
    near = Deadline(NOW + timedelta(days=16))
    urgent = a_content(procedure=ProcedureType.OPEN, submission_deadline=near)
    shortened = answer_period(a_tender(TenderStatus.PUBLISHED, content=urgent), law=law)
    assert shortened.parameter == "delai.reponses_questions_urgence"


@given(DAYS, st.integers(1, 30))
def test_an_answer_of_the_last_day_is_in_time_and_one_of_the_next_is_not(day: date, days: int) -> None:
    deadline = Deadline(in_utc(datetime(day.year, day.month, day.day, 12, tzinfo=PARIS)))
    last = last_answer_day(deadline=deadline, days=days)
    assert deadline_on_or_after(current=deadline, today=last, days=days) is None
    assert deadline_on_or_after(current=deadline, today=last + timedelta(days=1), days=days) is not None
