"""Lists of invoices through the portal's interface: criteria, order, pages, parties."""

from datetime import date
from typing import Any

import pytest

from tests.integration.invoicing.both_sides import Body, Both
from tests.integration.invoicing.conftest import Service


@pytest.fixture
def both(service: Service, order_body: Body) -> Both:
    return Both(service, order_body)


def test_lists_are_filtered_sorted_and_paged(both: Both) -> None:
    first = both.received()
    both.later(days=1)
    second = both.received(number="F2026-0002", issued_on=date(2026, 9, 1))
    both.later(days=1)
    works = both.received(number="F2026-0003", framework="A4")
    every = [works, second, first]  # the latest state first

    def found(**criteria: Any) -> list[int]:
        answer = both.recipient.call("factures/v1/rechercher/recipiendaire", criteria).json()
        return [each["idFacture"] for each in answer.get("listeFactures", [])]

    day = {"periodeDateHeureEtatCourantDu": "2026-10-06", "periodeDateHeureEtatCourantAu": "2026-10-06"}
    expected: list[tuple[dict[str, Any], list[int]]] = [
        ({}, every),
        ({"typeDemandePaiement": "FACTURE"}, [second, first]),
        ({"typeDemandePaiement": "FACTURE_TRAVAUX"}, [works]),
        ({"typeDemandePaiement": "REMBOURSEMENT_TIC"}, []),
        ({"cadreFacturation": "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR"}, [works]),
        (day, [second]),
        ({"periodeDateDepotAu": "2026-10-05"}, [first]),
        ({"periodeDateFactureDu": "2026-09-01", "periodeDateFactureAu": "2026-09-01"}, [second]),
        ({"numeroFacture": "F2026-0002"}, [second]),
        ({"numeroBonCommande": "BC-2026-001", "numeroMarche": "2026-M-01", "montantTTCMin": 2191.27}, every),
        ({"montantHTMin": 1829.81}, []),
        ({"montantApayerMax": 1}, []),
        ({"statutCourant": ["MANDATEE"]}, []),
        ({"statutCourant": "MISE_A_DISPOSITION"}, every),
        ({"statutCourant": ["BROUILLON", "A_VALIDER_1"]}, []),  # published, and nothing is so here
        ({"statutCourant": ["MISE_A_DISPOSITION", "MANDATEE"]}, every),
        ({"listeTypeFacture": ["AVOIR", "ACOMPTE"]}, []),
        ({"listeTypeFacture": ["FACTURE"]}, every),
    ]
    assert [found(**criteria) for criteria, _ in expected] == [numbers for _, numbers in expected]
    sorted_and_paged(both, works)
    by_their_parties(both, every, works)


def sorted_and_paged(both: Both, last: int) -> None:
    ascending = {"nbResultatsParPage": 2, "pageResultatDemandee": 2, "triColonne": "DateDepot", "triSens": "Ascendant"}
    answer = both.recipient.done("factures/v1/rechercher/recipiendaire", {"paramRecherche": ascending})
    assert [each["idFacture"] for each in answer["listeFactures"]] == [last]
    assert (answer["pages"], answer["total"], answer["nbResultatsParPage"]) == (2, 3, 2)


def by_their_parties(both: Both, every: list[int], works: int) -> None:
    search = "factures/v1/rechercher/recipiendaire"
    line = both.recipient.done(search, {})["listeFactures"][0]
    sent = both.supplier.done("factures/v1/rechercher/demandePaiement", {"roleUtilisateur": "FOURNISSEUR"})
    assert len(sent["listeDemandePaiement"]) == 3
    supplier, own = sent["listeDemandePaiement"][0]["idStructureFournisseur"], line["idDestinataire"]
    found = both.recipient.done(search, {"listeFournisseurs": [{"idFournisseur": supplier}], "idDestinataire": own})
    assert [each["idFacture"] for each in found["listeFactures"]] == every
    assert both.recipient.refused(search, {"listeFournisseurs": [{"idFournisseur": own}]})[1] == 20000
    told = both.recipient.done("facturesTravaux/v1/rechercher", {"idDestinataire": own})
    assert [each["idFacture"] for each in told["listeFacturesTravaux"]] == [works]
    assert both.recipient.refused(search, {"statutCourant": ["PAYEE"]})[1] == 20003
    assert both.recipient.refused(search, {"idDestinataire": 1})[1] == 20000
    assert both.recipient.refused(search, {"idDestinataire": supplier})[1] == 20004  # not its own structure
