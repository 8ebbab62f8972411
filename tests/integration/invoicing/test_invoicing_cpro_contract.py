"""Every operation of the portal's interface, walked as existing software would: questions, answers, refusals."""

import base64
from pathlib import Path
from typing import Any, Final

import pytest

from services.invoicing.api.cpro.operations import OPERATIONS
from services.invoicing.standards import factur_x
from shared.contracts.amount import Amount
from shared.http.personas import BUYER_SIRET, OPERATOR_A_SIRET, OPERATOR_B_SIRET
from tests.integration.invoicing.both_sides import Body, Both
from tests.integration.invoicing.conftest import Service
from tests.integration.invoicing.portal import Portal
from tests.integration.invoicing.published_trees import PublishedTrees
from tests.integration.invoicing.test_invoicing_contract_parties import accepted, of_subcontractor
from tests.integration.invoicing.test_invoicing_cpro_directory import declare
from tests.integration.invoicing.test_invoicing_cpro_entry import an_entry
from tests.unit.invoicing.builders import an_invoice

# Real clients call these; their trees were never published.
WITHOUT_TREE: Final = {
    "engagementsJuridiques/v1/rechercher", "facturesTravaux/v1/rechercher", "factures/v1/deposer/pdf",
}  # fmt: skip
# Nothing of the kind exists here: the one good answer is that nothing was found.
EMPTY: Final = {
    "transverses/v1/rechercher/categorieSollicitation", "transverses/v1/rechercher/sousCategorieSollicitation",
}  # fmt: skip
# Published under the question of another operation.
MISPLACED: Final = {"factures/v1/telecharger/groupe"}
STRANGER_SIRET: Final = "73282932000074"
# Whoever gives something finds it again.
GIVING: Final = {"transverses/v1/ajouter/fichier", "factures/v1/deposer/pdf", "factures/v1/soumettre"}
STRANGER: Final = {"siret": STRANGER_SIRET, "roles": ["supplier", "recipient"]}
PRIVATE: Final = (str(OPERATOR_A_SIRET), str(OPERATOR_B_SIRET), "F2026-0001", "rib.pdf", "BC-2026-001", "Entreprise A")
PDF: Final = base64.b64encode(b"%PDF-1.4 rien").decode()
FACTUR_X: Final = base64.b64encode(factur_x.build(an_invoice(number="F-PDF"))).decode()


@pytest.fixture
def both(service: Service, order_body: Body) -> Both:
    declare(service, service_required=False, either_required=False)
    made = Both(service, order_body)
    profile = {"name": "Entreprise A", "line": "1 rue", "post_code": "75001", "city": "Paris", "iban": IBAN}
    service.put(f"/sellers/{OPERATOR_A_SIRET}", profile, headers={"If-Match": '"0"'}, role="entreprise-a")
    return made


IBAN: Final = "FR7630006000011234567890189"


@pytest.fixture
def trees(standards_dir: Path) -> PublishedTrees:
    return PublishedTrees(standards_dir)


