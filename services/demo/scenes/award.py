"""Offers are scored, lots awarded, letters sent, standstill passes, contracts are signed, transmitted, notified."""

from datetime import date
from typing import Any

from pydantic import JsonValue

from services.demo import story
from services.demo.stage import Stage
from services.demo.words import day, euros


def evaluate(stage: Stage) -> None:
    """Enter the scores and the amounts of each lot; the engine computes price scores and the ranking."""
    agent, path = stage.desk(story.AGENT), _consultation(stage)
    agent.wait_for(path, lambda shown: shown["status"] != "closed")  # until the minutes have been heard
    responses: Any = stage.progress.get("responses")
    for lot in story.LOTS:
        lot_id = _lots(stage)[str(lot.number)]
        body: dict[str, Any] = {
            "lot_id": lot_id,
            "scores": [
                {"response_id": responses[letter], "criterion_id": criterion, "score": score}
                for letter, scores in story.SCORES.items()
                for criterion, score in scores.items()
            ],
            "amounts": [
                {"response_id": responses[letter], "amount": {"value": str(story.PRICES[letter][lot.number])}}
                for letter in story.SCORES
            ],
        }
        result = agent.act(f"evaluate-{lot.number}", f"{path}/evaluations", body)
        for bid in result["ranking"]:
            stage.narrator.tell(
                f"Lot {lot.number}, rang {bid['rank']} : {bid['tenderer_name']}, {euros(bid['amount']['value'])} HT, "
                f"note {bid['total']}"
            )


def award(stage: Stage) -> None:
    """Award each lot to the first of its ranking, then send the letters of rejection: the standstill begins."""
    agent, path = stage.desk(story.AGENT), _consultation(stage)
    responses: Any = stage.progress.get("responses")
    for lot in story.LOTS:
        body: dict[str, JsonValue] = {"lot_id": _lots(stage)[str(lot.number)], "organ": dict(story.ORGAN)}
        decided = agent.act(f"award-{lot.number}", f"{path}/awards", body)
        expected = responses[story.WINNERS[lot.number]]
        won = decided["winner"]["response_id"] == expected
        stage.check(
            f"winner_{lot.number}",
            f"lot {lot.number} : attribué à {decided['winner']['tenderer_name']}, première au classement attendu",
            ok=won,
        )
        informed = agent.act(f"inform-{lot.number}", f"{path}/awards/{decided['award_id']}/rejections")
        stage.narrator.tell(
            f"Lot {lot.number} : {len(informed['notices'])} courrier de rejet envoyé, délai de suspension jusqu'au "
            f"{day(informed['standstill']['ends_on'])} (article R2182-1)"
        )
        stage.progress.keep(f"signable-{lot.number}", informed["standstill"]["signable_from"])


def refuse_early_signature(stage: Stage) -> None:
    """Try to sign during the standstill: the platform refuses and says why."""
    agent, path = stage.desk(story.AGENT), _consultation(stage)
    first: Any = stage.progress.get("award-1")
    problem = agent.refusal("early-signature", f"{path}/contracts", {"award_id": first["award_id"]})
    stage.check(
        "standstill_refusal",
        f"signature pendant le délai de suspension : refusée ({problem.get('code')}, article {problem.get('article')})",
        ok=problem.get("code") == "TND-STANDSTILL-RUNNING",
    )


def sign(stage: Stage) -> None:
    """Sign both contracts as soon as the standstill is over."""
    agent, path = stage.desk(story.AGENT), _consultation(stage)
    for lot in story.LOTS:
        stage.wait_for_legal_day(date.fromisoformat(str(stage.progress.get(f"signable-{lot.number}"))))
        decided: Any = stage.progress.get(f"award-{lot.number}")
        signed = agent.act(f"sign-{lot.number}", f"{path}/contracts", _contract(decided["award_id"], lot.number))
        stage.narrator.tell(f"Lot {lot.number} : marché {signed['reference']} signé le {day(signed['signed_on'])}")


def transmit_and_notify(stage: Stage) -> None:
    """Transmit each contract to the prefect, record the acknowledgement, notify the contractor."""
    agent = stage.desk(story.AGENT)
    for lot in story.LOTS:
        signed: Any = stage.progress.get(f"sign-{lot.number}")
        path = f"/tenders/contracts/{signed['contract_id']}"
        agent.act(f"transmit-{lot.number}", f"{path}/transmission")
        shown = agent.wait_for(path, lambda contract: contract["transmission_acknowledgement"] is not None)
        acknowledged = shown["transmission_acknowledgement"]
        stage.check(
            f"acknowledged_{lot.number}",
            f"lot {lot.number} : accusé de réception du contrôle de légalité {acknowledged} enregistré",
            ok=bool(acknowledged),
        )
        notified = agent.act(f"notify-{lot.number}", f"{path}/notification")
        stage.narrator.tell(
            f"Lot {lot.number} : notifié le {day(notified['notified_on'])}, le marché prend effet (R2182-4)"
        )


def _contract(award_id: str, lot: int) -> dict[str, JsonValue]:
    return {"award_id": award_id, "reference": f"2025-EV-{lot:02}"}


def _consultation(stage: Stage) -> str:
    return f"/tenders/consultations/{stage.progress.get('tender_id')}"


def _lots(stage: Stage) -> dict[str, str]:
    lots: Any = stage.progress.get("lots")
    return dict(lots)
