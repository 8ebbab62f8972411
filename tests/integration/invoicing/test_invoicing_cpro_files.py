"""Files that suppliers add: looked for malware, told on their invoice, destroyed when none names them; PDF invoices."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from services.invoicing.domain.portal_file import WAITING_DAYS
from services.invoicing.handlers.portal_files import forget_files
from services.invoicing.standards import factur_x
from services.invoicing.standards.rendering.pdf_page import readable_pdf
from services.invoicing.standards.terms_of_invoice import terms_of_invoice
from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET, OPERATOR_B_SIRET
from shared.kernel.principal import Principal
from shared.settings import Settings
from shared.storage.unit_of_work import Scope, retrying
from tests.antivirus import SIGNED, Engine, EngineServer
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, SUPPLIER, Portal
from tests.integration.invoicing.test_invoicing_cpro_entry import ADD, SUBMIT, an_entry
from tests.unit.invoicing.builders import an_invoice

PDF = "factures/v1/deposer/pdf"
MINE = "transverses/v1/rechercher/pj/moncompte"
OTHER = {"siret": str(OPERATOR_B_SIRET), "roles": ["supplier"]}


@pytest.fixture
def numbering_allowed(numbering_allowed: Settings, tmp_path: Path) -> Iterator[Settings]:
    """The same platform, with an antivirus that finds one text."""
    path = tmp_path / "clamd"
    with EngineServer(str(path), Engine) as engine:
        Thread(target=engine.serve_forever, daemon=True).start()
        yield replace(numbering_allowed, clamd_url=f"unix://{path}")
        engine.shutdown()


@pytest.fixture
def supplier(service: Service, order_body: Callable[..., dict[str, Any]]) -> Portal:
    service.learn_contract()
    service.post("/orders", order_body())
    return Portal(service, SUPPLIER)


def a_file(content: bytes, name: str = "bl.pdf") -> dict[str, Any]:
    return {"pieceJointeNom": name, "pieceJointeFichier": base64.b64encode(content).decode()}


def named(number: int) -> list[dict[str, Any]]:
    return [{"pieceJointeComplementaireId": number, "pieceJointeComplementaireType": "BON_LIVRAISON"}]


def told(service: Service) -> list[str]:
    (invoice,) = service.get("/invoices").json()["items"]
    found = service.get(f"/invoices/{invoice['invoice_id']}").json()["differences"]
    return sorted(one["code"] for one in found)


def test_what_is_found_in_added_files_is_told_on_the_invoice(supplier: Portal, service: Service) -> None:
    clean = supplier.done(ADD, a_file(b"%PDF-1.7"))["pieceJointeId"]
    infected = supplier.done(ADD, a_file(b"%PDF-1.7" + SIGNED, "bordereau.pdf"))["pieceJointeId"]
    number = supplier.done(SUBMIT, an_entry(pieceJointeComplementaire=named(infected)))["identifiantFactureCPP"]
    service.deliver_own_events()
    assert told(service) == ["INV-DIFF-ATTACHMENT-MALWARE"]
    recipient = Portal(service, RECIPIENT, login="DEST@essai.fr")
    treated = {"idFacture": number, "nouveauStatut": "SUSPENDUE", "motif": "bon de livraison manquant"}
    recipient.done("factures/v1/traiter/recue", treated)
    disguised = supplier.done(ADD, a_file(b"MZ", "scan.pdf"))["pieceJointeId"]
    answer = {"identifiantFactureCPP": number, "pieceJointeComplementaire": [*named(clean), *named(disguised)]}
    supplier.done("factures/v1/completer", answer)
    assert told(service) == ["INV-DIFF-ATTACHMENT-CONTENT", "INV-DIFF-ATTACHMENT-MALWARE"]
    assert b"Essai.Canari" not in service.events()[-1].to_json().encode()


def test_a_file_that_no_invoice_names_is_destroyed_after_its_days(supplier: Portal, service: Service) -> None:
    def forget(limit: int = 10) -> int:
        scope = Scope(Principal.system("invoicing"), correlation_id="essai")
        return len(retrying(lambda: service.app.open_uow(scope), lambda uow: forget_files(uow=uow, limit=limit)))

    kept, lost, late = (supplier.done(ADD, a_file(b"%PDF-1", f"{n}.pdf"))["pieceJointeId"] for n in "abc")
    supplier.done(SUBMIT, an_entry(pieceJointeComplementaire=named(kept)))
    service.clock.advance(timedelta(days=WAITING_DAYS))
    assert forget() == 0
    service.clock.advance(timedelta(seconds=1))
    supplier.token = supplier.ask_token(scope="openid").json()["access_token"]
    young = supplier.done(ADD, a_file(b"%PDF-1", "jeune.pdf"))["pieceJointeId"]
    assert [forget(limit=1) for _ in range(3)] == [1, 1, 0]
    for gone in (lost, late):
        refused = supplier.refused(SUBMIT, an_entry(numeroFactureSaisi="S-2", pieceJointeComplementaire=named(gone)))
        assert refused[1] == 20001
    listed = supplier.done(MINE, {})
    assert [each["pieceJointeId"] for each in listed["listePiecesJointes"]] == [young]


def test_one_lists_ones_own_waiting_files_by_pages(supplier: Portal, service: Service) -> None:
    for name in ("un.pdf", "deux.pdf", "trois.csv"):
        supplier.done(ADD, a_file(b"%PDF-1", name))
    first = supplier.done(MINE, {"parametresRecherche": {"nbResultatsParPage": 2, "pageResultatDemandee": 1}})
    assert [each["pieceJointeDesignation"] for each in first["listePiecesJointes"]] == ["un.pdf", "deux.pdf"]
    assert first["parametresRetour"] == {"nbResultatsParPage": 2, "pageCourante": 1, "pages": 2, "total": 3}
    found = supplier.done(MINE, {"pieceJointeDesignation": "TROIS"})["listePiecesJointes"]
    assert [each["pieceJointeExtension"] for each in found] == ["csv"]
    assert Portal(service, OTHER, login="AUTRE@essai.fr").done(MINE, {})["listePiecesJointes"] == []
    types = supplier.done("transverses/v1/recuperer/typespj", {"typeObjet": "FACTURE"})["listeTypePieceJointe"]
    assert [each["idTypePieceJointe"] for each in types] == [1, 2]
    assert supplier.refused("transverses/v1/recuperer/typespj", {"typeObjet": "EJ"})[1] == 20000


def test_a_pdf_invoice_is_read_as_data_kept_and_submitted(supplier: Portal) -> None:
    def deposited(content: bytes, **changes: Any) -> dict[str, Any]:
        encoded = base64.encodebytes(content).decode()
        return supplier.done(PDF, {"fichierFacture": encoded, "nomFichier": "facture", **changes})

    invoice = an_invoice(number="F-1")
    read = deposited(factur_x.build(invoice), formatDepot="PDF_SIGNE", idUtilisateurCourant=331)
    assert (read["numeroFacture"], read["dateFacture"], read["typeFacture"]) == ("F-1", "2026-10-01", "FACTURE")
    assert (read["codeFournisseur"], read["codeDestinataire"]) == (str(OPERATOR_A_SIRET), str(BUYER_SIRET))
    assert (read["numeroBonCommande"], read["codeDeviseFacture"]) == ("BC-2026-001", "EUR")
    assert read["montantTtcTotal"] == 2191.27
    plain = deposited(readable_pdf(terms_of_invoice(invoice)))
    assert set(plain) == {"codeRetour", "libelle", "pieceJointeId"}
    assert "aucune donnée" in plain["libelle"]
    main = [{"pieceJointePrincipaleDesignation": "Facture", "pieceJointePrincipaleId": plain["pieceJointeId"]}]
    entry = an_entry(modeDepot="DEPOT_PDF_API", lignePoste=[], pieceJointePrincipale=main)
    done = supplier.done(SUBMIT, entry)
    assert done["statutFacture"] == "DEPOSEE"
    whole = supplier.done("factures/v1/consulter/fournisseur", {"identifiantFactureCPP": done["identifiantFactureCPP"]})
    assert whole["facture"]["listeDesPiecesJointes"]["pieceJointe"][0]["pieceJointeDesignation"] == "facture.pdf"


def test_what_is_no_pdf_or_cannot_be_opened_is_refused_and_not_kept(supplier: Portal, service: Service) -> None:
    for content, code, said in (
        (b"<a/>", 20001, "INV-PDF-UNREADABLE"),
        (b"%PDF-1.7 tronqu", 20001, "INV-PDF-UNREADABLE"),
        (b"", 20001, "INV-PORTAL-FILE-SIZE"),
    ):
        asked = {"fichierFacture": base64.b64encode(content).decode() or " ", "nomFichier": "f.pdf"}
        status, number, label = supplier.refused(PDF, asked)
        assert (status, number, label[: len(said)]) == (200, code, said), label
    file = {"fichierFacture": "JVBERi0=", "nomFichier": "f.pdf"}
    assert supplier.refused(PDF, {**file, "formatDepot": "PDF_MAGIQUE"})[1] == 20003
    assert supplier.refused(PDF, {**file, "fichierFacture": "%%"})[1] == 20003
    assert supplier.refused(PDF, {"fichierFacture": "JVBERi0="})[:2] == (400, 20003)
    assert supplier.refused(PDF, {**file, "fichierFacture": "A" * (15 << 20)})[:2] == (413, 20005)
    assert Portal(service, RECIPIENT, login="DEST@essai.fr").refused(PDF, file)[1] == 20004
    assert supplier.done(MINE, {})["listePiecesJointes"] == []
