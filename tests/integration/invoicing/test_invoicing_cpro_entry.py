"""Invoices entered through the portal's interface, hostile questions, accounts that act for several organisations."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET, OPERATOR_B_SIRET
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, SUPPLIER, Portal

SUBMIT = "factures/v1/soumettre"
ADD = "transverses/v1/ajouter/fichier"


@pytest.fixture
def supplier(service: Service, order_body: Callable[..., dict[str, Any]]) -> Portal:
    service.learn_contract()
    service.post("/orders", order_body())
    return Portal(service, SUPPLIER)


def an_entry(**changes: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "modeDepot": "SAISIE_API",
        "numeroFactureSaisi": "SAISIE-1",
        "dateFacture": "2026-10-01",
        "destinataire": {"codeDestinataire": str(BUYER_SIRET), "codeServiceExecutant": "TECH"},
        "fournisseur": {"idFournisseur": 0},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {
            "deviseFacture": "EUR", "modePaiement": "VIREMENT", "numeroBonCommande": "BC-2026-001",
            "numeroMarche": "2026-M-01", "typeFacture": "FACTURE", "typeTva": "TVA_SUR_DEBIT",
        },
        "lignePoste": [
            {"lignePosteNumero": 1, "lignePosteDenomination": "Écran 24 pouces", "lignePosteQuantite": 12,
             "lignePosteMontantUnitaireHT": 149.90, "lignePosteTauxTva": "20", "lignePosteUnite": "unité"},
            {"lignePosteNumero": 2, "lignePosteDenomination": "Manuel", "lignePosteQuantite": 3,
             "lignePosteMontantUnitaireHT": 10.333, "lignePosteTauxTva": "5.5"},
        ],
        "ligneTva": [
            {"ligneTvaTaux": "20", "ligneTvaMontantBaseHtParTaux": 1798.80, "ligneTvaMontantTvaParTaux": 359.76},
            {"ligneTvaTaux": "5.5", "ligneTvaMontantBaseHtParTaux": 31.00, "ligneTvaMontantTvaParTaux": 1.71},
        ],
        "montantTotal": {"montantHtTotal": 1829.80, "montantTVA": 361.47, "montantTtcTotal": 2191.27,
                         "montantAPayer": 2191.27, "montantRemiseGlobaleTTC": 0},
    }  # fmt: skip
    return {**entry, **changes}


def test_an_entry_is_received_judged_and_matched_like_any_invoice(supplier: Portal, service: Service) -> None:
    piece = supplier.done(
        ADD, {"pieceJointeNom": "bl.pdf", "pieceJointeFichier": "JVBERi0=", "pieceJointeTypeMime": "application/pdf"}
    )["pieceJointeId"]
    entry = an_entry(
        pieceJointePrincipale=[{"pieceJointePrincipaleDesignation": "x", "pieceJointePrincipaleId": piece}]
    )
    told = supplier.done(SUBMIT, entry)
    assert (told["statutFacture"], told["numeroFacture"], told["dateDepot"]) == ("DEPOSEE", "SAISIE-1", "2026-10-05")
    again = supplier.done(SUBMIT, entry)  # the same entry is the same invoice
    assert again["identifiantFactureCPP"] == told["identifiantFactureCPP"]
    service.deliver_own_events()
    (invoice,) = service.get("/invoices").json()["items"]
    assert (invoice["matched"], invoice["amount_due"]) == (True, {"value": "2191.27", "currency": "EUR"})
    whole = supplier.done(
        "factures/v1/consulter/fournisseur",
        {"identifiantFactureCPP": told["identifiantFactureCPP"], "pLignesPoste": {
            "nbResultatsParPageLignesPoste": 1, "pageResultatDemandeeLignesPoste": 2}},
    )["facture"]  # fmt: skip
    assert whole["lignesDePoste"]["totalLignesPoste"] == 2
    assert [each["lignePosteMontantUnitaireHT"] for each in whole["lignesDePoste"]["lignePoste"]] == [10.333]
    assert whole["montantTotal"]["montantTtcTotal"] == 2191.27
    assert whole["cadreDeFacturation"]["codeCadreFacturation"] == "A1_FACTURE_FOURNISSEUR"
    assert whole["listeDesPiecesJointes"]["pieceJointe"][0]["pieceJointeDesignation"] == "bl.pdf"
    archive = supplier.done(
        "factures/v1/telecharger/groupe",
        {"format": "PDF", "avecPiecesJointesComplementaires": True,
         "listeFacture": [{"idFacture": told["identifiantFactureCPP"]}]},
    )  # fmt: skip
    assert base64.b64decode(archive["fichierResultat"]).startswith(b"PK")


def test_an_entry_that_cannot_be_is_told_field_by_field_and_nothing_is_kept(supplier: Portal, service: Service) -> None:
    line = an_entry()["lignePoste"][0]
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({"numeroFactureSaisi": None}, 20003, "numeroFactureSaisi"),
        ({"destinataire": None}, 20003, "codeDestinataire"),
        ({"destinataire": {"codeDestinataire": "123"}}, 20003, "SIRET"),
        ({"destinataire": {"codeDestinataire": "21690123100011"}}, 20001, "INV-UNATTRIBUTABLE"),
        ({"cadreDeFacturation": {"codeCadreFacturation": "A99"}}, 20003, "cadreDeFacturation"),
        ({"references": {"typeFacture": "DEVIS"}}, 20003, "typeFacture"),
        ({"lignePoste": [{**line, "lignePosteMontantUnitaireHT": None}]}, 20003, "lignePoste[1]"),
        ({"lignePoste": [{**line, "lignePosteTauxTva": None}]}, 20003, "lignePosteTauxTva"),
        ({"lignePoste": [{**line, "lignePosteTauxTva": "NaN"}]}, 20003, "lignePosteTauxTva"),
        ({"montantTotal": {"montantHtTotal": 1829.81}}, 20001, "1829.81 saisi, 1829.80 EUR calculé"),
        ({"montantTotal": {"montantRemiseGlobaleTTC": 10}}, 20001, "montantRemiseGlobaleTTC"),
        ({"pieceJointePrincipale": {"pieceJointePrincipaleId": 999999}}, 20000, "pièce jointe"),
        ({"fournisseur": {"idFournisseur": 999999}}, 20000, "structure"),
    ]
    for changes, code, said in wrong:
        status, told, label = supplier.refused(SUBMIT, an_entry(**changes))
        assert (status, told) == (200, code), label
        assert said in label
    assert service.get("/invoices").json()["items"] == []
    assert Portal(service, RECIPIENT, login="DEST@essai.fr").refused(SUBMIT, an_entry())[1] == 20004


def test_a_file_is_kept_for_one_invoice_of_its_own_supplier(supplier: Portal, service: Service) -> None:
    def added(portal: Portal, **changes: Any) -> int:
        body = {"pieceJointeNom": "bl", "pieceJointeExtension": "pdf", "pieceJointeFichier": "JVBERi0=", **changes}
        number: int = portal.done(ADD, body)["pieceJointeId"]
        return number

    for changes, code in (
        ({"pieceJointeNom": "x" * 60}, 20001),
        ({"pieceJointeNom": "../x", "pieceJointeExtension": "pdf"}, 20001),
        ({"pieceJointeNom": "sans", "pieceJointeExtension": None}, 20001),
        ({"pieceJointeFichier": "%%"}, 20003),
    ):
        body = {"pieceJointeNom": "a", "pieceJointeExtension": "pdf", "pieceJointeFichier": "JVBERi0=", **changes}
        assert supplier.refused(ADD, body)[1] == code
    other = Portal(service, {"siret": str(OPERATOR_B_SIRET), "roles": ["supplier"]}, login="AUTRE@essai.fr")
    foreign, own = added(other), added(supplier)

    def entry(number: str, piece: int) -> dict[str, Any]:
        pieces = [{"pieceJointeComplementaireId": piece, "pieceJointeComplementaireType": "BON_LIVRAISON"}]
        return an_entry(numeroFactureSaisi=number, pieceJointeComplementaire=pieces)

    assert supplier.refused(SUBMIT, entry("S-1", foreign))[1] == 20001
    supplier.done(SUBMIT, entry("S-2", own))
    assert supplier.refused(SUBMIT, entry("S-3", own))[1] == 20001  # another invoice bears it
    assert [each["number"] for each in service.get("/invoices").json()["items"]] == ["S-2"]


@pytest.mark.parametrize(
    "body",
    [
        {"numeroFacture": "\u0000"},
        {"numeroFacture": "'; DROP TABLE invoice; --"},
        {"paramRecherche": {"nbResultatsParPage": 10**9, "pageResultatDemandee": 10**15}},
        {"paramRecherche": {"triColonne": "1; SELECT", "triSens": "x" * 500}},
        {"idDestinataire": 2**63 - 1},
        {"periodeDateHeureEtatCourantDu": "9999-12-31T23:59:59-23:59"},
        {"periodeDateDepotDu": "0001-01-01"},
        {"montantTTCMin": 1e18},
        {"statutCourant": ["\u202e"] * 10},
        {"listeFournisseurs": [{"idFournisseur": 5}] * 50},
    ],
)
def test_a_hostile_question_finds_nothing_and_breaks_nothing(service: Service, body: Any) -> None:
    recipient = Portal(service, RECIPIENT, login="DEST@essai.fr")
    answer = recipient.call("factures/v1/rechercher/recipiendaire", body)
    assert answer.status_code in (200, 400), answer.text
    assert answer.json()["codeRetour"] in (20000, 20003, 20006)


def test_texts_that_no_document_may_hold_are_refused(supplier: Portal) -> None:
    for changes in (
        {"numeroFactureSaisi": "F\u0001"},
        {"commentaire": "x\u0000"},
        {
            "lignePoste": [
                {"lignePosteMontantUnitaireHT": 1, "lignePosteTauxTva": "20", "lignePosteDenomination": "\ufffe"}
            ]
        },
    ):
        _, code, label = supplier.refused(SUBMIT, {**an_entry(ligneTva=[], montantTotal={}), **changes})
        assert code in (20003, 20006), label


def test_an_account_of_several_organisations_reads_them_one_after_another(
    service: Service, order_body: Callable[..., dict[str, Any]]
) -> None:
    service.learn_contract()
    service.post("/orders", order_body())
    second = {"siret": str(OPERATOR_B_SIRET), "roles": ["supplier"]}
    many = Portal(service, SUPPLIER, second, RECIPIENT)
    one = Portal(service, second, login="SEUL@essai.fr")
    for number in ("A-1", "A-2"):
        many.done(SUBMIT, an_entry(numeroFactureSaisi=number))
    one.done(SUBMIT, an_entry(numeroFactureSaisi="B-1"))
    search = "factures/v1/rechercher/fournisseur"

    def page(number: int) -> list[str]:
        asked = {"rechercheFactureParFournisseur": {"nbResultatsParPage": 2, "pageResultatDemandee": number}}
        told = many.done(search, asked)
        assert told["parametresRetour"] == {
            "nbResultatsParPage": 2, "pageCourante": number, "pages": 2, "total": 3
        }  # fmt: skip
        return [each["numeroFacture"] for each in told["listeFactures"]]

    assert sorted(page(1)) + page(2) == ["A-1", "A-2", "B-1"]
    listed = one.done(search, {})["listeFactures"]
    assert [(each["numeroFacture"], each["codeFournisseur"]) for each in listed] == [("B-1", str(OPERATOR_B_SIRET))]
    number = listed[0]["identifiantFactureCPP"]
    joined_for_any_of_its_suppliers(many)
    assert many.done("factures/v1/consulter/historique", {"idFacture": number})["numeroFacture"] == "B-1"
    assert str(OPERATOR_A_SIRET) != str(OPERATOR_B_SIRET)


def joined_for_any_of_its_suppliers(many: Portal) -> None:
    """Adding a file names no supplier: it may come with an invoice of any of the account's."""
    file = many.done(ADD, {"pieceJointeNom": "bl.pdf", "pieceJointeFichier": "JVBERi0="})["pieceJointeId"]
    attached = many.done("utilisateurs/v1/monCompte/recuperer/rattachements")["listeStructureRattachement"]
    second = next(one["idStructure"] for one in attached if one["identifiantStructure"] == str(OPERATOR_B_SIRET))
    pieces = [{"pieceJointeComplementaireId": file, "pieceJointeComplementaireType": "BON_LIVRAISON"}]
    entry = an_entry(numeroFactureSaisi="B-2", fournisseur={"idFournisseur": second}, pieceJointeComplementaire=pieces)
    assert many.done(SUBMIT, entry)["identifiantStructure"] == str(OPERATOR_B_SIRET)
