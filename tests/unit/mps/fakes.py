"""In-memory doubles of what the handlers need; they obey the same ports as PostgreSQL and API Entreprise."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.mps.domain.answers import SourceAnswer
from services.mps.domain.candidacy import EvidenceBlock, SiretCandidacy
from services.mps.domain.certificates import Certificate
from services.mps.domain.fetching import FetchTask, Share
from services.mps.domain.identity import OperatorIdentity
from services.mps.domain.sources import Moment, Source
from services.mps.domain.tender import KnownTender, Question
from services.mps.domain.vigilance import WatchedContract
from shared.contracts.event import Event
from shared.kernel.clock import FixedClock
from shared.kernel.ids import CandidacyId, ContractId, TenderId, TimeOrderedIds
from shared.kernel.principal import Principal, PrincipalKind
from shared.kernel.siret import Siret
from tests.unit.mps.builders import NOW, a_company_person
from tests.unit.mps.form_fakes import FakeConsents, FakeForms, FakePapers, FakeRequirements


@dataclass
class FakeScope:
    principal: Principal


class FakeCandidacies:
    def __init__(self, scope: FakeScope) -> None:
        self._scope = scope
        self.kept: dict[CandidacyId, SiretCandidacy] = {}

    def add(self, candidacy: SiretCandidacy) -> bool:
        if self.find(siret=candidacy.siret, tender_id=candidacy.tender_id, moment=candidacy.moment) is not None:
            return False
        self.kept[candidacy.candidacy_id] = candidacy
        return True

    def get(self, candidacy_id: CandidacyId) -> SiretCandidacy | None:
        found = self.kept.get(candidacy_id)
        return found if found is not None and self._may_see(found) else None

    get_locked = get

    def find(self, *, siret: Siret, tender_id: TenderId, moment: Moment = Moment.FORM) -> SiretCandidacy | None:
        seen = (each for each in self.kept.values() if self._may_see(each))
        wanted = (siret, tender_id, moment)
        return next((each for each in seen if (each.siret, each.tender_id, each.moment) == wanted), None)

    def save(self, candidacy: SiretCandidacy, *, changed: Sequence[EvidenceBlock]) -> None:
        assert all(candidacy.block(block.source) == block for block in changed)
        self.kept[candidacy.candidacy_id] = candidacy

    def due(self, *, now: datetime, limit: int) -> Sequence[CandidacyId]:
        waiting = [
            candidacy.candidacy_id
            for candidacy in self.kept.values()
            if any(block.next_try_at is not None and block.next_try_at <= now for block in candidacy.blocks)
        ]
        return waiting[:limit]

    def _may_see(self, candidacy: SiretCandidacy) -> bool:
        principal = self._scope.principal
        own = principal.organisation
        if principal.kind is PrincipalKind.AGENT:
            return own is not None and candidacy.buyer == own
        is_own = own is not None and own.siren == candidacy.siret.siren and not candidacy.is_the_buyers
        return principal.kind is PrincipalKind.SYSTEM or is_own


class FakeTenders:
    def __init__(self) -> None:
        self.kept: dict[TenderId, KnownTender] = {}

    def get(self, tender_id: TenderId) -> KnownTender | None:
        return self.kept.get(tender_id)

    def put(self, tender: KnownTender) -> None:
        known = self.kept.get(tender.tender_id)
        if known is None or known.version < tender.version:
            self.kept[tender.tender_id] = tender


class FakeIdentities:
    def __init__(self) -> None:
        self.kept: dict[Siret, OperatorIdentity] = {}

    def get(self, siret: Siret) -> OperatorIdentity | None:
        return self.kept.get(siret)

    def put(self, identity: OperatorIdentity) -> None:
        self.kept[identity.siret] = identity


class FakeFetchTasks:
    def __init__(self) -> None:
        self.kept: dict[tuple[CandidacyId, Source], FetchTask] = {}
        self.claimed: set[FetchTask] = set()

    def put(self, tasks: Sequence[FetchTask]) -> None:
        for task in tasks:
            known = self.kept.get((task.candidacy_id, task.source))
            if known is None or known.attempt < task.attempt:
                self.kept[(task.candidacy_id, task.source)] = task

    def claim(self, shares: Sequence[Share], *, now: datetime) -> Sequence[FetchTask]:
        return [task for share in shares for task in self._claim(share, now=now)]

    def _claim(self, share: Share, *, now: datetime) -> Sequence[FetchTask]:
        due = [task for task in self.kept.values() if task.due_at <= now and task not in self.claimed]
        chosen: list[FetchTask] = []
        for task in sorted(due, key=lambda each: (each.wanted_by, each.queued_at)):
            taken = sum(each.source is task.source for each in chosen)
            if len(chosen) < share.limit and taken < share.rooms.get(task.source, 0):
                chosen.append(task)
        self.claimed.update(chosen)
        return chosen

    def postpone(self, task: FetchTask, *, until: datetime) -> None:
        self.claimed.discard(task)
        self.kept[(task.candidacy_id, task.source)] = replace(task, due_at=until)

    def done(self, tasks: Sequence[FetchTask]) -> None:
        for task in tasks:
            known = self.kept.get((task.candidacy_id, task.source))
            if known is not None and known.attempt == task.attempt:
                del self.kept[(task.candidacy_id, task.source)]

    def of(self, candidacy_id: CandidacyId) -> Sequence[FetchTask]:
        return [task for task in self.kept.values() if task.candidacy_id == candidacy_id]

    def ahead(self, task: FetchTask, *, sources: Sequence[Source]) -> int:
        mine = (task.wanted_by, task.queued_at)
        return sum(each.source in sources and (each.wanted_by, each.queued_at) < mine for each in self.kept.values())

    def waiting(self, *, now: datetime) -> Mapping[Source, int]:
        return Counter(task.source for task in self.kept.values() if task.due_at <= now)


class FakeCertificates:
    def __init__(self) -> None:
        self.kept: list[Certificate] = []
        self.links: dict[tuple[CandidacyId, Source], Certificate] = {}

    def find(self, *, source: Source, number: str, recipient: Siret | None) -> Certificate | None:
        mine = [each for each in self.kept if (each.source, each.number, each.recipient) == (source, number, recipient)]
        return mine[-1] if mine else None

    def about(self, *, siren: str, recipient: Siret) -> Mapping[tuple[Source, str], Certificate]:
        mine = [each for each in self.kept if each.number[:9] == siren and each.recipient in {None, recipient}]
        return {(each.source, each.number): each for each in mine}

    def keep(self, certificates: Sequence[Certificate]) -> None:
        self.kept += certificates

    def link(self, certificates: Sequence[Certificate], *, candidacy_id: CandidacyId) -> None:
        self.links |= {(candidacy_id, each.source): each for each in certificates}

    def of(self, candidacy_id: CandidacyId) -> Mapping[Source, Certificate]:
        return {source: kept for (linked, source), kept in self.links.items() if linked == candidacy_id}


class FakeWatchedContracts:
    def __init__(self, scope: FakeScope) -> None:
        self._scope = scope
        self.kept: dict[ContractId, WatchedContract] = {}

    def put(self, contract: WatchedContract) -> None:
        known = self.kept.get(contract.contract_id)
        if known is None:
            self.kept[contract.contract_id] = contract
        elif known.version < contract.version:
            due_on = contract.next_due_on if contract.ended_on else known.next_due_on
            self.kept[contract.contract_id] = replace(contract, next_due_on=due_on)

    def save(self, contract: WatchedContract) -> None:
        self.kept[contract.contract_id] = contract

    def get(self, contract_id: ContractId) -> WatchedContract | None:
        found, principal = self.kept.get(contract_id), self._scope.principal
        is_own = found is not None and found.buyer == principal.organisation
        return found if is_own or principal.kind is PrincipalKind.SYSTEM else None

    def due(self, *, now: datetime, limit: int) -> Sequence[WatchedContract]:
        return [each for each in self.kept.values() if each.due_at is not None and each.due_at <= now][:limit]


class FakeUnitOfWork:
    def __init__(self, principal: Principal | None = None, *, tenders: Sequence[KnownTender] = ()) -> None:
        self.scope = FakeScope(principal or a_company_person())
        self.clock = FixedClock(NOW)
        self.ids = TimeOrderedIds(self.clock)
        self.candidacies = FakeCandidacies(self.scope)
        self.tenders = FakeTenders()
        self.identities = FakeIdentities()
        self.tasks = FakeFetchTasks()
        self.certificates = FakeCertificates()
        self.contracts = FakeWatchedContracts(self.scope)
        self.forms = FakeForms()
        self.papers = FakePapers()
        self.consents = FakeConsents()
        self.requirements = FakeRequirements()
        self.events: list[Event] = []
        self.journal: list[tuple[str, str, Mapping[str, str]]] = []
        for tender in tenders:
            self.tenders.put(tender)

    def publish(self, event: Event) -> None:
        self.events.append(event)

    def record(self, action: str, object_id: str, facts: Mapping[str, str]) -> None:
        self.journal.append((action, object_id, facts))

    def commit(self) -> None:
        """Keep everything: it is in memory."""

    def acting_as(self, principal: Principal) -> "FakeUnitOfWork":
        self.scope.principal = principal
        return self


@dataclass
class FakeCertificateSource:
    """Answers what it is told, and remembers what it was asked."""

    answer: Callable[[Question], SourceAnswer]
    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> SourceAnswer:
        self.asked.append(question)
        return self.answer(question)
