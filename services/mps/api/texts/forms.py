"""The French words of the refusals about forms, papers, groups and requirements."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.http.problems import ProblemText

TEXTS: Mapping[str, ProblemText] = MappingProxyType(
    {
        "MPS-FORM-CHANGED": ProblemText(
            "Formulaire modifié entre-temps",
            "Vous avez lu la version {expected} ; la version {version} a été enregistrée depuis. Relisez-la.",
            412,
        ),
        "MPS-FORM-CONFIRMED": ProblemText(
            "Candidature confirmée",
            "La candidature est confirmée : rouvrez-la pour la modifier, avant la date limite.",
            409,
        ),
        "MPS-FORM-NOT-CONFIRMED": ProblemText(
            "Candidature non confirmée", "La candidature {candidacy_id} n'est pas confirmée.", 409
        ),
        "MPS-DEADLINE-PASSED": ProblemText(
            "Date limite passée",
            "Les candidatures ne se modifient plus depuis le {deadline:instant} ; l'acheteur peut demander des "
            "compléments (article R2144-2).",
            409,
        ),
        "MPS-NOTHING-TO-REUSE": ProblemText(
            "Aucune candidature à reprendre", "Votre entreprise n'a pas encore confirmé d'autre candidature.", 404
        ),
        "MPS-SUBCONTRACTORS-NONE": ProblemText(
            "Aucun sous-traitant", "Déclarez d'abord vos sous-traitants dans le formulaire de candidature.", 422
        ),
        "MPS-GROUP-EMPTY": ProblemText(
            "Groupement sans membre", "Un groupement compte au moins un membre en plus de son mandataire.", 422
        ),
        "MPS-PARTY-TWICE": ProblemText(
            "Membre nommé deux fois", "Le numéro {number} figure deux fois dans le groupement.", 422
        ),
        "MPS-LOT-UNKNOWN": ProblemText("Lot inconnu", "La consultation n'a pas de lot {lots}.", 422),
        "MPS-INVITATION-UNKNOWN": ProblemText(
            "Invitation inconnue", "Aucun groupement {candidacy_id} ne demande l'accord de votre entreprise.", 404
        ),
        "MPS-COMPOSITION-CHANGED": ProblemText(
            "Groupement modifié entre-temps",
            "Le groupement n'est plus celui que vous avez lu : relisez sa composition avant de répondre.",
            409,
        ),
        "MPS-PAPER-NAME": ProblemText("Nom de fichier refusé", "Le nom {name} ne peut pas être conservé.", 422),
        "MPS-PAPER-FORMAT": ProblemText("Format refusé", "Formats acceptés : {formats}.", 415),
        "MPS-PAPER-CONTENT": ProblemText(
            "Contenu d'un autre format",
            "Le contenu de ce fichier n'est pas du format {format} annoncé par son nom.",
            415,
        ),
        "MPS-PAPERS-MANY": ProblemText(
            "Trop de pièces", "Une candidature compte au plus {limit} pièces, retirées comprises.", 409
        ),
        "MPS-PAPER-UNKNOWN": ProblemText("Pièce inconnue", "Aucune pièce {paper_id} dans cette candidature.", 404),
        "MPS-DELEGATION-UNKNOWN": ProblemText(
            "Délégation inconnue", "Votre entreprise n'a pas enregistré de délégation {delegation_id}.", 404
        ),
        "MPS-DELEGATION-OVER": ProblemText(
            "Délégation déjà retirée", "La délégation {delegation_id} a déjà été retirée.", 409
        ),
        "MPS-DELEGATION-DAYS": ProblemText(
            "Dates de délégation", "Le dernier jour ({last_day}) précède le premier ({first_day}).", 422
        ),
        "MPS-REQUIREMENTS-CHANGED": ProblemText(
            "Demandes modifiées entre-temps",
            "Vous avez lu la version {expected} ; la version {version} a été enregistrée depuis.",
            412,
        ),
    }
)
