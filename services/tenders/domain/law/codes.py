"""Codes of the obligations (obligations de l'acheteur): published, stable, never reused.

A program may rely on a code for ever; its sentence may be said better. `MEANINGS` is the page of codes of the
documentation, and the test that every code can appear and can be absent walks over the enumeration.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Phase(StrEnum):
    """When an obligation is to be met."""

    SCOPE = "scope"
    PUBLICITY = "publicity"
    PROCEDURE = "procedure"
    ELECTRONIC = "electronic"
    PERIODS = "periods"
    CRITERIA = "criteria"
    LOTS = "lots"
    AWARD = "award"
    CONTRACT = "contract"
    KEEPING = "keeping"


PHASE_TITLES: Final[Mapping[Phase, str]] = MappingProxyType(
    {
        Phase.SCOPE: "Le besoin",
        Phase.PUBLICITY: "Publicité",
        Phase.PROCEDURE: "Procédure",
        Phase.ELECTRONIC: "Voie électronique",
        Phase.PERIODS: "Délais",
        Phase.CRITERIA: "Candidatures, critères et conditions",
        Phase.LOTS: "Lots",
        Phase.AWARD: "Attribution",
        Phase.CONTRACT: "Marché",
        Phase.KEEPING: "Transparence et conservation",
    }
)


class ObligationCode(StrEnum):
    """What the law asks, or leaves free."""

    NOT_COVERED = "not_covered"
    NO_SPLITTING = "no_splitting"
    CENTRAL_PURCHASING = "central_purchasing"
    NO_NOTICE_REQUIRED = "no_notice_required"
    RELEVANT_OFFER = "relevant_offer"
    FREE_PUBLICITY = "free_publicity"
    BOAMP_OR_JAL = "boamp_or_jal"
    BOAMP_AND_JOUE = "boamp_and_joue"
    JOUE_ONLY = "joue_only"
    NOTICE_ORDER = "notice_order"
    DOCUMENTS_ON_PROFILE = "documents_on_profile"
    WITHOUT_PUBLICITY_GROUND = "without_publicity_ground"
    ADAPTED_PROCEDURE = "adapted_procedure"
    FORMAL_PROCEDURE = "formal_procedure"
    PROCEDURES_ALLOWED = "procedures_allowed"
    NEGOTIATION_GROUND = "negotiation_ground"
    MINIMUM_CANDIDATES = "minimum_candidates"
    SOCIAL_SERVICES_REGIME = "social_services_regime"
    DESIGN_CONTEST = "design_contest"
    CALL_OFF = "call_off"
    FRAMEWORK_MAXIMUM = "framework_maximum"
    FRAMEWORK_DURATION = "framework_duration"
    RESERVED_CONTRACT = "reserved_contract"
    ELECTRONIC_RESPONSE = "electronic_response"
    ELECTRONIC_RESPONSE_EXCEPTED = "electronic_response_excepted"
    ELECTRONIC_RESPONSE_OPTIONAL = "electronic_response_optional"
    BACKUP_COPY = "backup_copy"
    MPS_OFFERED = "mps_offered"
    ESPD_ACCEPTED = "espd_accepted"
    ADEQUATE_PERIOD = "adequate_period"
    MINIMUM_PERIOD_OPEN = "minimum_period_open"
    MINIMUM_PERIOD_CANDIDACIES = "minimum_period_candidacies"
    MINIMUM_PERIOD_OFFERS = "minimum_period_offers"
    LARGE_DOCUMENTS_EXTRA_DAYS = "large_documents_extra_days"
    QUESTIONS_ANSWER_DAYS = "questions_answer_days"
    ENVIRONMENT_CRITERION = "environment_criterion"
    ENVIRONMENT_CONDITION = "environment_condition"
    SOCIAL_CONDITION = "social_condition"
    CRITERIA_WEIGHTING = "criteria_weighting"
    TURNOVER_CAP = "turnover_cap"
    ALLOTMENT = "allotment"
    SMALL_LOTS = "small_lots"
    SMALL_LOTS_DISPENSE = "small_lots_dispense"
    SMALL_LOTS_INNOVATIVE = "small_lots_innovative"
    CAO = "cao"
    CAO_OWN_RULES = "cao_own_rules"
    REJECTION_NOTICE = "rejection_notice"
    STANDSTILL = "standstill"
    WRITTEN_CONTRACT = "written_contract"
    LEGALITY_CONTROL = "legality_control"
    LEGALITY_CONTROL_OWN_RULES = "legality_control_own_rules"
    ADVANCE_PAYMENT = "advance_payment"
    GUARANTEE_RETENTION = "guarantee_retention"
    PAYMENT_PERIOD = "payment_period"
    AWARD_NOTICE = "award_notice"
    PRESENTATION_REPORT = "presentation_report"
    DECISIONS_KEPT = "decisions_kept"
    ESSENTIAL_DATA = "essential_data"
    ESSENTIAL_DATA_OR_LIST = "essential_data_or_list"
    RETENTION_BIDS = "retention_bids"
    RETENTION_CONTRACT = "retention_contract"


_C = ObligationCode
MEANINGS: Final[Mapping[ObligationCode, tuple[Phase, str]]] = MappingProxyType(
    {
        _C.NOT_COVERED: (Phase.SCOPE, "Le contrat ne relève pas des règles des marchés décrites ici."),
        _C.NO_SPLITTING: (Phase.SCOPE, "Le besoin ne se découpe pas pour éviter un seuil."),
        _C.CENTRAL_PURCHASING: (Phase.SCOPE, "La centrale d'achat a fait la publicité et la mise en concurrence."),
        _C.NO_NOTICE_REQUIRED: (Phase.PUBLICITY, "Aucun avis n'est exigé."),
        _C.RELEVANT_OFFER: (
            Phase.PUBLICITY,
            "Offre pertinente, bon usage des deniers, pas toujours le même titulaire.",
        ),
        _C.FREE_PUBLICITY: (Phase.PUBLICITY, "Publicité adaptée, choisie par l'acheteur."),
        _C.BOAMP_OR_JAL: (Phase.PUBLICITY, "Avis au BOAMP ou dans un journal d'annonces légales."),
        _C.BOAMP_AND_JOUE: (Phase.PUBLICITY, "Avis au BOAMP et au Journal officiel de l'Union européenne."),
        _C.JOUE_ONLY: (Phase.PUBLICITY, "Avis au seul Journal officiel de l'Union européenne."),
        _C.NOTICE_ORDER: (Phase.PUBLICITY, "Le JOUE d'abord, les publications nationales ensuite."),
        _C.DOCUMENTS_ON_PROFILE: (Phase.PUBLICITY, "Documents gratuits sur le profil d'acheteur, dès l'avis."),
        _C.WITHOUT_PUBLICITY_GROUND: (Phase.PROCEDURE, "Sans publicité ni mise en concurrence : le cas invoqué."),
        _C.ADAPTED_PROCEDURE: (Phase.PROCEDURE, "Procédure adaptée."),
        _C.FORMAL_PROCEDURE: (Phase.PROCEDURE, "Procédure formalisée."),
        _C.PROCEDURES_ALLOWED: (Phase.PROCEDURE, "Les procédures possibles."),
        _C.NEGOTIATION_GROUND: (Phase.PROCEDURE, "Le cas qui permet la négociation ou le dialogue."),
        _C.MINIMUM_CANDIDATES: (Phase.PROCEDURE, "Nombre minimal de candidats invités."),
        _C.SOCIAL_SERVICES_REGIME: (Phase.PROCEDURE, "Services sociaux et spécifiques : procédure adaptée."),
        _C.DESIGN_CONTEST: (Phase.PROCEDURE, "Maîtrise d'œuvre : concours restreint, sauf exception."),
        _C.CALL_OFF: (Phase.PROCEDURE, "Marché fondé sur un accord-cadre ou un système d'acquisition dynamique."),
        _C.FRAMEWORK_MAXIMUM: (Phase.PROCEDURE, "Accord-cadre : un maximum, en valeur ou en quantité."),
        _C.FRAMEWORK_DURATION: (Phase.PROCEDURE, "Accord-cadre : durée maximale, sauf exception justifiée."),
        _C.RESERVED_CONTRACT: (Phase.PROCEDURE, "Marché réservé : le dire dans l'avis ou les documents."),
        _C.ELECTRONIC_RESPONSE: (Phase.ELECTRONIC, "Réponse électronique obligatoire."),
        _C.ELECTRONIC_RESPONSE_EXCEPTED: (Phase.ELECTRONIC, "L'acheteur peut renoncer à la voie électronique."),
        _C.ELECTRONIC_RESPONSE_OPTIONAL: (Phase.ELECTRONIC, "Petit achat : l'acheteur choisit la voie."),
        _C.BACKUP_COPY: (Phase.ELECTRONIC, "Copie de sauvegarde admise dans le délai."),
        _C.MPS_OFFERED: (Phase.ELECTRONIC, "Candidature avec un numéro SIRET, toujours offerte."),
        _C.ESPD_ACCEPTED: (Phase.ELECTRONIC, "Document unique de marché européen (DUME) accepté."),
        _C.ADEQUATE_PERIOD: (Phase.PERIODS, "Délai libre, mais suffisant."),
        _C.MINIMUM_PERIOD_OPEN: (Phase.PERIODS, "Appel d'offres ouvert : délai minimal."),
        _C.MINIMUM_PERIOD_CANDIDACIES: (Phase.PERIODS, "Candidatures : délai minimal."),
        _C.MINIMUM_PERIOD_OFFERS: (Phase.PERIODS, "Offres : délai minimal après l'invitation."),
        _C.LARGE_DOCUMENTS_EXTRA_DAYS: (Phase.PERIODS, "Documents hors du profil : jours en plus."),
        _C.QUESTIONS_ANSWER_DAYS: (Phase.PERIODS, "Réponses aux questions avant la date limite."),
        _C.ENVIRONMENT_CRITERION: (Phase.CRITERIA, "Un critère au moins regarde l'environnement."),
        _C.ENVIRONMENT_CONDITION: (Phase.CRITERIA, "Une condition d'exécution regarde l'environnement."),
        _C.SOCIAL_CONDITION: (Phase.CRITERIA, "Une condition d'exécution sociale, ou le motif de son absence."),
        _C.CRITERIA_WEIGHTING: (Phase.CRITERIA, "Critères pondérés, ou par ordre décroissant."),
        _C.TURNOVER_CAP: (Phase.CRITERIA, "Plafond du chiffre d'affaires minimal demandé."),
        _C.ALLOTMENT: (Phase.LOTS, "Des lots, ou les motifs de leur absence."),
        _C.SMALL_LOTS: (Phase.LOTS, "Petits lots : procédure adaptée possible malgré le total."),
        _C.SMALL_LOTS_DISPENSE: (Phase.LOTS, "Petits lots : sans publicité ni mise en concurrence."),
        _C.SMALL_LOTS_INNOVATIVE: (Phase.LOTS, "Petits lots innovants : sans publicité ni mise en concurrence."),
        _C.CAO: (Phase.AWARD, "La commission d'appel d'offres choisit le titulaire."),
        _C.CAO_OWN_RULES: (Phase.AWARD, "Commission d'attribution selon un régime propre."),
        _C.REJECTION_NOTICE: (Phase.AWARD, "Lettres de rejet sans délai."),
        _C.STANDSTILL: (Phase.AWARD, "Suspension avant la signature."),
        _C.WRITTEN_CONTRACT: (Phase.CONTRACT, "Contrat écrit."),
        _C.LEGALITY_CONTROL: (Phase.CONTRACT, "Transmission au préfet avant la notification."),
        _C.LEGALITY_CONTROL_OWN_RULES: (Phase.CONTRACT, "Contrôle des actes selon un régime propre."),
        _C.ADVANCE_PAYMENT: (Phase.CONTRACT, "Avance obligatoire, et son taux minimal."),
        _C.GUARANTEE_RETENTION: (Phase.CONTRACT, "Plafond de la retenue de garantie."),
        _C.PAYMENT_PERIOD: (Phase.CONTRACT, "Délai de paiement."),
        _C.AWARD_NOTICE: (Phase.KEEPING, "Avis d'attribution."),
        _C.PRESENTATION_REPORT: (Phase.KEEPING, "Rapport de présentation."),
        _C.DECISIONS_KEPT: (Phase.KEEPING, "Entité adjudicatrice : justification des décisions à conserver."),
        _C.ESSENTIAL_DATA: (Phase.KEEPING, "Données essentielles sur le portail national."),
        _C.ESSENTIAL_DATA_OR_LIST: (Phase.KEEPING, "Données essentielles, ou liste annuelle."),
        _C.RETENTION_BIDS: (Phase.KEEPING, "Conservation des candidatures et des offres."),
        _C.RETENTION_CONTRACT: (Phase.KEEPING, "Conservation des pièces du marché."),
    }
)
