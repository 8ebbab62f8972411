"""The words of the differences between an invoice and its order."""

from collections.abc import Mapping
from types import MappingProxyType

from services.invoicing.api.texts.official_rules import term_words
from services.invoicing.domain.matching import Difference, DifferenceCode
from shared.http.sentences import sentence

DIFFERENCES: Mapping[DifferenceCode, str] = MappingProxyType(
    {
        DifferenceCode.PROBABLE_DUPLICATE: (
            "Ce fournisseur a déjà envoyé une facture {number}, de {amount:amount}, reçue le {received_on:day} "
            "(identifiant {invoice}) : comparez les deux."
        ),
        DifferenceCode.SERVICE_MISSING: "Le code service (BT-10) exigé par le destinataire manque.",
        DifferenceCode.SERVICE_UNKNOWN: "Le code service {code} n'est pas un service actif du destinataire.",
        DifferenceCode.COMMITMENT_MISSING: "Le numéro d'engagement (BT-13) exigé par le destinataire manque.",
        DifferenceCode.SERVICE_OR_COMMITMENT_MISSING: (
            "Le destinataire exige un code service (BT-10) ou un numéro d'engagement (BT-13) : les deux manquent."
        ),
        DifferenceCode.COMMITMENT_SELLER: "L'engagement {number} a été pris envers un autre fournisseur.",
        DifferenceCode.COMMITMENT_CLOSED: "L'engagement {number} est clos.",
        DifferenceCode.COMMITMENT_OUT_OF_PERIOD: "La facture est datée hors de la période de l'engagement {number}.",
        DifferenceCode.COMMITMENT_SHORT: "Il ne reste pas assez sur l'engagement {number} pour cette facture.",
        DifferenceCode.COMMITMENT_CURRENCY: "L'engagement {number} est dans une autre monnaie.",
        DifferenceCode.CONTRACT_ENDED: "La facture est postérieure à la fin du marché {reference}, le {ended_on:day}.",
        DifferenceCode.CONTRACT_SHORT: (
            "Marché {reference} : {invoiced:amount} hors taxes facturés en tout, il est de {amount:amount}."
        ),
        DifferenceCode.ALREADY_PAID: "La facture se dit déjà payée (cadre {frame}) : rien n'est à mandater.",
        DifferenceCode.CREDIT_NOTE: (
            "Avoir de {amount:amount} sur {preceding} (BT-25) : rien n'est à payer, cette somme vient en déduction de "
            "ce qui est dû, ou le fournisseur la rend."
        ),
        DifferenceCode.CREDIT_NOTE_ALONE: (
            "Avoir de {amount:amount}, sans la facture qu'il annule (BT-25) : rien n'est à payer, cette somme vient en "
            "déduction de ce qui est dû, ou le fournisseur la rend."
        ),
        DifferenceCode.CORRECTS: (
            "Facture rectificative de {preceding} (BT-25), qu'elle remplace : une seule des deux est due."
        ),
        DifferenceCode.CORRECTS_UNKNOWN: (
            "Facture rectificative qui ne dit pas laquelle elle remplace (BT-25) : une seule des deux est due."
        ),
        DifferenceCode.NOTHING_DUE: "Le net à payer (BT-115) est de {amount:amount} : rien n'est à mandater.",
        DifferenceCode.PAYEE: (
            "Le paiement est demandé pour {payee} (BT-59), qui n'est pas le vendeur : vérifiez que le comptable a reçu "
            "la notification d'une cession ou d'une subrogation."
        ),
        DifferenceCode.PAYEE_MISSING: (
            "La facture se dit cédée à un affactureur, sans le nommer (BT-59) : vérifiez à qui elle est à payer."
        ),
        DifferenceCode.SELLER_UNSAID: (
            "La facture n'identifie son vendeur, « {name} », par aucun SIREN : elle est attribuée à l'entreprise qui "
            "l'a déposée, {seller}."
        ),
        DifferenceCode.DATED_LATER: (
            "La facture est datée du {issued_on:day}, après sa réception, le {received_on:day}."
        ),
        DifferenceCode.FRAME_UNKNOWN: "Le cadre de facturation {frame} n'existe pas (BT-23).",
        DifferenceCode.CONTRACT_SELLER: (
            "Le vendeur n'est ni le titulaire du marché {reference}, ni un sous-traitant qui y a été accepté."
        ),
        DifferenceCode.FRAME_DEPOSITOR: (
            "Le cadre {frame} est celui d'un sous-traitant, et le vendeur est le titulaire du marché {reference}."
        ),
        DifferenceCode.FRAME_NOT_WORKS: (
            "Le cadre {frame} est celui de travaux ; le marché {reference} n'est pas de travaux."
        ),
        DifferenceCode.SUBCONTRACTOR_UNDECLARED: (
            "Aucun sous-traitant de ce SIRET n'a été accepté sur le marché {reference} (L2193-4)."
        ),
        DifferenceCode.SUBCONTRACTOR_NOT_PAID_DIRECTLY: (
            "Ce sous-traitant du marché {reference} n'a pas droit au paiement direct (R2193-10) : le titulaire le paie."
        ),
        DifferenceCode.SUBCONTRACT_SHORT: (
            "Sous-traitance du marché {reference} : {invoiced:amount} demandés en tout, {amount:amount} acceptés, "
            "TVA comprise."
        ),
        DifferenceCode.SUBCONTRACT_CURRENCY: "La sous-traitance du marché {reference} est dans une autre monnaie.",
        DifferenceCode.REVERSE_CHARGE: (
            "Sous-traitance de travaux sur le marché {reference} : la TVA est due par le titulaire "
            "(CGI 283, 2 nonies), la facture doit être en autoliquidation (AE)."
        ),
        DifferenceCode.ARITHMETIC: "{term} : la facture dit {written:amount}, le calcul donne {counted:amount}.",
        DifferenceCode.VAT_RATE: (
            "Le taux de TVA {rate:number} % n'est en vigueur nulle part en France au jour de la facture."
        ),
        DifferenceCode.ATTACHMENT_NAME: (
            "Pièce jointe « {name} » : le nom doit avoir une extension et cinquante caractères au plus."
        ),
        DifferenceCode.ATTACHMENT_TYPE: (
            "Pièce jointe « {name} » : format {type} non admis, ou démenti par l'extension du nom."
        ),
        DifferenceCode.ATTACHMENT_CONTENT: "Pièce jointe « {name} » : le contenu n'est pas du format annoncé, {type}.",
        DifferenceCode.ATTACHMENT_SIZE: (
            "Pièce jointe « {name} » : {size:number} octets, plus que le portail de l'État n'accepte."
        ),
        DifferenceCode.ATTACHMENTS_TOTAL: (
            "Les {count} pièces jointes pèsent ensemble plus que le portail de l'État n'accepte."
        ),
        DifferenceCode.ATTACHMENT_MALWARE: (
            "Pièce jointe « {name} » : logiciel malveillant trouvé ({signature}). Ne l'ouvrez pas."
        ),
        DifferenceCode.ATTACHMENT_NOT_ANALYSED: "Pièce jointe « {name} » : non analysée par un antivirus.",
        DifferenceCode.ORDER_MISSING: "La facture ne porte pas de numéro d'engagement (BT-13).",
        DifferenceCode.ORDER_UNKNOWN: "Aucun bon de commande ne porte le numéro {reference}.",
        DifferenceCode.SELLER: "Commandé à {ordered}, facturé par {invoiced}.",
        DifferenceCode.CURRENCY: "Commandé en {ordered}, facturé en {invoiced}.",
        DifferenceCode.TOTAL_EXCL_VAT: "Total hors taxes : commandé {ordered:amount}, facturé {invoiced:amount}.",
        DifferenceCode.TOTAL_INCL_VAT: "Total TTC : commandé {ordered:amount}, facturé {invoiced:amount}.",
        DifferenceCode.ALREADY_INVOICED: (
            "Commandé {ordered:amount}, facturé en tout {invoiced:amount} avec les précédentes."
        ),
        DifferenceCode.AMOUNT_CURRENCY: "La facture est en {currency} et porte un montant en {other}.",
        DifferenceCode.LINE_SUM: (
            "Ligne {line} de la facture : elle dit {written:amount}, quantité, prix, remises et frais font "
            "{counted:amount}."
        ),
        DifferenceCode.LINE_INCOMPLETE: "Ligne {line} de la facture : {term} manque.",
        DifferenceCode.LINE_UNKNOWN: "La ligne {line} de la facture n'est pas dans la commande.",
        DifferenceCode.LINE_NOT_INVOICED: "La ligne {line} de la commande n'est pas facturée.",
        DifferenceCode.LINE_QUANTITY: "Ligne {line} : quantité commandée {ordered:number}, facturée {invoiced:number}.",
        DifferenceCode.LINE_PRICE: "Ligne {line} : prix unitaire commandé {ordered:amount}, facturé {invoiced:amount}.",
        DifferenceCode.LINE_VAT: "Ligne {line} : TVA commandée {ordered:number} %, facturée {invoiced:number} %.",
        DifferenceCode.LINE_AMOUNT: "Ligne {line} : montant commandé {ordered:amount}, facturé {invoiced:amount}.",
    }
)


def difference_text(difference: Difference) -> str:
    """Say a difference in French, with its facts."""
    facts = dict(difference.facts)
    if "term" in facts:
        facts["term"] = term_words(facts["term"])
    text = sentence(DIFFERENCES[difference.code], facts)
    return f"{text} Écart toléré." if difference.tolerated else text
