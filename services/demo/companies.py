"""The three companies of the demonstration: real answers of the API Entreprise sandbox where the platform has them."""

import time
from dataclasses import dataclass
from typing import Final

import httpx
from pydantic import JsonValue

from services.demo.desk import Unexpected
from services.demo.identities import Actor
from services.demo.stage import Stage
from shared.kernel.principal import PrincipalKind, Right

# Establishments in activity of the official sandbox whose data are open, then the fictitious ones that come with the
# simulator (their SIREN begin with 00, which is assigned to nobody).
OFFICIAL: Final = ("77567227221138", "42417936400023", "47846480300319")
FICTITIOUS: Final = ("00123456600014", "00234567600015", "00789012200018")
_NOT_YET: Final = "MPS-TENDER-UNKNOWN"
_WAIT_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Company:
    """A company that answers: its letter in the story, its SIRET and its public name."""

    letter: str
    siret: str
    name: str

    def actor(self) -> Actor:
        """Give the person who acts for the company."""
        return Actor(
            f"entreprise-{self.letter.lower()}",
            self.name,
            PrincipalKind.ECONOMIC_OPERATOR,
            self.siret,
            (Right.SUBMIT,),
        )


def companies(stage: Stage) -> dict[str, Company]:
    """Give the three companies, chosen once in a run among those that the platform's source knows."""
    kept = stage.progress.once("companies", lambda: _chosen(stage))
    assert isinstance(kept, list)  # noqa: S101 - made below
    found = [item for item in kept if isinstance(item, dict)]
    return {str(item["letter"]): Company(str(item["letter"]), str(item["siret"]), str(item["name"])) for item in found}


def _chosen(stage: Stage) -> list[JsonValue]:
    found: list[JsonValue] = []
    for siret in (*OFFICIAL, *FICTITIOUS):
        if len(found) == len("ABC"):
            break
        name = _name(stage, siret)
        if name is not None:
            found.append({"letter": "ABC"[len(found)], "siret": siret, "name": name})
    if len(found) < len("ABC"):
        raise Unexpected("la source des entreprises n'en connaît pas trois : lancez le simulateur d'API Entreprise")
    return found


def _name(stage: Stage, siret: str) -> str | None:
    """Ask the platform who an establishment is; None when its source does not know it or says that it is closed."""
    curious = stage.desk(Company("curieux", siret, "").actor())
    params = {"tender_id": str(stage.progress.get("tender_id"))}
    give_up_at = time.monotonic() + _WAIT_SECONDS
    answer = curious.http.get(f"/mps/companies/{siret}", params=params)
    while _NOT_YET in answer.text and time.monotonic() < give_up_at:  # the consultation is on its way to this service
        time.sleep(_PAUSE_SECONDS)
        answer = curious.http.get(f"/mps/companies/{siret}", params=params)
    if answer.status_code != httpx.codes.OK:
        return None
    identity = answer.json()
    is_plain = identity["status"] == "active" and identity["name"] and not identity["messages"]
    return str(identity["name"]) if is_plain else None
