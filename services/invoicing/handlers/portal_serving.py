"""One turn of a recipient's connection to the State's portal: its list, what is to be taken, what is to be told.

Fetching makes no effect; receiving an invoice and noting that it was taken commit together, so an invoice is received
once whatever stops in between. Telling may be repeated: the portal is asked what it knows before a refusal counts.
"""

import hashlib
from dataclasses import replace
from functools import partial
from typing import Final

from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_connection import PortalPoll
from services.invoicing.domain.portal_telling import Telling, telling_for
from services.invoicing.domain.state_portal import ListedInvoice, PortalInvoice, Standing, moved_on, notified_at, seen
from services.invoicing.handlers.intake import PortalArrival, ReceiveInvoice, receive_from_portal
from services.invoicing.handlers.portal_polling import LEASE, read_list
from services.invoicing.handlers.state_portal_tools import FOR_ALL, PortalTools, is_of_portal, problem_of
from services.invoicing.ports import UnitOfWork
from services.invoicing.ports.state_portal import PortalAccount, PortalForm, Treatment
from shared.kernel.refusal import InvalidValue, Refusal, Refused, refuse
from shared.kernel.siret import Siret
from shared.legal.table import LegalTable

BATCH: Final = 50
_FAILURES: Final = 3
_DOWNLOADS: Final = 3
_SHOWN: Final = 20  # what a pivot keeps of a number


def serve_next(tools: PortalTools) -> bool:
    """Serve the most urgent recipient whose turn has come; say whether there was one."""
    poll = tools.run(lambda uow: uow.portal_polls.lease(now=uow.clock.now(), until=uow.clock.now() + LEASE))
    if poll is None:
        return False
    served = _served(poll, tools)
    tools.run(partial(_keep_poll, served))
    return True


def _served(poll: PortalPoll, tools: PortalTools) -> PortalPoll:
    read = poll
    try:
        account = tools.accounts.of_recipient(poll.siret)
        read = read_list(poll, account, tools)
        has_more = _work_off(poll.siret, account, tools)
    except Refused as refused:
        return read.failed(problem_of(refused.refusal), now=tools.clock.now())
    return read.woken(at=tools.clock.now()) if has_more and read.problem is None else read


def _keep_poll(served: PortalPoll, uow: UnitOfWork) -> None:
    """Keep where the polling stands; a connection that was given up meanwhile stays given up."""
    connection = uow.portal_connections.find(served.siret)
    uow.portal_polls.keep(served if connection is not None and connection.is_active else served.stopped())


def _work_off(siret: Siret, account: PortalAccount, tools: PortalTools) -> bool:
    """Take and tell what is due; say whether there may be more.

    Raises:
        Refused: the portal itself does not work.
    """
    due, failures = tools.run(lambda uow: uow.state_portal_invoices.due(siret, now=uow.clock.now(), limit=BATCH)), 0
    for one in due:
        tools.run(lambda uow: uow.portal_polls.extend(siret, until=uow.clock.now() + LEASE))
        try:
            (_take if one.standing is Standing.TO_TAKE else _tell)(one, account, tools)
        except Refused as refused:
            tools.run(partial(_note_failure, one, refused.refusal))
            failures += is_of_portal(refused.refusal)
            # An answer that fails may be about one invoice alone; several in a row are about the portal.
            if refused.refusal.code in FOR_ALL or failures >= _FAILURES:
                raise
        else:
            failures = 0
    return len(due) == BATCH


def _take(one: PortalInvoice, account: PortalAccount, tools: PortalTools) -> None:
    """Fetch an invoice and receive it, unless its steps tell that it was settled or sent elsewhere meanwhile."""
    history = tools.portal.history(one.portal_id, account=account)
    moved = moved_on(history, one)
    if moved is not None:
        tools.run(partial(_note_moved, one, moved))
        return
    document = tools.portal.document(one.portal_id, PortalForm.PIVOT, account=account)
    read = tools.reader.read(document)
    found = read.invoice.number.strip()
    if found[:_SHOWN].casefold() != one.number.strip()[:_SHOWN].casefold():
        refuse(Code.STATE_PORTAL_OTHER_DOCUMENT, number=found)
    arrival = PortalArrival(
        buyer=one.buyer, supplier=_siret(one.supplier), notified_at=notified_at(history, one, now=tools.clock.now())
    )
    command = ReceiveInvoice(
        document=document,
        sha256=hashlib.sha256(document).hexdigest(),
        read=read,
        file_name=f"{one.portal_id}.xml",
    )
    tools.run(partial(_receive, one, command, arrival, tools.law))


