"""The sequencer's loop: numbers what was committed, at once when woken and every second in any case."""

from typing import Final

from shared.messaging.background import Background, Stop
from shared.messaging.outbox import Outbox
from shared.messaging.signal import Waiter
from shared.storage.sequencer import number_pending

BATCH: Final = 1000


class SequencerLoop:
    """Numbers the events of one outbox; one active in all processes, though two would do no harm."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def background(self) -> Background:
        """Give the loop as a background, one active per service."""
        return Background(f"sequencer.{self._outbox.service}", self.run)

    def run(self, stop: Stop) -> None:
        """Number events until ``stop`` is set."""
        waiter = Waiter()
        stop.then(waiter.wake)
        with self._outbox.committed.heard_by(waiter.wake):
            while not stop.is_set():
                if self.number() < BATCH:  # what is committed meanwhile wakes the waiter: no empty round is needed
                    waiter.wait()

    def number(self) -> int:
        """Number one batch of events; give how many."""
        outbox = self._outbox
        with outbox.database.begin() as connection:
            numbered = number_pending(
                connection, outbox.tables, batch=BATCH, channel=outbox.numbered.channel, sender=outbox.numbered.sender
            )
        if numbered:
            outbox.numbered.signal_here()
        return numbered
