"""What the tests of stages share: publishing whatever the engine advises, closing, hearing of openings."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.tenders.wiring import App
from services.tenders.wiring.duties import close_due_tenders
from shared.contracts.responses import OpenedFileFact, RecordedResponseFact, ResponsesOpenedV1
from shared.kernel.clock import FixedClock
from shared.kernel.ids import DepositId, FileId, OpeningId, TimeOrderedIds
from shared.kernel.siret import Siret
from shared.messaging.subscriptions import Delivery
from tests.integration.tenders.platform import DEADLINE, Person, a_draft, deliver

DAYS = timedelta(days=1)
LATER = DEADLINE + 40 * DAYS


def drafted(agent: Person, custodians: list[str], **changes: Any) -> str:
    """A draft with one document; give its path."""
    tender = agent.done("/tenders/consultations", a_draft(custodians, **changes))
    path = f"/tenders/consultations/{tender['id']}"
    sent = agent.send(f"{path}/documents?name=RC.pdf&kind=procurement_rules", b"%PDF-1.7 reglement")
    assert sent.status_code == 201, sent.text
    return path


def publish(agent: Person, path: str) -> dict[str, Any]:
    """Publish, with a reason for each advice that asks for one."""
    advices = agent.get(f"{path}/advice").json()["advices"]
    stops = {advice["code"] for advice in advices if advice["level"] == "stop"}
    reasons = [{"code": code, "reason": "Raison écrite par l'acheteur."} for code in sorted(stops)]
    body = {"acknowledged": sorted({advice["code"] for advice in advices} - stops), "overrides": reasons}
    return agent.done(f"{path}/publication", body)


def close(app: App, clock: FixedClock, deadline: Any = DEADLINE) -> None:
    """Let the deadline pass and the duty do its work."""
    clock.advance(deadline + timedelta(milliseconds=1) - clock.now())
    assert close_due_tenders(app.open_uow, clock=clock) == 1


def hear_opening(
    app: App, ids: TimeOrderedIds, stage_id: str, companies: Sequence[Siret], *, role: str = "bid"
) -> list[str]:
    """Hear that a stage was opened: these companies answered in time, for both lots when they bid."""
    opening, responses = str(ids.new(OpeningId)), []
    for siret in companies:
        lots: tuple[int | None, ...] = (1, 2) if role == "bid" else (None,)
        responses.append(
            RecordedResponseFact(
                deposit_id=str(ids.new(DepositId)),
                tenderer_siret=siret.value,
                tenderer_name=f"Société {siret.value[:3]}",
                lots=tuple(lot for lot in lots if lot is not None),
                standing="in_time",
                completed_at=DEADLINE,
                legal_completed_at=DEADLINE,
                files=tuple(
                    OpenedFileFact(
                        file_id=str(ids.new(FileId)), role=role, lot_number=lot, sealed_sha256="00" * 32, opened=True
                    )
                    for lot in lots
                ),
            )
        )
    event = ResponsesOpenedV1(
        aggregate_id=opening,
        aggregate_version=1,
        tender_id=stage_id,
        opening_id=opening,
        deadline=DEADLINE,
        deadline_version=1,
        custodian_ids=(),
        responses=tuple(responses),
    )
    assert deliver(app, ids, event) is Delivery.APPLIED
    return [response.deposit_id for response in responses]


def version_of(agent: Person, path: str) -> str:
    """The entity tag of the present version."""
    return str(agent.get(path).headers["ETag"])
