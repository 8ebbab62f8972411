"""Whom a buyer may examine, and when: the candidates whose responses were opened, and those with whom they answer.

A member of a group or a subcontractor is read as the candidate is: its own candidacy, once it has consented here to be
named. Law: CCP R2144-1 (verification, relied-upon operators included), R2144-3 to R2144-5, R2132-9 (nothing before the
deadline). Before the opening nobody may learn who answers (design: non-interference).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.form import CandidacyForm, FormContent
from services.mps.domain.grouping import Consent, PartyRole
from services.mps.domain.operator_numbers import OperatorNumber
from services.mps.domain.papers import Paper
from services.mps.domain.sources import Moment, Source, sources_at
from services.mps.domain.tender import KnownTender
from shared.kernel.ids import CandidacyId, DepositId, TenderId
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class OpenedResponse:
    """One response (pli) that the minutes say was received; late and superseded ones are not examined."""

    deposit_id: DepositId
    tender_id: TenderId
    version: int
    siret: Siret
    name: str
    lots: tuple[int, ...]
    is_examinable: bool
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A member or a subcontractor, as the confirmed form of the candidate names it."""

    role: PartyRole
    number: OperatorNumber
    name: str
    lots: tuple[int, ...]
    relies_on: bool  # its capacities count with the candidate's (R2142-25, R2142-3)


@dataclass(frozen=True, slots=True)
class PartyFile:
    """What a buyer may read of a party: its own candidacy, once it consented to be named; what was asked about it."""

    party: NamedParty
    consent: Consent | None
    form_candidacy: SiretCandidacy | None
    form: CandidacyForm | None
    papers: tuple[Paper, ...]
    asked: tuple[SiretCandidacy, ...]

    @property
    def is_silent(self) -> bool:
        """Say whether a member has addressed nothing: its declaration is its own to make (R2143-3)."""
        return self.party.role is PartyRole.MEMBER and self.form is None


@dataclass(frozen=True, slots=True)
class CandidateFile:
    """What a buyer may read of one candidate: its form if it used MPS, and what was asked about it.

    ``party`` says that it is the file of one of those with whom the candidate of the response answers.
    """

    response: OpenedResponse
    form_candidacy: SiretCandidacy | None
    form: CandidacyForm | None
    papers: tuple[Paper, ...]
    consents: tuple[Consent, ...]
    asked: tuple[SiretCandidacy, ...]
    parties: tuple[PartyFile, ...] = ()
    party: NamedParty | None = None

    def of_party(self, found: PartyFile) -> "CandidateFile":
        """Give the file of a party, in the place of the candidate's."""
        return CandidateFile(
            response=self.response,
            form_candidacy=found.form_candidacy,
            form=found.form,
            papers=found.papers,
            consents=(),
            asked=found.asked,
            party=found.party,
        )

    @property
    def lots(self) -> tuple[int, ...]:
        """Give the lots for which it answers: a party's own, where the form tells them."""
        return self.response.lots if self.party is None or not self.party.lots else self.party.lots


def named_parties(content: FormContent) -> tuple[NamedParty, ...]:
    """Give everybody with whom a candidate says that it answers."""
    members = () if content.grouping is None else content.grouping.members
    subcontractor = PartyRole.SUBCONTRACTOR
    return (
        *(NamedParty(PartyRole.MEMBER, each.number, each.name, each.lots, relies_on=True) for each in members),
        *(
            NamedParty(subcontractor, each.number, each.name, each.lots, relies_on=bool(each.capacities.strip()))
            for each in content.subcontractors
        ),
    )


def examination_of(
    siret: Siret,
    *,
    tender: KnownTender,
    moment: Moment,
    candidacy_id: CandidacyId,
    has_form: bool,
    at: datetime,
) -> SiretCandidacy:
    """Ask about a candidate for its buyer; who did not use MPS has its open data asked too."""
    sources: Sequence[Source] = sources_at(moment)
    if not has_form and moment is Moment.EXAMINATION:
        sources = (*sources_at(Moment.FORM), *sources)
    blocks = tuple(EvidenceBlock.asked(source, at=at) for source in Source if source in sources)
    return SiretCandidacy(
        candidacy_id=candidacy_id,
        siret=siret,
        tender_id=tender.tender_id,
        requested_at=at,
        version=0,
        blocks=blocks,
        moment=moment,
        buyer=tender.buyer_siret,
    )
