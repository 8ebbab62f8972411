"""From the question of a contractor's list to the criteria of a search."""

from collections.abc import Sequence

from services.invoicing.api.cpro.envelope import Return, nothing_found, refuse_call
from services.invoicing.api.cpro.fields.validating import RechercherValideur
from services.invoicing.api.cpro.operation import Call
from services.invoicing.api.cpro.operations.criteria import days_of, paged, request_kind, services_numbered
from services.invoicing.api.cpro.operations.naming import types_shown_as
from services.invoicing.api.cpro.operations.owning import siret_numbered
from services.invoicing.domain.contractor_answer import RequestStatus
from services.invoicing.domain.portal_search import AmountSpan, Counterpart, DaySpan, PortalSearch, PortalSide
from services.invoicing.domain.portal_status import ELSEWHERE
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
        received_at=days_of(asked.periodeDateDepotDu, asked.periodeDateDepotAu),
        issued_on=DaySpan(asked.periodeDateFactureDu, asked.periodeDateFactureAu),
        number=asked.numeroFacture,
        order_reference=asked.numeroEngagement,
        contract_reference=asked.numeroMarche,
        type_codes=kept,
        excluded_type_codes=left_out,
        amount_excl_vat=AmountSpan(asked.montantHTMin, asked.montantHTMax),
        amount_incl_vat=AmountSpan(asked.montantTTCMin, asked.montantTTCMax),
        amount_due=AmountSpan(asked.montantAPayerMin, asked.montantAPayerMax),
        **request_kind(asked.typeDemandePaiement, frame=frame),
        **paged(asked.pagination),
    )
    return search, _statuses(asked.statutCourant)


def _seller(call: Call, asked: RechercherValideur) -> tuple[Counterpart, ...]:
    siret = siret_numbered(call, asked.idFournisseur)
    return (Counterpart(siret, whole_company=bool(asked.rechercheSirenFournisseur)),) if siret is not None else ()


def _statuses(names: Sequence[str]) -> Statuses:
    """Read states; of those that the portal publishes and that do not occur here there is nothing."""
    known: dict[str, RequestStatus | PortalStatus] = {each.value: each for each in (*RequestStatus, *PortalStatus)}
    for name in names:
        if name not in known and name not in ELSEWHERE:
            refuse_call(Return.FIELD_INVALID, f"statutCourant : {name} n'est pas un statut de facture.")
    wanted = frozenset(known[name] for name in names if name in known)
    return wanted if wanted or not names else nothing_found("aucune demande de paiement n'a ce statut ici.")
