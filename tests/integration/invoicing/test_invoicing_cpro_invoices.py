"""A whole life of an invoice through the portal's interface, as its supplier's and its recipient's software see it."""

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from services.invoicing.standards import ubl
from tests.integration.invoicing.both_sides import Body, Both
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, Portal
from tests.unit.invoicing.builders import an_invoice

ACCOUNTANT = {**RECIPIENT, "roles": ["accountant"]}
STRANGER = {"siret": "21690123100011", "roles": ["recipient", "supplier"]}


@pytest.fixture
def both(service: Service, order_body: Body) -> Both:
    return Both(service, order_body)


def test_a_whole_life_from_the_deposit_to_the_payment(both: Both, service: Service) -> None:
    number = both.received()
    found_by_its_recipient(both, number)
    completed_by_its_supplier(both, number)
    paid(both, number, service)
    assert both.history(number) == [
        "MISE_EN_PAIEMENT", "COMPTABILISEE", "MISE_A_DISPOSITION_COMPTABLE", "MANDATEE", "SERVICE_FAIT", "COMPLETEE",
        "SUSPENDUE", "MISE_A_DISPOSITION", "DEPOSEE",
    ]  # fmt: skip
    told_to_both(both, number)
    types = [event.type for event in service.events()]
    assert types.count("invoice_answered.v1") == types.count("payment_order_booked.v1") == 1


def found_by_its_recipient(both: Both, number: int) -> None:
    period = {"periodeDateHeureEtatCourantDu": "2026-10-04", "periodeDateHeureEtatCourantAu": "2026-10-05"}
    paging = {"paramRecherche": {"nbResultatsParPage": 1000, "pageResultatDemandee": 1}}
    found = both.recipient.done(
        "factures/v1/rechercher/recipiendaire", {"typeDemandePaiement": "FACTURE", **period, **paging}
    )
    assert (found["pages"], found["pageCourante"], found["total"]) == (1, 1, 1)
    (line,) = found["listeFactures"]
    assert (line["idFacture"], line["statut"], line["numeroFacture"]) == (number, "MISE_A_DISPOSITION", "F2026-0001")
    assert (line["montantHT"], line["montantAPayer"]) == (1829.80, 2191.27)
    assert line["factureTelechargeeParDestinataire"] is False


def completed_by_its_supplier(both: Both, number: int) -> None:
    told = both.treat(number, "SUSPENDUE", motif="Le RIB manque.")
    assert (told["nouveauStatut"], told["numeroFacture"]) == ("SUSPENDUE", "F2026-0001")
    both.later(days=2)
    piece = both.supplier.done(
        "transverses/v1/ajouter/fichier",
        {"pieceJointeNom": "rib", "pieceJointeExtension": "pdf", "pieceJointeFichier": "JVBERi0=",
         "pieceJointeTypeMime": "application/pdf"},
    )["pieceJointeId"]  # fmt: skip
    both.supplier.done(
        "factures/v1/completer",
        {"identifiantFactureCPP": number, "commentaire": "Voici le RIB.",
         "pieceJointeComplementaire": [{"pieceJointeComplementaireId": piece,
                                        "pieceJointeComplementaireType": "RIB"}]},
    )  # fmt: skip
    assert both.history(number)[0] == "COMPLETEE"


def paid(both: Both, number: int, service: Service) -> None:
    both.later(days=1)
    told = both.treat(number, "SERVICE_FAIT;MANDATEE", numeroDPMandat="M-2026-77")
    assert told["nouveauStatut"] == "MANDATEE"
    assert both.treat(number, "MISE_A_DISPOSITION_COMPTABLE")["nouveauStatut"] == "MISE_A_DISPOSITION_COMPTABLE"
    assert (
        both.recipient.refused("factures/v1/traiter/recue", {"idFacture": number, "nouveauStatut": "COMPTABILISEE"})[1]
        == 20004
    )  # the accountant's own act
    accountant = Portal(service, ACCOUNTANT, login="COMPTABLE_1@essai.fr")
    for status in ("COMPTABILISEE", "MISE_EN_PAIEMENT"):
        accountant.done("factures/v1/traiter/recue", {"idFacture": number, "nouveauStatut": status})


