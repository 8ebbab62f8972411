"""Erasing what was ordered to be destroyed: bytes go after the commit of the act that the log keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.registers.retention_acts import Erasable, note_erased, to_erase
from shared.storage.blob_files import BlobFiles


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases what was ordered, after the commit of the act; whatever a kill leaves is erased by the next turn."""

    work: Callable[[Callable[[Any], object]], object]
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
