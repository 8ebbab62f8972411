"""Structures, services, lists and the directory through the interface of the State's portal."""

import base64
import io
import zipfile
from typing import Any

import pytest

from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET, OPERATOR_B_SIRET
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import RECIPIENT, SUPPLIER, Portal

SEARCH = "structures/v1/rechercher"
CONSULT = "structures/v1/consulter"
SERVICES = "structures/v1/rechercher/services"
SERVICE = "structures/v1/consulter/service"


def declare(service: Service, **changes: Any) -> None:
    body = {
        "name": "Commune de Plis-sur-Mer",
        "buyer_kind": "commune",
        "service_required": True,
        "either_required": True,
        "services": [
            {"code": "VOIRIE", "name": "Voirie", "commitment_required": True},
            {"code": "ARCHIVES", "name": "Archives", "is_active": False},
        ],
        **changes,
    }
    answer = service.put(f"/recipients/{BUYER_SIRET}", body, headers={"If-Match": '"0"'})
    assert answer.status_code == 200, answer.text


@pytest.fixture
def portal(service: Service) -> Portal:
    declare(service)
    return Portal(service, {**SUPPLIER, "name": "Entreprise A"})


def number_of(portal: Portal, siret: object) -> int:
    found = portal.done(
        SEARCH, {"structure": {"identifiantStructure": str(siret), "typeIdentifiantStructure": "SIRET"}}
    )
    return int(found["listeStructures"][0]["idStructureCPP"])


def test_from_a_siret_to_what_a_recipient_asks(portal: Portal) -> None:
    number = number_of(portal, BUYER_SIRET)
    assert number == number_of(portal, BUYER_SIRET)
    told = portal.done(CONSULT, {"idStructureCPP": number, "codeLangue": "fr"})
    assert told == portal.done(CONSULT, {"idStructure": number})
    assert told["informationGenerales"]["identifiantStructure"] == str(BUYER_SIRET)
    assert told["informationGenerales"]["structurePriveePublique"] == "PUBLIQUE"
    asked = told["parametres"]
    names = ("codeServiceDoitEtreRenseigne", "numeroEJDoitEtreRenseigne", "gestionNumeroEJOuCodeService")
    assert [asked[name] for name in names] == [True, False, True]

    page = {"nbResultatsParPage": 10_000}
    listed = portal.done(SERVICES, {"idStructure": number, "parametresRechercherServicesStructure": page})
    assert [(each["codeService"], each["estActif"]) for each in listed["listeServices"]] == [
        ("ARCHIVES", False),
        ("VOIRIE", True),
    ]
    voirie = {"idStructure": number, "idService": listed["listeServices"][1]["idService"]}
    assert portal.done(SERVICE, voirie)["parametres"]["numeroEngagement"] is True


def test_a_page_holds_the_companies_of_the_account_then_the_recipients(portal: Portal) -> None:
    first = portal.done(SEARCH, {"parametres": {"nbResultatsParPage": 1, "pageResultatDemandee": 1}})
    second = portal.done(SEARCH, {"parametres": {"nbResultatsParPage": 1, "pageResultatDemandee": 2}})
    assert first["parametresRetour"] == {"nbResultatsParPage": 1, "pageCourante": 1, "pages": 2, "total": 2}
    names = [each["listeStructures"][0]["designationStructure"] for each in (first, second)]
    assert names == ["Entreprise A", "Commune de Plis-sur-Mer"]
    private = portal.done(SEARCH, {"structure": {"typeStructure": "PRIVEE"}, "restreindreStructuresPrivees": True})
    assert [each["identifiantStructure"] for each in private["listeStructures"]] == [str(OPERATOR_A_SIRET)]
    by_name = portal.done(SEARCH, {"structure": {"raisonSocialeStructure": "plis-SUR"}})
    assert len(by_name["listeStructures"]) == 1
    assert portal.refused(SEARCH, {"structure": {"raisonSocialeStructure": "50%"}})[:2] == (200, 20000)


def test_another_company_is_not_found(service: Service, portal: Portal) -> None:
    other = Portal(service, {"siret": str(OPERATOR_B_SIRET), "roles": ["supplier"]}, login="TECH_2@essai.fr")
    mine = number_of(portal, OPERATOR_A_SIRET)
    assert other.refused(CONSULT, {"idStructure": mine})[:2] == (200, 20000)
    found = {"structure": {"identifiantStructure": str(OPERATOR_A_SIRET)}}
    assert other.refused(SEARCH, found)[:2] == (200, 20000)
    for wrong in (0, -1, 999, 2**62):
        assert other.refused(CONSULT, {"idStructure": wrong})[:2] == (200, 20000)
    assert portal.refused(SEARCH, {"structure": {"identifiantStructure": "123"}})[:2] == (200, 20003)
    assert portal.refused(CONSULT)[:2] == (400, 20003)