def told_to_both(both: Both, number: int) -> None:
    steps = both.supplier.done("factures/v1/consulter/historique", {"idFacture": number, "nbResultatsMaximum": 50})
    assert steps["statutCourantCode"] == "MISE_EN_PAIEMENT"
    said = {each["histoStatutCode"]: each for each in steps["historiquesDesStatuts"]["histoStatut"]}
    assert said["SUSPENDUE"]["histoStatutCommentaire"] == "Le RIB manque."
    assert said["SUSPENDUE"]["histoStatutDatePassage"] == "2026-10-05 10:00"
    assert said["COMPLETEE"]["histoStatutDatePassage"] == "2026-10-07 10:00"
    assert said["MANDATEE"]["histoStatutCommentaire"] == "Mandat M-2026-77"
    # The new period of thirty days runs from the day on which the seller sent what was missing (R2192-29).
    whole = both.recipient.done("factures/v1/consulter/recipiendaire", {"identifiantFactureCPP": number})["facture"]
    assert whole["references"]["dateEcheancePaiement"] == "2026-11-06"
    assert whole["references"]["numeroDpMandat"] == "M-2026-77"
    assert whole["destinataire"]["destinataireEtat"] == "NON"
    assert [each["pieceJointeDesignation"] for each in whole["listeDesPiecesJointes"]["pieceJointe"]] == ["rib.pdf"]
    assert [each["lignePosteQuantite"] for each in whole["lignesDePoste"]["lignePoste"]] == [12, 3]
    assert whole["statutFacture"] == "MISE_EN_PAIEMENT"


def test_every_refusal_has_its_number_and_keeps_nothing(both: Both) -> None:
    number = both.received()
    treat = "factures/v1/traiter/recue"

    def refused(status: str, **more: Any) -> tuple[int, int]:
        http, code, _ = both.recipient.refused(treat, {"idFacture": number, "nouveauStatut": status, **more})
        return http, code

    assert refused("SUSPENDUE") == refused("REJETEE", motif="  ") == (200, 20003)  # a motive is compulsory
    assert refused("A_RECYCLER", motif="x" * 256) == (400, 20003)
    assert refused("PAYEE") == refused("") == (200, 20003)
    assert refused("MISE_EN_PAIEMENT")[1] == 20004
    assert refused("DEPOSEE") == refused("COMPLETEE") == (200, 20002)
    # The first of two states is not kept when the second is impossible.
    assert refused("SERVICE_FAIT;REJETEE", motif="Non.") == (200, 20002)
    both.treat(number, "SUSPENDUE", motif="RIB absent")
    assert refused("SERVICE_FAIT") == (200, 20002)
    both.treat(number, "MISE_A_DISPOSITION")
    assert refused("SUSPENDUE", motif="Encore") == (200, 20002)  # once only (R2192-27)
    assert both.supplier.refused("factures/v1/completer", {"identifiantFactureCPP": number})[1] == 20002
    assert both.supplier.refused(treat, {"idFacture": number, "nouveauStatut": "MANDATEE"})[1] == 20004
    both.treat(number, "REJETEE", motif="Déjà payée.")
    assert both.history(number) == ["REJETEE", "MISE_A_DISPOSITION", "SUSPENDUE", "MISE_A_DISPOSITION", "DEPOSEE"]


def test_a_rejection_is_dealt_with_once_by_its_supplier(both: Both) -> None:
    number, other = both.received(), both.received(number="F2026-0002")
    both.treat(number, "REJETEE", motif="Déjà payée.")
    search, handle = "factures/v1/rechercher/fournisseur", "factures/v1/traiterRejet"
    body = {"listeDemandePaiement": [{"idDemandePaiement": number}], "motifRejet": "Vu"}
    waiting = {"statutCourant": ["REJETEE"], "rejetTraite": False}
    assert len(both.supplier.done(search, waiting)["listeFactures"]) == 1
    both.supplier.done(handle, body)
    both.supplier.done(handle, body)
    assert both.supplier.refused(search, waiting)[1] == 20000
    assert both.supplier.done(search, {"rejetTraite": True})["listeFactures"][0]["rejetTraite"] is True
    mixed = {"listeDemandePaiement": [{"idDemandePaiement": number}, {"idDemandePaiement": other}]}
    assert both.supplier.refused(handle, mixed)[1] == 20002
    assert both.supplier.refused(handle, {})[1] == 20003
    assert both.recipient.refused(handle, body)[1] == 20004


