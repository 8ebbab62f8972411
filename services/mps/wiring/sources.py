"""The way to the administrations, as the settings say."""

from typing import Final
from urllib.parse import urlsplit

from services.mps.gateways.api_entreprise import ApiEntreprise, NoApiEntreprise
from services.mps.gateways.company_directory import NoCompanyDirectory, OpenCompanyDirectory
from services.mps.gateways.outbound_transport import OutboundTransport
from services.mps.ports import CertificateSource
from services.mps.ports.companies import CompanyDirectory
from services.mps.ports.gates import Gates
from shared.http.personas import BUYER_SIRET
from shared.kernel.clock import Clock
from shared.kernel.siret import Siret
from shared.settings import Settings

TOKEN_SECRET: Final = "api_entreprise_token"  # noqa: S105 - the name of a file, not its content
_PRACTICE_TOKEN: Final = b"jeton-de-developpement"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SIMULATOR_PATIENCE_SECONDS: Final = 30.0


def certificate_source(settings: Settings, clock: Clock, gates: Gates | None = None) -> CertificateSource:
    """Choose the way to the administrations: API Entreprise where it is configured, else nobody, said as such."""
    url = settings.api_entreprise_url
    if url is None:
        return NoApiEntreprise()
    practice = settings.dev or settings.sandbox
    parts = urlsplit(url)
    is_local = parts.hostname in _LOOPBACK
    token = settings.create_secret(TOKEN_SECRET, lambda: _PRACTICE_TOKEN) if practice else settings.secret(TOKEN_SECRET)
    transport = OutboundTransport()
    if practice and is_local:
        local = f"{parts.hostname}:{parts.port or 80}"
        transport = OutboundTransport(allow_loopback=[local], patience=_SIMULATOR_PATIENCE_SECONDS)
    return ApiEntreprise(
        base_url=url, token=token.decode("ascii").strip(), transport=transport, clock=clock, gates=gates
    )


def operator_of(settings: Settings) -> Siret | None:
    """Give the public body that runs the platform; on a development platform, its fictitious buyer."""
    if settings.operator_siret is not None:
        return Siret.parse(settings.operator_siret)
    return BUYER_SIRET if settings.dev else None


def company_directory(settings: Settings) -> CompanyDirectory:
    """Choose the open directory of companies, where it is configured."""
    url = settings.company_directory_url
    if url is None:
        return NoCompanyDirectory()
    parts = urlsplit(url)
    is_local = (settings.dev or settings.sandbox) and parts.hostname in _LOOPBACK
    local = [f"{parts.hostname}:{parts.port or 80}"] if is_local else []
    return OpenCompanyDirectory(base_url=url, transport=OutboundTransport(allow_loopback=local))
