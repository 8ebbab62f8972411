"""The time-stamping authority of a platform: the configured one, else the development one, which says what it is."""

import functools
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from shared.http.outbound import Outbound, OutboundFailed
from shared.kernel.clock import Clock
from shared.kernel.refusal import InvalidValue
from shared.proof import time_stamp_authorities
from shared.proof.log import TimeStampAuthority
from shared.proof.timestamps import generation_time, signing_certificate
from shared.settings import SecretFiles, Settings
from shared.xml.trusted_list import read_trusted_list

ROOT_FILE, LIST_FILE, SIGNERS_FILE = "tsa_root.pem", "tsa_trusted_list.xml", "tsa_trusted_list_signers.pem"
POLICY_FILE = "tsa_policy.txt"  # the object identifier of the policy that is asked for; without it, the authority's own
_GREATEST_ANSWER = 256 * 1024  # tokens with their whole chain hold some ten thousand bytes


def time_stamp_authority(settings: Settings, clock: Clock, *, service: str) -> TimeStampAuthority:
    """Choose the authority; the root that its tokens must lead to lies beside the public keys of the service."""
    keys = settings.data_dir / service / "keys"
    url = settings.tsa_url
    if url is None:
        key = settings.create_secret("tsa_development_key", time_stamp_authorities.make_key)
        make = functools.partial(time_stamp_authorities.make_certificates, key, clock.now())
        certificates = SecretFiles(keys).create("tsa_development.pem", make)
        return time_stamp_authorities.DevelopmentAuthority.load(key, certificates, clock)
    parts = urlsplit(url)
    local = [f"{parts.hostname}:{parts.port or 80}"] if settings.dev or settings.sandbox else []
    outbound = Outbound(allow_loopback=local, max_bytes=_GREATEST_ANSWER)

    def post(request: bytes) -> bytes:
        reply = outbound.post(url, request, headers={"Content-Type": "application/timestamp-query"})
        if reply.status != 200:
            raise OutboundFailed(f"{parts.hostname}: HTTP {reply.status}")
        return reply.content

    # In its one spelling, whatever the operator's file says around it: receipts carry it.
    root = x509.load_pem_x509_certificate((keys / ROOT_FILE).read_bytes()).public_bytes(Encoding.PEM).decode()
    policy = (keys / POLICY_FILE).read_text("ascii").strip() if (keys / POLICY_FILE).exists() else None
    check = _qualification(keys)
    return time_stamp_authorities.RemoteAuthority(str(parts.hostname), root, post, clock, check, policy)


def _qualification(keys: Path) -> Callable[[bytes], None]:
    """Give the check that a token comes from a service that the given trusted list calls qualified, if one is given."""
    if not (keys / LIST_FILE).exists():
        return lambda _token: None
    signers = x509.load_pem_x509_certificates((keys / SIGNERS_FILE).read_bytes())
    trusted = read_trusted_list((keys / LIST_FILE).read_bytes(), signers)

    def check(token: bytes) -> None:
        signer = x509.load_der_x509_certificate(signing_certificate(token))
        if trusted.service_of([signer], generation_time(token)) is None:
            raise InvalidValue("time_stamp", "Ce service d'horodatage n'est pas qualifié selon la liste fournie.")

    return check
