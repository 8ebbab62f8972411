"""Files of quotes: given by a company with its own quote, or by an agent with any; read by both and nobody else."""

from dataclasses import dataclass

from services.tenders.domain import quotations
from services.tenders.domain.documents import DocumentName, StoredBytes
from services.tenders.domain.errors import Code
from services.tenders.domain.quotations import Quotation, QuoteFile
from services.tenders.handlers.quotations import own_company
from services.tenders.ports import UnitOfWork
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.refusal import Refused, refuse
from shared.kernel.tender_ids import QuotationId, QuoteFileId, QuoteId


@dataclass(frozen=True, slots=True)
class AddQuoteFile:
    """Command: add a file whose bytes are already safe in the byte store."""

    quotation_id: QuotationId
    quote_id: QuoteId
    name: DocumentName
    content: StoredBytes


def readable_quotation(quotation_id: QuotationId, *, uow: UnitOfWork) -> Quotation:
    """Read a request as its reader may: its buyer's agents, the companies asked, and anybody where it is public.

    Raises:
        Refused: ``TND-NOT-FOUND`` for whoever has nothing to do with it.
    """
    if uow.scope.principal.kind is PrincipalKind.AGENT:
        try:
            return uow.quotations.get(quotation_id)
        except Refused:  # another buyer's agent reads a free publication as anybody does
            return uow.quotations.received(quotation_id)
    return uow.quotations.received(quotation_id)


def is_of_buyer(quotation: Quotation, principal: Principal) -> bool:
    """Say whether a reader is an agent of the buyer, who sees everything."""
    return principal.kind is PrincipalKind.AGENT and principal.organisation == quotation.buyer.siret


def check_quote(quotation_id: QuotationId, quote_id: QuoteId, *, uow: UnitOfWork) -> Quotation:
    """Check that the author may add to a quote, before its bytes are read: a company only to its own."""
    company = own_company(uow)
    if company is None:
        uow.scope.principal.require(Right.DRAFT)
        quotation = uow.quotations.get(quotation_id)
    else:
        quotation = uow.quotations.received(quotation_id)
    quote = quotation.quote(quote_id)
    if company is not None and quote.supplier != company:
        refuse(Code.QUOTE_UNKNOWN, quote=quote_id)
    return quotation


def add_quote_file(command: AddQuoteFile, *, uow: UnitOfWork) -> QuoteFile:
    """Add a file to a quote; late files are kept and marked.

    Raises:
        Refused: the file is empty; the quote is another company's.
    """
    if command.content.size == 0:
        refuse(Code.DOCUMENT_EMPTY, name=command.name)
    check_quote(command.quotation_id, command.quote_id, uow=uow)
    lock = uow.quotations.lock if own_company(uow) is None else uow.quotations.lock_received
    quotation, now = lock(command.quotation_id), uow.clock.now()
    file = QuoteFile(
        file_id=uow.ids.new(QuoteFileId),
        name=command.name,
        content=command.content,
        received_at=now,
        late=not quotation.content.reply_by.admits(now),
    )
    uow.quotations.save(quotations.add_file(quotation, quote_id=command.quote_id, file=file))
    facts = {"quote": str(command.quote_id), "file": str(file.file_id), "sha256": file.content.sha256}
    uow.record("quote_file_added", str(command.quotation_id), facts)
    return file


def quote_file(quotation_id: QuotationId, quote_id: QuoteId, file_id: QuoteFileId, *, uow: UnitOfWork) -> QuoteFile:
    """Give a file of a quote to an agent of the buyer or to the company that gave it.

    Raises:
        Refused: ``TND-QUOTE-UNKNOWN`` for anybody else, as if it did not exist.
    """
    quote = check_quote(quotation_id, quote_id, uow=uow).quote(quote_id)
    found = next((file for file in quote.files if file.file_id == file_id), None)
    if found is None:
        refuse(Code.QUOTE_UNKNOWN, quote=file_id)
    return found
