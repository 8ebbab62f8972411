"""Reception: what happens when the last byte of a file is durable, in an order that survives a kill at any point.

Bytes → fsync → instant read and stated in a sidecar (fsync) → row and log leaf in one commit → answer (design 8.3).
A sidecar without its row is finished later with the instant that it states, never with another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from services.responses.domain.deposit import DROPPED, SealedFile
from services.responses.handlers.deposits import complete_file, give_up_incomplete, restart_file
from services.responses.handlers.receipts import acknowledged
from services.responses.ports import Transmission, UnitOfWork
from shared.kernel.clock import Clock
from shared.kernel.ids import FileId, TenderId
from shared.kernel.refusal import refuse
from shared.proof.canonical import Json
from shared.sealing.received_bytes import Gate, SealedBytes


@dataclass(frozen=True, slots=True)
class Reception:
    """The reception of files; ``work`` runs a piece of work in a unit of work of the service and commits it."""

    work: Callable[[Callable[[UnitOfWork], object]], object]
    blobs: SealedBytes
    gate: Gate
    clock: Clock
    fault: Callable[[str], None]

    def state(self, file: SealedFile) -> datetime:
        """Read the clock and state the instant on disk, once; the caller holds the gate."""
        stated = self.blobs.sidecar(file.blob_id)
        if stated is None:
            facts = {"file_id": str(file.file_id)}
            stated = self.blobs.complete(file.blob_id, completed_at=self.clock.now(), facts=facts)
        return stated.completed_at

    def commit(
        self, file: SealedFile, *, completed_at: datetime, sha256: str | None, exchange: Transmission | None
    ) -> dict[str, Json] | None:
        """Commit a stated reception, once the bytes are known to be the declared ones.

        Gives what is signed at once for the deposit, None while it has other files to receive.

        Raises:
            Refused: `RSP-DIGEST-MISMATCH`: other bytes arrived; the file begins again, from its first byte.
        """
        if (sha256 or self.blobs.sha256(file.blob_id)) != file.declared.sha256:
            self._restart(file, exchange)
            refuse("RSP-DIGEST-MISMATCH", name=file.declared.name)

        def effect(uow: UnitOfWork) -> dict[str, Json] | None:
            if exchange is not None:
                uow.deposits.note([exchange])
            return acknowledged(complete_file(file.file_id, completed_at=completed_at, uow=uow), uow=uow)

        content = self.work(effect)
        self.fault("commit")
        return cast("dict[str, Json] | None", content)

    def note(self, exchanges: Sequence[Transmission]) -> None:
        """Keep the evidence of exchanges that completed nothing (CE 23/09/2021, n° 449250)."""
        self.work(lambda uow: uow.deposits.note(exchanges))

    def recover(self, tender_id: TenderId | None = None) -> list[FileId]:
        """Finish the receptions that were stated and not committed, of one consultation or of all."""
        receiving: list[SealedFile] = []

        def read(uow: UnitOfWork) -> None:
            receiving[:] = [
                file
                for deposit in uow.deposits.receiving(tender_id)
                for file in deposit.files
                if file.completed_at is None
            ]

        self.work(read)
        stated = [(file, self.blobs.sidecar(file.blob_id)) for file in receiving]
        finished = [(file, found.completed_at) for file, found in stated if found is not None]
        for file, completed_at in finished:
            self._finish(file, completed_at)
        return [file.file_id for file, _ in finished]

    def drop_incomplete(self) -> list[FileId]:
        """Drop the bytes of deposits given up, or still incomplete well after the closing; the evidence stays."""
        dropped: list[SealedFile] = []

        def give_up(uow: UnitOfWork) -> None:
            dropped[:] = give_up_incomplete(uow=uow)

        self.work(give_up)  # said and committed first: a kill after this leaves bytes, dropped the next time
        for file in dropped:
            self.blobs.erase(file.blob_id)

        def forget(uow: UnitOfWork) -> None:
            for file in dropped:
                uow.deposits.replace_blob(file.file_id, f"{DROPPED}{file.file_id}")

        self.work(forget)
        return [file.file_id for file in dropped]

    def settle(self, tender_id: TenderId) -> None:
        """Make sure, before an opening, that everything received before it is committed (design 8.1)."""
        self.gate.wait_until_passed(tender_id)
        self.recover(tender_id)

    def _finish(self, file: SealedFile, completed_at: datetime) -> None:
        if self.blobs.sha256(file.blob_id) == file.declared.sha256:
            self.work(lambda uow: complete_file(file.file_id, completed_at=completed_at, uow=uow))
        else:
            self._restart(file, None)

    def _restart(self, file: SealedFile, exchange: Transmission | None) -> None:
        def effect(uow: UnitOfWork) -> str:
            if exchange is not None:
                uow.deposits.note([exchange])
            return restart_file(file.file_id, blobs=self.blobs, uow=uow)

        self.work(effect)
        self.blobs.erase(file.blob_id)
