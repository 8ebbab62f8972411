"""The French words of the refusals that every service shares (codes ``HTTP-…``)."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

_LAST_OF_VALUES: Final = re.compile(r" or (\S+)$")
HTTP_TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "HTTP-BODY-UNREADABLE": ProblemText(
            "Contenu illisible", "Le contenu n'est pas du JSON lisible : {reason}.", 400
        ),
        "HTTP-BODY-INVALID": ProblemText(
            "Contenu incorrect", "La demande comporte {count} champ(s) incorrect(s) ou manquant(s).", 422
        ),
        "HTTP-VALUE-INVALID": ProblemText("Valeur incorrecte", "{message}", 422),
        "HTTP-LAW-UNKNOWN": ProblemText(
            "Droit inconnu à cette date",
            "« {label} » : aucune valeur connue au {on:day} (première valeur connue : {known_from:day}).",
            422,
        ),
        "HTTP-BODY-TOO-LARGE": ProblemText(
            "Contenu trop volumineux", "Le contenu dépasse la limite de {limit} octets.", 413
        ),
        "HTTP-BODY-TOO-SLOW": ProblemText(
            "Envoi interrompu",
            "Trop peu d'octets sont arrivés depuis {limit} secondes ; ce qui est reçu d'un fichier reste, reprenez-le.",
            408,
        ),
        "HTTP-HEADERS-TOO-LARGE": ProblemText(
            "En-têtes trop volumineux", "Les en-têtes de la demande dépassent {limit} octets.", 431
        ),
        "HTTP-MEDIA-TYPE": ProblemText(
            "Type de contenu refusé", "Ce service attend un contenu de type {expected}.", 415
        ),
        "HTTP-NOT-FOUND": ProblemText("Adresse inconnue", "Aucune ressource à cette adresse.", 404),
        "HTTP-METHOD-NOT-ALLOWED": ProblemText(
            "Méthode refusée", "Cette adresse n'accepte pas la méthode {method}.", 405
        ),
        "HTTP-REFUSED": ProblemText("Demande refusée", "La demande n'a pas pu être traitée (statut {status}).", 400),
        "HTTP-UNAUTHENTICATED": ProblemText(
            "Identification nécessaire", "Présentez un jeton d'accès (en-tête Authorization: Bearer).", 401
        ),
        "HTTP-TOKEN-INVALID": ProblemText(
            "Jeton d'accès refusé", "Le jeton d'accès présenté n'est pas accepté : {reason}.", 401
        ),
        "HTTP-RIGHT-MISSING": ProblemText("Droit manquant", "Cette action demande le droit « {right:right} ».", 403),
        "HTTP-IDEMPOTENCY-KEY-MISSING": ProblemText(
            "Clé d'idempotence manquante", "Toute écriture demande l'en-tête Idempotency-Key.", 400
        ),
        "HTTP-IDEMPOTENCY-KEY-INVALID": ProblemText(
            "Clé d'idempotence incorrecte",
            "L'en-tête Idempotency-Key compte de 8 à {limit} lettres, chiffres ou signes « . _ : - ».",
            400,
        ),
        "HTTP-IDEMPOTENCY-KEY-REUSED": ProblemText(
            "Clé d'idempotence déjà utilisée", "Cette clé a déjà servi pour une demande différente.", 422
        ),
        "HTTP-IDEMPOTENCY-IN-PROGRESS": ProblemText(
            "Demande en cours", "La même demande est en cours de traitement ; renouvelez-la dans un instant.", 409
        ),
        "HTTP-IF-MATCH-MISSING": ProblemText(
            "Version attendue manquante", "Cette modification demande l'en-tête If-Match avec la version lue.", 428
        ),
        "HTTP-IF-MATCH-INVALID": ProblemText(
            "Version attendue incorrecte", 'L\'en-tête If-Match porte une version entière, par exemple "3".', 400
        ),
        "HTTP-VERSION-STALE": ProblemText(
            "Version dépassée",
            "Version présentée : {expected} ; version actuelle : {current}. Relisez puis recommencez.",
            412,
        ),
        "HTTP-CURSOR-INVALID": ProblemText(
            "Curseur incorrect", "Le curseur de page n'a pas été émis par ce service.", 400
        ),
        "HTTP-LIMIT-INVALID": ProblemText(
            "Taille de page incorrecte", "Une page compte de {least} à {most} éléments.", 422
        ),
        "HTTP-BUSY": ProblemText(
            "Service très sollicité", "Le service n'a pas pu prendre la demande à temps ; renouvelez-la.", 503
        ),
        "HTTP-UNAVAILABLE": ProblemText(
            "Service momentanément indisponible",
            "Le service ne peut pas répondre pour l'instant ; renouvelez la demande.",
            503,
        ),
        "HTTP-STORE-FAILED": ProblemText(
            "Stockage en défaut",
            "Le service n'a pas pu écrire ce qu'il a reçu ; rien n'est enregistré tant qu'un accusé ne le dit pas. "
            "Reprenez à l'endroit que le service indique.",
            503,
        ),
        "HTTP-UNEXPECTED": ProblemText(
            "Erreur inattendue",
            "La demande n'a pas abouti ; seul un accusé rendu prouve un enregistrement. Référence : {request_id}.",
            500,
        ),
    }
)

FIELD_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "Champ obligatoire.",
        "extra_forbidden": "Champ inconnu.",
        "string_type": "Texte attendu.",
        "string_too_short": "Texte trop court (minimum {min_length}).",
        "string_too_long": "Texte trop long (maximum {max_length}).",
        "string_pattern_mismatch": "Format incorrect.",
        "int_type": "Nombre entier attendu.",
        "int_parsing": "Nombre entier attendu.",
        "int_from_float": "Nombre entier attendu.",
        "bool_type": "Vrai ou faux attendu.",
        "bool_parsing": "Vrai ou faux attendu.",
        "decimal_parsing": "Nombre décimal attendu.",
        "date_from_datetime_parsing": "Date attendue (AAAA-MM-JJ).",
        "date_parsing": "Date attendue (AAAA-MM-JJ).",
        "datetime_parsing": "Date et heure attendues (RFC 3339).",
        "datetime_from_date_parsing": "Date et heure attendues (RFC 3339).",
        "timezone_aware": "Fuseau horaire obligatoire.",
        "uuid_parsing": "Identifiant incorrect.",
        "enum": "Valeur hors de la liste : {expected}.",
        "literal_error": "Valeur hors de la liste : {expected}.",
        "list_type": "Liste attendue.",
        "dict_type": "Objet attendu.",
        "model_type": "Objet attendu.",
        "model_attributes_type": "Objet attendu.",
        "too_short": "Liste trop courte (minimum {min_length}).",
        "too_long": "Liste trop longue (maximum {max_length}).",
        "greater_than": "Valeur supérieure à {gt} attendue.",
        "greater_than_equal": "Valeur supérieure ou égale à {ge} attendue.",
        "less_than": "Valeur inférieure à {lt} attendue.",
        "less_than_equal": "Valeur inférieure ou égale à {le} attendue.",
        "value_error": "Valeur incorrecte.",
    }
)


def field_message(kind: str, context: Mapping[str, object]) -> str:
    """The French message of one error kind of pydantic; an unlisted kind says only that the value is wrong."""
    template = FIELD_MESSAGES.get(kind, "Valeur incorrecte.")
    said = {key: _in_french(value) if key == "expected" else value for key, value in context.items()}
    try:
        return template.format_map(said)
    except KeyError:
        return "Valeur incorrecte."


def _in_french(values: object) -> str:
    """Write a list of values as pydantic does, in French: ``'ubl', 'cii' or 'factur-x'``."""
    return _LAST_OF_VALUES.sub(" ou \\1", str(values))
