"""Refusals of deposits and of their receipts."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "RSP-NOT-FOUND": ProblemText("Introuvable", "Aucun objet de ce nom n'est visible pour vous.", 404),
        "RSP-CONSULTATION-UNKNOWN": ProblemText(
            "Consultation inconnue", "Cette consultation n'est pas (encore) connue du service des plis.", 404
        ),
        "RSP-ORGANISATION-MISSING": ProblemText(
            "Organisation manquante", "Cet acte demande un compte rattaché à un SIRET.", 403
        ),
        "RSP-NOT-INVITED": ProblemText(
            "Entreprise non invitée",
            "Seules les entreprises invitées par l'acheteur répondent à cette phase ; {company} n'en est pas.",
            403,
        ),
        "RSP-PART-UNEXPECTED": ProblemText(
            "Partie non attendue", "Cette phase de la consultation ne reçoit pas d'élément « {role} ».", 422
        ),
        "RSP-CONSULTATION-ABANDONED": ProblemText(
            "Consultation sans suite",
            "L'acheteur a déclaré cette consultation sans suite : rien n'est plus reçu ni ouvert.",
            409,
        ),
        "RSP-LOT-ENDED": ProblemText(
            "Lot sans suite", "L'acheteur a déclaré le lot {lot} sans suite : rien n'est plus reçu pour lui.", 409
        ),
        "RSP-CONFIRMATION-DIFFERS": ProblemText(
            "Confirmation différente de la consultation",
            "Ce que vous confirmez diffère de la consultation « {consultation} » sur : {points}. Relisez, confirmez.",
            409,
        ),
        "RSP-COUNT-HIDDEN": ProblemText(
            "Nombre de dépôts non montré",
            "Cette consultation a été publiée sans que l'acheteur choisisse de le voir.",
            403,
        ),
        "RSP-GROUP-LEAD": ProblemText(
            "Groupement d'une autre réponse",
            "Ce groupement répond à une autre consultation, ou votre entreprise n'en est pas le mandataire.",
            409,
        ),
        "RSP-LOT-UNKNOWN": ProblemText("Lot inconnu", "La consultation n'a pas de lot {lot}.", 422),
        "RSP-FILE-COUNT": ProblemText("Nombre de fichiers", "Un dépôt compte de 1 à {most} fichiers scellés.", 422),
        "RSP-SLOT-REPEATED": ProblemText(
            "Fichier en double", "Un dépôt porte une seule candidature et une seule offre par lot.", 422
        ),
        "RSP-FILE-TOO-LARGE": ProblemText(
            "Fichier trop volumineux",
            "Le fichier {name} compte {size} octets ; la limite publiée est de {limit} octets par fichier.",
            413,
        ),
        "RSP-DEPOSIT-TOO-LARGE": ProblemText(
            "Dépôt trop volumineux",
            "Le dépôt compte {size} octets ; la limite publiée est de {limit} octets par dépôt.",
            413,
        ),
        "RSP-CUSTODY-UNLOGGED": ProblemText(
            "Détenteurs non inscrits", "Le journal n'a pas enregistré les détenteurs de clé de cette consultation.", 404
        ),
        "RSP-RECEIPT-AWAITED": ProblemText(
            "Accusé en préparation", "Le dépôt est reçu ; son inscription au journal suit dans la seconde.", 503
        ),
        "RSP-CLOCK-DRIFT": ProblemText(
            "Horloge en dérive",
            "L'horloge de la plateforme s'écarte de plus d'une seconde ({source}) ; les ouvertures attendent.",
            503,
        ),
        "RSP-DEPOSIT-INCOMPLETE": ProblemText(
            "Dépôt incomplet", "Il manque {missing} fichier(s) : l'accusé suit le dernier octet déclaré.", 409
        ),
        "RSP-NOT-PRACTICE": ProblemText("Pas un essai", "Ce rapport porte sur les dépôts de l'espace d'essai.", 409),
    }
)