def _note_moved(one: PortalInvoice, moved: ListedInvoice, uow: UnitOfWork) -> None:
    """Note that an invoice is no longer to be taken: what was dealt with there is never paid twice."""
    line = uow.state_portal_invoices.lock(one.buyer, one.portal_id)
    if line is not None and line.standing is Standing.TO_TAKE:
        uow.state_portal_invoices.keep(seen(line, moved, buyer=one.buyer, now=uow.clock.now()))


def _receive(
    one: PortalInvoice, command: ReceiveInvoice, arrival: PortalArrival, law: LegalTable, uow: UnitOfWork
) -> None:
    line = uow.state_portal_invoices.lock(one.buyer, one.portal_id)
    if line is None or line.standing is not Standing.TO_TAKE:
        return  # taken meanwhile
    received = receive_from_portal(command, arrival=arrival, uow=uow, law=law)
    taken = line.taken(received.invoice_id, notified_at=arrival.notified_at)
    due = uow.clock.now() if telling_for(received, known=line.status) else None
    uow.state_portal_invoices.keep(replace(taken, due_at=due))
    facts = {"portal_id": str(one.portal_id), "notified_at": arrival.notified_at.isoformat()}
    uow.record("invoice_fetched", str(received.invoice_id), facts)


def _tell(one: PortalInvoice, account: PortalAccount, tools: PortalTools) -> None:
    """Tell the portal what was decided, unless it knows."""
    telling = tools.run(partial(_telling, one))
    if telling is None:
        return
    treatment = Treatment(
        portal_id=one.portal_id,
        status=telling.status.value,
        reason=telling.reason,
        payment_order=telling.payment_order,
    )
    try:
        tools.portal.treat(treatment, account=account)
    except Refused as refused:
        if refused.refusal.code != Code.STATE_PORTAL_REFUSED or not _knows(one, telling, account, tools):
            raise
    tools.run(partial(_note_told, one, telling))


def _telling(one: PortalInvoice, uow: UnitOfWork) -> Telling | None:
    """Read what is to be told; where there is nothing, the line comes to rest."""
    line = uow.state_portal_invoices.lock(one.buyer, one.portal_id)
    if line is None or line.invoice_id is None:
        return None
    telling = telling_for(uow.invoices.get(line.invoice_id), known=line.status)
    if telling is None:
        uow.state_portal_invoices.keep(replace(line, due_at=None, tries=0, problem=None))
    return telling


def _knows(one: PortalInvoice, telling: Telling, account: PortalAccount, tools: PortalTools) -> bool:
    """Say whether the portal was told before: the answer of an earlier try was lost."""
    history = tools.portal.history(one.portal_id, account=account)
    return bool(history) and max(history, key=lambda step: step.at).status == telling.status


def _note_told(one: PortalInvoice, telling: Telling, uow: UnitOfWork) -> None:
    line = uow.state_portal_invoices.lock(one.buyer, one.portal_id)
    if line is None or line.invoice_id is None:
        return
    told = line.told(telling.status.value, at=uow.clock.now())
    more = telling_for(uow.invoices.get(line.invoice_id), known=told.status)  # decided while the portal was told
    uow.state_portal_invoices.keep(replace(told, due_at=uow.clock.now() if more else None))
    uow.record("portal_told", str(line.invoice_id), {"status": telling.status.value})


def _note_failure(one: PortalInvoice, refusal: Refusal, uow: UnitOfWork) -> None:
    """Note a failed try; a document that the machine cannot take in, however often it comes, waits for an agent."""
    line = uow.state_portal_invoices.lock(one.buyer, one.portal_id)
    if line is None or line.standing is not one.standing:
        return
    problem = problem_of(refusal)
    is_document = line.standing is Standing.TO_TAKE and not _may_pass(refusal)
    is_hopeless = is_document and line.tries + 1 >= _DOWNLOADS  # a download may be damaged: it is made again
    uow.state_portal_invoices.keep(
        line.unreadable(problem) if is_hopeless else line.failed(problem, at=uow.clock.now())
    )


def _may_pass(refusal: Refusal) -> bool:
    return is_of_portal(refusal) or refusal.code == Code.STATE_PORTAL_REFUSED


def _siret(text: str | None) -> Siret | None:
    try:
        return Siret.parse(text) if text else None
    except InvalidValue:
        return None
