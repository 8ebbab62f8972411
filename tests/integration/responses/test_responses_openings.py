"""Ceremonies that do not go well: lost workers, forged bids, altered bytes, custodians who come back."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.clients.sealing import _peeled, custody_of, deposit, peel
from shared.kernel.principal import Right
from shared.sealing.age_sealing import new_identity, seal_bytes, wraps_for
from tests.integration.responses.platform import ACME, BOLT, Platform, a_key
from tests.waiting import wait_for


def outcomes(minutes: dict[str, Any]) -> dict[str, str | None]:
    """What came of each file, by company."""
    return {one["siret"]: file["outcome"] for one in minutes["minutes"]["responses"] for file in one["files"]}


def settle(platform: Platform, *deposits: dict[str, Any], siret: Any = ACME) -> None:
    for one in deposits:
        wait_for(lambda one=one: platform.company(siret).receipt(one["deposit_id"], wait=5), what="the receipt")


@pytest.mark.parametrize("present", [(0, 1), (0, 2), (1, 2), (2, 0, 2)])
def test_any_two_custodians_open(platform: Platform, present: tuple[int, ...]) -> None:
    """Each subset peels in the published order; whoever comes too early comes back."""
    platform.publish()
    settle(platform, platform.deposit(b"canari"))
    platform.close()
    minutes = platform.open(*present)
    assert outcomes(minutes) == {str(ACME): "opened"}
    assert len(minutes["minutes"]["custodians"]) == 2


def test_one_custodian_alone_opens_nothing(platform: Platform) -> None:
    platform.publish()
    settle(platform, platform.deposit(b"canari"))
    platform.close()
    minutes = platform.open(0, 0)
    assert (minutes["status"], minutes["awaited"], outcomes(minutes)) == ("in_progress", 1, {str(ACME): None})
    refused = platform.holders[0].client._http.post(
        f"/responses/openings/{minutes['opening_id']}/conclusion", headers={"Idempotency-Key": a_key()}
    )
    assert refused.json()["code"] == "RSP-OPENING-UNATTEMPTED"


def test_no_response_ends_the_ceremony_at_once(platform: Platform) -> None:
    platform.publish()
    platform.close()
    minutes = platform.open(0)
    assert (minutes["status"], minutes["minutes"]["responses"]) == ("completed", [])
    assert platform.announced().count("responses_opened.v1") == 1


def test_a_lost_worker_interrupts_and_another_ceremony_ends_the_same(platform: Platform) -> None:
    platform.publish()
    first, second = platform.deposit(b"un", siret=ACME), platform.deposit(b"deux", siret=BOLT)
    settle(platform, first)
    settle(platform, second, siret=BOLT)
    platform.close()
    holder = platform.holders[0]
    lost = holder.client.start_opening(platform.tender_id, key=a_key())
    peel(holder.client, lost["opening_id"], holder.custodian_id, holder.identity, key=a_key())
    platform.app.workers.close()  # kill -9 of every worker
    other = platform.holders[1]
    with pytest.raises(httpx.HTTPStatusError, match="409"):
        peel(other.client, lost["opening_id"], other.custodian_id, other.identity, key=a_key())
    assert holder.client.minutes(lost["opening_id"])["status"] == "interrupted"
    minutes = platform.open(1, 2)
    assert outcomes(minutes) == {str(ACME): "opened", str(BOLT): "opened"}
    assert platform.announced().count("responses_opened.v1") == 1
    again = holder.client.start_opening(platform.tender_id, key=a_key())
    assert (again["opening_id"], again["status"]) == (minutes["opening_id"], "completed")


def test_a_repeated_request_has_one_effect(platform: Platform) -> None:
    platform.publish()
    settle(platform, platform.deposit(b"canari"))
    platform.close()
    leader, key = platform.holders[0], a_key()
    started = [leader.client.start_opening(platform.tender_id, key=key) for _ in range(2)]
    assert started[0] == started[1]
    opening_id = started[0]["opening_id"]
    peel(leader.client, opening_id, leader.custodian_id, leader.identity, key=a_key())
    last = platform.holders[1]
    offered = last.client.layers(opening_id, last.custodian_id)
    (layer,) = [one for one in offered["layers"] if one["last"]]
    body = {"custodian_id": last.custodian_id, "peels": [_peeled(layer, last.identity, offered["recipient"])]}
    answers = [
        last.client._http.post(
            f"/responses/openings/{opening_id}/peels", json=body, headers={"Idempotency-Key": "cle-une-seule"}
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["status"] == "completed"
    assert platform.announced().count("responses_opened.v1") == 1


def test_altered_bytes_are_a_missing_response(platform: Platform) -> None:
    """Somebody with the disk replaces a bid: the log's digest does not move."""
    platform.publish()
    settle(platform, platform.deposit(b"canari"))
    platform.close()
    for path in (platform.app.settings.data_dir / "responses" / "sealed").rglob("*.blob"):
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(bytes(content))
    minutes = platform.open(0, 1)
    assert (minutes["status"], outcomes(minutes)) == ("completed", {str(ACME): "missing"})
    assert "manquant" in minutes["minutes"]["responses"][0]["files"][0]["detail"]


