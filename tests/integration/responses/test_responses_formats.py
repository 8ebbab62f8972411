"""Every common format is received, and comes out of the seal as it went in: annexe 7, I 4°, II 7° and 8°, 2-II."""

import json
from pathlib import Path

from services.clients.sealing import ToSeal, deposit, seal
from services.mps.standards.espd.reader import read_espd
from services.mps.standards.espd.writer import write_espd
from shared.kernel.principal import Right
from shared.sealing.manifest import Role, Slot
from tests.integration.responses.platform import ACME, Platform, a_key
from tests.unit.mps.espd_documents import a_response, as_read


def test_ach_04_oe_07_tech_01_a_dume_and_json_are_kept_and_read_again_as_data(platform: Platform) -> None:
    """ACH-04, OE-07: an electronic DUME as a structured exchange; TECH-01: XML and JSON; OE-08: signed documents."""
    platform.publish()
    folder, dume = Path(platform.folder) / "candidature", a_response()
    folder.mkdir()
    documents = {
        "dume.xml": write_espd(dume).content,
        "candidature.json": json.dumps({"effectif": 12, "nom": "Élan"}, ensure_ascii=False).encode(),
        "acte.pdf.p7s": bytes(range(256)),
        "sans extension": b"\x00\xff",
    }
    paths = []
    for name, content in documents.items():
        (folder / name).write_bytes(content)
        paths.append(folder / name)
    consultation = platform.company().consultation(platform.tender_id)
    to_seal = ToSeal(ACME, Slot(Role.CANDIDACY, None), paths)
    sealed = seal(consultation, to_seal, folder / "scelles")
    deposit(platform.company(), [sealed], key=a_key())
    platform.close()
    opened = platform.open(0, 1)
    (file,) = opened["minutes"]["responses"][0]["files"]
    reader = platform.agent(Right.EVALUATE, Right.CUSTODIAN)
    for name, content in documents.items():
        assert reader.content(opened["opening_id"], file["file_id"], document=name) == content
    again = reader.content(opened["opening_id"], file["file_id"], document="dume.xml")
    assert read_espd(again) == as_read(dume)


def test_ach_05_a_late_response_is_received_kept_said_late_and_never_opened(platform: Platform) -> None:
    """ACH-05, R2151-5: received after the closing, stamped and acknowledged as any other, in the minutes as late."""
    platform.publish()
    sealed = platform.seal(b"tard")
    platform.close()
    late = deposit(platform.company(), [sealed], key=a_key())
    assert (late["status"], late["verdict"]["timeliness"]) == ("complete", "late")
    receipt = platform.company().receipt(late["deposit_id"], wait=20)
    assert receipt is not None
    assert receipt["act"]["standing"] == "late"
    minutes = platform.open(0, 1)["minutes"]
    (response,) = minutes["responses"]
    assert (response["standing"], response["files"][0]["to_open"], response["files"][0]["outcome"]) == (
        "late",
        False,
        None,
    )
