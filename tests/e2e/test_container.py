"""The product's image: built from locked wheels, started by compose with PostgreSQL and RabbitMQ; a procurement in it.

Needs a Docker engine; continuous integration starts one. The base image is ``BASE`` (debian:12-slim where it can be
pulled, else one made by ``deploy/base_image.sh``).
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import ECAlgorithm

from services.demo.canonical import canonical_events
from services.demo.platform import is_ready

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1500)]
ROOT = Path(__file__).parents[2]
ISSUER = "https://localhost/plis-compose"


@pytest.fixture(scope="session")
def identities(tmp_path_factory):
    """A key of our own as the issuer: the platform gets the public half, the demonstration the private one."""
    folder = tmp_path_factory.mktemp("identities")
    key = ec.generate_private_key(ec.SECP256R1())
    public = {**json.loads(ECAlgorithm.to_jwk(key.public_key())), "kid": "compose", "alg": "ES256", "use": "sig"}
    (folder / "public").mkdir()
    (folder / "public" / "jwks.json").write_text(json.dumps({"keys": [public]}))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    document = {"private_key": pem, "issuer": ISSUER, "audience": "plis", "kid": "compose"}
    (folder / "key.json").write_text(json.dumps(document))
    for path in (folder, folder / "public", folder / "public" / "jwks.json"):
        path.chmod(0o755)
    for parent in folder.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    return folder


@pytest.fixture(scope="session")
def docker_compose_command():
    """The plugin where there is one, else Debian's docker-compose."""
    has_plugin = subprocess.run(["docker", "compose", "version"], check=False, capture_output=True).returncode == 0
    return "docker compose" if has_plugin else "docker-compose"


@pytest.fixture(scope="session")
def docker_compose_file(identities):
    """The product's own compose files; what they ask of the environment is set here."""
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "info"], check=False, capture_output=True).returncode
    ):
        pytest.skip("no Docker engine answers: start dockerd, then run pytest -m docker")
    subprocess.run([ROOT / "deploy" / "build_image.sh", "plis:local"], check=True, cwd=ROOT)
    os.environ.update(
        POSTGRES_PASSWORD=secrets.token_hex(16),
        RABBITMQ_PASSWORD=secrets.token_hex(16),
        PLIS_OIDC_ISSUER=ISSUER,
        PLIS_IDENTITIES=str(identities / "public"),
        PLIS_SANDBOX="1",
        PLIS_PORT="18080",
    )
    return [str(ROOT / "deploy" / name) for name in ("compose.yaml", "compose.sandbox.yaml")]


@pytest.fixture(scope="session")
def docker_setup():
    """Build what compose builds, then start everything."""
    return ["up --build --detach"]


@pytest.fixture(scope="session")
def docker_cleanup():
    """Leave neither containers nor volumes."""
    return ["down --volumes --timeout 5"]


@pytest.fixture(scope="session")
def platform_url(docker_services):
    """Address of the proxy, once every service is ready."""
    url = f"http://127.0.0.1:{docker_services.port_for('proxy', 8080)}"
    give_up_at = time.monotonic() + 180
    with httpx.Client(base_url=url, timeout=5) as http:
        while not is_ready(http):
            assert time.monotonic() < give_up_at, "the containers do not become ready"
            time.sleep(1)
    return url


def test_a_whole_procurement_on_the_containers(platform_url, identities, tmp_path):
    command = [sys.executable, "-m", "services.cli", "demo", "--json", "--url", platform_url]
    command += ["--identity-key", str(identities / "key.json"), "--folder", str(tmp_path / "demo")]
    played = subprocess.run(command, check=False, capture_output=True, text=True, timeout=900, cwd=ROOT)
    assert played.returncode == 0, played.stderr[-4000:]
    summary = json.loads(played.stdout)
    assert all(check["ok"] for check in summary["checks"])
    assert canonical_events(summary["events"])


def test_the_product_does_not_run_as_root(docker_services):
    shown = docker_services._docker_compose.execute("exec -T api-tenders id -u")
    assert shown.strip() == b"10001"
