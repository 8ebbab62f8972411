"""Blocks of evidence: the table of their life, their independence, when a silent source is asked again."""

from datetime import timedelta

import pytest

from services.mps.domain.answers import NoAnswer, NothingKnown
from services.mps.domain.candidacy import EvidenceBlock
from services.mps.domain.retry import LAST_ATTEMPT, LONGEST_DELAY, next_try_at
from services.mps.domain.sources import CARDS, Openness, Source, is_open
from services.mps.domain.states import TRANSITIONS, BlockAction, BlockStatus, ImpossibleTransition, next_status
from tests.unit.mps.builders import NOW, a_candidacy, delivery_refused, facts_stated


@pytest.mark.parametrize("status", BlockStatus)
@pytest.mark.parametrize("action", BlockAction)
def test_every_status_and_action_is_in_the_table_or_impossible(status: BlockStatus, action: BlockAction) -> None:
    if (status, action) in TRANSITIONS:
        assert next_status(status, action) is TRANSITIONS[(status, action)]
    else:
        with pytest.raises(ImpossibleTransition):
            next_status(status, action)


@pytest.mark.parametrize("status", [BlockStatus.FOUND, BlockStatus.UNKNOWN, BlockStatus.REFUSED])
def test_what_an_issuer_has_said_is_not_asked_again(status: BlockStatus) -> None:
    with pytest.raises(ImpossibleTransition):
        next_status(status, BlockAction.ASK_AGAIN)


def test_every_source_has_a_card_with_an_article() -> None:
    assert set(CARDS) == set(Source)
    assert all(card.article.startswith("R2143-") for card in CARDS.values())


def test_taxes_contributions_turnover_and_headcount_are_protected() -> None:
    protected = {source for source in Source if not is_open(source)}
    assert protected >= {Source.TAX_CERTIFICATE, Source.SOCIAL_CERTIFICATE, Source.TURNOVER, Source.HEADCOUNT}
    assert CARDS[Source.RGE].openness is Openness.OPEN


def test_a_candidacy_asks_every_open_source_at_once() -> None:
    candidacy = a_candidacy()
    assert [block.source for block in candidacy.blocks] == [source for source in Source if is_open(source)]
    assert candidacy.has_pending
    assert not candidacy.is_settled


def test_an_answer_changes_its_own_block_only() -> None:
    candidacy = a_candidacy()
    block = candidacy.block(Source.RGE).answered(facts_stated(), at=NOW)
    changed = candidacy.with_block(block)
    others = [each for each in changed.blocks if each.source is not Source.RGE]
    assert all(each.status is BlockStatus.PENDING for each in others)
    assert changed.block(Source.RGE).status is BlockStatus.FOUND


def test_a_404_leaves_the_block_unknown_and_settled() -> None:
    block = EvidenceBlock.asked(Source.TAX_CERTIFICATE, at=NOW).answered(NothingKnown("rien"), at=NOW)
    assert (block.status, block.is_settled, block.next_try_at) == (BlockStatus.UNKNOWN, True, None)


def test_a_refusal_of_delivery_is_kept_with_its_words() -> None:
    block = EvidenceBlock.asked(Source.SOCIAL_CERTIFICATE, at=NOW).answered(delivery_refused(), at=NOW)
    assert block.status is BlockStatus.REFUSED
    assert block.detail == "L'entreprise n'est pas à jour."


def test_a_silent_source_is_asked_again_at_the_time_that_it_announced() -> None:
    silent = NoAnswer("analyse manuelle", timedelta(hours=48))
    block = EvidenceBlock.asked(Source.SOCIAL_CERTIFICATE, at=NOW).answered(silent, at=NOW)
    assert block.next_try_at == NOW + timedelta(hours=48)
    assert not block.is_settled
    again = block.asked_again(at=NOW + timedelta(hours=48))
    assert (again.status, again.attempt, again.next_try_at) == (BlockStatus.PENDING, 2, None)


def test_without_announcement_the_delay_doubles_up_to_an_hour() -> None:
    delays = [next_try_at(now=NOW, attempt=attempt, announced=None) for attempt in range(1, LAST_ATTEMPT)]
    seconds = [(at - NOW).total_seconds() for at in delays if at is not None]
    assert seconds[:3] == [30, 60, 120]
    assert max(seconds) <= LONGEST_DELAY.total_seconds()


def test_the_last_attempt_leaves_the_block_unavailable_for_good() -> None:
    assert next_try_at(now=NOW, attempt=LAST_ATTEMPT, announced=timedelta(seconds=1)) is None


def test_an_absurd_announcement_is_brought_back_to_a_week() -> None:
    assert next_try_at(now=NOW, attempt=1, announced=timedelta(days=400)) == NOW + timedelta(days=7)
    assert next_try_at(now=NOW, attempt=1, announced=timedelta(0)) == NOW + timedelta(seconds=1)