def test_a_bid_sealed_for_something_else_is_not_opened(platform: Platform) -> None:
    """A sealed file cannot serve for another lot: its manifest names its own."""
    platform.publish()
    described = platform.seal(b"canari", lot=1)
    changed = json.loads(described.read_text())
    changed["lot_number"] = 2
    described.write_text(json.dumps(changed))
    settle(platform, deposit(platform.company(), [described], key=a_key()))
    platform.close()
    minutes = platform.open(0, 1)
    assert outcomes(minutes) == {str(ACME): "foreign"}
    file = minutes["minutes"]["responses"][0]["files"][0]
    assert "lot" in file["detail"]
    evaluator = platform.agent(Right.EVALUATE)
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        evaluator.content(minutes["opening_id"], file["file_id"])


def test_what_is_no_container_is_damaged(platform: Platform) -> None:
    """A file sealed by hand to the right identity, whose content is not what the format asks."""
    platform.publish()
    described = platform.seal(b"canari")
    reseal(platform, described, b"un fichier quelconque, sans bordereau")
    settle(platform, deposit(platform.company(), [described], key=a_key()))
    platform.close()
    assert outcomes(platform.open(0, 1)) == {str(ACME): "damaged"}


def test_keys_that_open_nothing_are_said_in_the_minutes(platform: Platform) -> None:
    """A bidder's false keys: the ceremony ends all the same, by an act that says so; the others are opened."""
    platform.publish()
    described = platform.seal(b"canari")
    changed = json.loads(described.read_text())
    stranger = new_identity()[1]
    for wrap in changed["wraps"]:
        wrap["data"] = base64.b64encode(seal_bytes(b"AGE-SECRET-KEY-FAUX", stranger)).decode()
    described.write_text(json.dumps(changed))
    settle(platform, deposit(platform.company(), [described], key=a_key()))
    settle(platform, platform.deposit(b"canari", siret=BOLT), siret=BOLT)
    platform.close()
    minutes = platform.open(0, 1)
    assert minutes["status"] == "in_progress"
    assert outcomes(minutes) == {str(ACME): "unreadable", str(BOLT): "opened"}
    ended = platform.holders[0].client.conclude(minutes["opening_id"], key=a_key())
    assert ended["status"] == "completed"
    assert platform.announced().count("responses_opened.v1") == 1


def reseal(platform: Platform, described: Path, content: bytes) -> None:
    """Replace the sealed content by another, with an identity nested for the same custodians."""
    identity, recipient = new_identity()
    sealed = seal_bytes(content, recipient)
    described.with_suffix("").write_bytes(sealed)
    changed = json.loads(described.read_text())
    custody = custody_of(platform.company().consultation(platform.tender_id))
    changed["wraps"] = [
        {"custodian_ids": [str(one) for one in wrap.subset], "data": base64.b64encode(wrap.data).decode()}
        for wrap in wraps_for(identity, custody)
    ]
    changed |= {"size": len(sealed), "sha256": hashlib.sha256(sealed).hexdigest()}
    described.write_text(json.dumps(changed))
