"""Identifiers, refusals, principals."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

import pytest

from shared.kernel.clock import Clock, FixedClock, SystemClock
from shared.kernel.ids import Id, LotId, TenderId, TimeOrderedIds
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import InvalidValue, Refusal, Refused, refuse
from shared.kernel.siret import Siret

NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)


class BackwardClock:
    """A clock that goes back one second at each look, as a badly corrected machine does."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        self.at -= timedelta(seconds=1)
        return self.at


@pytest.mark.parametrize("clock", [FixedClock(NOON), SystemClock(), BackwardClock()], ids=["still", "real", "backward"])
def test_identifiers_increase_whatever_the_clock_does(clock: Clock) -> None:
    ids = TimeOrderedIds(clock)
    made = [ids.new(TenderId) for _ in range(10_000)]
    assert made == sorted(set(made))
    assert all(one.value.version == 7 and one.value.variant == RFC_4122 for one in made)


def test_identifiers_made_at_once_by_threads_are_all_different() -> None:
    ids = TimeOrderedIds(FixedClock(NOON))
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ids.new(TenderId), range(4000)))
    assert len(set(made)) == 4000


def test_an_identifier_tells_its_millisecond() -> None:
    made = TimeOrderedIds(FixedClock(NOON)).new(TenderId)
    assert made.value.int >> 80 == int(NOON.timestamp() * 1000)


def test_two_kinds_are_never_equal() -> None:
    value = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    assert TenderId(value) != LotId(value)
    assert TenderId.parse(str(value)) == TenderId(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "01890A5D-AC96-774B-BCCE-B302099A8057",
        "01890a5dac96774bbcceb302099a8057",
        "{01890a5d-ac96-774b-bcce-b302099a8057}",
        "01890a5d-ac96-774b-bcce-b302099a8057\n",
    ],
)
def test_only_the_canonical_form_is_read(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Id.parse(text)
    assert refused.value.code == "HTTP-INVALID-ID"


def test_a_refusal_carries_code_article_and_facts() -> None:
    with pytest.raises(Refused) as refused:
        refuse("TND-DEADLINE-02", article="R2161-2", days=12, minimum=30)
    refusal = refused.value.refusal
    assert refusal == Refusal("TND-DEADLINE-02", "R2161-2", {"days": "12", "minimum": "30"})
    assert pickle.loads(pickle.dumps(refusal)) == refusal  # noqa: S301 - our own bytes
    with pytest.raises(TypeError):
        refusal.facts["days"] = "40"  # type: ignore[index]
    assert str(refused.value) == "TND-DEADLINE-02"


@pytest.mark.parametrize("code", ["", "TND", "tnd-x", "TND-", "TND-é"])
def test_a_code_has_its_form(code: str) -> None:
    with pytest.raises(ValueError, match="refusal code"):
        Refusal(code)


def test_rights_are_required() -> None:
    siret = Siret.parse("21310555400017")
    agent = Principal("a", PrincipalKind.AGENT, siret, "Camille", frozenset({Right.DRAFT}))
    agent.require(Right.DRAFT)
    with pytest.raises(Refused) as refused:
        agent.require(Right.SIGN)
    assert refused.value.refusal == Refusal("HTTP-RIGHT-MISSING", None, {"right": "sign"})
    assert not Principal.anonymous().rights
    assert Principal.system("tenders").subject == "system:tenders"


def test_who_orders_a_payment_never_pays_it() -> None:
    with pytest.raises(InvalidValue, match="incompatibles"):
        Principal("a", PrincipalKind.AGENT, None, "A", frozenset({Right.ACCOUNT, Right.AUTHORISE}))
