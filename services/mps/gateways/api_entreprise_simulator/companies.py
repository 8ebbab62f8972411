"""Fictitious companies in the form of the official answers, for where the sandbox answers are not installed.

Their SIREN begin with 00, which Insee assigns to nobody: they pass the check digit and can be no real company.
The repertory answers (Insee) are built from a short description; certificates are written whole in the files.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

from services.mps.gateways.api_entreprise_simulator.fixtures import CannedReply, Fixture
from services.mps.gateways.api_entreprise_simulator.operations import KNOWN_PATHS
from shared.kernel.paris import start_of_legal_day

Description = Mapping[str, Any]  # a YAML document written by us, read at start-up

_ESTABLISHMENT = "api_entreprise_v4_insee_etablissements"
_LEGAL_UNIT = "api_entreprise_v4_insee_unites_legales"


def company_fixtures() -> Iterator[Fixture]:
    """Make the fixtures of the companies that come with the product."""
    for company in company_descriptions():
        yield from fixtures_of(company)


def company_sirets() -> tuple[str, ...]:
    """Give the SIRET of each company that comes with the product, in the order of their files."""
    return tuple(company["siret"] for company in company_descriptions())


def company_descriptions() -> Iterator[Description]:
    """Give the companies that come with the product, as they are described."""
    folder = files(__package__) / "companies"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            yield yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)  # safe_load, in C


def fixtures_of(company: Description) -> Iterator[Fixture]:
    """Make the fixtures of one company: repertory first, then its certificates."""
    siret = company["siret"]
    establishment = CannedReply(200, establishment_payload(company))
    unit = CannedReply(200, legal_unit_payload(company))
    variants = ("", "_diffusables") if company["diffusion"] == "diffusible" else ("",)
    for variant in variants:
        yield _fixture(_ESTABLISHMENT + variant, {"siret": siret}, (establishment,))
        yield _fixture(_LEGAL_UNIT + variant, {"siren": siret[:9]}, (unit,))
    for answer in company.get("answers", ()):
        path = KNOWN_PATHS[answer["operation"]]
        key = next(name for name in ("siret", "siren", "siren_or_rna") if f"{{{name}}}" in path)
        number = siret if key == "siret" else siret[:9]
        replies = tuple(
            CannedReply(reply["status"], reply["payload"], reply.get("headers", {})) for reply in answer["replies"]
        )
        yield _fixture(answer["operation"], {key: number, **answer.get("params", {})}, replies)


def establishment_payload(company: Description) -> dict[str, object]:
    """Write the answer of `etablissements` (v4)."""
    siret = company["siret"]
    unit = {key: value for key, value in _unit(company).items() if key != "date_cessation"}
    data = {
        "siret": siret,
        "siege_social": True,
        "etat_administratif": "F" if company.get("closed_on") else "A",
        "date_fermeture": _midnight(company.get("closed_on")),
        "enseigne": company.get("trade_name"),
        "status_diffusion": company["diffusion"],
        "diffusable_commercialement": company["diffusion"] == "diffusible",
        **_activity(company),
        "date_creation": _midnight(company["created_on"]),
        "unite_legale": unit,
        "adresse": _address(company),
    }
    links = {"unite_legale": f"https://simulateur.invalid/v4/insee/sirene/unites_legales/{siret[:9]}"}
    updated = _midnight(company["updated_on"])
    return {"data": data, "links": links, "meta": {"date_derniere_mise_a_jour": updated, "redirect_from_siret": None}}


def legal_unit_payload(company: Description) -> dict[str, object]:
    """Write the answer of `unites_legales` (v4)."""
    head_office = f"https://simulateur.invalid/v4/insee/sirene/etablissements/{company['siret']}"
    links = {"siege_social": head_office, "siege_social_adresse": f"{head_office}/adresse"}
    updated = _midnight(company["updated_on"])
    meta = {"date_derniere_mise_a_jour": updated, "redirect_from_siren": None}
    return {"data": _unit(company), "links": links, "meta": meta}


def _unit(company: Description) -> dict[str, object]:
    person = company.get("person") or {}
    names = ("pseudonyme", "prenom_usuel", "prenom_1", "prenom_2", "prenom_3", "prenom_4", "nom_usage")
    return {
        "siren": company["siret"][:9],
        "rna": None,
        "siret_siege_social": company["siret"],
        "type": "personne_physique" if person else "personne_morale",
        "status_diffusion": company["diffusion"],
        "personne_morale_attributs": {"raison_sociale": company.get("name"), "sigle": company.get("acronym")},
        "personne_physique_attributs": {
            **{name: person.get(name) for name in names},
            "nom_naissance": person.get("nom_naissance"),
            "sexe": person.get("sexe"),
        },
        "categorie_entreprise": company["size"],
        "diffusable_commercialement": company["diffusion"] == "diffusible",
        "forme_juridique": company["legal_form"],
        **_activity(company),
        "etat_administratif": "C" if company.get("closed_on") else "A",
        "economie_sociale_et_solidaire": False,
        "date_creation": _midnight(company["created_on"]),
        "date_cessation": _midnight(company.get("closed_on")),
    }


def _activity(company: Description) -> dict[str, object]:
    activity = {**company["activity"], "nomenclature": "NAFRev2"}
    return {
        "activite_principale": activity,
        "activite_principale_naf_rev2": activity,
        "tranche_effectif_salarie": company["headcount"],
    }


def _address(company: Description) -> dict[str, object]:
    given = company["address"]
    fields = (
        "numero_voie", "indice_repetition_voie", "type_voie", "libelle_voie", "complement_adresse", "code_commune",
        "code_postal", "distribution_speciale", "code_cedex", "libelle_cedex", "libelle_commune",
        "libelle_commune_etranger", "code_pays_etranger", "libelle_pays_etranger",
    )  # fmt: skip
    street = " ".join(str(given[name]) for name in fields[:4] if given.get(name))
    town = f"{given.get('code_postal', '')} {given.get('libelle_commune', '')}".strip()
    country = given.get("libelle_pays_etranger")
    return {
        **{name: given.get(name) for name in fields},
        "status_diffusion": company["diffusion"],
        "acheminement_postal": {
            "l1": company.get("name") or "",
            "l2": "",
            "l3": given.get("complement_adresse") or "",
            "l4": street,
            "l5": "",
            "l6": given.get("libelle_commune_etranger") or town,
            "l7": country or "FRANCE",
        },
    }


def _fixture(operation_id: str, params: Mapping[str, str], replies: tuple[CannedReply, ...]) -> Fixture:
    return Fixture(operation_id, KNOWN_PATHS[operation_id], params, replies)


def _midnight(day: date | None) -> int | None:
    """Write a day as Insee does: the timestamp of its midnight in Paris."""
    return None if day is None else int(start_of_legal_day(day).timestamp())
