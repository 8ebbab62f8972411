"""Custodians of opening keys (détenteurs de clé) as the responses service announced them.

A local copy, fed by events: the consultation is drafted and published without asking any other service.
"""

from collections.abc import Collection
from dataclasses import dataclass

from services.tenders.domain.model import CustodianPolicy
from shared.kernel.ids import CustodianId
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class Custodian:
    """One registered custodian: its organisation and its age recipient, which tenderers seal to."""

    custodian_id: CustodianId
    organisation: Siret
    recipient: str


def unknown_custodians(*, policy: CustodianPolicy, registered: Collection[Custodian]) -> tuple[CustodianId, ...]:
    """Give the chosen custodians that are not registered for this buyer, in the order of the policy."""
    known = {custodian.custodian_id for custodian in registered}
    return tuple(custodian_id for custodian_id in policy.custodian_ids if custodian_id not in known)
