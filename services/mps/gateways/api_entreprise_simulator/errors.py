"""The errors of API Entreprise in their official form (errors.yml, nomenclature-errors.md, read 2026-04-28)."""

from collections.abc import Mapping
from typing import Final

from services.mps.gateways.api_entreprise_simulator.operations import Operation

Error = dict[str, object]

_UNPROCESSABLE: Final = "Entité non traitable"
_MANDATORY: Final[Mapping[str, str]] = {"context": "00201", "object": "00202", "recipient": "00203"}
_MALFORMED: Final[Mapping[str, str]] = {"siren": "00301", "siret": "00302"}


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
    """Write 00301 or 00302: the number asked about is not a SIREN or a SIRET."""
    detail = f"Le numéro de {parameter} n'est pas correctement formatté"
    return error(_MALFORMED[parameter], title=_UNPROCESSABLE, detail=detail, parameter=parameter)


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
