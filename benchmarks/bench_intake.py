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
from services.invoicing.standards.detection import detect
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
    keys = count(1)
    with httpx.Client(base_url=url, timeout=60) as http:
        agent, supplier = (headers_of[role] for role in (_AGENT, _SUBMITTER))
        declared = http.put(
            f"/invoicing/recipients/{BUYER.siret}",
            json={"name": BUYER.name, "buyer_kind": "commune"},
            headers={**agent, "If-Match": '"0"', "Idempotency-Key": "bench-recipient"},
        )
        declared.raise_for_status()

        def send(document: bytes) -> str:
            headers = {**supplier, "Idempotency-Key": f"bench-{next(keys):06d}"}
            answered = http.post("/invoicing/invoices", content=document, headers=headers)
            answered.raise_for_status()
            return str(answered.json()["invoice_id"])

        def judged(invoice_id: str) -> None:
            limit = time.monotonic() + _PATIENCE
            while time.monotonic() < limit:
                found = http.get(f"/invoicing/invoices/{invoice_id}", params={"wait": 20}, headers=agent).json()
                if found["status"] != "received":
                    return
            raise TimeoutError(invoice_id)

        def waiting() -> bool:
            found = http.get("/invoicing/invoices", params={"status": "received", "limit": 1}, headers=agent)
            return bool(found.raise_for_status().json()["items"])

        with ThreadPoolExecutor(_CLIENTS) as senders:
            for invoice_id in senders.map(send, first):
                judged(invoice_id)  # the rules are compiled once
            began = time.perf_counter()
            sent = list(senders.map(send, documents))
            accepted = time.perf_counter() - began
            judged(sent[-1])
            while waiting():
                time.sleep(_LOOK)
            return accepted, time.perf_counter() - began


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
            detect(document)
            judge.judge(document)
        return (time.perf_counter() - began) / len(documents)
    finally:
        pool.close()
