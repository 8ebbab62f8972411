"""The calls of two kinds of software in the order in which they make them, over HTTP, against a running platform.

A supplier's accounting software deposits, follows its flow, finds its invoice again and polls its history. A
recipient's connector polls by the date of the state, fetches the pivot and the page, and says what becomes of the
invoice. Both are written here from what their authors publish of them, and know nothing of this platform.
"""

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from lxml import etree

from services.invoicing.standards import factur_x
from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET
from tests.integration.start.test_chorus_client import Platform, environment, platform
from tests.unit.invoicing.builders import an_invoice
from tests.waiting import wait_for

__all__ = ["environment"]
_REPORT_SECONDS = 90
_NOTHING_FOUND, _NO_WORKS_FOUND = 20000, 20007


class Software:
    """A plain client: a token, then JSON with the header of the technical account."""

    def __init__(self, served: Platform, *attachments: str, login: str) -> None:
        application = json.loads(served.run("portal", "application", f"Logiciel {login}", "--json"))
        account = json.loads(served.run("portal", "account", login, *attachments, "--json"))
        form = {
            "grant_type": "client_credentials",
            "client_id": application["client_id"],
            "client_secret": application["client_secret"],
            "scope": "openid",
        }
        token = httpx.post(f"{served.url}/invoicing/api/oauth/token", data=form).json()
        pair = base64.b64encode(f"{account['login']}:{account['password']}".encode()).decode()
        self.url = f"{served.url}/invoicing/cpro/"
        self.headers = {
            "Authorization": f"{token['token_type']} {token['access_token']}",
            "cpro-account": pair,
            "Content-Type": "application/json;charset=utf-8",
        }

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = httpx.post(self.url + path, json=body, headers=self.headers, timeout=60)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


def test_a_supplier_s_software_and_a_recipient_s_connector_go_through_a_whole_life(
    environment: dict[str, str],
) -> None:
    with platform(environment) as served:
        served.declare_recipient()
        commit(served, "BC-2026-001")
        supplier = Software(served, f"{OPERATOR_A_SIRET}:fournisseur", login="FACTURATION@essai.fr")
        recipient = Software(served, f"{BUYER_SIRET}:destinataire", login="GESTION@essai.fr")
        number = deposited_and_found_again(supplier)
        fetched = fetched_by_the_connector(recipient)
        assert fetched == number
        treated_by_the_connector(recipient, number)
        followed_by_the_supplier(supplier, number)


def commit(served: Platform, number: str) -> None:
    body = {"kind": "quotation_order", "number": number, "subject": "Écrans", "starts_on": "2026-01-01",
            "seller_siret": str(OPERATOR_A_SIRET)}  # fmt: skip
    headers = {"Authorization": f"Bearer {served.run('token', 'acheteur').strip()}", "Idempotency-Key": "engagement"}
    answer = httpx.post(f"{served.url}/invoicing/commitments", json=body, headers=headers)
    assert answer.status_code == 201, answer.text


def deposited_and_found_again(supplier: Software) -> int:
    own = supplier.post(
        "structures/v1/rechercher",
        {"structure": {"identifiantStructure": str(OPERATOR_A_SIRET), "typeIdentifiantStructure": "SIRET"}},
    )["listeStructures"][0]["idStructureCPP"]
    engagement = {
        "structureReceptriceEngagementJuridique": str(own),
        "numeroEngagementJuridique": "BC-2026-001",
        "etatCourantEngagementJuridique": "COMMANDE",
    }
    assert len(supplier.post("engagementsJuridiques/v1/rechercher", engagement)["listeEngagementJuridique"]) == 1
    unknown = supplier.post("engagementsJuridiques/v1/rechercher", {**engagement, "numeroEngagementJuridique": "?"})
    assert not unknown.get("listeEngagementJuridique")
    flow = supplier.post(
        "factures/v1/deposer/flux",
        {"fichierFlux": base64.b64encode(factur_x.build(an_invoice())).decode(), "nomFichier": "facture.pdf",
         "syntaxeFlux": "IN_DP_E2_CII_FACTURX", "avecSignature": False},
    )["numeroFluxDepot"]  # fmt: skip

    def state() -> str:
        report = supplier.post("transverses/v1/consulterCRDetaille", {"numeroFluxDepot": flow})
        return str(report["etatCourantDepotFlux"])

    wait_for(lambda: state() != "IN_RECU", within=_REPORT_SECONDS, what="the report of the flow")
    assert state() == "IN_INTEGRE"
    found = supplier.post("factures/v1/rechercher/fournisseur", {"numeroFluxDepot": flow})
    (line,) = found["listeFactures"]
    assert (line["numeroFacture"], line["numeroFluxDepot"]) == ("F2026-0001", flow)
    number = line["identifiantFactureCPP"]
    assert isinstance(number, int)
    wait_for(lambda: status_of(supplier, number) == "MISE_A_DISPOSITION", within=_REPORT_SECONDS, what="the verdict")
    return number


