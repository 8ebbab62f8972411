"""The operations that the simulator serves: path, data provider, quota.

Paths and quotas are those of the official service (openapi-entreprise, throttle.yml); operation identifiers are those
of its sandbox. Operations met only in installed artefacts are added with their own path.
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
    "ministere_interieur": ("07", "RNA"),
    "cnetp": ("08", "CNETP"),
    "probtp": ("09", "ProBTP"),
    "msa": ("10", "MSA"),
    "opqibi": ("11", "OPQIBI"),
    "fntp": ("12", "FNTP"),
    "fabrique_numerique_ministeres_sociaux": ("14", "Fabrique numérique des Ministères Sociaux"),
    "cma_france": ("15", "CMA France"),
    "douanes": ("16", "DGDDI"),
    "banque_de_france": ("17", "Banque de France"),
    "ademe": ("19", "ADEME"),
    "djepva": ("29", "Djepva"),
    "gip_mds": ("31", "GIP-MDS"),
    "inpi": ("34", "INPI - RNE"),
    "cibtp": ("38", "CIBTP"),
    "carif_oref": ("39", "Carif-Oref"),
    "qualifelec": ("04", "Qualifelec"),
}
_UNLISTED_PROVIDER: Final = ("00", "API Entreprise")
_QUOTAS: Final[tuple[tuple[str, str, int], ...]] = (  # the first pattern that matches the path decides
    (r"/dgfip/.*/attestation_fiscale$", "dgfip_attestations_fiscales", 5),
    (r"/cibtp/", "cibtp_attestation_cotisations", 5),
    (r"/(qualibat|fntp|cnetp)/", "low_latency_documents", 50),
    (r"/probtp/.*/attestation_", "low_latency_documents", 50),
    (r"/ministere_interieur/.*/documents$", "low_latency_documents", 50),
    (r"/inpi/rne/.*/extrait_rne$", "inpi_rne_extrait_rne", 15),
    (r"/inpi/rne/.*/beneficiaires_effectifs$", "inpi_rne_beneficiaires_effectifs", 15),
    (r"/inpi/rne/.*/actes_bilans$", "inpi_rne_actes_bilans", 15),
    (r"/urssaf/", "urssaf_attestation_sociales", 100),
    (r"/gip_mds/", "gip_mds", 50),
)
_DATA_QUOTA: Final = ("json_resources_entreprise", 250)
_LEAVE: Final = "attestation_cotisations_conges_payes_chomage_intemperies"

KNOWN_PATHS: Final[Mapping[str, str]] = {
    "api_entreprise_v4_insee_etablissements": "/v4/insee/sirene/etablissements/{siret}",
    "api_entreprise_v4_insee_etablissements_diffusables": "/v4/insee/sirene/etablissements/diffusibles/{siret}",
    "api_entreprise_v4_insee_unites_legales": "/v4/insee/sirene/unites_legales/{siren}",
    "api_entreprise_v4_insee_unites_legales_diffusables": "/v4/insee/sirene/unites_legales/diffusibles/{siren}",
    "api_entreprise_v3_insee_successions": "/v3/insee/sirene/etablissements/{siret}/successions",
    "api_entreprise_v3_infogreffe_extraits_rcs": "/v3/infogreffe/rcs/unites_legales/{siren}/extrait_kbis",
    "api_entreprise_v3_inpi_rne_extrait_rne": "/v3/inpi/rne/unites_legales/{siren}/extrait_rne",
    "api_entreprise_v4_mi_unites_legales_open_data": (
        "/v4/djepva/api-association/associations/open_data/{siren_or_rna}"
    ),
    "api_entreprise_v4_dgfip_attestations_fiscales": "/v4/dgfip/unites_legales/{siren}/attestation_fiscale",
    "api_entreprise_v4_acoss_attestations_sociales": "/v4/urssaf/unites_legales/{siren}/attestation_vigilance",
    "api_entreprise_v3_msa_conformites_cotisations": "/v3/msa/etablissements/{siret}/conformite_cotisations",
    "api_entreprise_v3_probtp_conformites_cotisations_retraite": (
        "/v3/probtp/etablissements/{siret}/conformite_cotisations_retraite"
    ),
    f"api_entreprise_v3_cnetp_{_LEAVE}": "/v3/cnetp/unites_legales/{siren}/" + _LEAVE,
    f"api_entreprise_v3_cibtp_{_LEAVE}": "/v3/cibtp/etablissements/{siret}/" + _LEAVE,
    "api_entreprise_v3_dgfip_chiffres_affaires": "/v3/dgfip/etablissements/{siret}/chiffres_affaires",
    "api_entreprise_v3_dgfip_liens_capitalistiques": "/v3/dgfip/unites_legales/{siren}/liens_capitalistiques/{year}",
    "api_entreprise_v3_banque_de_france_bilans_entreprise": "/v3/banque_de_france/unites_legales/{siren}/bilans",
    "api_entreprise_v3_gip_mds_effectifs_annuels_entreprise": (
        "/v3/gip_mds/unites_legales/{siren}/effectifs_annuels/{year}"
    ),
    "api_entreprise_v4_qualibat_certifications_batiment": "/v4/qualibat/etablissements/{siret}/certification_batiment",
    "api_entreprise_v3_qualifelec_certificats": "/v3/qualifelec/etablissements/{siret}/certificats",
    "api_entreprise_v3_opqibi_certifications_ingenierie": (
        "/v3/opqibi/unites_legales/{siren}/certification_ingenierie"
    ),
    "api_entreprise_v3_fntp_carte_professionnelle_travaux_publics": (
        "/v3/fntp/unites_legales/{siren}/carte_professionnelle_travaux_publics"
    ),
    "api_entreprise_v3_ademe_certificats_rge": "/v3/ademe/etablissements/{siret}/certification_rge",
    "api_entreprise_v3_carif_oref_certifications_qualiopi_france_competences": (
        "/v3/carif_oref/etablissements/{siret}/certifications_qualiopi_france_competences"
    ),
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
    quota = next(((group, limit) for pattern, group, limit in _QUOTAS if re.search(pattern, path)), _DATA_QUOTA)
    return Operation(operation_id, path, code, provider, *quota)


def all_operations(paths: Mapping[str, str], described: Iterable[str]) -> tuple[Operation, ...]:
    """Give the operations of known identifiers, and those of described paths that none of them has."""
    named = [operation(name, path) for name, path in paths.items()]
    known = set(paths.values())
    others = [operation(_identifier(path), path) for path in described if path not in known and path.count("/") > 2]
    return (*named, *others)


def find_operation(operations: Iterable[Operation], path: str) -> tuple[Operation, dict[str, str]] | None:
    """Find the operation of a path; a fixed segment wins over a parameter (`diffusibles` is not a SIRET)."""
    found = [(each, parameters) for each in operations if (parameters := each.match(path)) is not None]
    return min(found, key=lambda match: len(match[1]) * 1000 - len(match[0].path), default=None)


def _identifier(path: str) -> str:
    return "api_entreprise_" + re.sub(r"\W+", "_", re.sub(r"\{\w+\}", "", path)).strip("_")
