"""The duties that the service does on its own: closing, transmission, sweeping.

Each object is done apart, in its own transaction: the failure of one is logged and never stops the others.
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Final

from services.tenders.domain.contracts import Contract
from services.tenders.domain.legality import Acknowledgement
from services.tenders.domain.model import Tender
from services.tenders.domain.subcontracts import Subcontract
from services.tenders.handlers.closing import close_tender
from services.tenders.handlers.contracts import receive_acknowledgement
from services.tenders.handlers.registrations import forget_unconfirmed
from services.tenders.handlers.subcontracts import apply_silence
from services.tenders.ports.contracts import LegalityControl
from services.tenders.storage.unit_of_work import TendersUnitOfWork
from shared.kernel.clock import Clock
from shared.kernel.ids import ContractId, TenderId
from shared.kernel.paris import legal_day
from shared.kernel.principal import Principal
from shared.kernel.tender_ids import SubcontractId
from shared.messaging.attempt import Failed, attempt
from shared.messaging.background import Background, Stop
from shared.observability import logger
from shared.storage.blobs import FileByteStore
from shared.storage.sweeper import sweep
from shared.storage.unit_of_work import Scope, retrying

SERVICE: Final = "tenders"
_CLOSING_SECONDS: Final = 0.25
_COURIER_SECONDS: Final = 0.5
_SILENCE_SECONDS: Final = 600.0
_SWEEPING_SECONDS: Final = 3600.0
_BATCH: Final = 100
_log = logger(__name__)

OpenUow = Callable[[Scope], TendersUnitOfWork]


def close_due_tenders(open_uow: OpenUow, *, clock: Clock) -> int:
    """Close the consultations whose deadline has passed, each in its own transaction; give how many were due."""
    with open_uow(own_scope("closing")).reading() as uow:
        due = uow.tenders.due_for_closing(at=clock.now(), limit=_BATCH)
    begin = partial(open_uow, own_scope("closing"))
    for tender_id in due:
        apart(partial(retrying, begin, partial(_close, tender_id)), duty="closing", subject=str(tender_id))
    return len(due)


def fetch_acknowledgements(open_uow: OpenUow, channel: LegalityControl, *, clock: Clock) -> int:
    """Transmit the contracts that wait, outside any transaction, and record what comes back; give their number."""
    with open_uow(own_scope("transmission")) as uow:
        waiting = uow.contracts.awaiting_acknowledgement(limit=_BATCH)
    begin = partial(open_uow, own_scope("transmission"))
    for contract in waiting:

        def fetch(contract: Contract = contract) -> None:
            acknowledgement = channel.transmit(contract, at=clock.now())
            retrying(begin, partial(_acknowledge, contract.contract_id, acknowledgement))

        apart(fetch, duty="transmission", subject=str(contract.contract_id))
    return len(waiting)


def apply_silences(open_uow: OpenUow, *, clock: Clock) -> int:
    """Note the subcontracts that a silence has accepted (R2193-4), each in its own transaction; give their number."""
    with open_uow(own_scope("silence")) as uow:
        waiting = uow.subcontracts.silent(before=legal_day(clock.now()), limit=_BATCH)
    begin = partial(open_uow, own_scope("silence"))
    for contract_id, subcontract_id in waiting:
        work = partial(retrying, begin, partial(_let_silence_accept, contract_id, subcontract_id))
        apart(work, duty="silence", subject=str(subcontract_id))
    return len(waiting)


def sweep_documents(open_uow: OpenUow, documents: FileByteStore, *, clock: Clock) -> int:
    """Set aside the bytes of uploads whose act was never committed; give their number."""
    with open_uow(own_scope("sweeping")) as uow:
        known = partial(_known_blobs, uow)
        return len(sweep(documents.files, known=known, now=clock.now()))


def _known_blobs(uow: TendersUnitOfWork, blob_ids: Collection[str]) -> Collection[str]:
    """Give those of these blobs that a document of a consultation, a signed contract or a quote names."""
    return {
        *uow.documents.known_blobs(blob_ids),
        *uow.contracts.known_blobs(blob_ids),
        *uow.quotations.known_blobs(blob_ids),
    }


def forget_addresses(open_uow: OpenUow) -> int:
    """Forget the e-mail addresses that nobody confirmed; give their number."""
    with open_uow(own_scope("forgetting")) as uow:
        gone = forget_unconfirmed(uow=uow)
        uow.commit()
        return gone


def apart(work: Callable[[], object], *, duty: str, subject: str) -> None:
    """Do the work of one object: its failure is logged, tried again at the next round, and never stops the others."""
    outcome = attempt(work)
    if isinstance(outcome, Failed):
        _log.error("duty_failed", duty=duty, subject=subject, error=outcome.failure.error)


def _close(tender_id: TenderId, uow: TendersUnitOfWork) -> Tender | None:
    return close_tender(tender_id, uow=uow)


def _acknowledge(contract_id: ContractId, acknowledgement: Acknowledgement, uow: TendersUnitOfWork) -> Contract | None:
    return receive_acknowledgement(contract_id, acknowledgement, uow=uow)


def _let_silence_accept(
    contract_id: ContractId, subcontract_id: SubcontractId, uow: TendersUnitOfWork
) -> Subcontract | None:
    return apply_silence(contract_id, subcontract_id, uow=uow)


def backgrounds(
    open_uow: OpenUow, *, clock: Clock, documents: FileByteStore, channel: LegalityControl | None
) -> tuple[Background, ...]:
    """Give every duty as a background task; without a channel, nothing is transmitted."""
    loops = [
        loop("tenders.closing", _CLOSING_SECONDS, lambda: close_due_tenders(open_uow, clock=clock)),
        loop("tenders.silence", _SILENCE_SECONDS, lambda: apply_silences(open_uow, clock=clock)),
        loop("tenders.forgetting", _SWEEPING_SECONDS, lambda: forget_addresses(open_uow)),
        loop("tenders.sweeping", _SWEEPING_SECONDS, lambda: sweep_documents(open_uow, documents, clock=clock)),
    ]
    if channel is not None:
        fetch = loop(
            "tenders.transmission",
            _COURIER_SECONDS,
            lambda: fetch_acknowledgements(open_uow, channel, clock=clock),
        )
        loops.append(fetch)
    return tuple(loops)


def loop(name: str, seconds: float, work: Callable[[], int]) -> Background:
    """Do a piece of work, again and again, with a pause between."""

    def run(stop: Stop) -> None:
        while not stop.is_set():
            work()
            stop.wait(seconds)

    return Background(name, run)


def own_scope(reason: str) -> Scope:
    """Act as the service itself; the journal shows which of its duties it was."""
    return Scope(Principal.system(SERVICE), correlation_id=f"{SERVICE}.{reason}")
