"""Three companies answer: one with its SIRET number alone; they seal, deposit, deposit again, or come too late."""

from functools import partial
from pathlib import Path
from typing import Any

from services.clients.mps import LONGEST_WAIT, MpsClient
from services.clients.responses import ResponsesClient
from services.clients.sealing import ToSeal, deposit, seal
from services.demo import story
from services.demo.companies import Company, companies
from services.demo.documents import bid_documents, canary
from services.demo.stage import Stage
from shared.kernel.siret import Siret
from shared.proof.receipt_check import verify_receipt
from shared.sealing.manifest import Role, Slot

_IN_TIME = (("A", "A"), ("B", "B-1"), ("B", "B"))  # company, then the prices that it offers


def candidacy(stage: Stage) -> None:
    """Ask for a candidacy with a SIRET number alone, and show what each administration said."""
    company = companies(stage)["A"]
    desk = stage.desk(company.actor())
    body: dict[str, Any] = {"siret": company.siret, "tender_id": stage.progress.get("tender_id")}
    asked = desk.act_when_known("candidacy", "/mps/candidacies", lambda: body, not_yet=("MPS-TENDER-UNKNOWN",))
    client = MpsClient(desk.http)
    known = client.candidacy(asked["candidacy_id"], wait=LONGEST_WAIT)
    for block in known["blocks"]:
        stage.narrator.tell(f"{block['issuer']}, {block['title']} : {block['status_label']}")
    heard = [block for block in known["blocks"] if block["status"] != "pending"]
    stage.check(
        "candidacy_sources",
        f"candidature de {company.name} : {len(heard)} sources entendues sur {len(known['blocks'])}",
        ok=len(heard) == len(known["blocks"]),
    )
    stage.progress.once("candidacy_document", lambda: client.document(asked["candidacy_id"]).decode())


def deposit_in_time(stage: Stage) -> None:
    """Seal and deposit the responses of A and B; B sends a second one, which replaces the first."""
    for letter, offer in _IN_TIME:
        company = companies(stage)[letter]
        done = _deposit(stage, company, offer)
        stage.narrator.tell(f"{company.name} : dépôt complet, accusé signé, {len(done['files'])} fichiers scellés")
    replaced = stage.timeline.instant_of(story.DEADLINE)
    stage.narrator.tell(f"Clôture à {replaced:%H:%M:%S} (UTC, temps réel)")


def verify_receipts(stage: Stage) -> None:
    """Wait for each receipt and verify it from the file alone: leaf, log, signature, time stamp."""
    document: dict[str, Any] = {}
    for letter, offer in _IN_TIME:
        company = companies(stage)[letter]
        document = _receipt(stage, company, offer)
        proved = verify_receipt(document)
        stamped = proved.stamped_at is not None
        stage.check(
            f"receipt_{offer}",
            f"accusé de {company.name} : feuille {proved.leaf_index} du journal, signature et horodatage vérifiés",
            ok=stamped,
        )
    tampered = {**document, "act": {**document["act"], "completed_at": "2020-01-01T00:00:00.000Z"}}
    stage.check("receipt_tampered", "un accusé modifié est refusé", ok=_is_refused(tampered))


def deposit_late(stage: Stage) -> None:
    """Wait until a second after the deadline, then deposit: it is received, kept, and will not be opened."""
    company = companies(stage)["C"]
    stage.wait_until(stage.timeline.instant_of(story.DEADLINE) + story.LATE_BY)
    done = _deposit(stage, company, "C")
    stage.check(
        "late_received",
        f"{company.name} : pli arrivé une seconde après l'heure, reçu et conservé avec accusé",
        ok=done["acknowledgement"] is not None,
    )


def _deposit(stage: Stage, company: Company, offer: str) -> dict[str, Any]:
    """Seal once, deposit once; after a restart the same sealed bytes are sent again from where they stood."""
    client = ResponsesClient(stage.desk(company.actor()).http)
    described = [Path(path) for path in stage.progress.once(f"sealed-{offer}", partial(_seal, stage, company, offer))]
    key = stage.progress.key(f"deposit-{offer}")
    return stage.progress.once(
        f"deposit-{offer}", partial(deposit, client, described, key=key, company_name=company.name)
    )


def _seal(stage: Stage, company: Company, offer: str) -> list[str]:
    """Seal the candidacy and one bid for each lot, on the company's machine."""
    client = ResponsesClient(stage.visitor().http)
    consultation = client.consultation(str(stage.progress.get("tender_id")))
    folder = stage.folder / "entreprises" / offer
    siret = Siret.parse(company.siret)
    papers = _written(folder / "candidature", {"candidature.json": _candidacy(stage, company).encode()})
    described = [seal(consultation, ToSeal(siret, Slot(Role.CANDIDACY, None), papers), folder / "scelles")]
    for lot in story.LOTS:
        documents = bid_documents(
            company=company.name,
            lot=lot.number,
            price=story.PRICES[offer][lot.number],
            canary=canary(stage.progress.run_id, offer, lot.number),
        )
        papers = _written(folder / f"offre-{lot.number}", documents)
        described.append(seal(consultation, ToSeal(siret, Slot(Role.BID, lot.number), papers), folder / "scelles"))
    return [str(path) for path in described]


def _candidacy(stage: Stage, company: Company) -> str:
    """The candidacy: what the administrations said for A, a plain declaration for the others, as the law allows."""
    if company.letter == "A":
        return str(stage.progress.get("candidacy_document"))
    return f'{{"siret": "{company.siret}", "declaration": "article R2143-3 du code de la commande publique"}}'


def _written(folder: Path, documents: dict[str, bytes]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in documents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in documents]


def _receipt(stage: Stage, company: Company, offer: str) -> dict[str, Any]:
    client = ResponsesClient(stage.desk(company.actor()).http)
    done: Any = stage.progress.get(f"deposit-{offer}")
    found = client.receipt(done["deposit_id"], wait=LONGEST_WAIT)
    assert found is not None, "the log numbers a leaf within a second"  # noqa: S101
    return found


def _is_refused(document: dict[str, Any]) -> bool:
    try:
        verify_receipt(document)
    except ValueError:
        return True
    return False
