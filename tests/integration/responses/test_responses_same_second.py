"""An extension decided at the last moment, heard late and in any order: the receipts say it, the opening counts it."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

from services.clients.responses import ResponsesClient
from services.clients.sealing import declaration_of
from services.responses.handlers.deposits import complete_file
from shared.kernel.ids import FileId
from shared.kernel.principal import Principal
from shared.proof.receipt_check import verify_receipt
from shared.storage.unit_of_work import Scope
from tests.integration.responses.platform import ACME, Platform, a_key
from tests.waiting import wait_for


class Late:
    """A deposit declared before the first deadline was known to move, whose last byte comes after it."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        self.platform = Platform(platform.app, platform.issuer, int(platform.url.rpartition(":")[2]), folder)
        self.platform.holders = platform.holders
        self.platform.publish(seconds=-2)
        self.sealed = self.platform.seal(b"canari")
        self.http = self.platform.company_http()
        key = {"Idempotency-Key": a_key()}
        declared = self.http.post("/responses/deposits", json=declaration_of([self.sealed]), headers=key).json()
        self.deposit_id, self.file = declared["deposit_id"], declared["files"][0]
        self.extended = datetime.now(UTC) + timedelta(milliseconds=700)

    def hear(self, what: str) -> None:
        """Take one event or the last byte in."""
        if what == "extension":
            self.platform.publish(deadline=self.extended)
        if what == "closing":
            self.platform.version = 2
            self.platform.close(self.extended)
        if what == "last byte":
            ResponsesClient(self.http).upload(self.file["upload"], self.sealed.with_suffix(""))

    def verdict(self) -> dict[str, Any]:
        """What the company is told."""
        return dict(self.http.get(f"/responses/deposits/{self.deposit_id}").json()["verdict"])

    def receipt(self, **query: Any) -> dict[str, Any] | None:
        """What the company keeps."""
        answer = self.http.get(f"/responses/deposits/{self.deposit_id}/receipt", params={"wait": 5, **query})
        return dict(answer.json()) if answer.status_code == 200 else None


def test_receipts_and_verdicts_in_every_order(platform: Platform, tmp_path: Path) -> None:
    platform.enrol_holders()
    for number, order in enumerate(permutations(("extension", "closing", "last byte"))):
        folder = tmp_path / f"order-{number}"
        folder.mkdir()
        late = Late(platform, folder)
        for what in order:
            late.hear(what)
        found = late.verdict()
        assert (found["timeliness"], found["is_final"], found["is_amended"]) == ("in_time", True, True), order
        first = wait_for(lambda one=late: one.receipt(original=True), within=20, what="the first receipt")
        said = wait_for(lambda one=late: one.receipt(), within=20, what="the amended receipt")
        assert verify_receipt(first).act["deadline_version_known"] == 1, order
        assert verify_receipt(said).act | {"standing": "in_time", "deadline_version": 2} == said["act"], order
        assert said["act"]["completed_at"] == first["act"]["completed_at"]
        late.platform.leave()


def test_a_deposit_and_the_closing_committed_at_once_are_both_told(platform: Platform) -> None:
    """Neither transaction sees the other; the opening, before anything else, amends what was missed."""
    platform.enrol_holders()
    late = Late(platform, platform.folder)
    app, file_id = platform.app, FileId.parse(late.file["file_id"])
    late.hear("extension")
    with app.open_uow(Scope(Principal.system("responses"), correlation_id="essai")) as uow:
        file = uow.deposits.lock_of_file(file_id).file(file_id)
        content = late.sealed.with_suffix("").read_bytes()
        with app.store.files.writing(file.blob_id, offset=0, limit=len(content)) as writer:
            writer.write(content)
        complete_file(file_id, completed_at=app.reception.state(file), uow=uow)
        late.hear("closing")
        uow.commit()
    assert late.verdict()["is_amended"] is True
    assert (wait_for(late.receipt, within=20, what="the receipt"))["act"].get("amends") is None
    wait_for(lambda: datetime.now(UTC) > late.extended, what="the new deadline")
    (response,) = late.platform.open(0, 1)["minutes"]["responses"]
    assert (response["standing"], response["siret"]) == ("in_time", str(ACME))

    def amended() -> bool:
        found = late.receipt()
        return found is not None and found["act"].get("standing") == "in_time"

    wait_for(amended, within=20, what="the amended receipt")
    late.platform.leave()
