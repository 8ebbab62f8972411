"""The hourly duty of keeping and destroying: propose what has passed its legal day, forget exercises, erase bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from services.responses.handlers.practice import PRACTICE_ID, practice
from services.responses.handlers.retention import forget_exercises, propose_destructions
from services.responses.ports import UnitOfWork
from shared.legal import LegalTable
from shared.messaging.background import Background, Stop
from shared.registers.retention_acts import Erasable, note_erased, to_erase
from shared.storage.blob_files import BlobFiles

_HOUR: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases what was ordered, after the commit of the act; whatever a kill leaves is erased by the next turn."""

    work: Callable[[Callable[[UnitOfWork], object]], object]
    sealed: BlobFiles
    opened: Callable[[str], Path]

    def erase(self) -> None:
        """Erase the bytes of every ordered destruction, then note that they are gone."""
        ordered: list[Erasable] = []
        self.work(lambda uow: ordered.extend(to_erase(uow=uow)))
        for one in ordered:
            for blob_id in one.blobs:
                self.sealed.erase(blob_id)
            for name in one.opened:
                self.opened(name).unlink(missing_ok=True)
            self.work(lambda uow, done=one.destruction_id: note_erased(done, uow=uow))  # type: ignore[misc]


def retention_loop(
    eraser: Eraser, law: LegalTable, *, practice_days: int, new_recipient: Callable[[], str]
) -> Background:
    """Make the loop; the test space exists from its first turn on."""

    def run(stop: Stop) -> None:
        eraser.work(lambda uow: practice(new_recipient, uow=uow))
        kept = timedelta(days=practice_days)
        while True:
            eraser.work(lambda uow: propose_destructions(law=law, uow=uow))
            eraser.work(lambda uow: forget_exercises(PRACTICE_ID, older_than=kept, uow=uow))
            eraser.erase()
            if stop.wait(_HOUR):
                return

    return Background("responses.retention", run)
