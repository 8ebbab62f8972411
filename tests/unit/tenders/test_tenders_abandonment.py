"""Ending without award: whole or by lots, before the signature only, with what the law allows next."""

import itertools
from dataclasses import replace
from types import MappingProxyType

import pytest

from services.tenders.domain.abandonment import Abandonment, Motive, abandoned_lots, end_lots, what_next
from services.tenders.domain.lifecycle import award_lot
from services.tenders.domain.outcomes import LotOutcome
from services.tenders.domain.states import TenderStatus
from shared.kernel.ids import LotId
from shared.kernel.refusal import Refused
from tests.unit.tenders.builders import LOT_1, LOT_2, NOW, a_tender, numbered

LIVE = [TenderStatus.PUBLISHED, TenderStatus.CLOSED, TenderStatus.OPENED]


def because(motive: Motive = Motive.GENERAL_INTEREST, *lots: LotId) -> Abandonment:
    return Abandonment(lots, motive, "Le besoin a disparu.")


@pytest.mark.parametrize("status", LIVE)
def test_the_whole_ends_at_any_time(status: TenderStatus) -> None:
    before = a_tender(status, lots=2)
    ended = end_lots(before, because(), signed=(), now=NOW)
    assert ended.status is TenderStatus.ABANDONED
    assert abandoned_lots(before, ended) == (1, 2)
    assert ended.outcome(LOT_1) is LotOutcome.ABANDONED


@pytest.mark.parametrize("status", LIVE)
def test_one_lot_ends_and_the_others_live(status: TenderStatus) -> None:
    ended = end_lots(a_tender(status, lots=2), because(Motive.NO_OFFER, LOT_2), signed=(), now=NOW)
    assert ended.status is status
    assert (ended.outcome(LOT_1), ended.outcome(LOT_2)) == (LotOutcome.OPEN, LotOutcome.UNSUCCESSFUL)


def test_the_last_lot_makes_the_consultation_awarded_when_another_was() -> None:
    tender = award_lot(a_tender(TenderStatus.OPENED, lots=2), lot_id=LOT_1, now=NOW)
    ended = end_lots(tender, because(Motive.IRREGULAR_OFFERS, LOT_2), signed=(), now=NOW)
    assert ended.status is TenderStatus.AWARDED
    assert (
        award_lot(
            end_lots(a_tender(TenderStatus.OPENED, lots=2), because(Motive.NO_OFFER, LOT_2), signed=(), now=NOW),
            lot_id=LOT_1,
            now=NOW,
        ).status
        is TenderStatus.AWARDED
    )


def test_an_award_that_is_not_signed_may_be_given_up() -> None:
    tender = award_lot(a_tender(TenderStatus.OPENED), lot_id=LOT_1, now=NOW)
    assert end_lots(tender, because(), signed=(), now=NOW).status is TenderStatus.ABANDONED


def test_a_signed_contract_is_never_given_up() -> None:
    tender = award_lot(a_tender(TenderStatus.OPENED, lots=2), lot_id=LOT_1, now=NOW)
    with pytest.raises(Refused, match="TND-ABANDON-SIGNED"):
        end_lots(tender, because(Motive.BUDGET, LOT_1), signed={LOT_1}, now=NOW)
    rest = end_lots(tender, because(), signed={LOT_1}, now=NOW)
    assert rest.status is TenderStatus.AWARDED
    assert abandoned_lots(tender, rest) == (2,)


@pytest.mark.parametrize("lot", [numbered(LotId, 77), LOT_2])
def test_an_unknown_or_ended_lot_is_refused(lot: LotId) -> None:
    tender = end_lots(a_tender(TenderStatus.OPENED, lots=2), because(Motive.NO_OFFER, LOT_2), signed=(), now=NOW)
    with pytest.raises(Refused, match="TND-ABANDON-LOTS"):
        end_lots(tender, because(Motive.BUDGET, lot), signed=(), now=NOW)


@pytest.mark.parametrize(("status", "motive"), list(itertools.product(TenderStatus, Motive)))
def test_every_status_and_motive_is_tried(status: TenderStatus, motive: Motive) -> None:
    tender = a_tender(status)
    if status is TenderStatus.DRAFT:
        with pytest.raises(Refused, match="TND-ACTION-IMPOSSIBLE"):
            end_lots(tender, because(motive), signed=(), now=NOW)
        return
    if status is TenderStatus.ABANDONED:
        with pytest.raises(Refused, match="TND-ACTION-IMPOSSIBLE"):
            end_lots(tender, because(motive), signed=(), now=NOW)
        return
    ended = end_lots(tender, because(motive), signed=(), now=NOW)
    assert ended.outcome(LOT_1) is motive.outcome


@pytest.mark.parametrize(
    ("motive", "article"),
    [(Motive.NO_OFFER, "R2122-2"), (Motive.UNSUITABLE_OFFERS, "R2122-2"), (Motive.BUDGET, "R2185-1")],
)
def test_what_the_law_allows_next_is_said(motive: Motive, article: str) -> None:
    advice = what_next(a_tender(TenderStatus.OPENED), because(motive))
    assert (advice.code, advice.article) == ("TND-ADVICE-NEXT", article)


def test_nothing_is_left_to_end() -> None:
    ended = end_lots(a_tender(TenderStatus.OPENED), because(), signed=(), now=NOW)
    with pytest.raises(Refused, match="TND-ABANDON-LOTS"):
        end_lots(
            replace(ended, status=TenderStatus.OPENED, ends=MappingProxyType(dict(ended.ends))),
            because(),
            signed=(),
            now=NOW,
        )
