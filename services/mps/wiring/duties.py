"""What the service does by itself as time passes."""

from datetime import timedelta
from functools import partial
from typing import Final

from services.mps.handlers.ask_again import ask_again
from services.mps.handlers.retention import Emptied, forget_due
from services.mps.handlers.watch_contracts import renew_due
from services.mps.storage.unit_of_work import MpsUnitOfWork
from services.mps.wiring.consumers import SERVICE, OpenUow
from shared.kernel.principal import Principal
from shared.legal import LegalTable
from shared.messaging.background import Background, Stop
from shared.observability import logger
from shared.storage.blob_files import BlobFiles
from shared.storage.sweeper import drop_quarantined, sweep
from shared.storage.unit_of_work import Scope, retrying

_RETRY_POLL_SECONDS: Final = 2.0
_RETRY_BATCH: Final = 50
_RENEWAL_POLL_SECONDS: Final = 5.0
_RETENTION_POLL_SECONDS: Final = 3600.0
_TURNS_OF_A_DAY: Final = 24
_QUARANTINE: Final = timedelta(days=30)
_log = logger(__name__)


def timed_backgrounds(open_uow: OpenUow, law: LegalTable, documents: BlobFiles) -> tuple[Background, ...]:
    """Make the loops that act as time passes: sources asked again, certificates renewed, old candidacies emptied."""
    return (
        retry_background(open_uow),
        renewal_background(open_uow, law),
        retention_background(open_uow, law, documents),
    )


def renewal_background(open_uow: OpenUow, law: LegalTable) -> Background:
    """Make the loop that asks again the certificates of contractors when the law says so."""
    scope = Scope(Principal.system(SERVICE), correlation_id="vigilance")

    def run(stop: Stop) -> None:
        while not stop.is_set():
            work = partial(_renew, law)
            if not retrying(lambda: open_uow(scope), work):
                stop.wait(_RENEWAL_POLL_SECONDS)

    return Background("mps.vigilance", run)


def _renew(law: LegalTable, uow: MpsUnitOfWork) -> int:
    return renew_due(law=law, uow=uow, limit=_RETRY_BATCH)


def retention_background(open_uow: OpenUow, law: LegalTable, documents: BlobFiles) -> Background:
    """Make the loop that empties what has been kept as long as the law says (R2184-12)."""
    scope = Scope(Principal.system(SERVICE), correlation_id="retention")

    def run(stop: Stop) -> None:
        turn = 0
        while not stop.is_set():
            emptied = retrying(lambda: open_uow(scope), partial(_forget, law))
            for blob_id in emptied.blobs:  # after the commit: a blob without a row belongs to nobody
                documents.erase(blob_id)
            if emptied.is_all:
                if turn % _TURNS_OF_A_DAY == 0:  # it looks at every document
                    drop_orphans(open_uow, documents)
                turn += 1
                stop.wait(_RETENTION_POLL_SECONDS)

    return Background("mps.retention", run)


def _forget(law: LegalTable, uow: MpsUnitOfWork) -> Emptied:
    return forget_due(law=law, uow=uow, limit=_RETRY_BATCH)


def drop_orphans(open_uow: OpenUow, documents: BlobFiles) -> None:
    """Drop the documents of processes that died before their row, or before they erased them: nobody names them."""
    with open_uow(Scope(Principal.system(SERVICE), correlation_id="retention")) as uow:
        now = uow.clock.now()
        swept = sweep(documents, known=uow.retention.known_blobs, now=now)
    if swept:
        _log.info("documents_set_aside", count=len(swept))
    drop_quarantined(documents, older_than=now - _QUARANTINE)


def retry_background(open_uow: OpenUow) -> Background:
    """Make the loop that asks again the sources whose time has come."""
    scope = Scope(Principal.system(SERVICE), correlation_id="retry")

    def run(stop: Stop) -> None:
        while not stop.is_set():
            asked = retrying(lambda: open_uow(scope), lambda uow: ask_again(uow=uow, limit=_RETRY_BATCH))
            if not asked:
                stop.wait(_RETRY_POLL_SECONDS)

    return Background("mps.retry", run)
