"""An order is placed; its invoice arrives, is judged, accepted, ordered for payment and paid two days late."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.demo import story
from services.demo.companies import Company
from services.demo.stage import Stage
from services.demo.words import day, euros
from services.invoicing.domain.invoice import Address
from services.invoicing.domain.order import OrderLine, PurchaseOrder
from services.invoicing.domain.parties import Organisation
from services.invoicing.domain.prefill import SellerDetails, invoice_for
from services.invoicing.standards import factur_x
from shared.kernel.ids import ContractId, PurchaseOrderId
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.kernel.percentage import Percentage
from shared.kernel.siret import Siret
from shared.kernel.vat_number import VatNumber

ORDER_NUMBER = "BC-2025-0001"
INVOICE_NUMBER = "F-2025-0042"
PAYMENT_ORDER_NUMBER = "M-2025-0007"
PAYMENT_REFERENCE = "VIR-2025-0007"
_VALIDATION_SECONDS = 25
_OUTCOMES = {"valid": "conforme", "invalid": "non conforme", "not_checked": "non contrôlé"}


def order(stage: Stage) -> None:
    """Place an order on the contract of the first lot."""
    signed: Any = stage.progress.get("sign-1")
    lines = [
        {
            "description": line.description,
            "quantity": str(line.quantity),
            "unit": line.unit,
            "unit_price_excl_vat": {"value": str(line.unit_price)},
            "vat_rate": str(line.vat_rate),
        }
        for line in story.ORDER_LINES
    ]
    body = {"contract_id": signed["contract_id"], "number": ORDER_NUMBER, "lines": lines}
    placed = stage.desk(story.AGENT).act_when_known(
        "order", "/invoicing/orders", lambda: body, not_yet=("INV-NOT-FOUND",)
    )
    total = Decimal(placed["amount_incl_vat"]["value"])
    stage.check(
        "order_total",
        f"bon de commande {ORDER_NUMBER} : {euros(total)} TTC = total attendu",
        ok=total == story.ORDER_INCL_VAT,
    )


def send_invoice(stage: Stage, seller: Company) -> None:
    """Send the seller's Factur-X invoice and wait for the verdict of the official rules."""
    desk = stage.desk(seller.actor())
    placed: Any = stage.progress.get("order")
    document = _factur_x(stage, placed, seller)
    received = desk.send_file(
        "invoice", "/invoicing/invoices?filename=facture-f-2025-0042.pdf", document, media_type="application/pdf"
    )
    stage.narrator.tell(
        f"Facture {INVOICE_NUMBER} reçue le {day(received['received_on'])}, {len(document)} octets (Factur-X)"
    )
    path = f"/invoicing/invoices/{received['invoice_id']}?wait={_VALIDATION_SECONDS}"
    judged = desk.wait_for(path, lambda shown: shown["status"] != "received")
    for check in judged["verdict"]["checks"]:
        stage.narrator.tell(f"{check['artefact']} {check['version']} : {_OUTCOMES[check['outcome']]}")
    stage.check("invoice_valid", "facture : conforme aux règles officielles", ok=judged["verdict"]["valid"] is True)
    stage.check(
        "invoice_matched",
        "facture : rapprochée du bon de commande, ligne à ligne, sans écart",
        ok=judged["matched"] is True and not judged["differences"],
    )


def accept_and_order_payment(stage: Stage) -> None:
    """Certify the service rendered, then order the payment."""
    agent = stage.desk(story.AGENT)
    path = f"/invoicing/invoices/{_invoice_id(stage)}"
    accepted = agent.act("accept", f"{path}/acceptance")
    stage.narrator.tell(f"Service fait certifié ; paiement dû au plus tard le {day(accepted['due_on'])} (R2192-10)")
    stage.progress.once("due_on", lambda: accepted["due_on"])
    ordered = agent.act("payment-order", f"{path}/payment-order", {"number": PAYMENT_ORDER_NUMBER})
    stage.narrator.tell(f"Mandat {ordered['payment_order']['number']} émis")


def pay_late(stage: Stage) -> None:
    """Pay two legal days after the due date, and look at the interest that the platform computed."""
    due_on = date.fromisoformat(str(stage.progress.get("due_on")))
    paid_on = due_on + timedelta(days=story.DAYS_LATE)
    stage.wait_for_legal_day(paid_on)
    path = f"/invoicing/invoices/{_invoice_id(stage)}"
    body = {"paid_on": paid_on.isoformat(), "reference": PAYMENT_REFERENCE}
    paid = stage.desk(story.ACCOUNTANT).act("pay", f"{path}/payment", body)
    payment = paid["payment"]
    interest, lump_sum = Decimal(payment["interest"]["value"]), Decimal(payment["recovery_lump_sum"]["value"])
    late = f"{payment['days_late']} jours après l'échéance du {display_day(due_on)}"
    stage.narrator.tell(f"Payée le {display_day(paid_on)}, {late}")
    # 15 600 € TTC × (3,15 % + 8 points) × 2 jours / 365: worked out by hand, not by the code that is checked.
    expected = (story.ORDER_INCL_VAT * Decimal("11.15") / 100 * story.DAYS_LATE / 365).quantize(Decimal("0.01"))
    stage.check(
        "late_interest",
        f"intérêts moratoires : {euros(interest)} = {euros(expected)} calculés à part (R2192-31 à -33, taux de "
        "confiance C)",
        ok=interest == expected,
    )
    stage.check("lump_sum", f"indemnité forfaitaire : {euros(lump_sum)} (D2192-35)", ok=lump_sum == Decimal(40))


def _factur_x(stage: Stage, placed: dict[str, Any], seller: Company) -> bytes:
    today = stage.legal_now().date()
    kept = str(stage.progress.once("invoice_issued_on", today.isoformat))
    issued_on = date.fromisoformat(kept)
    details = SellerDetails(
        number=INVOICE_NUMBER,
        issued_on=issued_on,
        delivered_on=issued_on,
        seller_address=Address(line="1 rue des Jardins", city="Valfleury-sur-Loire", post_code="42320", country="FR"),
        buyer_address=Address(line="Place de la Mairie", city="Valfleury-sur-Loire", post_code="42320", country="FR"),
        vat_number=str(VatNumber.of_siren(Siret.parse(seller.siret).siren)),
    )
    return factur_x.build(invoice_for(_as_order(stage, placed, seller), details))


def _as_order(stage: Stage, placed: dict[str, Any], seller: Company) -> PurchaseOrder:
    signed: Any = stage.progress.get("sign-1")
    return PurchaseOrder(
        order_id=PurchaseOrderId.parse(placed["order_id"]),
        number=placed["number"],
        contract_id=ContractId.parse(placed["contract_id"]),
        contract_reference=signed["reference"],
        buyer=Organisation(Siret.parse(story.BUYER_SIRET), story.BUYER_NAME),
        seller=Organisation(Siret.parse(seller.siret), seller.name),
        lines=tuple(
            OrderLine(
                number=number,
                description=line.description,
                quantity=line.quantity,
                unit=line.unit,
                unit_price_excl_vat=Money(line.unit_price, "EUR"),
                vat_rate=Percentage(line.vat_rate),
            )
            for number, line in enumerate(story.ORDER_LINES, start=1)
        ),
        ordered_on=date.fromisoformat(placed["ordered_on"]),
    )


def _invoice_id(stage: Stage) -> str:
    received: Any = stage.progress.get("invoice")
    return str(received["invoice_id"])
