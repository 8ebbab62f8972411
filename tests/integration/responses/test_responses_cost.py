"""What a deposit asks the database: a number that a change may not raise unseen, the same whatever was deposited."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread

import httpx
from sqlalchemy import Engine, event

from shared.http.dev_issuer import DevelopmentIssuer
from tests.integration.responses.crowd import Bidder, bidders, deposit_once
from tests.integration.responses.platform import Platform

# Declaration 14, the offset 1, the file and its last byte 11, the state 5, the receipt 3 before its stamp and 5 after;
# a tick of the log between two reads of the receipt adds one reading.
_MOST = 39
_ONE_READING = 5
_SHARED = "log_checkpoint.stamp_token IS NOT NULL"  # asked ten times a second at most, for all who wait


@contextmanager
def asked(engine: Engine) -> Iterator[list[str]]:
    """Give the statements that requests send, those of the loops left out."""
    seen: list[str] = []

    def note(*details: object) -> None:
        statement = str(details[2])
        if current_thread().name.startswith("AnyIO") and not statement.rstrip().endswith(_SHARED):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_deposit_asks_little_and_no_more_among_others(platform: Platform, issuer: DevelopmentIssuer) -> None:
    platform.publish()
    consultation = dict(platform.company().consultation(platform.tender_id))
    made = bidders([consultation], range(6), issuer=issuer, folder=platform.folder / "crowd", size=1_000)
    _deposited(platform, made[0])
    counts = []
    for bidder in made[1:]:
        with asked(platform.app.database.engine) as seen:
            _deposited(platform, bidder)
        counts.append(len(seen))
    assert max(counts) <= _MOST + _ONE_READING, counts
    assert min(counts) <= _MOST, counts
    assert counts[-1] - counts[0] <= _ONE_READING, counts  # never by what others deposited


def _deposited(platform: Platform, bidder: Bidder) -> None:
    headers = {"Authorization": f"Bearer {bidder.token}"}
    with httpx.Client(base_url=platform.url, headers=headers, timeout=30) as http:
        deposit_once(http, bidder)
    assert bidder.receipt is not None