class Walk:
    """Good questions, in an order in which each finds what the ones before have made."""

    def __init__(self, both: Both) -> None:
        self.both, self.answers, self.questions = both, dict[str, dict[str, Any]](), dict[str, Any]()
        self.first, self.works = both.received(), both.received(number="F-2", framework="A4")
        self.rejected = both.received(number="F-3")
        self.returned = both.received(number="F-4")
        self.file = self.done(both.supplier, "transverses/v1/ajouter/fichier", {
            "pieceJointeNom": "rib", "pieceJointeExtension": "pdf", "pieceJointeFichier": PDF,
            "pieceJointeTypeMime": "application/pdf"})["pieceJointeId"]  # fmt: skip
        for number, status in ((self.first, "SUSPENDUE"), (self.rejected, "REJETEE"), (self.returned, "A_RECYCLER")):
            body = {"idFacture": number, "nouveauStatut": status, "motif": "Il manque le RIB."}
            self.done(both.recipient, "factures/v1/traiter/recue", body)

    def done(self, portal: Portal, path: str, body: Any = None) -> dict[str, Any]:
        answer = portal.call(path, body)
        told: dict[str, Any] = answer.json()
        assert (answer.status_code, told.get("codeRetour", 0)) == (200, 0), (path, told)
        self.answers[path], self.questions[path] = told, body
        return told

    def of_the_supplier(self) -> None:
        page, supplier = {"nbResultatsParPage": 5, "pageResultatDemandee": 1}, self.both.supplier
        flow = self.done(supplier, "factures/v1/rechercher/fournisseur", {"rechercheFactureParFournisseur": page})
        number = flow["listeFactures"][0]["numeroFluxDepot"]
        own = self.done(supplier, "structures/v1/rechercher", {"structure": {"identifiantStructure": str(BUYER_SIRET)}})
        buyer = own["listeStructures"][0]["idStructureCPP"]
        services = self.done(supplier, "structures/v1/rechercher/services", {"idStructure": buyer})["listeServices"]
        mine = "utilisateurs/v1/monCompte/recuperer/rattachements"
        seller = self.done(supplier, mine)["listeStructureRattachement"][0]["idStructure"]
        for path, body in {
            "structures/v1/consulter": {"idStructure": buyer},
            "structures/v1/consulter/service": {"idStructure": buyer, "idService": services[0]["idService"]},
            "structures/v1/lister/rattachementsutilisateur": {"idStructure": seller},
            "transverses/v1/consulterCR": {"numeroFluxDepot": number},
            "transverses/v1/consulterCRDetaille": {"numeroFluxDepot": number},
            "transverses/v1/consulter/information/siret": {"siretStructure": str(BUYER_SIRET)},
            "transverses/v1/rechercher/destinataire": {"identifiant": str(BUYER_SIRET)},
            "transverses/v1/recuperer/coordbanc/valides": {"idStructure": seller},
            "transverses/v1/rechercher/pj/moncompte": {"parametresRecherche": page},
            "transverses/v1/rechercher/pj/structure": {"idStructureCPP": seller, "parametresRecherche": page},
            "transverses/v1/recuperer/etats/traitement": {"statutCourant": "MISE_A_DISPOSITION"},
            "transverses/v1/telecharger/pieceJointe": {
                "objetPieceJointe": "DEMANDE_PAIEMENT",
                "demandePaiement": {"format": "PDF", "listeFacture": [{"idFacture": self.first}]},
            },
            "factures/v1/consulter/fournisseur": {"identifiantFactureCPP": self.first},
            "factures/v1/consulter/historique": {"idFacture": self.first},
            "factures/v1/rechercher/demandePaiement": {"roleUtilisateur": "FOURNISSEUR"},
        }.items():
            self.done(supplier, path, body)
        self.acts(supplier)
        self.lists(supplier)

    def acts(self, supplier: Portal) -> None:
        """What a supplier gives and changes."""
        for path, body in {
            "factures/v1/completer": {
                "identifiantFactureCPP": self.first, "commentaire": "Voici.",
                "pieceJointeComplementaire": [{"pieceJointeComplementaireId": self.file}],
            },
            "factures/v1/traiterRejet": {"listeDemandePaiement": [{"idDemandePaiement": self.rejected}]},
            "factures/v1/recycler": {
                "identifiantFactureCPP": self.returned, "destinataire": {"codeServiceExecutant": "VOIRIE"}
            },
            "factures/v1/soumettre": an_entry(),
            "factures/v1/deposer/pdf": {"fichierFacture": FACTUR_X, "nomFichier": "f.pdf"},
            "engagementsJuridiques/v1/rechercher": {"numeroEngagementJuridique": "BC-2026-001"},
        }.items():  # fmt: skip
            self.done(supplier, path, body)

    def lists(self, supplier: Portal) -> None:
        """Every list of codes, every list of one's own: each takes no field at all."""
        for operation in OPERATIONS:
            if operation.path not in self.answers and "/recuperer/" in operation.path:
                self.done(supplier, operation.path)
        self.done(supplier, "transverses/v1/telecharger/annuaire/destinataire")
        health = supplier.service.client.get("/invoicing/cpro/transverses/v1/health-check", headers=supplier.headers())
        self.answers["transverses/v1/health-check"] = health.json()

    def of_the_recipient(self) -> None:
        recipient = self.both.recipient
        self.done(recipient, "factures/v1/rechercher/recipiendaire", {"typeDemandePaiement": "FACTURE"})
        self.done(recipient, "facturesTravaux/v1/rechercher", {"roleUtilisateur": "MOA"})
        self.done(recipient, "factures/v1/consulter/recipiendaire", {"identifiantFactureCPP": self.works})
        for form in ("PIVOT", "PDF"):
            body = {"format": form, "listeFacture": [{"idFacture": self.first}]}
            self.done(recipient, "factures/v1/telecharger/groupe", body)

    def of_the_contractor(self) -> None:
        """A subcontractor asks for its payment; the contractor, who is the supplier here, answers."""
        service, supplier = self.both.service, self.both.supplier
        service.learn(accepted(most_incl_vat=Amount(value="30000.00")))
        sent = service.post("/invoices", of_subcontractor("S-1"), role="entreprise-b")
        assert sent.status_code == 201, sent.text
        listed = self.done(supplier, "factures/v1/rechercher/valideur", {"statutCourant": ["A_VALIDER_1"]})
        number = listed["listeFactures"][0]["idFacture"]
        self.done(supplier, "factures/v1/consulter/valideur", {"identifiantFactureCPP": number})
        answer = {"idFacture": number, "action": "REFUS", "motifRefus": "AUTRE"}
        self.done(supplier, "factures/v1/traiter/factureAValider", answer)
        own = {"idFacture": self.first, "identifiantStructure": str(OPERATOR_A_SIRET)}
        self.done(supplier, "factures/v1/corriger/valideur/facture", own)