def test_a_wrongly_addressed_invoice_goes_to_another_service_and_is_judged_anew(both: Both, service: Service) -> None:
    number = both.received(purchase_order_reference="BC-FAUX")
    both.treat(number, "A_RECYCLER", motif="Le bon de commande n'est pas le nôtre.")
    found = both.supplier.done("factures/v1/rechercher/fournisseur", {"statutCourant": ["A_RECYCLER"]})
    assert found["listeFactures"][0]["commentaireEtatCourant"] == "Le bon de commande n'est pas le nôtre."
    both.later(days=3)
    recycle = "factures/v1/recycler"
    unknown = {"identifiantFactureCPP": number, "destinataire": {"codeDestinataire": "21690123100011"}}
    assert both.supplier.refused(recycle, unknown)[1] == 20001  # nobody receives there
    told = both.supplier.done(
        recycle,
        {"identifiantFactureCPP": number, "destinataire": {"codeServiceExecutant": "TECH"},
         "reference": {"numeroBonCommande": "BC-2026-001"}},
    )  # fmt: skip
    assert (told["statutFacture"], told["dateDepot"]) == ("DEPOSEE", "2026-10-08")
    assert both.recipient.refused("factures/v1/rechercher/recipiendaire", {})[1] == 20000  # not at its disposal yet
    service.deliver_own_events()
    (line,) = both.recipient.done("factures/v1/rechercher/recipiendaire", {})["listeFactures"]
    assert (line["statut"], line["codeServiceExecutant"], line["numeroBonCommande"]) == (
        "MISE_A_DISPOSITION", "TECH", "BC-2026-001",
    )  # fmt: skip
    by_service = {"idServiceExecutant": line["idServiceExecutant"], "idDestinataire": line["idDestinataire"]}
    assert both.recipient.done("factures/v1/rechercher/recipiendaire", by_service)["total"] == 1
    invoice = service.get("/invoices").json()["items"][0]
    assert (invoice["matched"], invoice["order_number"], invoice["due_on"]) == (True, "BC-2026-001", "2026-11-07")
    both.treat(number, "SERVICE_FAIT")
    assert both.history(number)[:4] == ["SERVICE_FAIT", "MISE_A_DISPOSITION", "DEPOSEE", "A_RECYCLER"]


def test_others_find_nothing(both: Both, service: Service) -> None:
    number = both.received()
    stranger = Portal(service, STRANGER, login="ETRANGER_1@essai.fr")
    asked = [
        ("factures/v1/rechercher/fournisseur", {}),
        ("factures/v1/rechercher/recipiendaire", {}),
        ("factures/v1/rechercher/demandePaiement", {"roleUtilisateur": "FOURNISSEUR"}),
        ("factures/v1/consulter/fournisseur", {"identifiantFactureCPP": number}),
        ("factures/v1/consulter/recipiendaire", {"identifiantFactureCPP": number}),
        ("factures/v1/consulter/historique", {"idFacture": number}),
        ("factures/v1/telecharger/groupe", {"listeFacture": [{"idFacture": number}]}),
        ("factures/v1/traiter/recue", {"idFacture": number, "nouveauStatut": "SERVICE_FAIT"}),
        ("factures/v1/completer", {"identifiantFactureCPP": number}),
        ("factures/v1/recycler", {"identifiantFactureCPP": number}),
        ("factures/v1/traiterRejet", {"listeDemandePaiement": [{"idDemandePaiement": number}]}),
        ("engagementsJuridiques/v1/rechercher", {"numeroEngagementJuridique": "BC-2026-001"}),
    ]
    assert [(path, stranger.refused(path, body)[:2]) for path, body in asked] == [
        (path, (200, 20000)) for path, _ in asked
    ]
    assert stranger.refused("facturesTravaux/v1/rechercher", {})[1] == 20007
    nobody = {"idFacture": 999999999}
    assert both.supplier.refused("factures/v1/consulter/historique", nobody)[1] == 20000
    assert both.history(number) == ["MISE_A_DISPOSITION", "DEPOSEE"]


