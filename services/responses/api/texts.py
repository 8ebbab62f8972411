"""The French words of the refusals of responses (codes ``RSP-…``)."""

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
            "Consultation sans suite", "L'acheteur a déclaré cette consultation sans suite : rien n'est plus reçu.", 409
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
        "RSP-WRAPS-INCOMPLETE": ProblemText(
            "Clés incomplètes",
            "Chaque fichier scellé porte {expected} clés imbriquées, une par groupe de détenteurs ; {given} reçues.",
            422,
        ),
        "RSP-WRAP-FORM": ProblemText(
            "Clé imbriquée illisible", "Une clé imbriquée est un fichier age d'au plus {most} octets.", 422
        ),
        "RSP-CUSTODY-THRESHOLD": ProblemText(
            "Seuil d'ouverture impossible",
            "Avec {custodians} détenteurs, le seuil {threshold} ne laisse pas une clé de réserve.",
            422,
        ),
        "RSP-CUSTODY-TOO-MANY": ProblemText(
            "Trop de groupes de détenteurs", "{subsets} groupes de détenteurs ; au plus {most}.", 422
        ),
        "RSP-CUSTODY-REPEATED": ProblemText(
            "Détenteur en double", "Deux détenteurs de clé ont le même destinataire age.", 422
        ),
        "RSP-CHALLENGE-EXPIRED": ProblemText(
            "Défi expiré", "Le défi n'est valable que {hours} heures : recommencez l'enregistrement.", 409
        ),
        "RSP-PROOF-WRONG": ProblemText(
            "Preuve incorrecte", "La réponse au défi ne prouve pas la possession de la clé.", 422
        ),
        "RSP-CUSTODIAN-OTHER": ProblemText(
            "Autre détenteur", "Seul le détenteur enregistré et vérifié peut agir avec cette clé.", 403
        ),
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
        "RSP-DEPOSIT-INCOMPLETE": ProblemText(
            "Dépôt incomplet", "Il manque {missing} fichier(s) : l'accusé suit le dernier octet déclaré.", 409
        ),
        "RSP-TILE-UNKNOWN": ProblemText("Tuile inconnue", "Le journal n'a pas (encore) cette tuile.", 404),
        "RSP-LOG-EMPTY": ProblemText("Journal vide", "Le journal n'a pas encore de point de contrôle.", 404),
        "RSP-LOG-BEHIND": ProblemText(
            "Journal en retard", "Le dépôt du fichier {file} n'est pas encore numéroté au journal ; renouvelez.", 503
        ),
        "RSP-NOT-CLOSED": ProblemText(
            "Dépôts non clos", "Rien ne s'ouvre avant la clôture des dépôts (date limite : {deadline}).", 409
        ),
        "RSP-OPENING-OVER": ProblemText("Séance terminée", "Cette séance d'ouverture est terminée ({status}).", 409),
        "RSP-OPENING-INTERRUPTED": ProblemText(
            "Séance interrompue",
            "Le processus d'ouverture s'est arrêté ; rien n'est perdu, commencez une nouvelle séance.",
            409,
        ),
        "RSP-OPENING-ELSEWHERE": ProblemText(
            "Séance sur une autre machine", "Cette séance d'ouverture se tient sur {node}.", 409
        ),
        "RSP-OPENING-UNATTEMPTED": ProblemText(
            "Fichiers non tentés",
            "{count} fichier(s) n'ont pas encore été tentés : la séance ne peut se conclure.",
            409,
        ),
        "RSP-WORKER-UNAVAILABLE": ProblemText(
            "Ouverture indisponible", "Le processus d'ouverture n'a pas pu démarrer.", 503
        ),
    }
)
