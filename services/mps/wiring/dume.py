"""The way to the DUME service of the State, as the settings say; nobody where it is not configured."""

from pathlib import Path
from typing import Final, cast
from urllib.parse import urlsplit

from services.mps.domain.dume_service import DumePlatform
from services.mps.gateways.dume import AifeDumeService, NoDumeService
from services.mps.ports.dume import DumeService
from services.mps.wiring.sources import operator_of
from shared.http.outbound import Outbound
from shared.kernel.webhooks import LOOPBACK
from shared.settings import Settings

CERTIFICATE_SECRET: Final = "dume_client.pem"  # noqa: S105 - the name of a file, not its content
_SECONDS: Final = 30.0
_MAX_BYTES: Final = 20 * 1024 * 1024


def dume_service(settings: Settings) -> DumeService:
    """Choose the way: the State's service where address, platform and technical identifier are given."""
    operator = operator_of(settings)
    if settings.dume_url is None or settings.dume_technical_id is None or operator is None:
        return cast("DumeService", NoDumeService())
    parts = urlsplit(settings.dume_url)
    practice = settings.dev or settings.sandbox
    is_local = practice and parts.hostname in LOOPBACK
    door = Outbound(
        allow_loopback=[f"{parts.hostname}:{parts.port or 80}"] if is_local else [],
        seconds=_SECONDS,
        max_bytes=_MAX_BYTES,
        client_certificate=None if is_local else _certificate(settings),
    )
    platform = DumePlatform(operator, settings.dume_technical_id)
    return AifeDumeService(base_url=settings.dume_url, platform=platform, door=door)


def _certificate(settings: Settings) -> Path:
    """Give the file of the client certificate; it must be there, or the platform says so when it starts."""
    settings.secret(CERTIFICATE_SECRET)
    return settings.secrets_dir / CERTIFICATE_SECRET
