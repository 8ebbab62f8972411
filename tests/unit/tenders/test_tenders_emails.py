"""E-mails: which addresses are ones, what an attempt makes of an e-mail, when it is tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tenders.domain.emails import (
    GIVE_UP_AFTER,
    Attempt,
    AttemptOutcome,
    Email,
    EmailStatus,
    is_address,
    next_status,
    pause_before_next_try,
)
from shared.kernel.tender_ids import EmailId, MessageId
from tests.unit.tenders.builders import NOW, numbered


@pytest.mark.parametrize("text", ["a@b.fr", "jean.dupont+marches@école.fr", "é@exemple.fr", f"{'a' * 64}@b.fr"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a@", "@b.fr", "a@b", "a b@c.fr", "a@b.fr\r\nBcc: x@y.fr", "a@b.fr\n", "a@b.fr,c@d.fr", "<a@b.fr>",
        ".a@b.fr", "a.@b.fr", "a..b@c.fr", f"{'a' * 65}@b.fr", "a@-b.fr", "a@b-.fr", "a@127.0.0.1", "a@[127.0.0.1]",
        f"a@{'b.' * 130}fr", "a\x00@b.fr",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)


def an_email(**changes: object) -> Email:
    email = Email(numbered(EmailId, 1), numbered(MessageId, 1), 1, 1, "a@b.fr", EmailStatus.WAITING, 0, NOW, NOW)
    return replace(email, **changes)


@pytest.mark.parametrize(
    ("outcome", "after", "status"),
    [
        (AttemptOutcome.ACCEPTED, timedelta(0), EmailStatus.ACCEPTED),
        (AttemptOutcome.REFUSED, timedelta(0), EmailStatus.BOUNCED),
        (AttemptOutcome.DEFERRED, GIVE_UP_AFTER - timedelta(seconds=1), EmailStatus.WAITING),
        (AttemptOutcome.DEFERRED, GIVE_UP_AFTER, EmailStatus.ABANDONED),
        (AttemptOutcome.ACCEPTED, GIVE_UP_AFTER * 2, EmailStatus.ACCEPTED),
    ],
)
def test_what_an_attempt_makes_of_an_email(outcome: AttemptOutcome, after: timedelta, status: EmailStatus) -> None:
    assert next_status(an_email(), Attempt(NOW + after, outcome, "mx", "<1@b.fr>", None, "")) is status


@given(st.integers(min_value=0, max_value=10_000))
def test_pauses_grow_and_stay_bounded(tries: int) -> None:
    assert timedelta(minutes=1) <= pause_before_next_try(tries) <= pause_before_next_try(tries + 1)
    assert pause_before_next_try(tries) <= timedelta(hours=4)
