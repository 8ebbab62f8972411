"""Refusals of uploads (tus), and of too many at once."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText
from shared.http.tus_texts import tus_texts

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        **tus_texts("RSP"),
        "RSP-UPLOAD-COMPLETE": ProblemText(
            "Fichier déjà reçu", "Ce fichier est entièrement reçu : il est conservé et ne se retire pas.", 409
        ),
        "RSP-UPLOAD-ABANDONED": ProblemText("Dépôt abandonné", "Ce dépôt a été abandonné, ou ses octets retirés.", 410),
        "RSP-DIGEST-MISMATCH": ProblemText(
            "Autres octets que ceux déclarés",
            "L'empreinte de {name} diffère de la déclaration ; renvoyez le fichier depuis le début.",
            460,
        ),
        "RSP-NO-ROOM": ProblemText("Plus de place", "Le service ne peut pas recevoir ce dépôt pour l'instant.", 503),
        "RSP-QUOTA-DEPOSITS": ProblemText(
            "Trop de dépôts inachevés",
            "Votre entreprise a {open} dépôts inachevés, limite publiée : {limit}. Achevez-en ou abandonnez-en un.",
            429,
        ),
        "RSP-QUOTA-BYTES": ProblemText(
            "Trop d'octets attendus",
            "Ce dépôt porterait à {size} octets les dépôts inachevés de votre entreprise ; limite publiée : {limit}.",
            429,
        ),
    }
)
