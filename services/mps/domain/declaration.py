"""The self-declaration (déclaration sur l'honneur) of a candidate, CCP R2143-3 1°.

The company makes it by sealing the document that contains it with its bid; no signature is asked at this stage.
Source: the words of R2143-3 1°, read in the consolidated code.
"""

from typing import Final

ARTICLE: Final = "R2143-3"
TEXT: Final = (
    "Le candidat déclare sur l'honneur, en application du 1° de l'article R2143-3 du code de la commande publique, "
    "qu'il n'entre dans aucun des cas mentionnés aux articles L2141-1 à L2141-5 et L2141-7 à L2141-11 du même code, "
    "et notamment qu'il satisfait aux obligations concernant l'emploi des travailleurs handicapés définies aux "
    "articles L5212-1 à L5212-11 du code du travail."
)
SEALING_MENTION: Final = (
    "Le dépôt de ce document dans un pli scellé vaut déclaration du candidat. Il n'a pas à fournir les justificatifs "
    "que l'acheteur obtient lui-même auprès des administrations (article R2143-13)."
)
UNKNOWN_MENTION: Final = (
    "Une information inconnue d'une administration n'est jamais retenue contre le candidat : l'acheteur la lui "
    "demande s'il en a besoin (article R2144-2)."
)
PROTECTED_MENTION: Final = (
    "Le contenu des données protégées n'est lu que par l'agent qui examine la candidature ; ce document n'en indique "
    "que l'état."
)
SANDBOX_MENTION: Final = "Consultation d'essai : ce document n'a aucune valeur juridique."
