"""Commitments (engagements juridiques): whether a number that an invoice is to bear exists."""

from datetime import datetime
from typing import Final

from services.invoicing.api.cpro.envelope import Return, nothing_found, refuse_call
from services.invoicing.api.cpro.fields.commitments import EngagementJuridique, Engagements, RechercherEngagements
from services.invoicing.api.cpro.moments import write_moment
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.owning import principals_of, siret_numbered
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.handlers.portal_commitments import KnownCommitment, commitments_numbered
from shared.kernel.paris import start_of_legal_day
from shared.kernel.siret import Siret

_LONGEST: Final = 50
_ORDERED: Final = "COMMANDE"
_CLOSED: Final = "CLOTURE"
_ORDER: Final = "BON_DE_COMMANDE"
_SIRET_LENGTH: Final = 14
_NOTHING: Final = "aucun engagement juridique ne porte ce numéro."


def _search(call: Call, asked: RechercherEngagements) -> Engagements:
    number = asked.numeroEngagementJuridique or ""
    if not 1 <= len(number) <= _LONGEST:
        refuse_call(Return.FIELD_INVALID, f"numeroEngagementJuridique : de 1 à {_LONGEST} caractères.")
    buyer = _structure(call, asked.structureEmettriceEngagementJuridique)
    found: dict[tuple[str, str], KnownCommitment] = {}
    for principal in principals_of(call, PortalRole):
        for one in call.work(principal, lambda uow: commitments_numbered(number, buyer=buyer, uow=uow)):
            found[str(one.buyer), str(one.seller)] = one
    kept = [one for one in found.values() if _is_wanted(one, asked)]
    if not kept:
        nothing_found(_NOTHING)
    page = asked.parametresRecherche
    shown = [_written(one) for one in page.cut(kept)]
    return Engagements(listeEngagementJuridique=shown, parametresRetour=page.told(len(kept)))


def _structure(call: Call, text: str | None) -> Siret | None:
    """Software names an organisation by its SIRET or by its number."""
    if not text:
        return None
    if len(text) == _SIRET_LENGTH or not (text.isascii() and text.isdigit()):
        return Siret.parse(text)
    return siret_numbered(call, int(text))


def _is_wanted(found: KnownCommitment, asked: RechercherEngagements) -> bool:
    """Say whether a commitment fits; one whose sum is not known fits any."""
    if asked.etatCourantEngagementJuridique not in (None, _state(found)):
        return False
    at, since, until = _notified_at(found), asked.periodeDateNotificationEJDu, asked.periodeDateNotificationEJAu
    if (since is not None and at < since) or (until is not None and at > until):
        return False
    amount = found.amount_incl_vat.amount if found.amount_incl_vat else None
    least, most = asked.montantTTCMin, asked.montantTTCMax
    return amount is None or ((least is None or amount >= least) and (most is None or amount <= most))


def _notified_at(found: KnownCommitment) -> datetime:
    return start_of_legal_day(found.committed_on)


def _state(found: KnownCommitment) -> str:
    return _ORDERED if found.is_open else _CLOSED


def _written(found: KnownCommitment) -> EngagementJuridique:
    without, including = found.amount_excl_vat, found.amount_incl_vat
    return EngagementJuridique(
        codeServiceExecutantEmetteur=found.service_code,
        dateNotificationEJ=write_moment(_notified_at(found)),
        deviseEngagement=without.currency if without else "EUR",
        identifiantStructureEmettrice=str(found.buyer),
        identifiantStructureReceptrice=str(found.seller) if found.seller else None,
        libelleEtatCourantEJ=_state(found),
        libelleStructureEmettrice=found.buyer_name,
        libelleStructureReceptrice=found.seller_name,
        libelleTypeEngagementJuridique=_ORDER if found.is_order else None,
        montantTotalHt=without.amount if without else None,
        montantTotalTtc=including.amount if including else None,
        numeroEngagementJuridique=found.number,
        structureReceptrice=found.seller_name,
    )


COMMITMENTS: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="engagementsJuridiques/v1/rechercher",
        summary="Rechercher un engagement juridique par son numéro.",
        asks=RechercherEngagements,
        answers=Engagements,
        run=_search,
    ),
)
