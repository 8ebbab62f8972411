"""From the custodians to the minutes: what a consultation goes through, on real HTTP, PostgreSQL, age and openssl."""

import json
import tarfile
from io import BytesIO
from typing import Any

from shared.kernel.principal import Right
from shared.proof.acknowledgements import verify_acknowledgement
from shared.proof.receipt_check import verify_receipt
from tests.integration.responses.platform import ACME, BOLT, Platform
from tests.waiting import wait_for


def test_from_deposit_to_opened_content(platform: Platform) -> None:
    platform.publish()
    first = platform.deposit(b"canari-premiere-offre", siret=ACME)
    second = platform.deposit(b"canari-seconde-offre", siret=ACME)
    other = platform.deposit(b"canari-autre-offre" * 100_000, siret=BOLT)
    platform.close()
    late = platform.deposit(b"canari-trop-tard", siret=BOLT)
    wait_for(lambda: platform.company(BOLT).receipt(late["deposit_id"], wait=5), what="the receipt")
    minutes = platform.open(0, 2)
    assert minutes["status"] == "completed"
    responses = minutes["minutes"]["responses"]
    assert {one["deposit_id"]: one["standing"] for one in responses} == {
        first["deposit_id"]: "superseded",
        second["deposit_id"]: "in_time",
        other["deposit_id"]: "in_time",
        late["deposit_id"]: "late",
    }
    outcomes = [file["outcome"] for one in responses for file in one["files"]]
    assert sorted(map(str, outcomes)) == ["None", "None", "opened", "opened"]
    assert platform.announced()[3:] == ["responses_opened.v1"]

    evaluator = platform.agent(Right.EVALUATE)
    file_id = second["files"][0]["file_id"]
    assert evaluator.content(minutes["opening_id"], file_id, document="offre.txt") == b"canari-seconde-offre"
    with tarfile.open(fileobj=BytesIO(evaluator.content(minutes["opening_id"], file_id))) as tar:
        assert tar.getnames() == ["manifest.json", "offre.txt"]


def test_a_receipt_carries_the_five_mentions(platform: Platform) -> None:
    """Annexe 8 article 2 II: depositor, buyer, title and object, date and time, detailed list of documents."""
    platform.publish()
    deposited = platform.deposit(b"canari-premiere-offre", siret=ACME)
    acknowledged = verify_acknowledgement(deposited["acknowledgement"])
    assert acknowledged["deposit_id"] == deposited["deposit_id"]
    company = platform.company(ACME)

    def stamped() -> dict[str, Any] | None:
        found = company.receipt(deposited["deposit_id"], wait=5)
        return found if found is not None and found["time_stamp"] is not None else None

    receipt = wait_for(stamped, within=30, what="the stamped receipt")
    key = platform.anonymous().get("/responses/log/key").text.strip()
    proved = verify_receipt(json.loads(json.dumps(receipt)), trusted_log_key=key)
    assert proved.stamped_at is not None
    act = proved.act
    assert act["depositor"] == {"siret": str(ACME), "name": f"Société {ACME}"}
    assert act["buyer"]["name"] == "Commune de Rennes"
    assert act["consultation"]["title"] == "Entretien des écoles"
    assert act["consultation"]["object"] == "Nettoyage des écoles communales"
    assert act["completed_at"] == acknowledged["completed_at"]
    assert act["files"][0]["documents"] == [{"name": "offre.txt", "size": 21}]
    assert act["files"][0]["sha256"] == deposited["files"][0]["sha256"]
    assert company.receipt(deposited["deposit_id"]) == receipt, "the same receipt for ever"