def test_what_the_account_is_attached_to(service: Service) -> None:
    declare(service)
    both = Portal(service, SUPPLIER, RECIPIENT)
    attached = both.done("utilisateurs/v1/monCompte/recuperer/rattachements")["listeStructureRattachement"]
    assert [each["identifiantStructure"] for each in attached] == [str(OPERATOR_A_SIRET), str(BUYER_SIRET)]
    assert len(attached[1]["listeServicesRattache"]) == 2
    one = both.done("structures/v1/lister/rattachementsutilisateur", {"identifiantStructure": str(BUYER_SIRET)})
    assert [each["codeService"] for each in one["listeServices"]] == ["ARCHIVES", "VOIRIE"]
    for name, siret in (("fournisseur", OPERATOR_A_SIRET), ("destinataire", BUYER_SIRET)):
        active = both.done(f"transverses/v1/recuperer/structures/actives/{name}")["listeStructures"]
        assert [each["identifiant"] for each in active] == [str(siret)]
    assert len(both.done("transverses/v1/recuperer/structures/actives/facturetravaux")["listeStructures"]) == 2


def test_the_seller_finds_the_account_that_it_declared(service: Service) -> None:
    portal = Portal(service, SUPPLIER)
    number = number_of(portal, OPERATOR_A_SIRET)
    assert (
        portal.done("transverses/v1/recuperer/coordbanc/valides", {"idStructure": number})["listeCoordonneeBancaire"]
        == []
    )
    mentions = {
        "line": "1 rue du Port",
        "city": "Brest",
        "post_code": "29200",
        "account": "FR7630006000011234567890189",
    }
    kept = service.put(f"/sellers/{OPERATOR_A_SIRET}", mentions, headers={"If-Match": '"0"'}, role="entreprise-a")
    assert kept.status_code == 200, kept.text
    accounts = portal.done("transverses/v1/recuperer/coordbanc/valides", {"idStructure": number})
    assert accounts["listeCoordonneeBancaire"][0]["nomCoordonneeBancaire"] == "IBAN terminé par 0189"
    assert portal.done(CONSULT, {"idStructure": number})["adressePostaleDuSiege"]["ville"] == "Brest"
    known = portal.done("transverses/v1/consulter/information/siret", {"siretStructure": str(OPERATOR_A_SIRET)})
    assert (known["siren"], known["adresse"]) == (str(OPERATOR_A_SIRET.siren), "1 rue du Port, 29200 Brest")


def test_the_directory_and_the_lists_that_software_loads(portal: Portal) -> None:
    packed = portal.done("transverses/v1/telecharger/annuaire/destinataire")["fichierResultat"]
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))) as archive:
        assert b"<Code>VOIRIE</Code>" in archive.read("annuaire.xml")
    found = portal.done("transverses/v1/rechercher/destinataire", {"nomVilleCodePostal": "plis"})
    assert [each["siret"] for each in found["listeDestinataires"]] == [str(BUYER_SIRET)]

    lists = "transverses/v1/recuperer"
    currencies = {each["codeDevise"]: each["libelleDevise"] for each in portal.done(f"{lists}/devises")["listeDevises"]}
    assert currencies["EUR"] == "euro"
    assert {"codePays": "FR", "libellePays": "France"} in portal.done(f"{lists}/pays")["listePays"]
    english = portal.done(f"{lists}/pays", {"codeLangue": "EN"})["listePays"]
    assert {"codePays": "DE", "libellePays": "Germany"} in english
    rates = {each["valeurTauxTva"] for each in portal.done(f"{lists}/tauxtva")["listeTauxTva"]}
    assert {20, 10, 5.5, 2.1, 8.5} <= rates
    assert portal.done(f"{lists}/typedp")["listeTypeDemandePaiement"][0] == {"typeDemandePaiement": "FACTURE"}
    after = portal.done(f"{lists}/etats/traitement", {"statutCourant": "MISE_A_DISPOSITION"})
    assert {"statutPossiblePourTraitement": "SUSPENDUE"} in after["listeStatutsPossiblesPourTraitement"]
    for name in (
        "formatflux", "modedepot", "modereglements", "cadrefacturation", "typeidentifiant/structure", "etat/typedp",
        "motifs/exonerationtva",
    ):  # fmt: skip
        assert any(portal.done(f"{lists}/{name}").values())
    frames = portal.done(f"{lists}/cadrefacturation", {"typeDemandePaiement": "FACTURE"})["listeCadreFacturation"]
    assert [each["codeCadreFacturation"].partition("_")[0] for each in frames] == ["A1", "A2", "A9", "A12"]
    works = portal.done(f"{lists}/cadrefacturation", {"typeDemandePaiement": "FACTURE_TRAVAUX"})
    kinds = portal.done(f"{lists}/typefacturetravaux")["listeTypeFactureTravaux"]
    assert [one["typeFactureTravaux"] for one in kinds] == [
        each["codeCadreFacturation"] for each in works["listeCadreFacturation"]
    ]
