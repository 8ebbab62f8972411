"""The French words of the refusals of `shared.xml.parser`, for every service that reads XML from outside."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.http.problems import ProblemText

_TITLE: Final = "Document XML illisible"
XML_TEXTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        "XML-EMPTY": ProblemText(_TITLE, "Le document est vide.", 422),
        "XML-TOO-LARGE": ProblemText(_TITLE, "Le document a {size} octets, la limite est {limit}.", 413),
        "XML-ENCODING": ProblemText(
            _TITLE,
            "L'encodage {encoding} n'est pas lu ici, ou l'octet {position} n'en fait pas partie : "
            "le fichier est à refaire en UTF-8.",
            422,
        ),
        "XML-DOCTYPE": ProblemText(_TITLE, "Une déclaration DOCTYPE n'est jamais lue : le document est refusé.", 422),
        "XML-NOT-WELL-FORMED": ProblemText(
            _TITLE, "Erreur de syntaxe à la ligne {line} : le fichier est incomplet, abîmé ou mal écrit.", 422
        ),
        "XML-TOO-MANY-NODES": ProblemText(_TITLE, "Le document a plus de {limit} éléments.", 422),
        "XML-TOO-DEEP": ProblemText(_TITLE, "Le document a plus de {limit} niveaux.", 422),
        "XML-TEXT-TOO-LONG": ProblemText(_TITLE, "Un texte dépasse {limit} caractères.", 422),
    }
)
