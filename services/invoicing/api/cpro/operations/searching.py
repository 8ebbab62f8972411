"""Lists of invoices: of a supplier, of a recipient, of payment requests, of works."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from services.invoicing.api.cpro.envelope import Return, nothing_found, refuse_call
from services.invoicing.api.cpro.fields.found import (
    DemandePaiement,
    DemandesPaiement,
    FactureDuFournisseur,
    FactureDuRecipiendaire,
    FacturesDuFournisseur,
    FacturesDuRecipiendaire,
    FacturesTravaux,
)
from services.invoicing.api.cpro.fields.paging import PageAsked
from services.invoicing.api.cpro.fields.searching import (
    RechercherDemandePaiement,
    RechercherFournisseur,
    RechercherRecipiendaire,
    RechercherTravaux,
)
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.criteria import (
    Asked,
    criteria_of_recipient,
    criteria_of_request,
    criteria_of_seller,
    criteria_of_works,
)
from services.invoicing.api.cpro.operations.listing import line_of_recipient, line_of_request, line_of_seller
from services.invoicing.api.cpro.operations.naming import Names, names_of
from services.invoicing.domain.portal_search import PortalSearch, PortalSide, ShownInvoice
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.principal import Principal

_NOTHING: Final = "aucune facture ne correspond à la recherche."
_NO_WORKS: Final = "GFT_MSG_01.075 : aucune facture de travaux ne correspond à la recherche."
_Line = tuple[ShownInvoice, Names, str | None]


def _found(call: Call, asked: Asked) -> tuple[list[_Line], int]:
    """Search as each of the account's organisations, one after another: their pages follow one another."""
    lines: list[_Line] = []
    total, search = 0, asked.search
    for principal in asked.principals:
        some, counted = _of_one(call, principal, search)
        lines += some
        total += counted
        left = max(search.offset - counted, 0)
        search = replace(search, offset=left, size=search.size - len(some))
    return lines, total


def _of_one(call: Call, principal: Principal, search: PortalSearch) -> tuple[list[_Line], int]:
    def do(uow: UnitOfWork) -> tuple[list[_Line], int]:
        found = uow.portal_invoices.search(search)
        invoices = [shown.invoice for shown in found.shown]
        names = names_of(invoices, uow=uow)
        sent = invoices if search.side is PortalSide.SELLER else []
        flows = uow.portal_invoices.flow_numbers([one.invoice_id for one in sent])
        return [(shown, names, flows.get(shown.invoice.invoice_id)) for shown in found.shown], found.total

    return call.work(principal, do)


def _ids_of_flow(call: Call, principals: Sequence[Principal], number: str | None) -> tuple[InvoiceId, ...] | None:
    """Give the invoices that came in a flow of one of these organisations; None when no flow is named."""
    if number is None:
        return None
    for principal in principals:
        flow = call.work(principal, lambda uow: uow.flows.numbered(number))
        if flow is not None:
            return tuple(entry.invoice_id for entry in flow.entries if entry.invoice_id is not None)
    return ()


def _by_seller(call: Call, asked: RechercherFournisseur) -> FacturesDuFournisseur:
    page = asked.rechercheFactureParFournisseur
    wanted = criteria_of_seller(call, asked)
    ids = _ids_of_flow(call, wanted.principals, asked.numeroFluxDepot)
    lines, total = _found(call, replace(wanted, search=replace(wanted.search, invoice_ids=ids)))
    if not total:
        nothing_found(_NOTHING)
    rows: list[FactureDuFournisseur] = [line_of_seller(*line) for line in lines]
    return FacturesDuFournisseur(listeFactures=rows, parametresRetour=page.told(total))


def _by_recipient(call: Call, asked: RechercherRecipiendaire) -> FacturesDuRecipiendaire:
    lines, total = _found(call, criteria_of_recipient(call, asked))
    if not total:
        nothing_found(_NOTHING)
    return FacturesDuRecipiendaire(listeFactures=_rows(lines), **asked.paramRecherche.told(total).model_dump())


def _rows(lines: Sequence[_Line]) -> list[FactureDuRecipiendaire]:
    return [line_of_recipient(shown, names) for shown, names, _ in lines]


def _works(call: Call, asked: RechercherTravaux) -> FacturesTravaux:
    page: PageAsked = asked.rechercheFactureTravaux
    lines, total = _found(call, criteria_of_works(call, asked))
    if not total:
        refuse_call(Return.NO_WORKS_FOUND, _NO_WORKS)
    return FacturesTravaux(listeFacturesTravaux=_rows(lines), parametresRetour=page.told(total))


def _requests(call: Call, asked: RechercherDemandePaiement) -> DemandesPaiement:
    lines, total = _found(call, criteria_of_request(call, asked))
    if not total:
        nothing_found(_NOTHING)
    rows: list[DemandePaiement] = [line_of_request(shown, names, total) for shown, names, _ in lines]
    return DemandesPaiement(listeDemandePaiement=rows)


SEARCHES: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/rechercher/fournisseur",
        summary="Rechercher les factures émises, par flux, numéro, statut, dates, montants, destinataires.",
        asks=RechercherFournisseur,
        answers=FacturesDuFournisseur,
        run=_by_seller,
    ),
    Operation(
        path="factures/v1/rechercher/recipiendaire",
        summary="Rechercher les factures reçues, notamment par période de leur statut courant.",
        asks=RechercherRecipiendaire,
        answers=FacturesDuRecipiendaire,
        run=_by_recipient,
    ),
    Operation(
        path="factures/v1/rechercher/demandePaiement",
        summary="Rechercher les demandes de paiement, comme fournisseur ou comme destinataire.",
        asks=RechercherDemandePaiement,
        answers=DemandesPaiement,
        run=_requests,
    ),
    Operation(
        path="facturesTravaux/v1/rechercher",
        summary="Rechercher les demandes de paiement de marchés de travaux.",
        asks=RechercherTravaux,
        answers=FacturesTravaux,
        run=_works,
    ),
)
