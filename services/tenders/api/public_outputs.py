"""From the columns of a published consultation to its public answer: the hottest path of the service."""

from collections.abc import Mapping
from typing import Any

from services.tenders.api.outputs import ConsultationOut, SummaryOut

View = Mapping[str, Any]


def summary_of(view: View) -> SummaryOut:
    """Write one line of the public list."""
    return SummaryOut.model_validate(_summary(view))


def consultation_of(view: View) -> ConsultationOut:
    """Write a published consultation."""
    return ConsultationOut.model_validate(
        {
            **_summary(view),
            "criteria": [{**part, "criterion_id": part["code"]} for part in view["criteria"]],
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


def _summary(view: View) -> dict[str, Any]:
    return {
        "id": str(view["id"]),
        "version": view["version"],
        "status": view["status"],
        "buyer": {"siret": view["organisation"], "name": view["buyer_name"], "kind": view["buyer_kind"]},
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
