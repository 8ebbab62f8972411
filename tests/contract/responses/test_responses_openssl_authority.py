"""Tokens of an authority made of openssl alone: the two verifiers of a receipt read them alike."""

import base64
import shutil
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.proof.receipt_check import verify_receipt
from tests.contract.responses.test_responses_receipts import RECEIPT
from tests.contract.responses.test_responses_two_verifiers import ACT, entered, verdicts

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")

CONFIGURATION = """
[tsa]
default_tsa = t
[t]
serial = serial
signer_digest = {digest}
default_policy = 1.2.3
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_alg = sha256
"""


@pytest.mark.parametrize(("kind", "digest"), [("rsa:2048", "sha256"), ("rsa:2048", "sha512"), ("ec", "sha384")])
def test_the_tokens_of_another_authority_are_read_alike(tmp_path: Path, kind: str, digest: str) -> None:
    """An authority made of openssl alone, with its own habits (RSA, other digests)."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=tmp_path, check=True, capture_output=True)

    curve = ("-pkeyopt", "ec_paramgen_curve:P-384") if kind == "ec" else ()
    for name, more in (("root", ("-x509",)), ("tsa", ())):
        new = (
            "req",
            "-new",
            *more,
            "-newkey",
            kind,
            *curve,
            "-nodes",
            "-keyout",
            f"{name}.key",
            "-subj",
            f"/CN={name}",
        )
        openssl(*new, "-days", "30", "-out", f"{name}.pem") if more else openssl(*new, "-out", f"{name}.csr")
    (tmp_path / "ext").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
    signing = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "30", "-extfile", "ext")
    openssl("x509", "-req", "-in", "tsa.csr", *signing, "-out", "tsa.pem")
    (tmp_path / "configuration").write_text(CONFIGURATION.format(digest=digest))
    (tmp_path / "serial").write_text("01\n")
    document = entered(ACT)
    (tmp_path / "note").write_bytes(document["checkpoint"].encode())
    openssl("ts", "-query", "-data", "note", "-sha256", "-cert", "-out", "query")
    made = ("-queryfile", "query", "-signer", "tsa.pem", "-inkey", "tsa.key", "-token_out", "-out", "token")
    openssl("ts", "-reply", "-config", "configuration", "-section", "t", *made)
    token = base64.b64encode((tmp_path / "token").read_bytes()).decode()
    root = ssl.DER_cert_to_PEM_cert(ssl.PEM_cert_to_DER_cert((tmp_path / "root.pem").read_text()))
    document["time_stamp"] = {"token": token, "root": root}
    assert verdicts(document) == (True, True)
    other = RECEIPT["time_stamp"]["root"]
    assert verdicts(document | {"time_stamp": {"token": token, "root": other}}) == (False, False)
    assert datetime.now(UTC) >= (verify_receipt(document).stamped_at or datetime.max.replace(tzinfo=UTC))
