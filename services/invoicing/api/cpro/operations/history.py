"""The history of an invoice, for its supplier and for its recipient."""

from typing import Final

from services.invoicing.api.cpro.fields.history import (
    ConsulterHistorique,
    DerniereAction,
    Evenement,
    HistoAction,
    Historique,
    HistoriquesDesActionsUtilisateurs,
    HistoriquesDesEvenementsComplementaires,
    HistoriquesDesStatuts,
    HistoStatut,
    ParamRechercheHistoStatuts,
)
from services.invoicing.api.cpro.fields.paging import PageAsked
from services.invoicing.api.cpro.moments import write_minute
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.owning import as_owner
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_search import InvoiceStep
from services.invoicing.domain.portal_status import portal_status
from services.invoicing.ports import UnitOfWork
from shared.kernel.ids import InvoiceId

_USUAL: Final = 50


def _history(call: Call, asked: ConsulterHistorique) -> Historique:
    def do(uow: UnitOfWork, invoice_id: InvoiceId) -> Historique:
        invoice = uow.invoices.get(invoice_id)
        steps = uow.portal_invoices.steps(invoice_id)
        return Historique(
            derniereAction=DerniereAction(derniereActionCode=steps[0].status.value, derniereActionId=steps[0].step_id),
            historiquesDesActionsUtilisateurs=_no_act(),
            historiquesDesEvenementsComplementaires=_no_event(),
            historiquesDesStatuts=_statuses(steps, _page(asked)),
            idFacture=asked.idFacture,
            numeroFacture=invoice.summary.number,
            statutCourantCode=portal_status(invoice).value,
        )

    return as_owner(call, PortalRole, asked.idFacture, do)


def _page(asked: ConsulterHistorique) -> PageAsked:
    wanted = asked.paramRechercheHistoStatuts or ParamRechercheHistoStatuts()
    size = wanted.nbResultatsParPageListeHistoStatut or asked.nbResultatsMaximum or _USUAL
    return PageAsked(
        nbResultatsParPage=max(size, 1),
        pageResultatDemandee=max(wanted.pageResultatDemandeeListeHistoStatut or 1, 1),
        triSens=wanted.triSensListeHistoStatut or "Descendant",
    )


def _statuses(steps: tuple[InvoiceStep, ...], page: PageAsked) -> HistoriquesDesStatuts:
    """Write one page; nobody is named: the software of the other side has no need of it."""
    ordered = steps if page.descending else tuple(reversed(steps))
    told = page.told(len(steps))
    return HistoriquesDesStatuts(
        histoStatut=[
            HistoStatut(
                histoStatutCode=step.status.value,
                histoStatutCommentaire=step.comment or None,
                histoStatutDatePassage=write_minute(step.passed_at),
                histoStatutId=step.step_id,
            )
            for step in page.cut(ordered)
        ],
        nbResultatsParPageHistoStatut=told.nbResultatsParPage,
        pageCouranteHistoStatut=told.pageCourante,
        pagesHistoStatut=told.pages,
        totalHistoStatut=told.total,
    )


def _no_act() -> HistoriquesDesActionsUtilisateurs:
    acts: list[HistoAction] = []
    return HistoriquesDesActionsUtilisateurs(
        histoAction=acts,
        nbResultatsParPageHistoAction=_USUAL,
        pageCouranteHistoAction=1,
        pagesHistoAction=0,
        totalHistoAction=0,
    )


def _no_event() -> HistoriquesDesEvenementsComplementaires:
    events: list[Evenement] = []
    return HistoriquesDesEvenementsComplementaires(
        evenement=events,
        nbResultatsParPageEvenement=_USUAL,
        pageCouranteEvenement=1,
        pagesEvenement=0,
        totalEvenement=0,
    )


HISTORY: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/consulter/historique",
        summary="Consulter l'historique des statuts d'une facture.",
        asks=ConsulterHistorique,
        answers=Historique,
        run=_history,
    ),
)
