"""Whose keys one is about to seal to: those that the log recorded when the consultation was published, or others.

Whoever stands between a company and the platform could hand out keys of its own. It cannot put them into the public log
without being seen: the proof of the logged keys is verified here, on the company's machine (CCP R2132-9).
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx

from services.clients.responses import Json
from services.clients.sealing import custody_of
from shared.kernel.ids import TenderId
from shared.kernel.refusal import InvalidValue
from shared.proof.receipt_check import verify_receipt
from shared.sealing.custody_act import custody_content

_TRIES: Final = 10
_PAUSE_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class CheckedCustody:
    """What was verified: how many custodians, how many of them open, where the log says so, since when at least."""

    custodians: int
    threshold: int
    leaf_index: int
    log_key: str
    stamped_at: datetime | None
    is_key_trusted: bool

    def to_json(self) -> Json:
        """Write it for a program."""
        return {
            "verified": True,
            "custodians": self.custodians,
            "threshold": self.threshold,
            "leaf_index": self.leaf_index,
            "log_key": self.log_key,
            "log_key_trusted": self.is_key_trusted,
            "stamped_at": None if self.stamped_at is None else self.stamped_at.isoformat(),
        }


def check_custody(
    consultation: Mapping[str, Any], proof: Mapping[str, Any], *, trusted_log_key: str | None = None
) -> CheckedCustody:
    """Verify that the custodians of a description are those of the log; ``trusted_log_key`` came by another way.

    Raises:
        InvalidValue: the proof does not hold, or it is about other keys, another threshold or another consultation.
    """
    verified = verify_receipt(proof, trusted_log_key=trusted_log_key or consultation.get("log_key") or None)
    custody = custody_of(consultation)
    if dict(verified.act) != custody_content(TenderId.parse(consultation["tender_id"]), custody):
        raise InvalidValue(
            "custody", "Les clés des détenteurs ne sont PAS celles que le journal a enregistrées à la publication."
        )
    return CheckedCustody(
        custodians=len(custody.custodians),
        threshold=custody.threshold,
        leaf_index=verified.leaf_index,
        log_key=verified.log_key,
        stamped_at=verified.stamped_at,
        is_key_trusted=trusted_log_key is not None,
    )


def fetch_custody(address: str) -> Json | None:
    """Ask a platform for the proof beside the public address of a consultation; None when it gives none.

    Raises:
        httpx.HTTPError: no answer.
    """
    for _ in range(_TRIES):
        answer = httpx.get(f"{address.rstrip('/')}/custody", timeout=30)
        if answer.status_code != httpx.codes.ACCEPTED:
            found = answer.json() if answer.status_code == httpx.codes.OK else None
            return found if isinstance(found, dict) else None
        time.sleep(_PAUSE_SECONDS)  # the log numbers it within the second
    return None
