"""Deposits of flux through the interface of the State's portal, and their reports."""

import base64
from typing import Any

from services.invoicing.standards import ubl
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import SUPPLIER, Portal
from tests.unit.invoicing.builders import an_invoice

DEPOSIT = "factures/v1/deposer/flux"
REPORT = "transverses/v1/consulterCRDetaille"


def a_flux(document: bytes, **changes: Any) -> dict[str, Any]:
    return {
        "idUtilisateurCourant": 0,
        "fichierFlux": base64.b64encode(document).decode(),
        "nomFichier": "facture.xml",
        "syntaxeFlux": "IN_DP_E1_UBL_INVOICE",
        "avecSignature": False,
        **changes,
    }


def test_a_flux_is_received_and_reported(service: Service) -> None:
    service.learn_contract()
    portal = Portal(service, SUPPLIER)
    sent = portal.done(DEPOSIT, a_flux(ubl.to_xml(an_invoice(number="F-1"))))
    assert sent["syntaxeFlux"] == "IN_DP_E1_UBL_INVOICE"
    question = {"numeroFluxDepot": sent["numeroFluxDepot"]}
    assert portal.done(REPORT, question)["etatCourantDepotFlux"] == "IN_RECU"
    service.deliver_own_events()
    told = portal.done(REPORT, question)
    assert (told["etatCourantDepotFlux"], told["listeErreurDP"]) == ("IN_INTEGRE", [])
    again = portal.done(DEPOSIT, a_flux(ubl.to_xml(an_invoice(number="F-1"))))
    assert again["numeroFluxDepot"] == sent["numeroFluxDepot"]
