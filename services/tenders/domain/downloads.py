"""The register of downloads (registre des retraits), arrêté of 22 March 2019, annexe 7, I 8°; CCP R2132-2.

Downloading is free and without account: somebody who did not say who they are is counted and never named. Of a
company its SIRET is kept, of a person nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.ids import DocumentId, TenderId
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import DownloadId

WHOLE_FILE = "archive"
"""The name under which the register shows a download of everything at once."""


class Visitor(StrEnum):
    """Who downloads."""

    ANONYMOUS = "anonymous"
    COMPANY = "company"
    BUYER = "buyer"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One line of the register: what was downloaded, in which version, when, by whom if they said it."""

    download_id: DownloadId
    tender_id: TenderId
    document_id: DocumentId | None
    name: str
    version: int
    visitor: Visitor
    siret: Siret | None
    downloaded_at: datetime


def visitor_of(principal: Principal, *, own: bool) -> tuple[Visitor, Siret | None]:
    """Say how the register shows somebody: a company by its SIRET, others nameless; ``own``: the buyer's agents."""
    match principal.kind:
        case PrincipalKind.ANONYMOUS:
            return Visitor.ANONYMOUS, None
        case PrincipalKind.ECONOMIC_OPERATOR:
            return Visitor.COMPANY, principal.organisation
        case PrincipalKind.AGENT if own:
            return Visitor.BUYER, None
        case _:
            return Visitor.OTHER, None
