"""The way to the administrations, as the settings say."""

from typing import Final
from urllib.parse import urlsplit

from services.mps.gateways.api_entreprise import ApiEntreprise, NoApiEntreprise
from services.mps.gateways.bodacc import ADDRESS as BODACC_ADDRESS
from services.mps.gateways.bodacc import Bodacc, SourceDirectory
from services.mps.gateways.company_directory import NoCompanyDirectory, OpenCompanyDirectory
from services.mps.gateways.memory_gates import MemoryGates
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
    """Choose the way to the administrations, and to the legal notices; who is not configured is said as such."""
    gates = gates or MemoryGates()
    return SourceDirectory(
        administrations=_api_entreprise(settings, clock, gates), notices=_legal_notices(settings, clock, gates)
    )


def _api_entreprise(settings: Settings, clock: Clock, gates: Gates) -> CertificateSource:
    url = settings.api_entreprise_url
    if url is None:
        return NoApiEntreprise()
    practice = settings.dev or settings.sandbox
    token = settings.create_secret(TOKEN_SECRET, lambda: _PRACTICE_TOKEN) if practice else settings.secret(TOKEN_SECRET)
    return ApiEntreprise(
        base_url=url, token=token.decode("ascii").strip(), transport=_way_out(settings, url), clock=clock, gates=gates
    )


def _legal_notices(settings: Settings, clock: Clock, gates: Gates) -> CertificateSource:
    """A platform for practice asks the simulator, which plays the register, and never the real one."""
    url = BODACC_ADDRESS
    if settings.dev or settings.sandbox:
        if settings.api_entreprise_url is None:
            return NoApiEntreprise()
        url = settings.api_entreprise_url
    return Bodacc(base_url=url, transport=_way_out(settings, url), clock=clock, gates=gates)


def _way_out(settings: Settings, url: str) -> OutboundTransport:
    parts = urlsplit(url)
    if not ((settings.dev or settings.sandbox) and parts.hostname in _LOOPBACK):
        return OutboundTransport()
    local = f"{parts.hostname}:{parts.port or 80}"
    return OutboundTransport(allow_loopback=[local], patience=_SIMULATOR_PATIENCE_SECONDS)


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
