"""The number of deposits: hidden unless the buyer chose to see it before it published (R2132-9)."""

import httpx

from shared.kernel.ids import TenderId
from shared.kernel.principal import Right
from tests.integration.responses.platform import ACME, BOLT, BUYER, OTHER_BUYER, Platform, _ids, a_key
from tests.integration.responses.registers import agent, code


def choose(client: httpx.Client, counting: str, *, version: int | None) -> httpx.Response:
    headers = {"Idempotency-Key": a_key()} | ({} if version is None else {"If-Match": f'"{version}"'})
    return client.put(
        "/responses/count-policy", json={"counting": counting, "note": "Délibération 12"}, headers=headers
    )


def count(platform: Platform, client: httpx.Client) -> httpx.Response:
    return client.get(f"/responses/consultations/{platform.tender_id}/deposits/count")


def published_again(platform: Platform) -> None:
    """Publish another consultation of the same buyer."""
    platform.tender_id, platform.version = str(_ids.new(TenderId)), 0
    platform.publish()


def test_the_number_is_shown_for_what_is_published_after_the_choice_alone(platform: Platform) -> None:
    buyer = agent(platform)
    never = buyer.get("/responses/count-policy")
    assert (never.json()["counting"], never.json()["version"], never.headers["ETag"]) == ("hidden", 0, '"0"')
    platform.publish()
    before = platform.tender_id
    hidden = count(platform, buyer)
    platform.deposit(b"une", siret=ACME)
    same = count(platform, buyer)
    assert (hidden.status_code, code(hidden)) == (403, "RSP-COUNT-HIDDEN")
    assert {**same.json(), "request_id": ""} == {**hidden.json(), "request_id": ""}, "0 and 1 look the same"
    assert choose(buyer, "shown", version=None).status_code == 428
    assert choose(buyer, "shown", version=7).status_code == 412
    decided = choose(buyer, "shown", version=0)
    assert (decided.status_code, decided.json()["version"], decided.json()["decided_by"]) == (200, 1, "greffe")
    platform.publish()  # a change of the one published before
    assert code(count(platform, buyer)) == "RSP-COUNT-HIDDEN", "deposits may already be there"
    assert platform.company().consultation(before)["deposit_count_shown"] is False

    published_again(platform)
    assert platform.company().consultation(platform.tender_id)["deposit_count_shown"] is True
    assert count(platform, buyer).json() == {"deposits": 0}
    platform.deposit(b"une", siret=ACME)
    platform.deposit(b"deux", siret=BOLT)
    assert count(platform, buyer).json() == {"deposits": 2}
    assert choose(buyer, "hidden", version=1).json()["counting"] == "hidden"
    platform.publish()
    assert count(platform, buyer).json() == {"deposits": 2}, "what was announced to companies stays"


def test_who_may_choose_and_who_may_count(platform: Platform) -> None:
    buyer = agent(platform)
    choose(buyer, "shown", version=0)
    platform.publish()
    foreign, company = agent(platform, OTHER_BUYER), platform.company_http(ACME)
    assert (count(platform, foreign).status_code, code(count(platform, foreign))) == (404, "RSP-CONSULTATION-UNKNOWN")
    assert count(platform, company).status_code == 404
    anonymous = platform.anonymous()
    assert count(platform, anonymous).status_code == 401
    assert anonymous.get("/responses/count-policy").status_code == 401
    assert choose(anonymous, "shown", version=0).status_code == 401
    reader = platform.http(subject="lecteur", siret=BUYER, rights=(Right.EVALUATE,), kind="agent")
    assert choose(reader, "shown", version=1).status_code == 403
    assert foreign.get("/responses/count-policy").json()["version"] == 0, "each buyer has its own"
