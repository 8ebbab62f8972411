"""The French words of the refusals of uploads, for the family of codes of any service."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

_TEXTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "UPLOAD-BUSY": ProblemText(
            "Envoi en cours", "Un autre envoi de ce fichier est en cours ; reprenez dans un instant.", 423
        ),
        "UPLOAD-OFFSET": ProblemText(
            "Reprise au mauvais endroit", "Le fichier compte {actual} octets reçus ; reprenez à cet endroit.", 409
        ),
        "UPLOAD-OVERFLOW": ProblemText(
            "Octets en trop", "Ce fichier a été déclaré avec {limit} octets ; rien n'est gardé au-delà.", 413
        ),
        "UPLOAD-CHECKSUM": ProblemText(
            "Octets altérés en route", "L'empreinte du morceau reçu diffère de celle annoncée ; renvoyez-le.", 460
        ),
        "UPLOAD-LENGTH": ProblemText(
            "Autre taille que celle déclarée",
            "L'envoi annonce {length} octets (Upload-Length) ; ce fichier a été déclaré avec {declared} octets.",
            409,
        ),
        "TUS-VERSION": ProblemText("Version de tus", "Ce service parle tus {version} (en-tête Tus-Resumable).", 412),
        "TUS-HEADER": ProblemText("En-tête incorrect", "L'en-tête {header} manque ou est incorrect.", 400),
        "TUS-TYPE": ProblemText(
            "Type de contenu refusé", "Un morceau de fichier a le type application/offset+octet-stream.", 415
        ),
    }
)


def tus_texts(family: str) -> Mapping[str, ProblemText]:
    """Give the words of the refusals of uploads under the codes of a family, `RSP` for instance."""
    return MappingProxyType({f"{family}-{code}": text for code, text in _TEXTS.items()})
