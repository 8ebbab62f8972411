"""Refusals of uploads (tus)."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "RSP-UPLOAD-COMPLETE": ProblemText(
            "Fichier déjà reçu", "Ce fichier est entièrement reçu : il est conservé et ne se retire pas.", 409
        ),
        "RSP-UPLOAD-ABANDONED": ProblemText("Dépôt abandonné", "Ce dépôt a été abandonné par son auteur.", 410),
        "RSP-UPLOAD-BUSY": ProblemText(
            "Envoi en cours", "Un autre envoi de ce fichier est en cours ; reprenez dans un instant.", 423
        ),
        "RSP-UPLOAD-OFFSET": ProblemText(
            "Reprise au mauvais endroit", "Le fichier compte {actual} octets reçus ; reprenez à cet endroit.", 409
        ),
        "RSP-UPLOAD-OVERFLOW": ProblemText(
            "Octets en trop", "Ce fichier a été déclaré avec {limit} octets ; rien n'est gardé au-delà.", 413
        ),
        "RSP-UPLOAD-CHECKSUM": ProblemText(
            "Octets altérés en route", "L'empreinte du morceau reçu diffère de celle annoncée ; renvoyez-le.", 460
        ),
        "RSP-DIGEST-MISMATCH": ProblemText(
            "Autres octets que ceux déclarés",
            "L'empreinte de {name} diffère de la déclaration ; renvoyez le fichier depuis le début.",
            460,
        ),
        "RSP-NO-ROOM": ProblemText("Plus de place", "Le service ne peut pas recevoir ce dépôt pour l'instant.", 503),
        "RSP-TUS-VERSION": ProblemText(
            "Version de tus", "Ce service parle tus {version} (en-tête Tus-Resumable).", 412
        ),
        "RSP-TUS-HEADER": ProblemText("En-tête incorrect", "L'en-tête {header} manque ou est incorrect.", 400),
        "RSP-TUS-TYPE": ProblemText(
            "Type de contenu refusé", "Un morceau de fichier a le type application/offset+octet-stream.", 415
        ),
    }
)
