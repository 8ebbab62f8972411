"""The award committee (commission d'appel d'offres): who sits in it, CGCT L1411-5, L1414-2.

The president, elected title-holders, and as many deputies. A deputy votes only in the place of a title-holder, so
that never more people vote than there are seats. Names are known to the buyer's own agents alone: sessions, events
and the journal speak of seats.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from services.tenders.domain.advice import Advice, Conclusion
from services.tenders.domain.errors import Code
from services.tenders.domain.law.answer import Level
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.tender_ids import CommitteeId
from shared.legal import LegalTable


class SeatRole(StrEnum):
    """In which quality somebody sits."""

    PRESIDENT = "president"
    TITLE_HOLDER = "title_holder"  # membre titulaire
    DEPUTY = "deputy"  # membre suppléant
    ADVISORY = "advisory"  # voix consultative

    @property
    def is_seat(self) -> bool:
        """Say whether the quality counts among the voting members."""
        return self in (SeatRole.PRESIDENT, SeatRole.TITLE_HOLDER)


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the committee: a short code for the records, a function, and a name that stays restricted."""

    code: str
    role: SeatRole
    function: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Committee:
    """A committee of a buyer, as its assembly elected it; ``casting_vote`` says what its own rules give a president."""

    committee_id: CommitteeId
    version: int
    organisation: Siret
    name: str
    members: tuple[Member, ...]
    rules_reference: str | None = None
    casting_vote: bool = False

    def __post_init__(self) -> None:
        codes = [member.code for member in self.members]
        presidents = sum(member.role is SeatRole.PRESIDENT for member in self.members)
        if len(set(codes)) != len(codes) or presidents != 1 or self.seats < 2:  # not of the law: one cannot deliberate
            refuse(Code.COMMITTEE_INVALID, article="CGCT L1411-5", presidents=presidents, seats=self.seats)

    @property
    def seats(self) -> int:
        """How many members have a vote."""
        return sum(member.role.is_seat for member in self.members)

    @property
    def president(self) -> str:
        """The code of the president's seat."""
        return next(member.code for member in self.members if member.role is SeatRole.PRESIDENT)

    def members_of(self, codes: Collection[str]) -> Sequence[Member]:
        """Give the members of these codes, in the order of the committee.

        Raises:
            Refused: ``TND-COMMITTEE-MEMBER`` for a code that nobody has.
        """
        known = {member.code for member in self.members}
        unknown = sorted(set(codes) - known)
        if unknown:
            refuse(Code.COMMITTEE_MEMBER, members=", ".join(unknown))
        return [member for member in self.members if member.code in codes]

    def voters(self, present: Collection[str]) -> int:
        """Count who votes among those present: title-holders, and deputies for as many absent ones."""
        sitting = self.members_of(present)
        holders = sum(member.role.is_seat for member in sitting)
        deputies = sum(member.role is SeatRole.DEPUTY for member in sitting)
        return holders + min(deputies, self.seats - holders)


def composition_advice(committee: Committee, *, on: date, law: LegalTable) -> Advice:
    """Compare the elected members with the law: five, three in a small commune, and as many deputies (L1411-5)."""
    rules = (law.value("cao.membres_elus", on=on), law.value("cao.membres_elus_petite_commune", on=on))
    elected = sum(member.role is SeatRole.TITLE_HOLDER for member in committee.members)
    deputies = sum(member.role is SeatRole.DEPUTY for member in committee.members)
    kept = elected in {rule.whole for rule in rules} and deputies == elected
    return Advice(
        code="committee_composition",
        conclusion=Conclusion.SATISFIED if kept else Conclusion.ATTENTION,
        article="CGCT L1411-5",
        limit=" ou ".join(str(rule.whole) for rule in rules),
        confidence=rules[0].confidence,
        facts=MappingProxyType({"elected": str(elected), "deputies": str(deputies)}),
        level=Level.INFORMATION if kept else Level.WARNING,
        what="Outre son président, la commission compte des membres élus et autant de suppléants.",
        why=f"Elle compte {elected} membres élus et {deputies} suppléants ; les groupements ont leurs propres règles.",
    )
