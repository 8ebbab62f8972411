"""The transaction of the tenders service, with its repositories."""

from services.tenders.storage.awards import SqlAwards, SqlEvaluations
from services.tenders.storage.contacts import SqlContacts
from services.tenders.storage.contracts import SqlContracts
from services.tenders.storage.documents import SqlDocuments
from services.tenders.storage.emails import SqlEmails
from services.tenders.storage.messages import SqlMessages
from services.tenders.storage.read_models import SqlCustodians, SqlOpenings
from services.tenders.storage.registrations import SqlDownloads, SqlRegistrations
from services.tenders.storage.tenders import SqlTenders
from shared.storage.unit_of_work import SqlUnitOfWork


class TendersUnitOfWork(SqlUnitOfWork):
    """One transaction: repositories see what the principal of its scope may see."""

    tenders: SqlTenders
    documents: SqlDocuments
    registrations: SqlRegistrations
    downloads: SqlDownloads
    custodians: SqlCustodians
    openings: SqlOpenings
    evaluations: SqlEvaluations
    awards: SqlAwards
    contracts: SqlContracts
    messages: SqlMessages
    emails: SqlEmails
    contacts: SqlContacts

    def bind(self) -> None:
        """Make the repositories on the open connection."""
        principal = self.scope.principal
        self.tenders = SqlTenders(self.connection, principal)
        self.documents = SqlDocuments(self.connection, principal)
        self.registrations = SqlRegistrations(self.connection)
        self.downloads = SqlDownloads(self.connection)
        self.custodians = SqlCustodians(self.connection, principal)
        self.openings = SqlOpenings(self.connection)
        self.evaluations = SqlEvaluations(self.connection)
        self.awards = SqlAwards(self.connection)
        self.contracts = SqlContracts(self.connection, principal)
        self.messages = SqlMessages(self.connection, principal)
        self.emails = SqlEmails(self.connection)
        self.contacts = SqlContacts(self.connection)
