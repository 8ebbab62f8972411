"""What is at hand when the single document of a candidacy is written: the form, the blocks, the papers, the group."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.mps.domain.answers import StatedFact
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.certificates import Certificate
from services.mps.domain.form import Contest, FormContent, Grouping
from services.mps.domain.papers import Paper
from services.mps.domain.representation import Delegation
from services.mps.domain.requirements import AskedItem
from services.mps.domain.sources import Source
from services.mps.domain.states import BlockStatus
from services.mps.domain.tender import KnownTender


@dataclass(frozen=True, slots=True)
class JoinedGroup:
    """The group to which a company has consented, without leading it."""

    lead: SiretCandidacy
    lead_name: str
    grouping: Grouping


@dataclass(frozen=True, slots=True)
class EspdMatter:
    """Everything at hand; ``said_at`` is when the company last wrote something."""

    candidacy: SiretCandidacy
    tender: KnownTender
    content: FormContent = field(default_factory=FormContent)
    asked: tuple[AskedItem, ...] = ()
    papers: tuple[Paper, ...] = ()
    certificates: Mapping[Source, Certificate] = field(default_factory=dict)
    powers: tuple[Delegation, ...] = ()
    joined: JoinedGroup | None = None
    said_at: datetime | None = None
    request_id: str | None = None

    @property
    def established_at(self) -> datetime:
        """Give the instant at which something last changed: the same matter always bears the same date."""
        heard = self.candidacy.last_heard_at
        later = [self.said_at, *(paper.withdrawn_at or paper.added_at for paper in self.papers)]
        return max([heard, *(at for at in later if at is not None)])

    @property
    def kept_papers(self) -> tuple[Paper, ...]:
        """Give the papers that are still joined."""
        return tuple(paper for paper in self.papers if paper.withdrawn_at is None)

    def block(self, source: Source) -> EvidenceBlock | None:
        """Give the block of a source, if it was asked."""
        return next((block for block in self.candidacy.blocks if block.source is source), None)

    def status(self, source: Source) -> BlockStatus | None:
        """Tell where a source stands, None where it was not asked."""
        block = self.block(source)
        return None if block is None else block.status

    def stated_fact(self, source: Source, code: str) -> StatedFact | None:
        """Give a fact as its source states it."""
        block = self.block(source)
        return None if block is None else next((fact for fact in block.facts if fact.code == code), None)

    def fact(self, source: Source, code: str) -> str | None:
        """Give what the company holds for true: what its source states, unless it contests it and says otherwise."""
        contest = self.contest(source, code)
        if contest is not None and contest.proposed:
            return contest.proposed
        stated = self.stated_fact(source, code)
        return None if stated is None else stated.value

    def stated(self, code: str) -> str | None:
        """Give a fact of the establishment."""
        return self.fact(Source.ESTABLISHMENT, code)

    def contest(self, source: Source, code: str) -> Contest | None:
        """Give the contest of a fact, if there is one."""
        return next((each for each in self.content.contests if (each.source, each.fact_code) == (source, code)), None)
