"""The errors of API Entreprise in their official form (errors.yml, nomenclature-errors.md, read 2026-04-28)."""

from collections.abc import Mapping
from typing import Final

from services.mps.gateways.api_entreprise_simulator.operations import Operation

Error = dict[str, object]

_UNPROCESSABLE: Final = "Entité non traitable"
_MANDATORY: Final[Mapping[str, str]] = {"context": "00201", "object": "00202", "recipient": "00203"}
_MALFORMED: Final[Mapping[str, tuple[str, str]]] = {
    "siren": ("00301", "Le numéro de siren n'est pas correctement formatté"),
    "siret": ("00302", "Le numéro de siret n'est pas correctement formatté"),
    "siren_or_rna": ("00333", "Le numéro de siren ou le numéro d'association n'est pas correctement formatté"),
    "year": ("00307", "L'année n'est pas correctement formatée"),
}


def error(code: str, *, title: str, detail: str, parameter: str | None = None) -> Error:
    """Write one error object."""
    source = None if parameter is None else {"parameter": parameter}
    return {"code": code, "title": title, "detail": detail, "source": source, "meta": {}}


def bad_token() -> Error:
    """Write 00101: the token is absent or invalid."""
    detail = "Votre token n'est pas valide ou n'est pas renseigné"
    return error("00101", title="Interdit", detail=detail, parameter="token")


def missing(parameter: str) -> Error:
    """Write 00201, 00202 or 00203: a compulsory parameter is absent."""
    detail = f"Le paramètre {parameter} est obligatoire"
    return error(_MANDATORY[parameter], title=_UNPROCESSABLE, detail=detail, parameter=parameter)


def bad_recipient() -> Error:
    """Write 00210: the recipient is not a SIRET."""
    detail = "Le paramètre recipient n'est pas un siret valide"
    return error("00210", title=_UNPROCESSABLE, detail=detail, parameter="recipient")


def recipient_is_called() -> Error:
    """Write 00211: the recipient is the very company that is asked about."""
    title = "Le paramètre recipient est identique au SIRET/SIREN appelé."
    detail = (
        "Le paramètre recipient est identique au SIRET/SIREN appelé, or ce paramètre de traçabilité doit correspondre "
        "au SIRET de l'organisation publique habilitée à utiliser la donnée."
    )
    return error("00211", title=title, detail=detail, parameter="recipient")


def malformed(parameter: str) -> Error:
    """Write 00301, 00302, 00307 or 00333: the number or the year asked about is not one."""
    code, detail = _MALFORMED[parameter]
    return error(code, title=_UNPROCESSABLE, detail=detail, parameter=parameter)


def expired_token() -> Error:
    """Write 00103: the token has expired."""
    detail = "Votre token est expiré. Vous devez refaire une demande"
    return error("00103", title="Jeton expiré", detail=detail, parameter="token")


def no_right() -> Error:
    """Write 00100: the token is valid, but not for this."""
    detail = "Votre token est valide mais vos privilèges sont insuffisants."
    return error("00100", title="Privilèges insuffisants", detail=detail, parameter="token")


def already_running() -> Error:
    """Write 00015: the same call, with the same token, has not ended."""
    detail = "Une requête associé à votre jeton est déjà en cours de traitement pour ces paramètres."
    return error("00015", title="Conflit", detail=detail)


def maintenance(operation: Operation, *, seconds: int) -> Error:
    """Write XX020: the provider is closed at this hour."""
    entity = error(
        f"{operation.provider_code}020",
        title="Maintenance du fournisseur de données",
        detail="Le fournisseur de données est en maintenance.",
    )
    return {**entity, "meta": {"provider": operation.provider, "retry_in": seconds}}


def out_of_order(operation: Operation) -> Error:
    """Write XX000: the provider has failed."""
    entity = error(
        f"{operation.provider_code}000",
        title="Erreur interne du fournisseur de données",
        detail="La réponse retournée par le fournisseur de données est invalide.",
    )
    return {**entity, "meta": {"provider": operation.provider}}


def too_many() -> Error:
    """Write 00429: the quota of the minute is used up."""
    return error("00429", title="Trop de requêtes", detail="Vous avez effectué trop de requêtes")


def no_such_path() -> Error:
    """Write 00402: no operation has this path in this version."""
    return error("00402", title="Version d'API non prise en charge", detail="Cette adresse n'existe pas")


def not_found(operation: Operation) -> Error:
    """Write XX003: the provider knows nothing for this call."""
    detail = (
        "Le ou les paramètre(s) d'entrée n'existent pas, ne sont pas connus, ou ne comportent aucune information pour "
        "cet appel. Veuillez vérifier que votre recherche est couverte par le périmètre de l'API."
    )
    entity = error(f"{operation.provider_code}003", title="Entité non trouvée", detail=detail)
    return {**entity, "meta": {"provider": operation.provider}}