def status_of(software: Software, number: int) -> str:
    told = software.post("factures/v1/consulter/historique", {"idFacture": number})
    assert told["idFacture"] == number
    return str(told["statutCourantCode"])


def fetched_by_the_connector(recipient: Software) -> int:
    assert recipient.post("transverses/v1/recuperer/tauxtva", {})["codeRetour"] == 0
    structure = recipient.post(
        "structures/v1/rechercher",
        {"structure": {"identifiantStructure": str(BUYER_SIRET)}, "restreindreStructuresPrivees": ""},
    )["listeStructures"][0]["idStructureCPP"]
    today = datetime.now(UTC).date()
    period = {
        "periodeDateHeureEtatCourantDu": (today - timedelta(days=30)).isoformat(),
        "periodeDateHeureEtatCourantAu": f"{today + timedelta(days=1)}T23:59:59",
    }
    found = []
    for kind in ("FACTURE", "FACTURE_TRAVAUX"):
        page = 0
        while True:
            page += 1
            paging = {"nbResultatsParPage": 1000, "pageResultatDemandee": page, "nbResultatsMaximum": 999999}
            asked = {"typeDemandePaiement": kind, "paramRecherche": paging, "idDestinataire": structure, **period}
            told = recipient.post("factures/v1/rechercher/recipiendaire", asked)
            found += told.get("listeFactures", [])
            if told["codeRetour"] == _NOTHING_FOUND or told["pageCourante"] >= told["pages"]:
                break
    works = {"roleUtilisateur": "MOA", "rechercheFactureTravaux": {"nbResultatsParPage": 1000}, **period}
    assert recipient.post("facturesTravaux/v1/rechercher", works)["codeRetour"] == _NO_WORKS_FOUND
    (line,) = found
    assert (line["codeFournisseur"], line["statut"]) == (str(OPERATOR_A_SIRET), "MISE_A_DISPOSITION")
    number: int = line["idFacture"]
    read_the_pivot(recipient, number)
    return number


def read_the_pivot(recipient: Software, number: int) -> None:
    def fetched(form: str) -> bytes:
        body = {"format": form, "listeFacture": [{"idFacture": number}]}
        return base64.b64decode(recipient.post("factures/v1/telecharger/groupe", body)["fichierResultat"])

    root = etree.fromstring(fetched("PIVOT"), etree.XMLParser(huge_tree=True))
    unit = root.find("CPPFactures/CPPFacturePivotUnitaire")
    assert unit is not None
    said = {
        "DonneesFacture/Id": "F2026-0001",
        "DonneesFacture/Cadre": "A1",
        "DonneesFacture/Montants/MontantTTC": "2191.27",
        "DonneesFacture/Engagement/NumeroEngagement": "BC-2026-001",
        "Fournisseur/Identifiant": str(OPERATOR_A_SIRET),
        "Debiteur/Identifiant": str(BUYER_SIRET),
        "PJ/TypePJ": "01",
        "PJ/MimeTypePJ": "application/pdf",
    }
    assert {path: unit.findtext(path) for path in said} == said
    assert base64.b64decode(unit.findtext("PJ/Contenu") or "", validate=True) == fetched("PDF")


def treated_by_the_connector(recipient: Software, number: int) -> None:
    for status, order in (("SERVICE_FAIT", ""), ("MANDATEE", "2026-000123")):
        body = {"idFacture": number, "nouveauStatut": status, "motif": "", "numeroDPMandat": order}
        told = recipient.post("factures/v1/traiter/recue", body)
        assert (told["codeRetour"], told["nouveauStatut"]) == (0, status)
    again = recipient.post("factures/v1/traiter/recue", {"idFacture": number, "nouveauStatut": "SERVICE_FAIT"})
    assert again["codeRetour"] == 20002


def followed_by_the_supplier(supplier: Software, number: int) -> None:
    told = supplier.post("factures/v1/consulter/historique", {"idFacture": number, "nbResultatsMaximum": 50})
    steps = told["historiquesDesStatuts"]["histoStatut"]
    assert [step["histoStatutCode"] for step in steps] == [
        "MANDATEE", "SERVICE_FAIT", "MISE_A_DISPOSITION", "DEPOSEE",
    ]  # fmt: skip
    assert steps[0]["histoStatutCommentaire"] == "Mandat 2026-000123"
    for step in steps:
        time.strptime(step["histoStatutDatePassage"], "%Y-%m-%d %H:%M")