def test_invoices_are_given_as_pages_pivots_and_archives(both: Both, standards_dir: Path) -> None:
    number, other = both.received(), both.received(number="F2026-0002")
    group = "factures/v1/telecharger/groupe"

    def content(told: dict[str, Any]) -> bytes:
        return base64.b64decode(told["fichierResultat"])

    one = {"listeFacture": [{"idFacture": number}]}
    page = content(both.recipient.done(group, {"format": "PDF", **one}))
    assert page.startswith(b"%PDF-")
    pivot = content(both.recipient.done(group, {"format": "PIVOT", **one}))
    schema = etree.XMLSchema(etree.parse(standards_dir / "chorus-pro/xsd-pivot/CPPFacturePivot_V2_02.xsd"))
    root = etree.fromstring(pivot)
    schema.assertValid(root)
    assert root.findtext(".//DonneesFacture/IdCPRO") == str(number)
    original = content(both.recipient.done(group, {"format": "ORIGINAL", **one}))
    assert original == ubl.to_xml(an_invoice())
    several = content(
        both.recipient.done(group, {"format": "PIVOT", "listeFacture": [{"idFacture": number}, {"idFacture": other}]})
    )
    with zipfile.ZipFile(io.BytesIO(several)) as archive:
        assert archive.namelist() == [f"Facture_{number}_pivot.xml", f"Facture_{other}_pivot.xml"]
    fetched = {"factureTelechargeeParDestinataire": True}
    assert both.recipient.done("factures/v1/rechercher/recipiendaire", fetched)["total"] == 2
    assert both.recipient.refused(group, {"format": "CSV", **one})[1] == 20003
    assert both.recipient.refused(group, {"listeFacture": [{"idFacture": number}] * 51})[1] == 20005
    told = both.recipient.call(
        "transverses/v1/telecharger/pieceJointe",
        {"objetPieceJointe": "DEMANDE_PAIEMENT", "demandePaiement": {"format": "PDF", **one}},
    ).json()
    assert base64.b64decode(told["pieceJointe"]).startswith(b"%PDF-")


def test_a_commitment_is_found_by_those_whom_it_binds(both: Both, service: Service) -> None:
    search = "engagementsJuridiques/v1/rechercher"
    asked = {"numeroEngagementJuridique": "BC-2026-001", "etatCourantEngagementJuridique": "COMMANDE"}
    (found,) = both.supplier.done(search, asked)["listeEngagementJuridique"]
    assert (found["numeroEngagementJuridique"], found["montantTotalTtc"]) == ("BC-2026-001", 2191.27)
    assert (found["libelleEtatCourantEJ"], found["libelleTypeEngagementJuridique"]) == ("COMMANDE", "BON_DE_COMMANDE")
    for criteria, code in (({"montantTTCMin": "5000"}, 20000), ({"periodeDateNotificationEJAu": "2026-01-01"}, 20000)):
        assert both.supplier.refused(search, {**asked, **criteria})[1] == code
    assert len(both.recipient.done(search, asked)["listeEngagementJuridique"]) == 1
    assert both.supplier.refused(search, {**asked, "numeroEngagementJuridique": "BC-AUTRE"})[1] == 20000
    assert both.supplier.refused(search, {**asked, "etatCourantEngagementJuridique": "CLOTURE"})[1] == 20000
    assert both.supplier.refused(search, {"numeroEngagementJuridique": "x" * 51})[1] == 20003
    anybody = {"kind": "recurrent", "number": "ELEC", "subject": "Électricité", "starts_on": "2026-01-01"}
    assert service.post("/commitments", anybody).status_code == 201
    assert len(both.supplier.done(search, {"numeroEngagementJuridique": "ELEC"})["listeEngagementJuridique"]) == 1
