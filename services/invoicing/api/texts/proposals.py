"""The words of what the machine proposes to an agent, and of the motives of a refusal."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.decisions import RefusalMotive
from services.invoicing.domain.proposal import Proposal, ProposedAct

_ACTS: Final[Mapping[ProposedAct, str]] = MappingProxyType(
    {
        ProposedAct.ACCEPT: "Accepter la facture si le service est fait : rien de ce qui a été contrôlé ne s'y oppose.",
        ProposedAct.ACCEPT_IN_PART: "Accepter la facture en partie, pour ce qui a été commandé (R2192-34).",
        ProposedAct.INTERRUPT: "Interrompre le délai de paiement, une seule fois, en disant au fournisseur ce qui "
        "manque ou ce qui est à corriger (R2192-27 et R2192-28) ; un nouveau délai s'ouvre quand tout est reçu.",
        ProposedAct.REFUSE: "Refuser la facture, avec un motif et une phrase pour le fournisseur ; rien n'est dû.",
        ProposedAct.COMPARE: "Examiner ce qui est dit ci-dessous, puis décider.",
        ProposedAct.COMPLETE: "Vérifier ce que le fournisseur dit avoir fourni et, si tout y est, le constater : un "
        "nouveau délai s'ouvre (R2192-29).",
        ProposedAct.NOTHING: "Rien n'est à décider dans l'état présent de la facture.",
    }
)
# Where nothing is to pay (a credit note), no period can start.
_WITHOUT_PERIOD: Final[Mapping[ProposedAct, str]] = MappingProxyType(
    {
        **_ACTS,
        ProposedAct.COMPLETE: "Vérifier ce que le fournisseur dit avoir fourni et, si tout y est, le constater.",
    }
)
MOTIVES: Final[Mapping[RefusalMotive, str]] = MappingProxyType(
    {
        RefusalMotive.VAT_RATE: "taux de TVA erroné",
        RefusalMotive.TOTAL: "montant total erroné",
        RefusalMotive.ARITHMETIC: "erreur de calcul",
        RefusalMotive.NOT_CONFORM: "mention obligatoire absente ou facture non conforme",
        RefusalMotive.DUPLICATE: "facture en double, déjà reçue",
        RefusalMotive.RECIPIENT: "destinataire erroné",
        RefusalMotive.UNKNOWN_TRANSACTION: "opération inconnue du destinataire",
        RefusalMotive.UNKNOWN_ISSUER: "émetteur inconnu",
        RefusalMotive.CONTRACT_ENDED: "marché ou engagement terminé",
        RefusalMotive.INVOICED_TWICE: "prestation déjà facturée",
        RefusalMotive.ORDER: "numéro d'engagement absent, erroné ou pris envers un autre fournisseur",
        RefusalMotive.ADDRESS: "adresse de facturation électronique erronée",
        RefusalMotive.CONTRACT_MISSING: "référence du marché absente",
        RefusalMotive.BANK_DETAILS: "coordonnées bancaires erronées",
        RefusalMotive.DELIVERY_INCOMPLETE: "livraison ou prestation incomplète",
        RefusalMotive.SUBCONTRACTOR_UNDECLARED: "sous-traitant non déclaré ou non accepté",
        RefusalMotive.OTHER: "autre motif, dit dans la phrase",
    }
)


def proposal_text(proposal: Proposal) -> str:
    """Say a proposal, and whether the payment period runs once it is done."""
    period = "Le délai de paiement court." if proposal.period_runs else "Le délai de paiement ne court plus."
    if not proposal.is_to_pay:
        period = "Aucun délai de paiement ne court : rien n'est à payer."
    unknown = "Tout n'a pas pu être contrôlé. " if proposal.not_checked else ""
    acts = _ACTS if proposal.is_to_pay else _WITHOUT_PERIOD
    return f"{acts[proposal.act]} {unknown}{period}"
