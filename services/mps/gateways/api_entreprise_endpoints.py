"""Where API Entreprise answers each question (openapi-entreprise v3/v4 and throttle.yml, read 2026-04-28).

Open data are asked on the `diffusibles` variants only. Timeouts are the published advice: 5 s for data, 12 s where a
PDF is made. Groups share one quota per token; ignoring a 429 gets the address banned for 12 hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.mps.domain.sources import Source
from services.mps.domain.tender import Question

_DATA_TIMEOUT: Final = 5.0
_DOCUMENT_TIMEOUT: Final = 12.0


class QuotaGroup(StrEnum):
    """Endpoints that share one quota."""

    DATA = "json_resources_entreprise"
    DOCUMENTS = "low_latency_documents"
    TAX_DOCUMENTS = "high_latency_documents"
    SOCIAL = "urssaf_attestation_sociales"
    HEADCOUNT = "gip_mds"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path with its quota and the time that it is worth waiting, in seconds."""

    path: str
    group: QuotaGroup
    timeout: float

    def path_for(self, question: Question) -> str:
        """Write the path of a question."""
        return self.path.format(siret=question.siret, siren=question.siret.siren, year=question.year)


def _data(path: str) -> Endpoint:
    return Endpoint(path, QuotaGroup.DATA, _DATA_TIMEOUT)


def _document(path: str, group: QuotaGroup) -> Endpoint:
    return Endpoint(path, group, _DOCUMENT_TIMEOUT)


ENDPOINTS: Final[Mapping[Source, Endpoint]] = MappingProxyType(
    {
        Source.ESTABLISHMENT: _data("/v4/insee/sirene/etablissements/diffusibles/{siret}"),
        Source.LEGAL_UNIT: _data("/v4/insee/sirene/unites_legales/diffusibles/{siren}"),
        Source.TRADE_REGISTER: _data("/v3/infogreffe/rcs/unites_legales/{siren}/extrait_kbis"),
        Source.TAX_CERTIFICATE: _document(
            "/v4/dgfip/unites_legales/{siren}/attestation_fiscale", QuotaGroup.TAX_DOCUMENTS
        ),
        Source.SOCIAL_CERTIFICATE: _document(
            "/v4/urssaf/unites_legales/{siren}/attestation_vigilance", QuotaGroup.SOCIAL
        ),
        Source.TURNOVER: _data("/v3/dgfip/etablissements/{siret}/chiffres_affaires"),
        Source.HEADCOUNT: Endpoint(
            "/v3/gip_mds/unites_legales/{siren}/effectifs_annuels/{year}", QuotaGroup.HEADCOUNT, _DATA_TIMEOUT
        ),
        Source.QUALIBAT: _document("/v4/qualibat/etablissements/{siret}/certification_batiment", QuotaGroup.DOCUMENTS),
        Source.QUALIFELEC: _data("/v3/qualifelec/etablissements/{siret}/certificats"),
        Source.RGE: _data("/v3/ademe/etablissements/{siret}/certification_rge"),
    }
)
