"""The operations that the simulator serves: path, data provider, quota.

Operation identifiers, paths and quotas are those of the official sandbox (openapi `x-operationId`, throttle.yml).
Operations met only in installed sandbox answers are added with their own path.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_PROVIDERS: Final[Mapping[str, tuple[str, str]]] = {
    "insee": ("01", "INSEE"),
    "infogreffe": ("02", "Infogreffe"),
    "dgfip": ("03", "DGFIP - Adélie"),
    "urssaf": ("04", "ACOSS"),
    "qualibat": ("06", "Qualibat"),
    "cnetp": ("08", "CNETP"),
    "probtp": ("09", "ProBTP"),
    "msa": ("10", "MSA"),
    "opqibi": ("11", "OPQIBI"),
    "fntp": ("12", "FNTP"),
    "ademe": ("19", "ADEME"),
    "gip_mds": ("31", "GIP-MDS"),
    "inpi": ("34", "INPI - RNE"),
    "cibtp": ("38", "CIBTP"),
    "qualifelec": ("04", "Qualifelec"),
}
_UNLISTED_PROVIDER: Final = ("00", "API Entreprise")
_QUOTAS: Final[tuple[tuple[str, str, int], ...]] = (
    ("dgfip_attestations_fiscales", "high_latency_documents", 5),
    ("cibtp_attestation", "cibtp_documents", 5),
    ("qualibat", "low_latency_documents", 50),
    ("fntp", "low_latency_documents", 50),
    ("cnetp", "low_latency_documents", 50),
    ("probtp_attestations", "low_latency_documents", 50),
    ("mi_documents", "low_latency_documents", 50),
    ("inpi_rne", "inpi_rne", 15),
    ("acoss", "urssaf_attestation_sociales", 100),
    ("gip_mds", "gip_mds", 50),
)
_DATA_QUOTA: Final = ("json_resources_entreprise", 250)

KNOWN_PATHS: Final[Mapping[str, str]] = {
    "api_entreprise_v4_insee_etablissements": "/v4/insee/sirene/etablissements/{siret}",
    "api_entreprise_v4_insee_etablissements_diffusables": "/v4/insee/sirene/etablissements/diffusibles/{siret}",
    "api_entreprise_v4_insee_unites_legales": "/v4/insee/sirene/unites_legales/{siren}",
    "api_entreprise_v4_insee_unites_legales_diffusables": "/v4/insee/sirene/unites_legales/diffusibles/{siren}",
    "api_entreprise_v3_infogreffe_extraits_rcs": "/v3/infogreffe/rcs/unites_legales/{siren}/extrait_kbis",
    "api_entreprise_v4_dgfip_attestations_fiscales": "/v4/dgfip/unites_legales/{siren}/attestation_fiscale",
    "api_entreprise_v4_acoss_attestations_sociales": "/v4/urssaf/unites_legales/{siren}/attestation_vigilance",
    "api_entreprise_v3_dgfip_chiffres_affaires": "/v3/dgfip/etablissements/{siret}/chiffres_affaires",
    "api_entreprise_v3_gip_mds_effectifs_annuels_entreprise": (
        "/v3/gip_mds/unites_legales/{siren}/effectifs_annuels/{year}"
    ),
    "api_entreprise_v4_qualibat_certifications_batiment": "/v4/qualibat/etablissements/{siret}/certification_batiment",
    "api_entreprise_v3_qualifelec_certificats": "/v3/qualifelec/etablissements/{siret}/certificats",
    "api_entreprise_v3_ademe_certificats_rge": "/v3/ademe/etablissements/{siret}/certification_rge",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One path of the API; `limit` is the number of calls in a minute for its whole group."""

    operation_id: str
    path: str
    provider_code: str
    provider: str
    group: str
    limit: int

    def match(self, path: str) -> dict[str, str] | None:
        """Give the parameters of a path, None when it is another operation's."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path)
        found = re.fullmatch(pattern, path)
        return found.groupdict() if found else None


def operation(operation_id: str, path: str) -> Operation:
    """Describe an operation from its identifier and path."""
    code, provider = _PROVIDERS.get(path.split("/")[2], _UNLISTED_PROVIDER)
    group, limit = next(((group, limit) for part, group, limit in _QUOTAS if part in operation_id), _DATA_QUOTA)
    return Operation(operation_id, path, code, provider, group, limit)


def find_operation(operations: Iterable[Operation], path: str) -> tuple[Operation, dict[str, str]] | None:
    """Find the operation of a path; a fixed segment wins over a parameter (`diffusibles` is not a SIRET)."""
    found = [(each, parameters) for each in operations if (parameters := each.match(path)) is not None]
    return min(found, key=lambda match: len(match[1]) * 1000 - len(match[0].path), default=None)
