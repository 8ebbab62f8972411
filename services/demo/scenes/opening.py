"""Custodians register; after the closing two of three peel the layers, each on its own machine with its own key."""

import secrets
from functools import partial
from typing import Any

import httpx
from pydantic import JsonValue

from services.clients.responses import ResponsesClient
from services.clients.sealing import enrol, peel
from services.demo import story
from services.demo.desk import Answer, Unexpected
from services.demo.stage import Stage
from shared.sealing.age_sealing import new_identity

_PRESENT = (0, 2)  # the first and the third custodian; the second is away
_TRIES = 20


def register(stage: Stage) -> None:
    """Give each custodian a key of its own, and have it prove that it holds it."""
    registered: list[JsonValue] = []
    for number, custodian in enumerate(story.CUSTODIANS, start=1):
        identity, client = _identity(stage, number), ResponsesClient(stage.desk(custodian).http)
        key = stage.progress.key(f"custodian-{number}")
        proved = stage.progress.once(
            f"custodian-{number}", partial(enrol, client, identity, f"Détenteur n° {number}", key=key)
        )
        registered.append({"custodian_id": proved["custodian_id"], "number": number})
        stage.narrator.tell(f"{custodian.name} : clé prouvée, destinataire {proved['recipient'][:16]}…")
    stage.progress.once("custodians", lambda: registered)


def hold(stage: Stage) -> None:
    """Hold the ceremony; if its worker was lost on the way (a killed platform), begin it again."""
    agent = ResponsesClient(stage.desk(story.AGENT).http)
    for attempt in range(1, _TRIES + 1):
        opening = _start(stage, attempt)
        for number in _PRESENT:
            _peel(stage, str(opening["opening_id"]), number)
        minutes = agent.minutes(opening["opening_id"])
        if minutes["status"] == "completed":
            stage.progress.keep("opening_id", opening["opening_id"])
            _tell(stage, minutes)
            return
        stage.narrator.tell("La séance a été interrompue ; elle est recommencée.")
    raise Unexpected("l'ouverture a été interrompue trop souvent")


def _start(stage: Stage, attempt: int) -> Answer:
    """Start the ceremony once the closing is known; each try has its own key, since a lost one cannot be repeated."""
    desk = stage.desk(story.CUSTODIANS[_PRESENT[0]])
    body: dict[str, JsonValue] = {"tender_id": stage.progress.get("tender_id")}
    name = f"opening-{attempt}"
    return desk.act_when_known(name, "/responses/openings", lambda: body, not_yet=("RSP-NOT-CLOSED",))


def _peel(stage: Stage, opening_id: str, number: int) -> None:
    """Peel, on this custodian's machine, every layer that it can peel; a ceremony that was lost is left to be seen."""
    client = ResponsesClient(stage.desk(story.CUSTODIANS[number]).http)
    # Sealing again gives other bytes: what a restarted custodian sends is another request, with a key of its own.
    key = f"{stage.progress.run_id}-{secrets.token_hex(8)}"
    try:
        _, peeled = peel(client, opening_id, _custodian_id(stage, number), _identity(stage, number + 1), key=key)
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code != httpx.codes.CONFLICT:
            raise
        return
    stage.narrator.tell(f"{story.CUSTODIANS[number].name} : {peeled} couches ouvertes sur sa machine")


def _tell(stage: Stage, minutes: Answer) -> None:
    responses: dict[str, JsonValue] = {}
    standings: dict[str, int] = {}
    for response in minutes["minutes"]["responses"]:
        standing = str(response["standing"])
        standings[standing] = standings.get(standing, 0) + 1
        stage.narrator.tell(f"{response['name']} : {_STANDINGS[standing]}")
        if standing == "in_time":
            letter = _letter(stage, str(response["siret"]))
            responses[letter] = response["deposit_id"]
    stage.progress.once("responses", lambda: responses)
    stage.check(
        "minutes",
        "procès-verbal : 2 plis ouverts, 1 remplacé, 1 hors délai, tous conservés",
        ok=standings == {"in_time": 2, "superseded": 1, "late": 1},
    )


def _letter(stage: Stage, siret: str) -> str:
    kept: Any = stage.progress.get("companies")
    return next(str(company["letter"]) for company in kept if company["siret"] == siret)


def _identity(stage: Stage, number: int) -> str:
    """The private key of a custodian: a file of its own, outside the platform's folders, as on its own machine."""
    file = stage.folder / "detenteurs" / f"cle-{number}.txt"
    if not file.exists():
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(new_identity()[0], encoding="ascii")
    return file.read_text("ascii").strip()


def _custodian_id(stage: Stage, number: int) -> str:
    kept: Any = stage.progress.get("custodians")
    return str(kept[number]["custodian_id"])


_STANDINGS = {
    "in_time": "dans le délai, ouvert",
    "late": "hors délai, conservé sans être ouvert (R2151-5)",
    "superseded": "remplacé par un dépôt plus récent, conservé sans être ouvert (R2151-6)",
}
