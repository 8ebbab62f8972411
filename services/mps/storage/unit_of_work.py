"""The transaction of the mps service, with its repositories."""

from collections.abc import Callable

from services.mps.storage.awards import SqlAwards
from services.mps.storage.candidacies import SqlCandidacies
from services.mps.storage.certificates import SqlCertificates
from services.mps.storage.delegations import SqlDelegations
from services.mps.storage.dume_errands import SqlDumeErrands
from services.mps.storage.examinations import SqlHearings, SqlOpenedResponses
from services.mps.storage.fetch_tasks import SqlFetchTasks
from services.mps.storage.forms import SqlConsents, SqlForms, SqlPapers, SqlRequirements
from services.mps.storage.indicators import SqlIndicators
from services.mps.storage.page_links import SqlPageLinks
from services.mps.storage.platforms import SqlPlatforms
from services.mps.storage.read_models import SqlIdentities, SqlTenders
from services.mps.storage.retention import SqlRetention
from services.mps.storage.tables import SERVICE_TABLES
from services.mps.storage.watched_contracts import SqlWatchedContracts
from shared.kernel.clock import Clock
from shared.kernel.ids import Ids
from shared.storage.database import Database
from shared.storage.unit_of_work import Scope, SqlUnitOfWork


class MpsUnitOfWork(SqlUnitOfWork):
    """One transaction: repositories see what the principal may see."""

    candidacies: SqlCandidacies
    tenders: SqlTenders
    identities: SqlIdentities
    tasks: SqlFetchTasks
    certificates: SqlCertificates
    forms: SqlForms
    papers: SqlPapers
    consents: SqlConsents
    requirements: SqlRequirements
    opened: SqlOpenedResponses
    hearings: SqlHearings
    delegations: SqlDelegations
    retention: SqlRetention
    indicators: SqlIndicators
    contracts: SqlWatchedContracts
    platforms: SqlPlatforms
    dume_errands: SqlDumeErrands
    page_links: SqlPageLinks
    awards: SqlAwards

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        scope: Scope,
        *,
        on_commit: Callable[[], None] = lambda: None,
        on_tasks: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(database, SERVICE_TABLES, clock, ids, scope, on_commit)
        self._on_tasks = on_tasks

    def commit(self) -> None:
        """Make everything durable, then wake the lanes where a task was put in them."""
        super().commit()
        if self.tasks.has_put:
            self._on_tasks()

    def bind(self) -> None:
        """Make the repositories on the open connection."""
        self.candidacies = SqlCandidacies(self.connection, self.scope.principal)
        self.tenders = SqlTenders(self.connection)
        self.identities = SqlIdentities(self.connection)
        self.tasks = SqlFetchTasks(self.connection, self.scope.traceparent)
        self.certificates = SqlCertificates(self.connection)
        self.forms = SqlForms(self.connection)
        self.papers = SqlPapers(self.connection)
        self.consents = SqlConsents(self.connection)
        self.requirements = SqlRequirements(self.connection)
        self.opened = SqlOpenedResponses(self.connection, self.scope.principal)
        self.retention = SqlRetention(self.connection)
        self.indicators = SqlIndicators(self.connection)
        self.delegations = SqlDelegations(self.connection, self.scope.principal)
        self.hearings = SqlHearings(self.connection, self.scope.principal)
        self.contracts = SqlWatchedContracts(self.connection, self.scope.principal)
        self.platforms = SqlPlatforms(self.connection)
        self.dume_errands = SqlDumeErrands(self.connection, self.scope.principal)
        self.page_links = SqlPageLinks(self.connection)
        self.awards = SqlAwards(self.connection)
