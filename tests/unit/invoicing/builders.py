"""What the invoicing tests are made from: a contract, an order, its invoice; every part can be replaced."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.invoicing.domain.invoice import Address, Invoice
from services.invoicing.domain.order import OrderLine, PurchaseOrder
from services.invoicing.domain.parties import Contract, Organisation
from services.invoicing.domain.prefill import SellerDetails, invoice_for
from services.invoicing.domain.received import InvoiceSummary, ReceivedFile, ReceivedInvoice
from services.invoicing.domain.states import InvoiceStatus
from shared.contracts.amount import Amount
from shared.contracts.tenders import ContractNotifiedV1, LotFact, PartyFact, TimelineFact
from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET, OPERATOR_B_SIRET
from shared.kernel.ids import ContractId, InvoiceId, PurchaseOrderId, TenderId
from shared.kernel.money import Money
from shared.kernel.percentage import Percentage
from shared.kernel.principal import Principal, PrincipalKind, Right
from shared.kernel.siret import Siret
from shared.kernel.timeline import Timeline
from shared.legal.calendar import PayerKind

BUYER = Organisation(BUYER_SIRET, "Commune de Plis-sur-Mer")
SELLER = Organisation(OPERATOR_A_SIRET, "Entreprise A & Fils")
OTHER_SELLER = Organisation(OPERATOR_B_SIRET, "Entreprise B")
CONTRACT_ID = ContractId(UUID("01990000-0000-7000-8000-000000000001"))
TENDER_ID = TenderId(UUID("01990000-0000-7000-8000-000000000002"))
ORDER_ID = PurchaseOrderId(UUID("01990000-0000-7000-8000-000000000003"))
INVOICE_ID = InvoiceId(UUID("01990000-0000-7000-8000-000000000004"))
ORDERED_ON = date(2026, 9, 1)


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def an_agent(*rights: Right, subject: str = "agent", siret: Siret = BUYER.siret) -> Principal:
    return Principal(subject, PrincipalKind.AGENT, siret, subject, frozenset(rights))


def a_company(organisation: Organisation = SELLER) -> Principal:
    rights = frozenset({Right.SUBMIT})
    return Principal("fournisseur", PrincipalKind.ECONOMIC_OPERATOR, organisation.siret, organisation.name, rights)


def a_finance_system(siret: Siret = BUYER.siret) -> Principal:
    return Principal("finance", PrincipalKind.FINANCE_SYSTEM, siret, "finance", frozenset({Right.FINANCE_FEED}))


def a_contract(**changes: Any) -> Contract:
    contract = Contract(
        contract_id=CONTRACT_ID,
        version=3,
        tender_id=TENDER_ID,
        reference="2026-M-01",
        subject="Matériel informatique",
        buyer=BUYER,
        payer=PayerKind.GENERAL,
        contractor=SELLER,
        amount_excl_vat=euros("10000.00"),
        notified_on=date(2026, 8, 20),
        timeline=Timeline.real(),
    )
    return replace(contract, **changes)


def a_notified_contract(**changes: Any) -> ContractNotifiedV1:
    facts: dict[str, Any] = {
        "aggregate_id": str(CONTRACT_ID),
        "aggregate_version": 3,
        "buyer_siret": str(BUYER.siret),
        "contract_id": str(CONTRACT_ID),
        "tender_id": str(TENDER_ID),
        "award_id": "01990000-0000-7000-8000-000000000009",
        "reference": "2026-M-01",
        "object": "Matériel informatique",
        "kind": "supplies",
        "lot": LotFact(lot_id="01990000-0000-7000-8000-000000000008", number=1, title="Écrans", cpv="30231300-0"),
        "buyer": PartyFact(siret=str(BUYER.siret), name=BUYER.name),
        "buyer_kind": "local_authority",
        "contractor": PartyFact(siret=str(SELLER.siret), name=SELLER.name),
        "amount_excl_vat": Amount(value="10000.00"),
        "launched_on": "2026-06-01",
        "timeline": TimelineFact(
            started_at=datetime(1970, 1, 1, tzinfo=UTC), legal_start=datetime(1970, 1, 1, tzinfo=UTC), factor=1
        ),
        "sandbox": False,
        "signed_on": "2026-08-18",
        "transmission_acknowledgement": None,
        "transmitted_on": None,
        "notified_on": "2026-08-20",
    }
    return ContractNotifiedV1(**{**facts, **changes})


def a_line(number: int = 1, **changes: Any) -> OrderLine:
    line = OrderLine(
        number=number,
        description="Écran 24 pouces",
        quantity=Decimal(12),
        unit="C62",
        unit_price_excl_vat=euros("149.90"),
        vat_rate=Percentage.parse("20"),
    )
    return replace(line, **changes)


def an_order(**changes: Any) -> PurchaseOrder:
    second = a_line(2, description="Manuel", quantity=Decimal("3"), unit_price_excl_vat=euros("10.333"),
                    vat_rate=Percentage.parse("5.5"))  # fmt: skip
    order = PurchaseOrder(
        order_id=ORDER_ID,
        number="BC-2026-001",
        contract_id=CONTRACT_ID,
        contract_reference="2026-M-01",
        buyer=BUYER,
        seller=SELLER,
        lines=(a_line(), second),
        ordered_on=ORDERED_ON,
    )
    return replace(order, **changes)


def details(**changes: Any) -> SellerDetails:
    given = SellerDetails(
        number="F2026-0001",
        issued_on=date(2026, 10, 1),
        delivered_on=date(2026, 9, 28),
        seller_address=Address(line="1 rue du Port", city="Brest", post_code="29200", country="FR"),
        buyer_address=Address(line="Place de la Mairie", city="Plis-sur-Mer", post_code="29000", country="FR"),
        vat_number="FR30910000017",
        account="FR7630006000011234567890189",
    )
    return replace(given, **changes)


def an_invoice(order: PurchaseOrder | None = None, **changes: Any) -> Invoice:
    return replace(invoice_for(order or an_order(), details()), **changes)


def a_received_invoice(**changes: Any) -> ReceivedInvoice:
    received = ReceivedInvoice(
        invoice_id=INVOICE_ID,
        version=1,
        status=InvoiceStatus.RECEIVED,
        buyer=BUYER.siret,
        seller=SELLER.siret,
        file=ReceivedFile(syntax="factur-x", size=1000, sha256="0" * 64, name=None),
        summary=InvoiceSummary.of(an_invoice()),
        received_at=datetime(2026, 10, 5, 8, tzinfo=UTC),
        received_on=date(2026, 10, 5),
        due_on=date(2026, 11, 4),
        payer=PayerKind.GENERAL,
        timeline=Timeline.real(),
        contract_id=CONTRACT_ID,
        order_id=ORDER_ID,
    )
    return replace(received, **changes)
