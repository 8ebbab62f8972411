"""A stand-in for the open directory of companies, for development and tests (open-api.yml 1.0.0).

It answers from the fictitious companies that come with the product, in the official shape: by SIREN or SIRET (filters
ignored), by words of the name otherwise; those who oppose diffusion are absent; 7 requests a second, then 429.
"""

import unicodedata
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from services.mps.gateways.api_entreprise_simulator.companies import company_descriptions
from shared.kernel.clock import Clock, SystemClock

Description = Mapping[str, Any]
_PER_SECOND: Final = 7
_MOST_PER_PAGE: Final = 25
_UNKNOWN_HEADCOUNT: Final = "NN"
_SOLE_TRADER: Final = "1000"
_ASSOCIATION_FORMS: Final = "92"


def directory_simulator(*, clock: Clock | None = None, per_second: int = _PER_SECOND) -> Starlette:
    """Make the simulator, with the companies that come with the product."""
    known = [each for each in company_descriptions() if each["diffusion"] == "diffusible"]
    calls: deque[float] = deque(maxlen=per_second)
    now = (clock or SystemClock()).now

    async def search(request: Request) -> JSONResponse:
        """Answer one search."""
        moment = now().timestamp()
        if len(calls) == per_second and moment - calls[0] < 1:
            return JSONResponse({"erreur": "Trop de requêtes."}, 429, headers={"Retry-After": "1"})
        calls.append(moment)
        words = request.query_params.get("q", "").strip()
        page, size = _number(request, "page", 1), _number(request, "per_page", 10)
        if len(words) < 3 or page is None or size is None or size > _MOST_PER_PAGE:
            message = "Veuillez indiquer au moins un paramètre de recherche."
            return JSONResponse({"erreur": message}, 400)
        return JSONResponse(payload([each for each in known if _matches(each, words)], page=page, size=size))

    return Starlette(routes=[Route("/search", search, methods=["GET"])])


def payload(companies: Sequence[Description], *, page: int, size: int) -> dict[str, object]:
    """Write one page of answers."""
    shown = companies[(page - 1) * size : page * size]
    return {
        "results": [result(each) for each in shown],
        "total_results": len(companies),
        "page": page,
        "per_page": size,
        "total_pages": -(-len(companies) // size),
    }


def result(company: Description) -> dict[str, object]:
    """Write one company in the official shape."""
    place, form, name = establishment(company), str(company["legal_form"]["code"]), _name(company)
    headcount = company.get("headcount") or {"code": _UNKNOWN_HEADCOUNT}
    siege = {key: value for key, value in place.items() if key != "ancien_siege"}
    return {
        "siren": company["siret"][:9],
        "nom_complet": name.lower(),
        "nom_raison_sociale": name,
        "sigle": company.get("acronym"),
        "nombre_etablissements": 1,
        "nombre_etablissements_ouverts": 0 if company.get("closed_on") else 1,
        "siege": siege,
        "activite_principale": company["activity"]["code"],
        "categorie_entreprise": company["size"],
        "caractere_employeur": "N" if headcount["code"] == _UNKNOWN_HEADCOUNT else "O",
        "annee_categorie_entreprise": "2023",
        "date_creation": str(company["created_on"]),
        "date_mise_a_jour": f"{company['updated_on']}T00:00:00",
        "dirigeants": [dict(each) for each in company.get("representatives", ())],
        "etat_administratif": "C" if company.get("ceased_on") else "A",
        "nature_juridique": form,
        "tranche_effectif_salarie": headcount["code"],
        "statut_diffusion": "O",
        "matching_etablissements": [place],
        "complements": {
            "est_association": form.startswith(_ASSOCIATION_FORMS),
            "est_entrepreneur_individuel": form == _SOLE_TRADER,
            "est_administration": False,
        },
    }


def establishment(company: Description) -> dict[str, object]:
    """Write the head office."""
    address = company["address"]
    parts = ("numero_voie", "type_voie", "libelle_voie", "code_postal", "libelle_commune", "libelle_commune_etranger")
    closed = company.get("closed_on")
    abroad = {
        key: address[key] for key in ("code_pays_etranger", "libelle_pays_etranger") if address.get(key) is not None
    }
    return {
        "siret": company["siret"],
        "est_siege": True,
        "ancien_siege": False,
        "adresse": " ".join(str(address[part]) for part in parts if address.get(part)),
        "activite_principale": company["activity"]["code"],
        "etat_administratif": "F" if closed else "A",
        "date_creation": str(company["created_on"]),
        "date_fermeture": None if closed is None else str(closed),
        "code_postal": address.get("code_postal"),
        "nom_commercial": company.get("trade_name"),
        "statut_diffusion_etablissement": "O",
        **abroad,
    }


def _matches(company: Description, words: str) -> bool:
    if words.isascii() and words.isdigit():
        return bool(company["siret"] == words or (len(words) == 9 and company["siret"].startswith(words)))
    place = company["address"].get("libelle_commune", "")
    known = _plain(f"{_name(company)} {company.get('acronym') or ''} {place}").split()
    return all(any(each.startswith(word) for each in known) for word in _plain(words).split())


def _name(company: Description) -> str:
    """Give the name of a company, or of the person who is one."""
    person = company.get("person")
    return str(company["name"] if person is None else f"{person['prenom_usuel']} {person['nom_naissance']}")


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKD", words.casefold())
    return "".join(each if each.isalnum() else " " for each in folded if not unicodedata.combining(each))


def _number(request: Request, name: str, default: int) -> int | None:
    written = request.query_params.get(name, str(default))
    return int(written) if written.isascii() and written.isdecimal() and 0 < len(written) < 6 and int(written) else None
