"""The hourly duty of keeping and destroying: what has passed its day is proposed or forgotten, bytes are erased."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from services.responses.handlers.practice import PRACTICE_ID, practice
from services.responses.handlers.retention import forget_evidence, forget_exercises, propose_destructions
from shared.legal import LegalTable
from shared.messaging.background import Background, Stop
from shared.storage.erasing import Eraser

_HOUR: Final = 3600.0


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
            eraser.work(lambda uow: forget_evidence(law=law, uow=uow))
            eraser.erase()
            if stop.wait(_HOUR):
                return

    return Background("responses.retention", run)
