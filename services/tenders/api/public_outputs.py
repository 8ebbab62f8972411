"""From the columns of a published consultation to its public answer: the hottest path of the service."""

from collections.abc import Mapping
from typing import Any

from services.tenders.api.outputs import ConsultationOut, SummaryOut
from services.tenders.api.stage_outputs import StageOut
from services.tenders.api.terms_inputs import public_terms_out
from services.tenders.domain.procedures import PROCEDURES, ProcedureType
from services.tenders.domain.stages import Part
from services.tenders.domain.terms import NO_TERMS, Terms
from shared.legal.buyers import BuyerKind

View = Mapping[str, Any]
_NO_END = {"motive": None, "ended_at": None}


def summary_of(view: View) -> SummaryOut:
    """Write one line of the public list."""
    return SummaryOut.model_validate(_summary(view))


def consultation_of(view: View) -> ConsultationOut:
    """Write a published consultation."""
    return ConsultationOut.model_validate(
        {
            **_summary(view),
            **_running(view),
            "criteria": [_criterion(part, view["terms"]) for part in view["criteria"]],
            "terms": {} if view["terms"] is NO_TERMS else public_terms_out(view["terms"]),
            "stages": [_first_stage(view), *map(StageOut.of, view["later_stages"])],
            "ends": [{**_NO_END, **part, "lot_id": lot_id} for lot_id, part in view["ends"].items()],
            "custodians": {"ids": view["custodian_ids"], "threshold": view["opening_threshold"]},
            "limits": {
                "max_file_bytes": view["max_file_bytes"],
                "max_deposit_bytes": view["max_deposit_bytes"],
            },
            "timeline": {
                "started_at": view["started_at"],
                "legal_start": view["legal_start"],
                "factor": view["factor"],
            },
            "closed_at": view["closed_at"],
            "documents": [{**part, "document_id": part["id"]} for part in view["documents"]],
        }
    )


def _criterion(part: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    # A range or an order of importance is announced in place of the weight (R2152-12).
    hidden = {} if terms.criteria.form.shows_weights else {"weight": None}
    return {**part, **hidden, "criterion_id": part["code"]}


def _running(view: View) -> dict[str, Any]:
    """Give the deadline of the running stage, when it is not the first one."""
    stages = view["later_stages"]
    if not stages:
        return {}
    return {"submission_deadline": stages[-1].deadline.at, "deadline_version": stages[-1].deadline_version}


def _first_stage(view: View) -> StageOut:
    kind = view["terms"].first_stage or PROCEDURES[ProcedureType(view["procedure"])].starts[0]
    return StageOut(
        stage_id=str(view["id"]),
        number=1,
        kind=kind.value,
        receives=[part.value for part in Part if part in kind.receives],
        deadline=view["deadline"],
        deadline_version=view["deadline_version"],
        announced_at=view["published_at"],
        closed_at=view["closed_at"],
        opened_at=None,
        invited_count=None if view["terms"].invited is None else len(view["terms"].invited),
    )


def _summary(view: View) -> dict[str, Any]:
    return {
        "id": str(view["id"]),
        "version": view["version"],
        "status": view["status"],
        "buyer": {
            "siret": view["organisation"],
            "name": view["buyer_name"],
            "kind": BuyerKind.parse(view["buyer_kind"]).value,  # an earlier name is shown as the present one
        },
        "title": view["title"],
        "object": view["object"],
        "kind": view["kind"],
        "procedure": view["procedure"],
        # The estimated value stored with a lot does not pass: PublicLotOut has no field for it.
        "lots": [{**part, "lot_id": part["id"]} for part in view["lots"]],
        "submission_deadline": view["deadline"],
        "deadline_version": view["deadline_version"],
        "published_at": view["published_at"],
        "launched_on": view["launched_on"],
        "sandbox": view["sandbox"],
    }
