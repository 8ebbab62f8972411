"""The authority prepares its consultation and publishes it; an anonymous visitor finds it and downloads it."""

import hashlib
from typing import Any

from services.demo import story
from services.demo.documents import procurement_rules, specifications
from services.demo.stage import Stage

_PDF = "application/pdf"
_DOCUMENTS = (
    ("reglement-de-la-consultation.pdf", "procurement_rules", procurement_rules),
    ("cctp.pdf", "cctp", specifications),
)

# Legal days pass while the draft is made: what the law asked a second ago may not be what it asks now.
_NOT_YET = ("TND-CUSTODIANS-UNKNOWN", "TND-ADVICE-", "TND-OVERRIDE-UNKNOWN")
_REASON = "Démonstration : le temps légal court pendant que la consultation se prépare."


def publish(stage: Stage) -> None:
    """Draft the consultation, add its documents, publish it."""
    agent = stage.desk(story.AGENT)
    tender = agent.act("draft", "/tenders/consultations", _draft(stage))
    stage.progress.once("tender_id", lambda: tender["id"])
    stage.progress.once("timeline", lambda: tender["timeline"])
    stage.progress.once("lots", lambda: {str(lot["number"]): lot["lot_id"] for lot in tender["lots"]})
    path = f"/tenders/consultations/{tender['id']}"
    for name, kind, make in _DOCUMENTS:
        agent.send_file(f"document-{kind}", f"{path}/documents?name={name}&kind={kind}", make(), media_type=_PDF)
    published = agent.act_when_known(
        "publish", f"{path}/publication", lambda: _answers(agent.read(f"{path}/advice")), not_yet=_NOT_YET
    )
    stage.narrator.tell(f"Consultation publiée : {published['title']}, {len(published['lots'])} lots, {path}")
    for advice in published["advices"]:
        if advice["conclusion"] == "noted":  # nothing to compare yet: what comes after the publication
            continue
        basis = f"article {advice['article']}, confiance {advice['confidence']}"
        stage.narrator.tell(f"Avis {advice['code']} : {advice['conclusion']} ({basis})")


def discover(stage: Stage) -> None:
    """Find the consultation without any account, and download its documents."""
    visitor = stage.visitor()
    tender_id = stage.progress.get("tender_id")
    found = visitor.read("/tenders/consultations", q="espaces verts", limit=100)
    listed = any(item["id"] == tender_id for item in found["items"])
    stage.check("public_search", "la consultation publiée est trouvée par la recherche anonyme", ok=listed)
    shown = visitor.read(f"/tenders/consultations/{tender_id}")
    stage.check("no_estimate", "la valeur estimée n'est pas publique", ok="estimated_value" not in str(shown))
    for document in shown["documents"]:
        content = visitor.download(f"/tenders/consultations/{tender_id}/documents/{document['document_id']}")
        same = hashlib.sha256(content).hexdigest() == document["sha256"] and len(content) == document["size"]
        stage.check(
            f"download_{document['kind']}", f"{document['name']} : empreinte annoncée = empreinte téléchargée", ok=same
        )


def _answers(advice: dict[str, Any]) -> dict[str, Any]:
    """Confirm what is worth a look and give the reason of what is passed, as a buyer would."""
    overrides = [{"code": code, "reason": _REASON} for code in advice["to_override"]]
    return {"acknowledged": advice["to_acknowledge"], "overrides": overrides}


def _custodian_ids(stage: Stage) -> list[str]:
    custodians: Any = stage.progress.get("custodians")
    return [custodian["custodian_id"] for custodian in custodians]


def _draft(stage: Stage) -> dict[str, Any]:
    euros = {"currency": "EUR"}
    return {
        "buyer_name": story.BUYER_NAME,
        "title": story.TITLE,
        "object": story.OBJECT,
        "kind": "services",
        "procedure": "open",
        "estimated_value": {"value": str(sum(lot.estimated for lot in story.LOTS)), **euros},
        "lots": [
            {
                "number": lot.number,
                "title": lot.title,
                "cpv": story.CPV,
                "estimated_value": {"value": str(lot.estimated), **euros},
            }
            for lot in story.LOTS
        ],
        "criteria": [
            {"code": "prix", "title": "Prix", "kind": "price", "weight": "60"},
            {"code": "technique", "title": "Valeur technique", "kind": "quality", "weight": "30"},
            {"code": "environnement", "title": "Environnement", "kind": "environmental", "weight": "10"},
        ],
        "submission_deadline": story.DEADLINE.isoformat(),
        "custodians": {"ids": _custodian_ids(stage), "threshold": 2},
        "timeline": {"legal_start": story.LEGAL_START.isoformat(), "factor": stage.factor},
    }
