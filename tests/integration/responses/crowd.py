"""Many companies that deposit at once, each as stubborn as a real client: after any failure it asks and resumes."""

import base64
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import httpx

from services.clients.sealing import ToSeal, declaration_of, seal
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.principal import Right
from shared.kernel.siret import Siret
from shared.sealing.manifest import Role, Slot

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = 64 * 1024
# What a process or a database that was just killed makes of a request; anything else is an answer to believe.
_PASSING = frozenset({409, 423, 429, 460, 503})
_PAUSE_SECONDS = 0.1


def company_number(index: int) -> Siret:
    """Give the establishment of a company that is not one: numbers that begin with 9, checked as Luhn asks."""
    body = f"9{index:07}"
    siren = next(f"{body}{digit}" for digit in range(10) if _luhn(f"{body}{digit}"))
    head = f"{siren}0001"
    return Siret(next(f"{head}{digit}" for digit in range(10) if _luhn(f"{head}{digit}")))


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


@dataclass
class Bidder:
    """One company, its sealed file, and everything that it was told."""

    siret: Siret
    token: str
    declaration: dict[str, Any]
    sealed: Path
    key: str
    deposit_ids: set[str] = field(default_factory=set)
    acknowledgements: list[dict[str, Any]] = field(default_factory=list)
    receipt: dict[str, Any] | None = None
    failures: int = 0


class Crowd:
    """Bidders on consultations, and the threads in which they deposit."""

    def __init__(self, bidders: Sequence[Bidder], *, url: str, patience: float) -> None:
        self.bidders = bidders
        self._url, self._patience = url, patience
        self._lock, self._pause = Lock(), Event()
        self._threads = [Thread(target=self._insist, args=(bidder,), daemon=True) for bidder in bidders]
        self.faults: list[str] = []

    def start(self) -> None:
        """Let everybody begin."""
        for thread in self._threads:
            thread.start()

    def acknowledged(self) -> int:
        """Give how many hold an acknowledgement."""
        return sum(bool(bidder.acknowledgements) for bidder in self.bidders)

    def join(self) -> None:
        """Wait until everybody holds a receipt or gave up."""
        for thread in self._threads:
            thread.join(self._patience + 60)
            assert not thread.is_alive()
        assert not self.faults, self.faults[:3]

    def _insist(self, bidder: Bidder) -> None:
        give_up_at = time.monotonic() + self._patience
        headers = {"Authorization": f"Bearer {bidder.token}"}
        with httpx.Client(base_url=self._url, headers=headers, timeout=20) as http:
            while bidder.receipt is None:
                try:
                    deposit_once(http, bidder)
                except (httpx.TransportError, Passing) as error:
                    bidder.failures += 1
                    if time.monotonic() > give_up_at:
                        self._blame(f"{bidder.siret}: {error!r}")
                        return
                    self._pause.wait(_PAUSE_SECONDS)
                except AssertionError as error:
                    self._blame(f"{bidder.siret}: {error}")
                    return

    def _blame(self, fault: str) -> None:
        with self._lock:
            self.faults.append(fault)


class Passing(RuntimeError):
    """The platform could not answer now; the same request is right later."""


def believed(answer: httpx.Response, *expected: int) -> httpx.Response:
    """Give an answer of these statuses; raise ``Passing`` for what may pass, and fail for anything else."""
    if answer.status_code in _PASSING:
        raise Passing(f"{answer.status_code} {answer.text[:200]}")
    assert answer.status_code in expected, f"{answer.request.method} {answer.request.url}: {answer.text[:300]}"
    return answer


def deposit_once(http: httpx.Client, bidder: Bidder) -> None:
    """Try a whole deposit, from wherever it stands to its receipt."""
    headers = {"Idempotency-Key": bidder.key}
    declared = believed(http.post("/responses/deposits", json=bidder.declaration, headers=headers), 201).json()
    bidder.deposit_ids.add(declared["deposit_id"])
    upload = declared["files"][0]["upload"]
    send(http, bidder, upload)
    found = believed(http.get(f"/responses/deposits/{declared['deposit_id']}"), 200).json()
    if found["acknowledgement"] is not None:
        bidder.acknowledgements.append(found["acknowledgement"])
    answer = believed(http.get(f"/responses/deposits/{declared['deposit_id']}/receipt?wait=5"), 200, 202)
    if answer.status_code == 202:
        raise Passing("the receipt is awaited")
    bidder.receipt = answer.json()


def send(http: httpx.Client, bidder: Bidder, upload: str, *, piece: int = PIECE) -> None:
    """Send a file from where it stands to its last byte."""
    content = bidder.sealed.read_bytes()
    offset = int(believed(http.head(upload, headers=TUS), 200).headers["Upload-Offset"])
    while offset < len(content):
        part = content[offset : offset + piece]
        checksum = base64.b64encode(hashlib.sha256(part).digest()).decode()
        headers = {
            **TUS,
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {checksum}",
        }
        answer = believed(http.patch(upload, content=part, headers=headers), 204)
        offset = int(answer.headers["Upload-Offset"])
        if signed := answer.headers.get("Plis-Acknowledgement"):
            bidder.acknowledgements.append(json.loads(base64.urlsafe_b64decode(signed)))


def bidders(
    consultations: Sequence[dict[str, Any]],
    numbers: range,
    *,
    issuer: DevelopmentIssuer,
    folder: Path,
    size: int,
) -> list[Bidder]:
    """Make companies of these numbers, each with a sealed file of about a size for one consultation, in turn."""
    return [
        _bidder(consultations[index % len(consultations)], index, issuer=issuer, folder=folder, size=size)
        for index in numbers
    ]


def _bidder(consultation: dict[str, Any], index: int, *, issuer: DevelopmentIssuer, folder: Path, size: int) -> Bidder:
    siret = company_number(index)
    home = folder / f"company-{index}"
    home.mkdir(parents=True)
    document = home / "offre.txt"
    document.write_bytes(f"offre {index} ".encode() + bytes(size))
    described = seal(consultation, ToSeal(siret, Slot(Role.BID, 1), [document]), home / "sealed")
    claims = {"sub": f"op-{siret}", "name": f"Société {index}", "kind": "economic_operator"}
    token = issuer.issue({**claims, "rights": [Right.SUBMIT], "siret": str(siret)})
    declaration = declaration_of([described], company_name=f"Société {index}")
    return Bidder(siret, token, declaration, described.with_suffix(""), f"cle-{declaration['files'][0]['nonce']}")
