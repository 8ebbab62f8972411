"""The registration of a custodian (détenteur de clé): possession of the age identity is proved, never claimed."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from shared.kernel.ids import CustodianId
from shared.kernel.refusal import InvalidValue, refuse
from shared.kernel.siret import Siret

CHALLENGE_BYTES: Final = 32
CHALLENGE_LIFETIME: Final = timedelta(hours=24)  # a custodian may keep its identity on a machine without network


@dataclass(frozen=True, slots=True)
class RegisteredCustodian:
    """A custodian of a buyer: the account that holds it, its recipient, the digest of the challenge it must answer."""

    custodian_id: CustodianId
    organisation: Siret
    subject: str
    label: str
    recipient: str
    challenge_sha256: bytes
    requested_at: datetime
    proved_at: datetime | None

    def __post_init__(self) -> None:
        if not 1 <= len(self.label) <= 100:
            raise InvalidValue("label", "Le libellé d'un détenteur de clé a de 1 à 100 caractères.")

    @property
    def is_proved(self) -> bool:
        """Say whether possession has been proved."""
        return self.proved_at is not None

    def proved(self, nonce: bytes, now: datetime) -> "RegisteredCustodian":
        """Accept the content of the challenge, which only the holder of the identity can read.

        Raises:
            Refused: `RSP-CHALLENGE-EXPIRED`, or `RSP-PROOF-WRONG`.
        """
        if now - self.requested_at > CHALLENGE_LIFETIME:
            refuse("RSP-CHALLENGE-EXPIRED", hours=int(CHALLENGE_LIFETIME / timedelta(hours=1)))
        if not hmac.compare_digest(hashlib.sha256(nonce).digest(), self.challenge_sha256):
            refuse("RSP-PROOF-WRONG")
        return replace(self, proved_at=now)
