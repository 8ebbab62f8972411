"""Deposits of flux through the interface of the State's portal, and their reports."""

import base64
import io
import tarfile
from typing import Any
from uuid import UUID

from services.invoicing.standards import cii, factur_x, ubl
from services.invoicing.storage.tables import SERVICE_TABLES
from shared.http.personas import BUYER_SIRET, OPERATOR_B_SIRET
from shared.storage.dead_letters import DeadLetter, bury
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, SUPPLIER, Portal
from tests.unit.invoicing.builders import OTHER_SELLER, an_invoice, an_order

DEPOSIT = "factures/v1/deposer/flux"
REPORT = "transverses/v1/consulterCRDetaille"
PRINTED = "transverses/v1/consulterCR"
FACTUR_X = "IN_DP_E2_CII_FACTURX"
OTHER = {"siret": str(OPERATOR_B_SIRET), "roles": ["supplier"]}


def a_flux(document: bytes, **changes: Any) -> dict[str, Any]:
    return {
        "idUtilisateurCourant": 0,
        "fichierFlux": base64.b64encode(document).decode(),
        "nomFichier": "facture.xml",
        "syntaxeFlux": "IN_DP_E1_UBL_INVOICE",
        "avecSignature": False,
        **changes,
    }


def an_archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(f"{name}.xml")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def reported(portal: Portal, document: bytes, **changes: Any) -> dict[str, Any]:
    sent = portal.done(DEPOSIT, a_flux(document, **changes))
    portal.service.deliver_own_events()
    return portal.done(REPORT, {"numeroFluxDepot": sent["numeroFluxDepot"]})


def test_a_flux_is_received_then_reported_in_fields_and_in_a_pdf(service: Service) -> None:
    service.learn_contract()
    portal = Portal(service, SUPPLIER)
    document = ubl.to_xml(an_invoice(number="F-1"))
    sent = portal.done(DEPOSIT, a_flux(document))
    assert sent["syntaxeFlux"] == "IN_DP_E1_UBL_INVOICE"
    question = {"numeroFluxDepot": sent["numeroFluxDepot"]}
    waiting = portal.done(REPORT, question)
    assert (waiting["etatCourantDepotFlux"], waiting["libelle"]) == ("IN_RECU", "TRA_MSG_00.000")
    service.deliver_own_events()
    told = portal.done(REPORT, question)
    assert (told["etatCourantDepotFlux"], told["listeErreurDP"]) == ("IN_INTEGRE", [])
    assert told["dateDepotFlux"].endswith(("+01:00", "+02:00"))
    printed = portal.done(PRINTED, {**question, "dateDepot": sent["dateDepot"]})
    assert printed["etatCourantFlux"] == "IN_INTEGRE"
    assert base64.b64decode(printed["fichierCR"]).startswith(b"%PDF-")
    wrapped = base64.encodebytes(document).decode()
    again = portal.done(DEPOSIT, a_flux(document, fichierFlux=wrapped))
    assert again["numeroFluxDepot"] == sent["numeroFluxDepot"]


def test_an_archive_is_reported_invoice_by_invoice(service: Service) -> None:
    service.learn_contract()
    portal = Portal(service, SUPPLIER)
    members = {
        "un": ubl.to_xml(an_invoice(number="F-1")),
        "deux": cii.to_xml(an_invoice(number="F-2")),
        "autre": ubl.to_xml(an_invoice(an_order(seller=OTHER_SELLER), number="F-3")),
        "illisible": b"<a",
    }
    told = reported(portal, an_archive(**members), nomFichier="lot.tar.gz")
    assert told["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    refused = told["listeErreurDP"]
    assert [(each["numeroDP"], each["identifiantFournisseur"]) for each in refused] == [("F-3", str(OPERATOR_B_SIRET))]
    assert refused[0]["identifiantDestinataire"] == str(BUYER_SIRET)
    assert len(told["listeErreurTechnique"]) == 1
    assert told["listeErreurTechnique"][0]["libelleErreur"].startswith("lot.tar.gz/illisible.xml : ")


def test_an_account_sends_for_each_of_its_suppliers(service: Service) -> None:
    service.learn_contract()
    portal = Portal(service, SUPPLIER, OTHER)
    members = {
        "un": ubl.to_xml(an_invoice(number="F-1")),
        "deux": ubl.to_xml(an_invoice(an_order(seller=OTHER_SELLER))),
    }
    assert reported(portal, an_archive(**members))["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_syntax_that_is_not_read_here_is_refused_in_the_report(service: Service) -> None:
    service.learn_contract()
    portal = Portal(service, SUPPLIER)
    document = factur_x.build(an_invoice())
    told = reported(portal, document, syntaxeFlux="IN_DP_E1_PES_FACTURE")
    assert told["etatCourantDepotFlux"] == "IN_REJETE"
    assert [each["codeErreur"] for each in told["listeErreurTechnique"]] == ["INV-FLOW-SYNTAX"]
    corrected = reported(portal, document, syntaxeFlux=FACTUR_X, nomFichier="facture.pdf")
    assert corrected["etatCourantDepotFlux"] == "IN_INTEGRE"


def test_a_flux_whose_dealing_failed_waits_for_somebody(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    sent = portal.done(DEPOSIT, a_flux(b"<a/>"))
    envelope = service.events()[-1]
    letter = DeadLetter(
        "invoicing", UUID(envelope.id), envelope.type, envelope.to_json(), "panne", 10, service.clock.now()
    )
    with service.app.database.begin() as connection:
        bury(connection, SERVICE_TABLES, letter)
    told = portal.done(REPORT, {"numeroFluxDepot": sent["numeroFluxDepot"]})
    assert told["etatCourantDepotFlux"] == "IN_EN_ATTENTE_RETRAITEMENT_CPP"


def test_what_cannot_be_a_flux_is_refused_at_once(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    for wrong in ("pas du base64 !", "é", "AAA", "===="):
        assert portal.refused(DEPOSIT, a_flux(b"", fichierFlux=wrong))[:2] == (200, 20003)
    assert portal.refused(DEPOSIT, a_flux(b"", fichierFlux=" "))[:2] == (200, 20005)
    assert portal.refused(DEPOSIT, a_flux(b""))[:2] == (400, 20003)
    assert portal.refused(DEPOSIT, a_flux(b"<a/>", syntaxeFlux="IN_DP_AUTRE"))[:2] == (200, 20003)
    assert portal.refused(DEPOSIT, {"nomFichier": "f.xml"})[:2] == (400, 20003)
    assert portal.refused(DEPOSIT, [])[:2] == (400, 20003)
    assert portal.refused(DEPOSIT, a_flux(b"<a/>", nomFichier="f" * 300))[:2] == (400, 20003)
    unknown = {"numeroFluxDepot": "CPP0011117000000000300163"}
    for path in (REPORT, PRINTED):
        status, code, label = portal.refused(path, unknown)
        assert (status, code, label[:14]) == (200, 20000, "TRA_MSG_00.015")
    recipient = Portal(service, RECIPIENT, login="TECH_2@essai.fr")
    assert recipient.refused(DEPOSIT, a_flux(b"<a/>"))[:2] == (200, 20004)


def test_the_flux_of_somebody_else_is_not_found(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    number = portal.done(DEPOSIT, a_flux(b"<a/>"))["numeroFluxDepot"]
    other = Portal(service, OTHER, login="TECH_2@essai.fr")
    for path in (REPORT, PRINTED):
        assert other.refused(path, {"numeroFluxDepot": number})[:2] == (200, 20000)
