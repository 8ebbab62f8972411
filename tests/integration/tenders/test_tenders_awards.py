"""De la décision d'attribution au marché notifié, par l'API publique : ordre des actes, recours au suivant, motifs."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.tenders.wiring import App
from services.tenders.wiring.duties import sweep_documents
from shared.kernel.clock import FixedClock
from shared.kernel.ids import TimeOrderedIds
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from tests.integration.tenders.award_ground import Ground
from tests.integration.tenders.platform import Person, announced, journal
from tests.unit.tenders.builders import FOREIGN_BUYER

DAY = timedelta(days=1)
ORGAN = {"kind": "assembly", "reference": "2026-112", "function": "conseil municipal"}


@pytest.fixture
def ground(app: App, ids: TimeOrderedIds, clock: FixedClock, agent: Person, custodians: list[str]) -> Ground:
    return Ground(app, ids, clock, agent, custodians)


def test_the_letters_are_drafted_rewritten_then_sent_with_their_proof(ground: Ground) -> None:
    agent, award = ground.agent, ground.award(organ=ORGAN)
    letters = f"{ground.path}/awards/{award['award_id']}/rejections"
    draft = agent.get(letters).json()["items"][0]
    assert (draft["ground"], draft["sent_on"], draft["version"]) == ("ranked", None, 1)
    assert "classée 2e sur 2" in draft["text"]
    one = f"{letters}/{draft['response_id']}"
    body = {"text": "Votre offre est classée deuxième, avec 92 sur 100."}
    assert agent.put(one, body).status_code == 428
    assert agent.put(one, body, If_Match='"9"').json()["code"] == "HTTP-VERSION-STALE"
    assert agent.put(one, body, If_Match='"1"').json()["version"] == 2
    sent = agent.done(letters)
    told = sent["notices"][0]
    assert told["text"].startswith(body["text"])
    assert "susceptible d'être signé à compter du 20/11/2026" in told["text"]
    assert (told["transmission"], told["sent_on"]) == ("electronic", "2026-11-09")
    assert (sent["organ"]["reference"], sent["status"]) == ("2026-112", "informed")
    assert agent.put(one, body, If_Match='"3"').json()["code"] == "TND-REJECTION-SENT"
    assert agent.refused(letters) == (409, "TND-AWARD-ORDER")


def test_the_organ_is_advised_never_imposed(ground: Ground) -> None:
    advices = {advice["code"]: advice for advice in ground.award()["advices"]}
    assert advices["award_organ"]["conclusion"] == "attention"  # 250 000 € of services: the committee chooses
    assert advices["award_organ_reference"]["conclusion"] == "attention"


def test_a_letter_by_post_makes_the_delay_longer(ground: Ground) -> None:
    award = ground.award()
    letters = f"{ground.path}/awards/{award['award_id']}/rejections"
    rejected = award["notices"][0]["response_id"]
    for day in ("2026-11-08", "2026-11-10"):
        posted = {"posted": [{"response_id": rejected, "sent_on": day}]}
        assert ground.agent.refused(letters, posted) == (422, "TND-REJECTION-DATE")
    unknown = {"posted": [{"response_id": award["winner"]["response_id"], "sent_on": "2026-11-09"}]}
    assert ground.agent.refused(letters, unknown) == (422, "TND-REJECTION-UNKNOWN")
    sent = ground.agent.done(letters, {"posted": [{"response_id": rejected, "sent_on": "2026-11-09"}]})
    assert (sent["standstill"]["ends_on"], sent["notices"][0]["transmission"]) == ("2026-11-24", "other")


def test_the_winner_who_refuses_leaves_its_place_to_the_next(ground: Ground) -> None:
    agent, first = ground.agent, ground.informed()
    refusal = {"ground": "refusal", "reason": "L'entreprise n'a plus les équipes."}
    withdrawn = agent.done(f"{ground.path}/awards/{first['award_id']}/withdrawal", refusal)
    assert (withdrawn["status"], withdrawn["withdrawal"]["ground"]) == ("withdrawn", "refusal")
    again = {"lot_id": ground.lot, "response_id": first["winner"]["response_id"], "reason": "Elle a changé d'avis"}
    assert agent.refused(f"{ground.path}/awards", again) == (409, "TND-AWARD-ELIMINATED")
    ground.clock.advance(2 * DAY)
    second = ground.informed()
    assert second["winner"]["response_id"] == ground.responses[0]
    assert [(each["ground"], each["response_id"]) for each in second["notices"]] == [("renounced", ground.responses[1])]
    assert second["standstill"]["ends_on"] == "2026-11-21"
    names = [name for name, _ in announced(ground.app)]
    assert names[-3:] == ["contract_awarded.v1", "award_withdrawn.v1", "contract_awarded.v1"]


def test_documents_not_given_in_time_bring_the_next(ground: Ground) -> None:
    agent, path = ground.agent, f"{ground.path}/winner-checks"
    deadline = (ground.clock.now() + 5 * DAY).isoformat()
    asked = {
        "lot_id": ground.lot,
        "response_id": ground.responses[1],
        "documents": ["Attestation d'assurance décennale"],
        "deadline": deadline,
    }
    check = agent.done(path, asked)
    outcome = f"{path}/{check['check_id']}/outcome"
    failed = {"outcome": "failed", "reason": "Rien n'est parvenu."}
    assert agent.refused(outcome, failed) == (409, "TND-WINNER-CHECK-EARLY")
    assert agent.refused(path, {**asked, "deadline": ground.clock.now().isoformat()}) == (
        422,
        "TND-WINNER-CHECK-DEADLINE",
    )
    ground.clock.advance(6 * DAY)
    assert agent.refused(outcome, {"outcome": "failed"}) == (422, "TND-WINNER-CHECK-REASON")
    assert agent.done(outcome, failed)["outcome"] == "failed"
    assert agent.refused(outcome, failed) == (409, "TND-WINNER-CHECK-SETTLED")
    award = ground.award()
    assert award["winner"]["response_id"] == ground.responses[0]
    assert award["notices"][0]["ground"] == "eliminated"
    assert len(agent.get(path).json()["items"]) == 1


def test_a_signed_award_is_undone_only_by_impossibility_and_before_the_notification(ground: Ground) -> None:
    agent, award = ground.agent, ground.informed()
    ground.clock.advance(11 * DAY)
    contract = agent.done(f"{ground.path}/contracts", {"award_id": award["award_id"], "function": "Maire"})
    withdrawal = f"{ground.path}/awards/{award['award_id']}/withdrawal"
    refusal = {"ground": "refusal", "reason": "Désistement"}
    assert agent.refused(withdrawal, refusal) == (409, "TND-WITHDRAWAL-SIGNED")
    impossible = {"ground": "impossibility", "reason": "Liquidation judiciaire du 19 novembre"}
    assert agent.done(withdrawal, impossible)["status"] == "withdrawn"
    place = f"/tenders/contracts/{contract['contract_id']}"
    assert agent.get(place).json()["status"] == "cancelled"
    assert agent.refused(f"{place}/notification") == (409, "TND-LEGALITY-MISSING")
    assert announced(ground.app)[-2:] == [("contract_cancelled.v1", 2), ("award_withdrawn.v1", 4)]
    assert ground.award()["winner"]["response_id"] == ground.responses[0]


def test_nothing_is_undone_after_the_notification(ground: Ground) -> None:
    agent, award = ground.agent, ground.informed()
    ground.clock.advance(11 * DAY)
    contract = agent.done(f"{ground.path}/contracts", {"award_id": award["award_id"]})
    place = f"/tenders/contracts/{contract['contract_id']}"
    assert contract["legality"]["due_on"] == "2026-12-05"
    agent.done(f"{place}/transmission", {"acknowledgement": {"reference": "035-1", "received_on": "2026-11-20"}})
    notified = agent.done(f"{place}/notification", {"means": "other", "notified_on": "2026-11-20", "note": "Remise"})
    assert (notified["notification"]["means"], notified["effective_on"]) == ("other", "2026-11-20")
    withdrawal = f"{ground.path}/awards/{award['award_id']}/withdrawal"
    impossible = {"ground": "impossibility", "reason": "Liquidation"}
    assert agent.refused(withdrawal, impossible) == (409, "TND-AWARD-ORDER")
    adjustment = {"part": "other", "before": "a", "after": "b"}
    assert agent.refused(f"{ground.path}/awards/{award['award_id']}/adjustments", adjustment) == (
        409,
        "TND-AWARD-ORDER",
    )


def test_an_adjustment_of_detail_is_kept_and_a_price_is_pointed_out(ground: Ground) -> None:
    agent, award = ground.agent, ground.award()
    place = f"{ground.path}/awards/{award['award_id']}/adjustments"
    agent.done(place, {"part": "other", "before": "Rue de Nantes", "after": "Rue de Brest"})
    amount = {"value": "119999.90", "currency": "EUR"}
    shown = agent.done(place, {"part": "price", "before": "120 000,00", "after": "119 999,90", "amount": amount})
    assert [each["advice"]["conclusion"] for each in shown["adjustments"]] == ["satisfied", "attention"]
    assert (shown["amount"]["value"], shown["winner"]["amount"]["value"]) == ("119999.90", "120000.00")
    wrong = {"part": "price", "before": "x", "after": "y", "amount": {"value": "-1", "currency": "EUR"}}
    assert agent.refused(place, wrong) == (422, "TND-ADJUSTMENT-AMOUNT")


def test_a_rejected_company_obtains_its_reasons(ground: Ground, person: Callable[..., Person]) -> None:
    loser, winner = (
        person(siret=Siret.parse(siret), rights=(Right.SUBMIT,), kind="economic_operator") for siret in ground.sirets
    )
    reasons = f"{ground.path}/reasons"
    assert loser.refused(reasons) == (404, "TND-NOT-FOUND")  # no letter has left yet
    ground.informed()
    asked = loser.done(reasons)["items"]
    assert [each["due_on"] for each in asked] == ["2026-11-24"]
    assert loser.done(reasons)["items"] == asked
    assert winner.refused(reasons) == (404, "TND-NOT-FOUND")
    place = f"{ground.path}/reason-requests"
    shown = ground.agent.get(place).json()["items"][0]
    assert "a été choisie comme économiquement la plus avantageuse" in shown["draft"]
    ground.clock.advance(DAY)
    answer = f"{place}/{shown['request_id']}/answer"
    given = ground.agent.done(answer)
    assert (given["answered_on"], given["answer"]) == ("2026-11-10", shown["draft"])
    assert ground.agent.refused(answer) == (409, "TND-REASONS-ANSWERED")
    early = {"rejection_id": shown["rejection_id"], "received_on": "2026-11-08"}
    assert ground.agent.refused(place, early) == (422, "TND-REASONS-DATE")
    by_post = ground.agent.done(place, {"rejection_id": shown["rejection_id"]})
    assert by_post["due_on"] == "2026-11-25"


def test_the_signed_file_is_kept_and_read_back(ground: Ground) -> None:
    agent, award = ground.agent, ground.informed()
    ground.clock.advance(11 * DAY)
    contract = agent.done(f"{ground.path}/contracts", {"award_id": award["award_id"]})
    place = f"/tenders/contracts/{contract['contract_id']}/signed-document"
    assert agent.get(place).status_code == 404
    sent = agent.send(f"{place}?name=march%C3%A9.pdf", b"%PDF signe")
    assert sent.json()["signed_document"]["size"] == 10
    assert agent.get(place).content == b"%PDF signe"
    assert agent.send(f"{place}?name=autre.pdf", b"%PDF").json()["code"] == "TND-SIGNED-DOCUMENT-EXISTS"
    assert sweep_documents(ground.app.open_uow, ground.app.documents, clock=ground.clock) == 0
    assert agent.get(place).content == b"%PDF signe"


def test_a_contract_passed_elsewhere_is_recorded(agent: Person, app: App) -> None:
    body = {
        "regime": "in_house",
        "reference": "2019-SPL",
        "object": "Restauration scolaire",
        "kind": "services",
        "cpv": "55523100-3",
        "buyer_name": "Commune de Rennes",
        "contractor_siret": "73282932000074",
        "contractor_name": "Acme",
        "amount_excl_vat": {"value": "250000.00", "currency": "EUR"},
        "launched_on": "2019-01-01",
        "signed_on": "2019-02-01",
        "notified_on": "2019-02-03",
    }
    recorded = agent.done("/tenders/contracts/recorded", body)
    assert (recorded["regime"], recorded["consultation_id"], recorded["legality"]) == ("in_house", None, None)
    assert announced(app) == [("contract_notified.v1", 1)]
    assert agent.refused("/tenders/contracts/recorded", body) == (409, "TND-CONTRACT-REFERENCE")
    wrong = {**body, "reference": "x", "notified_on": "2019-01-31"}
    assert agent.refused("/tenders/contracts/recorded", wrong) == (422, "TND-RECORDED-DATES")
    assert agent.refused("/tenders/contracts/recorded", {**body, "contractor_siret": "1"})[0] == 422
    listed = agent.get("/tenders/contracts?limit=1").json()
    assert ([each["reference"] for each in listed["items"]], listed["next_cursor"]) == (["2019-SPL"], None)


def test_another_organisation_sees_and_changes_nothing(ground: Ground, person: Callable[..., Person]) -> None:
    award, foreigner = ground.informed(), person(siret=FOREIGN_BUYER)
    one = f"{ground.path}/awards/{award['award_id']}"
    letter = award["notices"][0]["rejection_id"]
    for path, body in (
        (f"{one}/rejections", {}),
        (f"{one}/adjustments", {"part": "other", "before": "a", "after": "b"}),
        (f"{one}/withdrawal", {"ground": "refusal", "reason": "Non"}),
        (f"{ground.path}/reason-requests", {"rejection_id": letter}),
        (f"{ground.path}/reason-requests/{letter}/answer", {}),
        (f"{ground.path}/winner-checks/{letter}/outcome", {"outcome": "provided"}),
    ):
        assert foreigner.refused(path, body) == (404, "TND-NOT-FOUND"), path
    for path in (f"{one}/rejections", f"{ground.path}/winner-checks", f"{ground.path}/reason-requests"):
        assert foreigner.get(path).status_code == 404, path
    assert foreigner.get("/tenders/contracts").json()["items"] == []
    without = person(rights=(Right.ANSWER,))
    assert without.refused(f"{one}/rejections") == (403, "HTTP-RIGHT-MISSING")
    assert without.get(f"{one}/rejections").status_code == 403


def test_an_act_repeated_with_its_key_is_done_once(ground: Ground) -> None:
    award = ground.award()
    place = f"{ground.path}/awards/{award['award_id']}/rejections"
    first, again = (ground.agent.post(place, Idempotency_Key="rejets-0001") for _ in range(2))
    assert (first.status_code, first.content) == (200, again.content)
    assert journal(ground.app).count("rejections_sent") == 1
