"""From the questions of the portal's lists to the criteria of a search, and to those on whose behalf it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from services.invoicing.api.cpro.envelope import Return, nothing_found, refuse_call
from services.invoicing.api.cpro.fields.paging import PageAsked
from services.invoicing.api.cpro.fields.searching import (
    RechercherDemandePaiement,
    RechercherFournisseur,
    RechercherRecipiendaire,
    RechercherTravaux,
)
from services.invoicing.api.cpro.fields.validating import RechercherValideur
from services.invoicing.api.cpro.operation import Call
from services.invoicing.api.cpro.operations.naming import types_shown_as
from services.invoicing.api.cpro.operations.owning import principals_of, service_code_numbered, siret_numbered
from services.invoicing.domain.frames import WORKS_FRAMES
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_frames import CODES, PLAIN_REQUEST, WORKS_REQUEST, frames_shown_as
from services.invoicing.domain.portal_search import (
    LARGEST_PAGE,
    AmountSpan,
    Counterpart,
    DaySpan,
    PortalOrder,
    PortalSearch,
    PortalSide,
    Span,
)
from services.invoicing.domain.portal_status import ELSEWHERE
from services.invoicing.domain.state_portal import PortalStatus
from shared.kernel.paris import end_of_legal_day, start_of_legal_day
from shared.kernel.principal import Principal
from shared.kernel.siret import Siret

S = TypeVar("S", bound=StrEnum)
_ORDERS: Final = {
    "dateheureetatcourant": PortalOrder.STATUS_AT,
    "datedepot": PortalOrder.RECEIVED_AT,
    "datefacture": PortalOrder.ISSUED_ON,
    "numerofacture": PortalOrder.NUMBER,
    "montantapayer": PortalOrder.AMOUNT_DUE,
    "montantht": PortalOrder.AMOUNT_EXCL_VAT,
    "montantttc": PortalOrder.AMOUNT_INCL_VAT,
    "statut": PortalOrder.STATUS,
}
# Before the rules have spoken, an invoice is not yet at its recipient's disposal.
_AT_DISPOSAL: Final = tuple(each for each in PortalStatus if each is not PortalStatus.DEPOSITED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search, and the organisations on whose behalf it is made."""

    search: PortalSearch
    principals: Sequence[Principal]


def criteria_of_seller(call: Call, asked: RechercherFournisseur) -> Asked:
    """Read what a supplier looks for."""
    frame = asked.cadreFacturation.codeCadreFacturation if asked.cadreFacturation else None
    kept, left_out = types_shown_as([asked.typeFacture] if asked.typeFacture else [])
    search = PortalSearch(
        side=PortalSide.SELLER,
        statuses=_statuses(asked.statutCourant),
        counterparts=_recipients(call, asked),
        frames=frames_named(frame),
        type_codes=kept,
        excluded_type_codes=left_out,
        is_rejection_handled=asked.rejetTraite,
        **_common(asked),
        **paged(asked.rechercheFactureParFournisseur),
    )
    return Asked(search, _as(call, PortalRole.SUPPLIER, asked.idFournisseur))


def criteria_of_recipient(call: Call, asked: RechercherRecipiendaire) -> Asked:
    """Read what a recipient looks for."""
    kept, left_out = types_shown_as(asked.listeTypeFacture)
    suppliers = [siret_numbered(call, one.idFournisseur) for one in asked.listeFournisseurs]
    whole = bool(asked.rechercheSirenFournisseur)
    search = PortalSearch(
        side=PortalSide.BUYER,
        statuses=_statuses(asked.statutCourant) or _AT_DISPOSAL,
        counterparts=tuple(Counterpart(one, whole_company=whole) for one in suppliers if one is not None),
        service_codes=services_numbered(call, asked.idServiceExecutant),
        type_codes=kept,
        excluded_type_codes=left_out,
        is_fetched=asked.factureTelechargeeParDestinataire,
        **request_kind(asked.typeDemandePaiement, frame=asked.cadreFacturation),
        **_common(asked),
        **paged(asked.paramRecherche),
    )
    return Asked(search, _as(call, PortalRole.RECIPIENT, asked.idDestinataire))


