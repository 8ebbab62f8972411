"""The software of both sides of an invoice, through the portal's interface."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from services.invoicing.standards import ubl
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, SUPPLIER, Portal
from tests.unit.invoicing.builders import an_invoice

Body = Callable[..., dict[str, Any]]


class Both:
    """The software of both sides, and of the accountant; the invoices that came are numbered as the portal does."""

    def __init__(self, service: Service, order_body: Body) -> None:
        self.service = service
        service.learn_contract()
        service.post("/orders", order_body())
        self.supplier = Portal(service, SUPPLIER, login="FOURNISSEUR_1@essai.fr")
        self.recipient = Portal(service, RECIPIENT, login="DESTINATAIRE_1@essai.fr")

    def received(self, **changes: Any) -> int:
        """Deposit an invoice and wait for the verdict of the rules."""
        document = ubl.to_xml(replace(an_invoice(), **changes))
        body = {
            "fichierFlux": base64.b64encode(document).decode(),
            "nomFichier": "f.xml",
            "syntaxeFlux": "IN_DP_E1_UBL_INVOICE",
        }
        flow = self.supplier.done("factures/v1/deposer/flux", body)["numeroFluxDepot"]
        for _ in range(2):  # the flow, then its invoice
            self.service.deliver_own_events()
        found = self.supplier.done("factures/v1/rechercher/fournisseur", {"numeroFluxDepot": flow})["listeFactures"]
        assert [each["numeroFluxDepot"] for each in found] == [flow]
        number: int = found[0]["identifiantFactureCPP"]
        return number

    def later(self, **duration: int) -> None:
        """Let time pass; tokens last an hour."""
        self.service.clock.advance(timedelta(**duration))
        for portal in (self.supplier, self.recipient):
            portal.token = portal.ask_token(scope="openid").json()["access_token"]

    def treat(self, number: int, status: str, **more: Any) -> dict[str, Any]:
        return self.recipient.done("factures/v1/traiter/recue", {"idFacture": number, "nouveauStatut": status, **more})

    def history(self, number: int) -> list[str]:
        told = self.supplier.done("factures/v1/consulter/historique", {"idFacture": number})
        return [step["histoStatutCode"] for step in told["historiquesDesStatuts"]["histoStatut"]]
