"""Where each source is asked: path, provider, quota, time worth waiting (openapi-entreprise v3/v4, read 2026-04-28).

Open data are asked on the open variants only. Timeouts are the published advice: 5 s for data, 12 s where a PDF is
made. Groups share one quota per token (throttle.yml); ignoring a 429 gets the address banned for 12 hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from services.mps.domain.gates import Quota
from services.mps.domain.sources import Source
from services.mps.domain.tender import Question

_DATA_TIMEOUT: Final = 5.0
_DOCUMENT_TIMEOUT: Final = 12.0
_PERIOD_SECONDS: Final = 60
_NO_PARAMETER: Final[Mapping[str, str]] = MappingProxyType({})


class QuotaGroup(StrEnum):
    """Endpoints that share one quota; the value is the name of the group in throttle.yml, or of its one endpoint."""

    DATA = "json_resources_entreprise"
    DOCUMENTS = "low_latency_documents"
    TAX_DOCUMENTS = "dgfip_attestations_fiscales"
    BUILDING_DOCUMENTS = "cibtp_attestation_cotisations"
    NATIONAL_REGISTER = "inpi_rne_extrait_rne"
    SOCIAL = "urssaf_attestation_sociales"
    HEADCOUNT = "gip_mds"
    FILES = "proxied_files"
    LEGAL_NOTICES = "bodacc"


QUOTAS: Final[Mapping[QuotaGroup, Quota]] = MappingProxyType(
    {
        QuotaGroup.DATA: Quota(250, _PERIOD_SECONDS),
        QuotaGroup.DOCUMENTS: Quota(50, _PERIOD_SECONDS),
        QuotaGroup.TAX_DOCUMENTS: Quota(5, _PERIOD_SECONDS),
        QuotaGroup.BUILDING_DOCUMENTS: Quota(5, _PERIOD_SECONDS),
        QuotaGroup.NATIONAL_REGISTER: Quota(15, _PERIOD_SECONDS),
        QuotaGroup.SOCIAL: Quota(100, _PERIOD_SECONDS),
        QuotaGroup.HEADCOUNT: Quota(50, _PERIOD_SECONDS),
        QuotaGroup.FILES: Quota(50, _PERIOD_SECONDS),
        QuotaGroup.LEGAL_NOTICES: Quota(300, _PERIOD_SECONDS),  # no published limit: ours
    }
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path with its provider (as `meta.provider` names it), its quota and the seconds worth waiting."""

    path: str
    provider: str
    group: QuotaGroup
    timeout: float
    parameters: Mapping[str, str] = field(default_factory=lambda: _NO_PARAMETER)

    def path_for(self, question: Question) -> str:
        """Write the path of a question."""
        siren = question.siret.siren
        return self.path.format(siret=question.siret, siren=siren, siren_or_rna=siren, year=question.year)

    @property
    def is_by_legal_unit(self) -> bool:
        """Tell whether all the establishments of a company share the answer."""
        return "{siret}" not in self.path


def _data(
    path: str, provider: str, *, group: QuotaGroup = QuotaGroup.DATA, parameters: Mapping[str, str] = _NO_PARAMETER
) -> Endpoint:
    return Endpoint(path, provider, group, _DATA_TIMEOUT, parameters)


def _document(path: str, provider: str, *, group: QuotaGroup = QuotaGroup.DOCUMENTS) -> Endpoint:
    return Endpoint(path, provider, group, _DOCUMENT_TIMEOUT)


_LEAVE: Final = "attestation_cotisations_conges_payes_chomage_intemperies"
_HEADCOUNT: Final = "/v3/gip_mds/unites_legales/{siren}/effectifs_annuels/{year}"

ENDPOINTS: Final[Mapping[Source, Endpoint]] = MappingProxyType(
    {
        Source.ESTABLISHMENT: _data("/v4/insee/sirene/etablissements/diffusibles/{siret}", "INSEE"),
        Source.LEGAL_UNIT: _data("/v4/insee/sirene/unites_legales/diffusibles/{siren}", "INSEE"),
        Source.SUCCESSIONS: _data("/v3/insee/sirene/etablissements/{siret}/successions", "INSEE"),
        Source.TRADE_REGISTER: _data("/v3/infogreffe/rcs/unites_legales/{siren}/extrait_kbis", "Infogreffe"),
        Source.NATIONAL_REGISTER: _data(
            "/v3/inpi/rne/unites_legales/{siren}/extrait_rne", "INPI - RNE", group=QuotaGroup.NATIONAL_REGISTER
        ),
        Source.LEGAL_NOTICES: _data(
            "/api/explore/v2.1/catalog/datasets/annonces-commerciales/records", "BODACC", group=QuotaGroup.LEGAL_NOTICES
        ),
        Source.ASSOCIATION: _data("/v4/djepva/api-association/associations/open_data/{siren_or_rna}", "Djepva"),
        Source.TAX_CERTIFICATE: _document(
            "/v4/dgfip/unites_legales/{siren}/attestation_fiscale", "DGFIP - Adélie", group=QuotaGroup.TAX_DOCUMENTS
        ),
        Source.SOCIAL_CERTIFICATE: _document(
            "/v4/urssaf/unites_legales/{siren}/attestation_vigilance", "ACOSS", group=QuotaGroup.SOCIAL
        ),
        Source.AGRICULTURAL_CONTRIBUTIONS: _data("/v3/msa/etablissements/{siret}/conformite_cotisations", "MSA"),
        Source.BUILDING_PENSIONS: _data("/v3/probtp/etablissements/{siret}/conformite_cotisations_retraite", "ProBTP"),
        Source.PUBLIC_WORKS_LEAVE: _document("/v3/cnetp/unites_legales/{siren}/" + _LEAVE, "CNETP"),
        Source.BUILDING_LEAVE: _document(
            "/v3/cibtp/etablissements/{siret}/" + _LEAVE, "CIBTP", group=QuotaGroup.BUILDING_DOCUMENTS
        ),
        Source.TURNOVER: _data("/v3/dgfip/etablissements/{siret}/chiffres_affaires", "DGFIP - Adélie"),
        Source.ACCOUNTS: _data("/v3/banque_de_france/unites_legales/{siren}/bilans", "Banque de France"),
        Source.CAPITAL_LINKS: _data("/v3/dgfip/unites_legales/{siren}/liens_capitalistiques/{year}", "DGFIP - Adélie"),
        Source.HEADCOUNT: _data(_HEADCOUNT, "GIP-MDS", group=QuotaGroup.HEADCOUNT),
        Source.DISABLED_WORKERS: _data(
            _HEADCOUNT, "GIP-MDS", group=QuotaGroup.HEADCOUNT, parameters={"nature_effectif": "boeth"}
        ),
        Source.QUALIBAT: _document("/v4/qualibat/etablissements/{siret}/certification_batiment", "Qualibat"),
        Source.QUALIFELEC: _data("/v3/qualifelec/etablissements/{siret}/certificats", "Qualifelec"),
        Source.ENGINEERING: _data("/v3/opqibi/unites_legales/{siren}/certification_ingenierie", "OPQIBI"),
        Source.PUBLIC_WORKS_CARD: _document(
            "/v3/fntp/unites_legales/{siren}/carte_professionnelle_travaux_publics", "FNTP"
        ),
        Source.RGE: _data("/v3/ademe/etablissements/{siret}/certification_rge", "ADEME"),
        Source.QUALIOPI: _data(
            "/v3/carif_oref/etablissements/{siret}/certifications_qualiopi_france_competences", "Carif-Oref"
        ),
    }
)
