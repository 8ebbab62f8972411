"""Keys change at the issuer; a flood of unknown keys never becomes a flood of requests."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from shared.http.key_sources import FileKeys, RemoteKeys
from shared.kernel.clock import FixedClock
from tests.unit.http.test_tokens import EC_KEY, KEY_SET, ECAlgorithm, jwk


def key_set(*kids: str) -> dict[str, Any]:
    return {"keys": [jwk(ECAlgorithm, EC_KEY, kid) for kid in kids]}


class Issuer:
    """Counts how often its key set is fetched."""

    def __init__(self, *kids: str) -> None:
        self.kids, self.fetched, self.is_down = kids, 0, False

    def __call__(self) -> dict[str, Any]:
        self.fetched += 1
        if self.is_down:
            raise OSError("down")
        return key_set(*self.kids)


def test_keys_are_fetched_once_and_kept(clock: FixedClock) -> None:
    issuer = Issuer("a")
    keys = RemoteKeys(issuer, clock=clock)
    assert all(keys.key("a") for _ in range(10))
    assert issuer.fetched == 1


def test_unknown_keys_ask_again_at_most_once_a_minute(clock: FixedClock) -> None:
    issuer = Issuer("a")
    keys = RemoteKeys(issuer, clock=clock)
    for number in range(100):
        assert keys.key(f"invented-{number}") is None
    assert issuer.fetched == 1
    issuer.kids = ("a", "b")
    clock.advance(timedelta(minutes=1))
    assert keys.key("b") is not None
    assert issuer.fetched == 2


def test_a_withdrawn_key_is_forgotten_within_the_hour(clock: FixedClock) -> None:
    issuer = Issuer("a")
    keys = RemoteKeys(issuer, clock=clock)
    assert keys.key("a") is not None
    issuer.kids = ("b",)
    clock.advance(timedelta(hours=1, seconds=1))
    assert keys.key("a") is None


def test_known_keys_survive_an_issuer_that_is_down(clock: FixedClock) -> None:
    issuer = Issuer("a")
    keys = RemoteKeys(issuer, clock=clock)
    assert keys.key("a") is not None
    issuer.is_down = True
    clock.advance(timedelta(hours=2))
    assert keys.key("a") is not None


def test_a_file_is_read_again_when_it_changes_and_a_broken_one_keeps_the_last_keys(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    keys = FileKeys(path)
    assert keys.key("ec") is None
    path.write_text(json.dumps(KEY_SET))
    assert keys.key("ec") is not None
    path.write_text("{")
    assert keys.key("ec") is not None
    path.write_text(json.dumps(key_set("new", "other")))
    assert keys.key("ec") is None
    assert keys.key("new") is not None
