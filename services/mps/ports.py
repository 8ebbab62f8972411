"""What the simplified application needs from outside: its own tables, and the administrations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.mps.domain.answers import SourceAnswer
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.identity import OperatorIdentity
from services.mps.domain.tender import KnownTender, Question
from shared.contracts.event import Event
from shared.kernel.clock import Clock
from shared.kernel.ids import CandidacyId, Ids, TenderId
from shared.kernel.principal import Principal
from shared.kernel.siret import Siret


class CertificateSource(Protocol):
    """The administrations, behind whatever carries the question to them."""

    def ask(self, question: Question) -> SourceAnswer:
        """Ask one source; never raises for what the source or the network may do."""
        ...


class Candidacies(Protocol):
    """The candidacies that the principal may see: its own legal unit's, or all for the service itself."""

    def add(self, candidacy: SiretCandidacy) -> bool:
        """Keep a new candidacy; False when the establishment already has one for the consultation."""
        ...

    def get(self, candidacy_id: CandidacyId) -> SiretCandidacy | None:
        """Read a candidacy; None when it does not exist or belongs to another company."""
        ...

    def get_locked(self, candidacy_id: CandidacyId) -> SiretCandidacy | None:
        """Read a candidacy and lock it until the end of the transaction."""
        ...

    def find(self, *, siret: Siret, tender_id: TenderId) -> SiretCandidacy | None:
        """Read the candidacy of an establishment for a consultation."""
        ...

    def save(self, candidacy: SiretCandidacy, *, changed: Sequence[EvidenceBlock]) -> None:
        """Keep the present state of a locked candidacy and of its changed blocks."""
        ...

    def due(self, *, now: datetime, limit: int) -> Sequence[CandidacyId]:
        """Give the candidacies that have a source to ask again."""
        ...


class Tenders(Protocol):
    """The local read model of published consultations."""

    def get(self, tender_id: TenderId) -> KnownTender | None:
        """Read a consultation; None when its publication has not been heard of."""
        ...

    def put(self, tender: KnownTender) -> None:
        """Keep a consultation unless a later version is known."""
        ...


class Identities(Protocol):
    """Public identities read a short while ago."""

    def get(self, siret: Siret) -> OperatorIdentity | None:
        """Read the last identity known, whatever its age."""
        ...

    def put(self, identity: OperatorIdentity) -> None:
        """Keep an identity, replacing the one known."""
        ...


class CommandScope(Protocol):
    """On whose behalf the unit of work runs."""

    @property
    def principal(self) -> Principal:
        """Give the author of the act."""
        ...


class UnitOfWork(Protocol):
    """One transaction of the service."""

    @property
    def candidacies(self) -> Candidacies:
        """Give the candidacies."""
        ...

    @property
    def tenders(self) -> Tenders:
        """Give the consultations."""
        ...

    @property
    def identities(self) -> Identities:
        """Give the cached public identities."""
        ...

    @property
    def scope(self) -> CommandScope:
        """Give the scope of the act."""
        ...

    @property
    def clock(self) -> Clock:
        """Give the clock."""
        ...

    @property
    def ids(self) -> Ids:
        """Give the maker of identifiers."""
        ...

    def publish(self, event: Event) -> None:
        """Announce a fact with the commit."""
        ...

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        """Write the act in the journal with the commit."""
        ...
