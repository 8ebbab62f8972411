"""The ceremony around its worker: start one, have files unsealed, notice when it is gone (design 8.2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.responses.domain.opening import Opening, OpeningStatus
from services.responses.handlers.openings import interrupt_lost, interrupt_opening
from services.responses.handlers.peels import PeelPlan
from services.responses.handlers.reception import Reception
from services.responses.ports import UnitOfWork
from shared.kernel.ids import Ids, OpeningId, TenderId
from shared.kernel.refusal import refuse
from shared.sealing.unsealing import Leads, Unsealed, WorkerGone, Workers


@dataclass(frozen=True, slots=True)
class Ceremony:
    """The ceremonies that this process leads; ``work`` runs in a unit of work of the service and commits it."""

    work: Callable[[Callable[[UnitOfWork], object]], object]
    workers: Workers
    leads: Leads
    process: str
    reception: Reception
    ids: Ids

    def begin(self, tender_id: TenderId) -> tuple[OpeningId, str]:
        """Commit everything received in time, then start a worker; give the new ceremony's id and recipient.

        Raises:
            Refused: `RSP-WORKER-UNAVAILABLE`.
        """
        self.reception.settle(tender_id)
        opening_id = self.ids.new(OpeningId)
        try:
            recipient = self.workers.start(opening_id)
        except WorkerGone:
            refuse("RSP-WORKER-UNAVAILABLE")
        self.leads.take(opening_id)
        return opening_id, recipient

    def unseal(self, opening: Opening, plan: PeelPlan) -> Sequence[Unsealed]:
        """Have the worker open what a custodian's peels allow.

        Raises:
            Refused: `RSP-OPENING-ELSEWHERE`, or `RSP-OPENING-INTERRUPTED` when the worker is gone.
        """
        if plan.unsealings and opening.node != self.process and self.is_led(opening):
            refuse("RSP-OPENING-ELSEWHERE", node=opening.node.partition("/")[0])
        try:
            return [self.workers.unseal(opening.opening_id, unsealing) for unsealing in plan.unsealings]
        except WorkerGone:
            self._leave(opening.opening_id)
            self.work(lambda uow: interrupt_opening(opening.opening_id, uow=uow))
            refuse("RSP-OPENING-INTERRUPTED")

    def is_led(self, opening: Opening) -> bool:
        """Say whether the worker of a ceremony in progress still runs, here or in another process."""
        if opening.node == self.process:
            return self.workers.is_alive(opening.opening_id)
        return self.leads.is_taken(opening.opening_id)

    def interrupt_lost(self) -> None:
        """Interrupt the ceremonies that nobody leads any more."""
        self.work(lambda uow: interrupt_lost(self.is_led, uow=uow))

    def end_worker(self, opening_id: OpeningId, current: Opening | None) -> None:
        """End a worker whose ceremony is over, or was never needed."""
        is_current = current is not None and current.opening_id == opening_id
        if not is_current or (current is not None and current.status is not OpeningStatus.IN_PROGRESS):
            self._leave(opening_id)

    def end_over(self, opening_id: OpeningId) -> None:
        """End the worker of a ceremony if another act than a peel has ended it."""
        self.work(lambda uow: self.end_worker(opening_id, uow.openings.get(opening_id)))

    def _leave(self, opening_id: OpeningId) -> None:
        self.workers.stop(opening_id)
        self.leads.leave(opening_id)
