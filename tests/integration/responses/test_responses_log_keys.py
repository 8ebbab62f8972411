"""The log over its life: keys that rotate, witnesses that cosign, stamps that follow, on real tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.responses.wiring import App
from shared.http.stamping import time_stamp_authority
from shared.kernel.clock import SystemClock
from shared.kernel.principal import Principal
from shared.messaging.log_loops import stamp_latest
from shared.messaging.witness_loop import show_to_witnesses
from shared.proof.act_proof import act_proof
from shared.proof.acts import logged
from shared.proof.log import number_leaves, publish_key
from shared.proof.log_signer import FileSigner
from shared.proof.receipt_check import verify_receipt
from shared.proof.signed_note import NoteKey
from shared.proof.witness import Submission, Witness
from shared.settings import Settings
from shared.storage.unit_of_work import Scope, retrying

ORIGIN = "plis.example/responses/log"


class Asked:
    """A witness in this process, as the loop asks one."""

    def __init__(self, witness: Witness) -> None:
        self.key, self.witness = witness.public, witness

    def cosign(self, asked: Submission) -> str:
        return self.witness.cosign(asked)


def worker(app: App) -> Callable[[Any], Any]:
    scope = Scope(Principal.system("responses"), correlation_id="essai")
    return lambda effect: retrying(lambda: app.open_uow(scope), effect)


def proved(work: Callable[[Any], Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = work(lambda uow: act_proof(name, log=uow.log))
    verify_receipt(found)
    return found


def test_a_receipt_outlives_the_key_that_signed_it(app: App, settings: Settings, tmp_path: Path) -> None:
    work = worker(app)
    authority = time_stamp_authority(settings, SystemClock(), service="responses")
    signers = [FileSigner(ORIGIN, tmp_path, Ed25519PrivateKey.generate()) for _ in range(2)]
    for number, signer in enumerate(signers):
        work(lambda uow, signer=signer: publish_key(uow, str(signer.public), purpose="log"))
        work(lambda uow, signer=signer: publish_key(uow, str(signer.public), purpose="log"))
        act = logged({"type": "essai", "number": number}, bytes(32))
        work(lambda uow, act=act, number=number: uow.log.append(act, object_id=f"acte {number}"))
        work(lambda uow, signer=signer: number_leaves(uow=uow, signer=signer, is_open=False))
        assert stamp_latest(work, authority, node="essai")
    receipts = [proved(work, f"acte {number}") for number in range(2)]
    assert [one["log_key"] for one in receipts] == [str(signer.public) for signer in signers]
    assert all(one["time_stamp"] for one in receipts)
    kept = work(lambda uow: uow.log.keys())
    assert [one.key for one in kept] == [str(signer.public) for signer in signers], "each once, in its order"


def test_cosignatures_reach_receipts(app: App, settings: Settings, tmp_path: Path) -> None:
    """The witness sees a checkpoint of padding after the act: it covers the act, is stamped, and is the receipt's."""
    work = worker(app)
    authority = time_stamp_authority(settings, SystemClock(), service="responses")
    signer = FileSigner(ORIGIN, tmp_path, Ed25519PrivateKey.generate())
    (tmp_path / "temoin").mkdir()
    witness = Witness(
        "temoin.example", tmp_path / "temoin", [NoteKey.parse(str(signer.public))], SystemClock(), signer.key
    )
    work(lambda uow: uow.log.append(logged({"type": "essai"}, bytes(32)), object_id="acte"))
    seen: dict[str, int] = {}
    for _ in range(3):
        work(lambda uow: number_leaves(uow=uow, signer=signer, is_open=True))
        assert stamp_latest(work, authority, node="essai")
        assert show_to_witnesses(work, [Asked(witness)], seen) == 1
        assert stamp_latest(work, authority, node="essai")
    document = proved(work, "acte")
    assert [one["key"] for one in document["witnesses"]] == [str(witness.public)]
    assert document["time_stamp"] is not None
    assert list(verify_receipt(document).witnessed_by) == [str(witness.public)]
    size = int(document["checkpoint"].split("\n")[1])
    with app.database.reader() as connection:
        kept = connection.exec_driver_sql("SELECT size FROM log_checkpoint ORDER BY size").scalars().all()
    assert size in kept
    assert len(kept) <= 3, "what no receipt needs is forgotten"
