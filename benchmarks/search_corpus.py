"""Made-up consultations whose words, codes, buyers and procedures are distributed as in real contracts (DECP 2019).

Each one takes the title of a real contract, exchanges some of its words for others drawn by their real frequency, and
adds a town and a reference of its own: common words stay as common as they are, and rare ones exist.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from services.tenders.storage.search_tokens import (
    DEADLINE,
    OPEN,
    PUBLICATION,
    cpv_tokens,
    day_tokens,
    lots_token,
    nuts_tokens,
)
from shared.kernel.cpv_code import CpvCode
from shared.kernel.refusal import InvalidValue
from shared.storage.search_vector import Indexed, Weight, index_texts

FIRST_DAY = datetime(2023, 11, 1, 8, tzinfo=UTC)
DAYS = 1096
_OPEN_DAYS = 35
_BUYERS = 20_000
_EXCHANGED = 0.3
_LOTS = (1, 1, 1, 1, 1, 2, 3, 4, 8, 15)
_PROCEDURES = {
    "Appel d'offres ouvert": "open",
    "Procédure adaptée": "adapted",
    "Appel d'offres restreint": "restricted",
}
_NUTS = ("FR101", "FRB01", "FRC11", "FRD11", "FRE11", "FRF11", "FRG01", "FRH03", "FRI12", "FRJ13", "FRK26", "FRL04")
_SYLLABLES = (
    "mar",
    "vil",
    "lac",
    "bel",
    "mon",
    "cas",
    "ter",
    "nay",
    "sau",
    "gny",
    "ron",
    "ley",
    "bois",
    "font",
    "clair",
)
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class MadeEntry:
    """One consultation, with what search keeps of it."""

    row: tuple[Any, ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contract:
    """What is taken from one real contract."""

    title: str
    cpv: CpvCode
    procedure: str


def real_contracts(folder: Path) -> Sequence[Contract]:
    """Read the contracts of the samples whose CPV code can be read."""
    contracts = []
    for file in sorted(folder.glob("v1_*.json")):
        for told in json.loads(file.read_text("utf-8"))["marches"]:
            try:
                cpv = CpvCode.parse(str(told.get("codeCPV", "")))
            except InvalidValue:
                continue
            title = str(told.get("objet", "")).replace("\ufffd", "é")
            contracts.append(Contract(title[:250], cpv, _PROCEDURES.get(str(told.get("procedure")), "adapted")))
    return contracts


def made_entries(contracts: Sequence[Contract], *, count: int, seed: int = 1) -> Iterator[MadeEntry]:
    """Make consultations in the order of their publication, over three years."""
    draw = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    vocabulary = [word for contract in contracts for word in _WORD.findall(contract.title)]
    buyers = [_buyer(draw, number) for number in range(_BUYERS)]
    step = timedelta(days=DAYS) / count
    for number in range(count):
        contract = draw.choice(contracts)
        buyer = buyers[min(int(draw.paretovariate(0.6)) - 1, _BUYERS - 1)]
        yield _entry(draw, contract, vocabulary, buyer, at=FIRST_DAY + step * number)


def _entry(
    draw: random.Random,
    contract: Contract,
    vocabulary: Sequence[str],
    buyer: tuple[str, str],
    *,
    at: datetime,
) -> MadeEntry:
    title = _varied(draw, contract.title, vocabulary) + f" {buyer[1].split()[-1]} {draw.randrange(10**6):06d}"
    about = " ".join(draw.choices(vocabulary, k=12))
    deadline = at + timedelta(days=draw.randint(20, 50))
    is_open, lots, nuts = deadline > FIRST_DAY + timedelta(days=DAYS), draw.choice(_LOTS), draw.choice(_NUTS)
    kind = "works" if contract.cpv.division == "45" else draw.choice(("services", "supplies"))
    status = "published" if is_open else draw.choice(("closed", "opened", "awarded", "awarded", "awarded", "abandoned"))
    tokens = {
        f"#k:{kind}",
        f"#t:{contract.procedure}",
        f"#b:{buyer[0]}",
        f"#s:{status}",
        lots_token(lots),
        *day_tokens(PUBLICATION, at),
        *day_tokens(DEADLINE, deadline),
        *cpv_tokens(contract.cpv),
        *nuts_tokens(nuts),
        *([OPEN] if is_open else []),
    }
    indexed = _indexed(title, about, buyer[1], tokens)
    identifier = UUID(int=(int(at.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | draw.getrandbits(62))
    divisions = f"{{{contract.cpv.division}}}"
    row = (identifier, at, deadline, at, status, is_open, kind, contract.procedure, *buyer, divisions, nuts, lots)
    return MadeEntry((*row, False, 3, "", indexed.vector, title, about), indexed.words)


def _indexed(title: str, about: str, buyer: str, tokens: set[str]) -> Indexed:
    return index_texts([(Weight.FIRST, title), (Weight.SECOND, about), (Weight.LAST, buyer)], tokens=tokens)


def _varied(draw: random.Random, title: str, vocabulary: Sequence[str]) -> str:
    def other(match: re.Match[str]) -> str:
        return draw.choice(vocabulary) if draw.random() < _EXCHANGED else match[0]

    return _WORD.sub(other, title)


def _buyer(draw: random.Random, number: int) -> tuple[str, str]:
    """Make the SIRET and the name of a buyer; the number need not satisfy the key of Luhn to be counted."""
    town = "".join(draw.choices(_SYLLABLES, k=3)).capitalize()
    kind = draw.choice(("Commune de", "Ville de", "Département de", "Centre hospitalier de", "Syndicat des eaux de"))
    return f"2{number:08d}00019", f"{kind} {town}"
