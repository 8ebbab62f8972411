"""Careful reading of the open directory's answers (open-api.yml 1.0.0, `payload`, `result`, `etablissement`)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from services.mps.domain.companies import Company, CompanyPage, CompanyState, Establishment, Representative
from services.mps.gateways.issuer_dates import issuer_day
from services.mps.gateways.issuer_json import JsonMap, at, part, parts, text
from shared.kernel.refusal import InvalidValue
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret

_STATES: Final = {"A": CompanyState.ACTIVE, "C": CompanyState.CEASED, "F": CompanyState.CEASED}
_MOST: Final = 100
_BRACKETS: Final = {  # Insee, tranche d'effectif salarié (variables Sirene `trancheEffectifsUniteLegale`)
    "NN": "effectif non connu",
    "00": "0 salarié",
    "01": "1 ou 2 salariés",
    "02": "3 à 5 salariés",
    "03": "6 à 9 salariés",
    "11": "10 à 19 salariés",
    "12": "20 à 49 salariés",
    "21": "50 à 99 salariés",
    "22": "100 à 199 salariés",
    "31": "200 à 249 salariés",
    "32": "250 à 499 salariés",
    "41": "500 à 999 salariés",
    "42": "1 000 à 1 999 salariés",
    "51": "2 000 à 4 999 salariés",
    "52": "5 000 à 9 999 salariés",
    "53": "10 000 salariés et plus",
}


def page_from(document: JsonMap) -> CompanyPage | None:
    """Read a page, None when the document is not one; a result that cannot be read is passed over."""
    if not isinstance(at(document, "results"), list):
        return None
    companies = tuple(company for row in parts(document, "results") if (company := _company(row)) is not None)
    return CompanyPage(
        companies=companies[:_MOST],
        total=_count(document, "total_results"),
        page=max(_count(document, "page"), 1),
        pages=_count(document, "total_pages"),
    )


def _company(row: JsonMap) -> Company | None:
    siren, extras = _siren(text(row, "siren")), part(row, "complements")
    if siren is None:
        return None
    form = text(row, "nature_juridique")
    places = [place for each in parts(row, "matching_etablissements") if (place := _place(each)) is not None]
    return Company(
        siren=siren,
        name=text(row, "nom_complet") or text(row, "nom_raison_sociale") or siren.display(),
        state=_STATES.get(text(row, "etat_administratif") or "", CompanyState.UNKNOWN),
        legal_form_code=form,
        activity=text(row, "activite_principale"),
        size=text(row, "categorie_entreprise"),
        headcount_bracket=_BRACKETS.get(text(row, "tranche_effectif_salarie") or ""),
        headcount_year=text(row, "annee_tranche_effectif_salarie"),
        created_on=_day(row, "date_creation"),
        ceased_on=_day(row, "date_fermeture"),
        updated_on=_day(row, "date_mise_a_jour"),
        diffusion=text(row, "statut_diffusion"),
        head_office=_place(part(row, "siege")),
        establishments=tuple(places[:_MOST]),
        open_count=_count(row, "nombre_etablissements_ouverts"),
        representatives=tuple(_representatives(row))[:_MOST],
        association_number=text(extras, "identifiant_association"),
        is_association=at(extras, "est_association") is True,
        is_sole_trader=at(extras, "est_entrepreneur_individuel") is True,
        is_employer={"O": True, "N": False}.get(text(row, "caractere_employeur") or ""),
        is_public_body=at(extras, "est_administration") is True or at(extras, "est_service_public") is True,
    )


def _place(row: JsonMap) -> Establishment | None:
    siret = _siret(text(row, "siret"))
    if siret is None:
        return None
    is_abroad = text(row, "code_pays_etranger") is not None
    return Establishment(
        siret=siret,
        is_head_office=at(row, "est_siege") is True,
        state=_STATES.get(text(row, "etat_administratif") or "", CompanyState.UNKNOWN),
        address=text(row, "adresse"),
        activity=text(row, "activite_principale"),
        trade_name=text(row, "nom_commercial") or _first(row, "liste_enseignes"),
        created_on=_day(row, "date_creation"),
        closed_on=_day(row, "date_fermeture"),
        country=(text(row, "libelle_pays_etranger") or "pays étranger") if is_abroad else None,
        diffusion=text(row, "statut_diffusion_etablissement"),
    )


def _representatives(row: JsonMap) -> Iterator[Representative]:
    """Read those who represent: the year of birth that the directory also shows is not kept, nobody needs it."""
    for each in parts(row, "dirigeants"):
        role = text(each, "qualite") or "Représentant"
        if company := text(each, "denomination"):
            yield Representative(role, company, _siren(text(each, "siren")))
        elif words := [word for word in (text(each, "prenoms"), text(each, "nom")) if word]:
            yield Representative(role, " ".join(words))


def _first(row: JsonMap, name: str) -> str | None:
    listed = at(row, name)
    first = listed[0] if isinstance(listed, list) and listed else None
    return first if isinstance(first, str) and first else None


def _count(row: JsonMap, name: str) -> int:
    found = at(row, name)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 10**9 else 0


def _day(row: JsonMap, name: str) -> date | None:
    written = text(row, name)
    return None if written is None else issuer_day(written[:10])


def _siren(written: str | None) -> Siren | None:
    try:
        return None if written is None else Siren.parse(written)
    except InvalidValue:
        return None


def _siret(written: str | None) -> Siret | None:
    try:
        return None if written is None else Siret.parse(written)
    except InvalidValue:
        return None
