"""A consultation as responses need it: what was published (tenders decides), and its closing.

Local read model: a deposit works while every other service is down. The state comes whole with each event; the
closing is kept apart, because its event may arrive before the publication's.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from shared.kernel.deadline import Deadline
from shared.kernel.ids import TenderId
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.kernel.variants import VariantRule
from shared.legal.electronic import ResponseRules
from shared.sealing.custody import Custody
from shared.sealing.manifest import Role, Slot


@dataclass(frozen=True, slots=True)
class Buyer:
    """The buyer (acheteur) as published."""

    siret: Siret
    name: str


@dataclass(frozen=True, slots=True)
class OfferedLot:
    """A lot as published: its number and title."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class FileLimits:
    """The greatest sizes, in bytes, of one sealed file and of one deposit; published, never a surprise."""

    file_bytes: int
    deposit_bytes: int


@dataclass(frozen=True, slots=True)
class KnownDeadline:
    """The deadline with its version, as far as this service has heard (R2151-1)."""

    deadline: Deadline
    version: int


_ELECTRONIC: Final = ResponseRules()


class ReceptionKind(StrEnum):
    """What is received: responses, copies opened only for the reasons of the law, exercises that count for nothing."""

    RESPONSES = "responses"
    BACKUP_COPY = "backup_copy"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Consultation:
    """A published consultation; ``origin`` is the procedure of a stage, and for a copy what it is a copy of."""

    tender_id: TenderId
    version: int
    buyer: Buyer
    title: str
    object: str
    lots: tuple[OfferedLot, ...]
    known_deadline: KnownDeadline
    timeline: Timeline
    custody: Custody
    limits: FileLimits
    sandbox: bool
    receives: frozenset[Role] = frozenset(Role)
    invited: tuple[Siret, ...] | None = None
    ended_lots: frozenset[int] = frozenset()
    rules: ResponseRules = _ELECTRONIC
    kind: ReceptionKind = ReceptionKind.RESPONSES
    origin: TenderId | None = None
    variants: tuple[VariantRule, ...] = ()
    shows_count: bool = False

    def check_slot(self, slot: Slot) -> None:
        """Check that the consultation has such a place.

        Raises:
            Refused: `RSP-LOT-UNKNOWN`, `RSP-LOT-ENDED`, or `RSP-PART-UNEXPECTED`: this stage receives no such part.
        """
        if slot.role not in self.receives:
            refuse("RSP-PART-UNEXPECTED", role=_PARTS[slot.role])
        if slot.role is Role.BID and slot.lot_number not in {lot.number for lot in self.lots}:
            refuse("RSP-LOT-UNKNOWN", lot=slot.lot_number)
        if slot.lot_number in self.ended_lots:
            refuse("RSP-LOT-ENDED", article="R2185-1", lot=slot.lot_number)

    def check_company(self, company: Siret) -> None:
        """Check that a company may answer here: anybody, or those whom the buyer invited (R2144-8), electronically.

        Raises:
            Refused: `RSP-NOT-INVITED`, or `ELEC-EXCEPTED` (R2132-12).
        """
        self.rules.check_electronic(f"/tenders/consultations/{self.origin or self.tender_id}/documents")
        if self.invited is not None and company not in self.invited:
            refuse("RSP-NOT-INVITED", article="R2144-8", company=company)

    def legal_at(self, instant: datetime) -> datetime:
        """Give the legal time at an instant of the clock."""
        return self.timeline.legal_at(instant)


_PARTS = {Role.CANDIDACY: "candidature", Role.BID: "offre"}


@dataclass(frozen=True, slots=True)
class Closing:
    """The closing as tenders announced it: the one deadline that decides (R2143-2, R2151-5)."""

    tender_id: TenderId
    deadline: Deadline
    deadline_version: int
