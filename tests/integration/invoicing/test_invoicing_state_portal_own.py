"""Our client of the State's portal against our own interface of it, from the deposit to the treatment."""

from datetime import timedelta

import pytest

from services.invoicing.domain.portal_sweep import Window
from services.invoicing.gateways.chorus_pro import ChorusPro
from services.invoicing.gateways.piste_session import PisteClient, PisteSession
from services.invoicing.ports.state_portal import PortalAccount, PortalForm, Treatment
from services.invoicing.standards import cii
from services.invoicing.standards.reader import InvoiceReader
from shared.kernel.refusal import Refused
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, SUPPLIER, Portal
from tests.unit.invoicing.builders import BUYER, SELLER, an_invoice
from tests.unit.invoicing.portal_standin import InProcessDoor


def a_client(service: Service, ours: Portal) -> ChorusPro:
    return ChorusPro(
        PisteSession(
            base_url="http://portail.example/invoicing/cpro",
            token_url="http://portail.example/invoicing/oauth/token",
            client=lambda: PisteClient(ours.client_id, ours.client_secret),
            door=InProcessDoor(service.client),
            clock=service.clock,
        )
    )


def test_our_client_speaks_with_our_own_interface(service: Service) -> None:
    service.learn_contract()
    body = {"name": "Commune de Plis-sur-Mer", "buyer_kind": "commune"}
    service.put(f"/recipients/{BUYER.siret}", body, headers={"If-Match": '"0"'})
    ours = Portal(service, SUPPLIER, RECIPIENT)
    account, client = PortalAccount(ours.login, ours.password), a_client(service, ours)
    _deposit(service, client, account)
    _treat(service, client, account)


def _deposit(service: Service, client: ChorusPro, account: PortalAccount) -> None:
    document = cii.to_xml(an_invoice(number="F-1"))
    flow = client.deposit(document, name="f.xml", syntax="IN_DP_E1_CII_16B", account=account)
    service.deliver_own_events()
    service.deliver_own_events()
    report = client.report(flow, account=account)
    assert (report.state, report.errors) == ("IN_INTEGRE", ())
    (sent,) = client.sent("F-1", account=account)
    assert sent.recipient == str(BUYER.siret)


def _treat(service: Service, client: ChorusPro, account: PortalAccount) -> None:
    structure = client.structure_of(BUYER.siret, account=account)
    assert structure is not None
    now = service.clock.now()
    window = Window(since=now - timedelta(hours=1), until=now + timedelta(hours=1))
    page = client.received(window, structure=structure, page=1, kind="FACTURE", account=account)
    (listed,) = page.invoices
    assert (listed.number, listed.supplier, page.unreadable) == ("F-1", str(SELLER.siret), 0)
    steps = client.history(listed.portal_id, account=account)
    assert {step.status for step in steps} == {"DEPOSEE", "MISE_A_DISPOSITION"}
    assert listed.status == "MISE_A_DISPOSITION"
    pivot = client.document(listed.portal_id, PortalForm.PIVOT, account=account)
    read = InvoiceReader().read(pivot).invoice
    assert (read.number, read.totals.due) == ("F-1", an_invoice().totals.due)
    client.treat(Treatment(portal_id=listed.portal_id, status="SERVICE_FAIT"), account=account)
    again = client.received(window, structure=structure, page=1, kind="FACTURE", account=account)
    assert again.invoices[0].status == "SERVICE_FAIT"
    with pytest.raises(Refused) as refused:
        client.treat(Treatment(portal_id=listed.portal_id, status="A_RECYCLER", reason="Service"), account=account)
    assert refused.value.refusal.code == "INV-STATE-PORTAL-REFUSED"
    nobody = Window(since=now - timedelta(days=9), until=now - timedelta(days=8))
    assert client.received(nobody, structure=structure, page=1, kind="FACTURE", account=account).invoices == ()
