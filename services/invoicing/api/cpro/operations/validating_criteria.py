"""From the question of a contractor's list to the criteria of a search."""

from collections.abc import Sequence

from services.invoicing.api.cpro.fields.validating import RechercherValideur
from services.invoicing.api.cpro.operation import Call
from services.invoicing.api.cpro.operations.criteria import (
    facts_named,
    paged,
    request_kind,
    services_numbered,
    statuses_named,
)
from services.invoicing.api.cpro.operations.naming import types_shown_as
from services.invoicing.api.cpro.operations.owning import siret_numbered
from services.invoicing.domain.contractor_answer import RequestStatus
from services.invoicing.domain.portal_search import Counterpart, DaySpan, PortalSearch, PortalSide
from services.invoicing.domain.state_portal import PortalStatus

Statuses = frozenset[RequestStatus | PortalStatus]


def criteria_of_contractor(call: Call, asked: RechercherValideur) -> tuple[PortalSearch, Statuses]:
    """Read what a contractor looks for among the requests of its subcontractors."""
    kept, left_out = types_shown_as(asked.listeTypeFacture)
    frame = asked.cadreFacturation.codeCadreFacturation if asked.cadreFacturation else None
    search = PortalSearch(
        side=PortalSide.BUYER,  # the other party that is named is the seller
        counterparts=_seller(call, asked),
        buyer=siret_numbered(call, asked.idDestinataire),
        service_codes=services_numbered(call, asked.idServiceExecutant),
        issued_on=DaySpan(asked.periodeDateFactureDu, asked.periodeDateFactureAu),
        order_reference=asked.numeroEngagement,
        type_codes=kept,
        excluded_type_codes=left_out,
        **facts_named(asked),
        **request_kind(asked.typeDemandePaiement, frame=frame),
        **paged(asked.pagination),
    )
    return search, _statuses(asked.statutCourant)


def _seller(call: Call, asked: RechercherValideur) -> tuple[Counterpart, ...]:
    siret = siret_numbered(call, asked.idFournisseur)
    return (Counterpart(siret, whole_company=bool(asked.rechercheSirenFournisseur)),) if siret is not None else ()


def _statuses(names: Sequence[str]) -> Statuses:
    known: tuple[RequestStatus | PortalStatus, ...] = (*RequestStatus, *PortalStatus)
    return frozenset(statuses_named(names, known=known, nothing="aucune demande de paiement n'a ce statut ici."))
