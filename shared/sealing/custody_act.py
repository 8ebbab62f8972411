"""What the log says of the custodians of a consultation: the same keys, the same act, whoever writes it again.

A company that seals recomputes it from the keys that it was given and looks for it in the log (CCP R2132-9).
"""

from hashlib import sha256

from shared.kernel.ids import TenderId
from shared.proof.canonical import Json, canonical_json
from shared.proof.log import Log, enter_act
from shared.sealing.custody import Custody


def custody_content(tender_id: TenderId, custody: Custody) -> dict[str, Json]:
    """Write whose keys open a consultation's responses, as published: the same custodians, the same content."""
    custodians: list[Json] = [
        {"custodian_id": str(one.custodian_id), "recipient": one.recipient} for one in custody.custodians
    ]
    return {
        "type": "custody_published",
        "tender_id": str(tender_id),
        "custodians": custodians,
        "threshold": custody.threshold,
    }


def enter_custody(log: Log, tender_id: TenderId, custody: Custody) -> None:
    """Enter whose keys open a consultation, once for each list of custodians."""
    enter_act(log, custody_content(tender_id, custody), object_id=custody_act(tender_id, custody))


def custody_act(tender_id: TenderId, custody: Custody) -> str:
    """Name the act that published the custodians of a consultation."""
    return f"{tender_id}/custody/{sha256(canonical_json(custody_content(tender_id, custody))).hexdigest()}"
