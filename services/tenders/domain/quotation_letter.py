"""The order letter of an everyday purchase (lettre de commande), as a report: what is ordered, from whom, for how much.

A contract in writing is asked only from a dated amount on (R2112-1); the letter serves below it too. Read 2026-11-23.
"""

from datetime import datetime

from services.tenders.domain.errors import Code
from services.tenders.domain.quotations import Quotation
from shared.kernel.paris import display_day
from shared.kernel.refusal import refuse
from shared.kernel.report import Report, ReportMeta, Section, table


def order_letter(quotation: Quotation, *, at: datetime) -> Report:
    """Write the letter of an order that was made.

    Raises:
        Refused: ``TND-QUOTATION-STATE`` while nothing is ordered.
    """
    made, choice, chosen = quotation.order, quotation.choice, quotation.chosen
    if made is None or choice is None or chosen is None:
        refuse(Code.QUOTATION_STATE, status=quotation.status, action="order_letter")
    buyer, content = quotation.buyer, quotation.content
    parties = table(
        ("", "Nom", "SIRET"),
        (("Acheteur", buyer.name, buyer.siret.value), ("Fournisseur", chosen.supplier_name, chosen.supplier.value)),
    )
    lines = table(
        ("Commande", "Date", "Objet", "Montant hors taxes"),
        ((made.reference, display_day(made.ordered_on), content.title, choice.amount.display()),),
    )
    return Report(
        title=f"Lettre de commande {made.reference}",
        meta=ReportMeta(author=buyer.name, subject=content.title, dated_at=at),
        sections=(
            Section("Parties", tables=(parties,)),
            Section("Commande", paragraphs=(content.description,), tables=(lines,)),
            Section(
                "Conditions",
                paragraphs=(
                    "Votre devis est retenu. Il vaut, avec cette lettre, contrat entre les parties.",
                    f"Indiquez le numéro {made.reference} sur votre facture, transmise par voie électronique.",
                    "Marché passé sans publicité ni mise en concurrence préalables (code de la commande publique, "
                    "article R. 2122-8).",
                ),
            ),
        ),
    )
