"""Custodians register; after the closing two of three peel the layers, each on its own machine with its own key."""

import base64
import hashlib
import json
from itertools import count
from typing import Any

from pydantic import JsonValue

from services.demo import story
from services.demo.desk import Answer, Unexpected
from services.demo.stage import Stage
from services.responses.gateways.age_sealing import new_identity, recipient_of, seal_bytes, unseal_bytes

_PRESENT = (0, 2)  # the first and the third custodian; the second is away
_TRIES = 20


def register(stage: Stage) -> None:
    """Give each custodian a key of its own, and have it prove that it holds it."""
    registered: list[JsonValue] = []
    for number, custodian in enumerate(story.CUSTODIANS, start=1):
        identity = _identity(stage, number)
        desk = stage.desk(custodian)
        body = {"recipient": recipient_of(identity), "label": f"Détenteur n° {number}"}
        shown = desk.act(f"custodian-{number}", "/responses/custodians", body)
        nonce = unseal_bytes(base64.b64decode(shown["challenge"]), identity).decode()
        path = f"/responses/custodians/{shown['custodian_id']}/proof"
        proved = desk.act(f"custodian-proof-{number}", path, {"nonce": nonce})
        registered.append({"custodian_id": proved["custodian_id"], "number": number})
        stage.narrator.tell(f"{custodian.name} : clé prouvée, destinataire {proved['recipient'][:16]}…")
    stage.progress.once("custodians", lambda: registered)


def hold(stage: Stage) -> None:
    """Hold the ceremony; if its worker was lost on the way (a killed platform), begin it again."""
    for attempt in count(1):
        if attempt > _TRIES:
            raise Unexpected("l'ouverture a été interrompue trop souvent")
        opening = _start(stage, attempt)
        for number in _PRESENT:
            if not _peel(stage, opening, number, attempt):
                break
        minutes = stage.desk(story.AGENT).read(f"/responses/openings/{opening['opening_id']}")
        if minutes["status"] == "completed":
            break
    stage.progress.keep("opening_id", opening["opening_id"])
    _tell(stage, minutes)


def _start(stage: Stage, attempt: int) -> Answer:
    """Start the ceremony once the closing is known; each try has its own key, since a lost one cannot be repeated."""
    desk = stage.desk(story.CUSTODIANS[_PRESENT[0]])
    body: dict[str, JsonValue] = {"tender_id": stage.progress.get("tender_id")}
    name = f"opening-{attempt}"
    return desk.act_when_known(name, "/responses/openings", body, not_yet="RSP-NOT-CLOSED")


def _peel(stage: Stage, opening: Answer, number: int, attempt: int) -> bool:
    """Peel every layer that this custodian can peel now; say whether the ceremony still lives."""
    desk, identity = stage.desk(story.CUSTODIANS[number]), _identity(stage, number + 1)
    custodian_id = _custodian_id(stage, number)
    path = f"/responses/openings/{opening['opening_id']}"
    answer = desk.http.get(f"{path}/wraps", params={"custodian_id": custodian_id})
    if not answer.is_success:
        return False
    shown = answer.json()
    peels = [_peeled(layer, identity, shown["recipient"]) for layer in shown["layers"]]
    mine = [peel for peel in peels if peel is not None]
    if not mine:
        return True
    body = {"custodian_id": custodian_id, "peels": mine}
    # Sealing again gives other bytes, so the key follows the content: a repeated request is the very same.
    digest = hashlib.sha256(json.dumps(body).encode()).hexdigest()[:16]
    key = stage.progress.key(f"peel-{attempt}-{number}-{digest}")
    done = desk.http.post(f"{path}/peels", json=body, headers={"Idempotency-Key": key})
    stage.narrator.tell(f"{story.CUSTODIANS[number].name} : {len(mine)} couches ouvertes sur sa machine")
    return done.is_success


def _peeled(layer: Answer, identity: str, recipient: str) -> dict[str, Any] | None:
    """Open one layer; what the last layer gives goes to the opening worker alone."""
    content = unseal_bytes(base64.b64decode(layer["data"]), identity)
    if layer["last"]:
        content = seal_bytes(content, recipient)
    return {
        "file_id": layer["file_id"],
        "custodian_ids": layer["custodian_ids"],
        "data": base64.b64encode(content).decode(),
    }


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


