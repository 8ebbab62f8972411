"""A rejected candidacy takes its own bid out, and no other: alone and leading a group are two candidates."""

from types import SimpleNamespace
from typing import Any

from services.tenders.domain.openings import OpenedResponse
from services.tenders.handlers.evaluation import rejected_bids
from shared.kernel.clock import SystemClock
from shared.kernel.ids import DepositId, TimeOrderedIds
from shared.kernel.siret import Siret

IDS = TimeOrderedIds(SystemClock())
COMPANY, OTHER = Siret.parse("00123456600014"), Siret.parse("98765432400019")
DECISION: Any = SimpleNamespace(reason="attestations manquantes")


def a_response(siret: Siret = COMPANY) -> OpenedResponse:
    return OpenedResponse(IDS.new(DepositId), siret, "Entreprise", (1,))


def test_in_one_stage_each_response_stands_by_itself() -> None:
    alone, leading, other = a_response(), a_response(), a_response(OTHER)
    bids = [alone, leading, other]
    assert set(rejected_bids(bids, {alone.response_id: DECISION}, candidates=bids)) == {alone.response_id}
    assert rejected_bids(bids, {}, candidates=()) == {}


def test_in_a_later_stage_a_bid_falls_with_every_candidacy_of_its_company() -> None:
    alone, leading, other, bid = a_response(), a_response(), a_response(OTHER), a_response()
    candidates = [alone, leading, other]
    assert rejected_bids([bid], {alone.response_id: DECISION}, candidates=candidates) == {}
    both = {alone.response_id: DECISION, leading.response_id: DECISION}
    assert set(rejected_bids([bid], both, candidates=candidates)) == {bid.response_id}
    assert rejected_bids([a_response(Siret.parse("00123456600014"))], both, candidates=[other]) == {}