def criteria_of_works(call: Call, asked: RechercherTravaux) -> Asked:
    """Read which payment requests of works a recipient looks for."""
    search = PortalSearch(
        side=PortalSide.BUYER,
        statuses=_statuses(asked.statutCourant) or _AT_DISPOSAL,
        status_at=Span(asked.periodeDateHeureEtatCourantDu, asked.periodeDateHeureEtatCourantAu),
        service_codes=services_numbered(call, asked.idServiceExecutant),
        is_fetched=asked.flagTelecharge,
        **request_kind(WORKS_REQUEST, frame=None),
        **paged(asked.rechercheFactureTravaux),
    )
    return Asked(search, _as(call, PortalRole.RECIPIENT, asked.idDestinataire))


def criteria_of_request(call: Call, asked: RechercherDemandePaiement) -> Asked:
    """Read which payment requests are looked for, as their supplier or as their recipient."""
    is_seller = (asked.roleUtilisateur or "").upper() == "FOURNISSEUR"
    seller, buyer = asked.structureFournisseur, asked.structureDestinataire
    sellers = (
        _structure(call, seller.idStructureFournisseur, seller.identifiantStructureFournisseur) if seller else None
    )
    buyers = _structure(call, buyer.idStructureDestinataire, buyer.identifiantStructureDestinataire) if buyer else None
    other, own = (buyers, sellers) if is_seller else (sellers, buyers)
    whole = bool(asked.rechercheSirenDestinataire if is_seller else asked.rechercheSirenFournisseur)
    kept, left_out = types_shown_as([asked.typeFacture] if asked.typeFacture else [])
    statuses = _statuses([asked.statutCourant] if asked.statutCourant else [])
    search = PortalSearch(
        side=PortalSide.SELLER if is_seller else PortalSide.BUYER,
        statuses=statuses or (() if is_seller else _AT_DISPOSAL),
        counterparts=(Counterpart(other, whole_company=whole),) if other else (),
        service_codes=services_numbered(call, asked.idServiceDestinataire),
        issued_on=DaySpan(asked.periodeDateFournisseurDu, asked.periodeDateFournisseurAu),
        type_codes=kept,
        excluded_type_codes=left_out,
        **request_kind(asked.typeDemandePaiement, frame=asked.cadreFacturation),
        **_common(asked),
        size=LARGEST_PAGE,
    )
    role = PortalRole.SUPPLIER if is_seller else PortalRole.RECIPIENT
    return Asked(search, [call.principal(role, siret=own)] if own else principals_of(call, [role]))


def _common(asked: RechercherFournisseur | RechercherRecipiendaire | RechercherDemandePaiement) -> dict[str, Any]:
    """Read the criteria that every list has, under names that hardly vary."""
    common = {
        **facts_named(asked),
        "status_at": Span(asked.periodeDateHeureEtatCourantDu, asked.periodeDateHeureEtatCourantAu),
        "order_reference": asked.numeroBonCommande,
    }
    if isinstance(asked, RechercherDemandePaiement):
        return common
    return {**common, "issued_on": DaySpan(asked.periodeDateFactureDu, asked.periodeDateFactureAu)}


def facts_named(
    asked: RechercherFournisseur | RechercherRecipiendaire | RechercherDemandePaiement | RechercherValideur,
) -> dict[str, Any]:
    """Read what is asked of invoices themselves: number, contract, day of deposit, amounts."""
    due_least = getattr(asked, "montantApayerMin", None) or getattr(asked, "montantAPayerMin", None)
    due_most = getattr(asked, "montantApayerMax", None) or getattr(asked, "montantAPayerMax", None)
    return {
        "received_at": days_of(asked.periodeDateDepotDu, asked.periodeDateDepotAu),
        "number": asked.numeroFacture,
        "contract_reference": asked.numeroMarche,
        "amount_excl_vat": AmountSpan(asked.montantHTMin, asked.montantHTMax),
        "amount_incl_vat": AmountSpan(asked.montantTTCMin, asked.montantTTCMax),
        "amount_due": AmountSpan(_amount(due_least), _amount(due_most)),
    }


