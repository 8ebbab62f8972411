"""The time-stamping authority of a platform: the configured one, else the development one, which says what it is."""

import functools
from urllib.parse import urlsplit

from shared.http.outbound import Outbound, OutboundFailed
from shared.kernel.clock import Clock
from shared.proof import time_stamp_authorities
from shared.proof.log import TimeStampAuthority
from shared.settings import SecretFiles, Settings

ROOT_FILE = "tsa_root.pem"


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
    outbound = Outbound(allow_loopback=local)

    def post(request: bytes) -> bytes:
        reply = outbound.post(url, request, headers={"Content-Type": "application/timestamp-query"})
        if reply.status != 200:
            raise OutboundFailed(f"{parts.hostname}: HTTP {reply.status}")
        return reply.content

    root = (keys / ROOT_FILE).read_text()
    return time_stamp_authorities.RemoteAuthority(str(parts.hostname), root, post, clock)