def test_every_answer_is_of_the_published_form(both: Both, trees: PublishedTrees) -> None:
    walk = Walk(both)
    walk.of_the_supplier()
    walk.of_the_recipient()
    walk.of_the_contractor()
    walk.answers["factures/v1/deposer/flux"] = deposited(both.supplier)
    assert {each.path for each in OPERATIONS} - walk.answers.keys() == EMPTY
    faults = {
        path: found
        for path, answer in walk.answers.items()
        if path not in WITHOUT_TREE and (found := trees.faults(path, answer))
    }
    assert faults == {}


def deposited(supplier: Portal) -> dict[str, Any]:
    body = {"fichierFlux": FACTUR_X, "nomFichier": "f.pdf", "syntaxeFlux": "IN_DP_E2_CII_FACTURX"}
    return supplier.done("factures/v1/deposer/flux", body)


def test_every_question_may_bear_all_its_published_fields(both: Both, trees: PublishedTrees) -> None:
    """None is refused for its form; what it then finds, or misses, is said in the words of the portal."""
    faults = []
    for operation in OPERATIONS:
        if operation.path in WITHOUT_TREE | MISPLACED or operation.method == "GET":
            continue
        asked = trees.whole_question(operation.path)
        for portal in (both.supplier, both.recipient):
            answer = portal.call(operation.path, asked)
            if answer.status_code != 200:
                faults.append((operation.path, answer.status_code, answer.text))
    assert faults == []


def test_the_same_questions_of_somebody_else_tell_nothing_and_change_nothing(both: Both, service: Service) -> None:
    walk = Walk(both)
    walk.of_the_supplier()
    walk.of_the_recipient()
    walk.of_the_contractor()
    before = both.history(walk.first)
    stranger = Portal(service, STRANGER, login="AUTRE@essai.fr")
    told = {path: stranger.call(path, body).text for path, body in walk.questions.items() if path not in GIVING}
    told |= {path: stranger.call(path).text for path in EMPTY}
    assert {path: text for path, text in told.items() if any(one in text for one in PRIVATE)} == {}
    assert both.history(walk.first) == before