def _amount(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def days_of(since: date | None, until: date | None) -> Span:
    """Read a period in legal days."""
    begins: datetime | None = start_of_legal_day(since) if since else None
    return Span(begins, end_of_legal_day(until) if until else None)


def paged(page: PageAsked) -> dict[str, Any]:
    """Read which page, in which order."""
    column = (page.triColonne or "").lower()
    order = _ORDERS.get(column, PortalOrder.STATUS_AT)
    descending = page.descending if page.triSens or page.triSense else True  # the latest first, as the portal does
    return {"order": order, "is_descending": descending, "offset": page.offset, "size": page.size}


def _statuses(names: Sequence[str]) -> tuple[PortalStatus, ...]:
    return statuses_named(names, known=tuple(PortalStatus), nothing="aucune facture n'a ce statut ici.")


def statuses_named(names: Sequence[str], *, known: Sequence[S], nothing: str) -> tuple[S, ...]:
    """Read states; of those that the portal publishes and that do not occur here there is nothing."""
    by_name = {each.value: each for each in known}
    unknown = [name for name in names if name not in by_name and name not in ELSEWHERE]
    if unknown:
        refuse_call(Return.FIELD_INVALID, f"statutCourant : {unknown[0]} n'est pas un statut de facture.")
    wanted = tuple(by_name[name] for name in names if name in by_name)
    return wanted if wanted or not names else nothing_found(nothing)


def frames_named(name: str | None) -> tuple[str | None, ...] | None:
    """Read a frame, whatever an invoice may say for it; None for any."""
    if name is None:
        return None
    code = CODES.get(name) or (name if name in CODES.values() else None)
    if code is None:
        refuse_call(Return.FIELD_INVALID, f"cadreFacturation : {name} n'est pas un cadre de facturation.")
    return frames_shown_as(code)


def request_kind(kind: str | None, *, frame: str | None) -> dict[str, Any]:
    """Keep the accounts of works apart, where a kind is asked for."""
    frames = frames_named(frame)
    if kind == PLAIN_REQUEST:
        return {"frames": frames, "excluded_frames": tuple(sorted(WORKS_FRAMES))}
    if (
        kind != WORKS_REQUEST
    ):  # without a kind, any; of the others (frais de justice, remboursements) there is none here
        return {"frames": frames if kind is None else ()}
    works: tuple[str | None, ...] = tuple(sorted(WORKS_FRAMES))
    return {"frames": works if frames is None else tuple(one for one in frames if one in WORKS_FRAMES)}


def services_numbered(call: Call, number: int | None) -> tuple[str, ...]:
    """Read a service by its number."""
    code = service_code_numbered(call, number)
    return () if code is None else (code,)


def _structure(call: Call, number: int | None, siret: str | None) -> Siret | None:
    return Siret.parse(siret) if siret else siret_numbered(call, number)


def _recipients(call: Call, asked: RechercherFournisseur) -> tuple[Counterpart, ...]:
    found = []
    for one in asked.listeDestinataire:
        siret = siret_numbered(call, one.idDestinataire)
        if siret is not None:
            codes = [service_code_numbered(call, number) for number in one.listeIdServiceExecutant]
            kept = tuple(code for code in codes if code is not None)
            found.append(Counterpart(siret, kept, whole_company=bool(asked.rechercheSirenDestinataire)))
    return tuple(found)


def _as(call: Call, role: PortalRole, structure: int | None) -> list[Principal]:
    siret = siret_numbered(call, structure)
    return [call.principal(role, siret=siret)] if siret is not None else principals_of(call, [role])
