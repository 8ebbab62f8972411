"""The transaction of the tenders service, with its repositories."""

from services.tenders.storage.awards import SqlAwards, SqlEvaluations
from services.tenders.storage.contracts import SqlContracts
from services.tenders.storage.documents import SqlDocuments
from services.tenders.storage.read_models import SqlCustodians, SqlOpenings
from services.tenders.storage.tenders import SqlTenders
from shared.storage.unit_of_work import SqlUnitOfWork


class TendersUnitOfWork(SqlUnitOfWork):
    """One transaction: repositories see what the principal of its scope may see."""

    tenders: SqlTenders
    documents: SqlDocuments
    custodians: SqlCustodians
    openings: SqlOpenings
    evaluations: SqlEvaluations
    awards: SqlAwards
    contracts: SqlContracts

    def bind(self) -> None:
        """Make the repositories on the open connection."""
        principal = self.scope.principal
        self.tenders = SqlTenders(self.connection, principal)
        self.documents = SqlDocuments(self.connection, principal)
        self.custodians = SqlCustodians(self.connection, principal)
        self.openings = SqlOpenings(self.connection)
        self.evaluations = SqlEvaluations(self.connection)
        self.awards = SqlAwards(self.connection)
        self.contracts = SqlContracts(self.connection, principal)
