"""Invoices through the whole intake of a running platform: accepted, judged by the official rules, matched, announced.

The limit is validation alone: the same documents through one validator process with nothing else around it. Clients,
platform, PostgreSQL and the rules share the machine.
"""

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Final

import httpx

from benchmarks.figures import Figure, Skipped
from benchmarks.ground import folder, platform
from services.invoicing.standards import cii, ubl
from services.invoicing.standards.official_rules import OfficialRuleProcess
from shared.http.dev_issuer import DevelopmentIssuer
from shared.kernel.clock import SystemClock
from shared.settings import Settings
from shared.xml.artefacts import ArtefactStore
from shared.xml.roots import artefact_roots
from shared.xml.validator_pool import ValidatorPool
from tests.unit.invoicing.builders import BUYER, an_invoice

_CLIENTS: Final = 6
_FEWEST: Final = 60
_EACH_SECOND: Final = 60  # invoices for each second that was asked for
_PATIENCE: Final = 120.0
_LOOK: Final = 0.05
_AGENT: Final = "acheteur"
_SUBMITTER: Final = "entreprise-a"


def measure(seconds: float) -> list[Figure | Skipped]:
    """Give invoices a second through the intake, the rules alone, and the share of the rules."""
    many = max(_FEWEST, int(_EACH_SECOND * seconds))
    documents = _usual_invoices(many + _CLIENTS)
    with folder() as home, platform(home) as running:
        accepted, whole = _through(running.url, _identities(home), documents[:_CLIENTS], documents[_CLIENTS:])
    alone = _alone(documents[_CLIENTS:][: max(_FEWEST, many // 3)])
    return [
        Figure(f"invoices accepted ({_CLIENTS} senders)", many / accepted, None, "", "invoices/s"),
        Figure("invoices through the whole intake", many / whole, 1 / alone, "the rules alone", "invoices/s", ">= 50"),
        Figure("share of the official rules in it", alone * many / whole * 100, 100, "nothing else", "%"),
    ]


def _usual_invoices(many: int) -> list[bytes]:
    """Make invoices of two lines with the French mentions, CII and UBL in turn, each with its number."""
    made = (an_invoice(number=f"F-{n:06d}", purchase_order_reference=None) for n in range(many))
    return [(cii if n % 2 else ubl).to_xml(invoice) for n, invoice in enumerate(made)]


def _identities(home: Path) -> Mapping[str, Mapping[str, str]]:
    settings = Settings(data_dir=home / "data", secrets_dir=home / "secrets", dev=True)
    issuer = DevelopmentIssuer.load(settings, SystemClock())
    return {role: {"Authorization": f"Bearer {issuer.token_for(role)}"} for role in (_AGENT, _SUBMITTER)}


def _through(
    url: str, headers_of: Mapping[str, Mapping[str, str]], first: Sequence[bytes], documents: Sequence[bytes]
) -> tuple[float, float]:
    """Send invoices, and wait for each verdict; give the seconds of reception and of the whole."""
    with httpx.Client(base_url=url, timeout=60) as http, ThreadPoolExecutor(_CLIENTS) as senders:
        parties = _Parties(http, agent=headers_of[_AGENT], supplier=headers_of[_SUBMITTER])
        parties.declare()
        for invoice_id in senders.map(parties.send, first):
            parties.wait_for(invoice_id)  # the rules are compiled once
        began = time.perf_counter()
        sent = list(senders.map(parties.send, documents))
        accepted = time.perf_counter() - began
        parties.wait_for(sent[-1])
        while parties.wait_still():
            time.sleep(_LOOK)
        return accepted, time.perf_counter() - began


class _Parties:
    """A supplier that sends, and the agent of a recipient who looks."""

    def __init__(self, http: httpx.Client, *, agent: Mapping[str, str], supplier: Mapping[str, str]) -> None:
        self._http = http
        self._agent = agent
        self._supplier = supplier
        self._keys = count(1)

    def declare(self) -> None:
        """Declare the recipient."""
        self._http.put(
            f"/invoicing/recipients/{BUYER.siret}",
            json={"name": BUYER.name, "buyer_kind": "commune"},
            headers={**self._agent, "If-Match": '"0"', "Idempotency-Key": "bench-recipient"},
        ).raise_for_status()

    def send(self, document: bytes) -> str:
        """Send an invoice; give its identifier."""
        headers = {**self._supplier, "Idempotency-Key": f"bench-{next(self._keys):06d}"}
        answered = self._http.post("/invoicing/invoices", content=document, headers=headers)
        return str(answered.raise_for_status().json()["invoice_id"])

    def wait_for(self, invoice_id: str) -> None:
        """Wait for the verdict of an invoice."""
        limit = time.monotonic() + _PATIENCE
        while time.monotonic() < limit:
            address = f"/invoicing/invoices/{invoice_id}"
            if self._http.get(address, params={"wait": 20}, headers=self._agent).json()["status"] != "received":
                return
        raise TimeoutError(invoice_id)

    def wait_still(self) -> bool:
        """Say whether any invoice waits for its verdict: one question for all disturbs the work little."""
        found = self._http.get("/invoicing/invoices", params={"status": "received", "limit": 1}, headers=self._agent)
        return bool(found.raise_for_status().json()["items"])


def _alone(documents: Sequence[bytes]) -> float:
    """Give the seconds that the rules take for one invoice, in one process."""
    roots = artefact_roots(Settings.from_environment(os.environ))
    pool = ValidatorPool(roots=roots, tells=False)
    judge = OfficialRuleProcess(pool, ArtefactStore(roots=roots))
    try:
        for document in documents[:2]:
            judge.judge(document)
        began = time.perf_counter()
        for document in documents:
            judge.judge(document)
        return (time.perf_counter() - began) / len(documents)
    finally:
        pool.close()
