"""Other platforms (éditeurs) that offer the simplified application through this one, in the manner of Passe Marché.

An editor declares a market of one of its buyers and the applications of companies; the buyer says what it asks, the
company answers here. Source: public documentation of Passe Marché (datagouv/passemarche, docs 02, 03, 04, 05 and 07,
read 2026-11-23): names of fields, of states and of events are theirs.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from shared.kernel.client_secrets import digest_of, opens
from shared.kernel.ids import CandidacyId, Id, TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

LONGEST_NAME: Final = 255
MOST_LOTS: Final = 500


class EditorId(Id):
    """Another platform that offers the simplified application through this one."""

    __slots__ = ()


class Scope(StrEnum):
    """What an access token of an editor allows."""

    API_ACCESS = "api_access"


class MarketType(StrEnum):
    """The nature of a market."""

    SUPPLIES = "supplies"
    SERVICES = "services"
    WORKS = "works"
    DEFENSE = "defense"


class PlatformStatus(StrEnum):
    """Where a market or an application stands."""

    OPEN = "open"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor; its secret is kept as a digest alone, and shown once."""

    editor_id: EditorId
    name: str
    is_active: bool
    secret_digest: str | None
    generation: int  # of its secrets: the one of the webhooks is derived from this number
    redirect_url: str | None
    webhook_url: str | None
    created_at: datetime
    failures: int = 0
    suspended_until: datetime | None = None

    def accepts(self, secret: str) -> bool:
        """Compare a secret in constant time; an editor that was stopped accepts none."""
        return opens(secret, digest=self.secret_digest) and self.is_active

    def renewed(self, secret: str) -> Self:
        """Replace the secret: the one before opens nothing any more."""
        return replace(self, secret_digest=digest_of(secret), generation=self.generation + 1)


@dataclass(frozen=True, slots=True)
class MarketLot:
    """A lot as the editor names it."""

    name: str
    cpv_code: str | None = None
    lot_type_code: MarketType | None = None


@dataclass(frozen=True, slots=True)
class PublicMarket:
    """A market declared by an editor for one of its buyers; behind it stands a consultation of this service."""

    identifier: str
    editor_id: EditorId
    tender_id: TenderId
    version: int
    name: str
    lots: tuple[MarketLot, ...]
    deadline: datetime
    buyer: Siret
    market_types: tuple[MarketType, ...]
    provider_user_id: str | None
    status: PlatformStatus
    created_at: datetime
    completed_at: datetime | None = None

    def completed(self, *, at: datetime) -> Self:
        """Note that the buyer has said what it asks.

        Raises:
            Refused: ``MPS-MARKET-COMPLETED`` the second time.
        """
        if self.status is PlatformStatus.COMPLETED:
            refuse("MPS-MARKET-COMPLETED", identifier=self.identifier)
        return replace(self, status=PlatformStatus.COMPLETED, completed_at=at)

    def moved_to(self, deadline: datetime) -> Self:
        """Change the deadline; one that is published never moves earlier."""
        if deadline < self.deadline:
            refuse("MPS-MARKET-DEADLINE-EARLIER", deadline=self.deadline.isoformat())
        return replace(self, deadline=deadline, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class MarketApplication:
    """The application of one company for a market, from the editor's button to the finished candidacy."""

    identifier: str
    editor_id: EditorId
    market_identifier: str
    siret: Siret | None
    provider_user_id: str | None
    status: PlatformStatus
    created_at: datetime
    candidacy_id: CandidacyId | None = None
    completed_at: datetime | None = None

    def opened(self, *, siret: Siret, candidacy_id: CandidacyId) -> Self:
        """Join the candidacy that its company opened.

        Raises:
            Refused: ``MPS-APPLICATION-OTHER-SIRET`` when the editor named another company;
                ``MPS-APPLICATION-COMPLETED`` when it has finished already.
        """
        if self.status is PlatformStatus.COMPLETED:
            refuse("MPS-APPLICATION-COMPLETED", identifier=self.identifier)
        if self.siret is not None and self.siret.siren != siret.siren:
            refuse("MPS-APPLICATION-OTHER-SIRET", identifier=self.identifier)
        return replace(self, siret=siret, candidacy_id=candidacy_id)

    def completed(self, *, at: datetime) -> Self:
        """Note that its company has finished.

        Raises:
            Refused: ``MPS-APPLICATION-NOT-OPENED`` before it was opened, ``MPS-APPLICATION-COMPLETED`` the second time.
        """
        if self.status is PlatformStatus.COMPLETED:
            refuse("MPS-APPLICATION-COMPLETED", identifier=self.identifier)
        if self.candidacy_id is None:
            refuse("MPS-APPLICATION-NOT-OPENED", identifier=self.identifier)
        return replace(self, status=PlatformStatus.COMPLETED, completed_at=at)


def refuse_impossible_market(types: tuple[MarketType, ...], *, deadline: datetime, now: datetime) -> None:
    """Refuse what the published rules refuse.

    Raises:
        Refused: ``MPS-MARKET-TYPES`` without a type, ``MPS-MARKET-DEFENSE`` for defence alone, ``MPS-MARKET-DEADLINE``
            for a deadline that is past.
    """
    if not types:
        refuse("MPS-MARKET-TYPES")
    if set(types) == {MarketType.DEFENSE}:
        refuse("MPS-MARKET-DEFENSE")
    if deadline <= now:
        refuse("MPS-MARKET-DEADLINE", deadline=deadline.isoformat())
