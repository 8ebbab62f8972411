"""Commitments (engagements juridiques): whether a number that an invoice is to bear exists."""

from typing import Final

from services.invoicing.api.cpro.envelope import Return, nothing_found, refuse_call
from services.invoicing.api.cpro.fields.commitments import EngagementJuridique, Engagements, RechercherEngagements
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.owning import principals_of, siret_numbered
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.handlers.portal_commitments import KnownCommitment, commitments_numbered
from shared.kernel.siret import Siret

_LONGEST: Final = 50
_ORDERED: Final = "COMMANDE"
_CLOSED: Final = "CLOTURE"
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
    wanted = asked.etatCourantEngagementJuridique
    kept = [one for one in found.values() if wanted in (None, _state(one))]
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


def _state(found: KnownCommitment) -> str:
    return _ORDERED if found.is_open else _CLOSED


def _written(found: KnownCommitment) -> EngagementJuridique:
    amount = found.amount_excl_vat
    return EngagementJuridique(
        codeServiceEmetteur=found.service_code,
        dateEngagementJuridique=found.committed_on.isoformat(),
        designationStructureEmettrice=found.buyer_name,
        devise=amount.currency if amount else "EUR",
        etatCourantEngagementJuridique=_state(found),
        identifiantStructureEmettrice=str(found.buyer),
        identifiantStructureReceptrice=str(found.seller) if found.seller else None,
        montantHT=amount.amount if amount else None,
        numeroEngagementJuridique=found.number,
        objet=found.subject,
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
