"""A company asks to answer with its SIRET number alone (CCP R2143-13)."""

from dataclasses import dataclass

from services.mps.domain.candidacy import SiretCandidacy
from services.mps.handlers.announcements import announce_requests
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class RequestCandidacy:
    """Open a candidacy for an establishment and a published consultation."""

    siret: Siret
    tender_id: TenderId


def request_candidacy(command: RequestCandidacy, *, uow: UnitOfWork) -> SiretCandidacy:
    """Open the candidacy and ask every source; a candidacy already open is given back as it is.

    Raises:
        Refused: `MPS-OTHER-COMPANY` when the SIRET is not of the principal's legal unit, `MPS-TENDER-UNKNOWN` when
            the consultation has not been published.
    """
    _require_own_company(command.siret, uow=uow)
    if uow.tenders.get(command.tender_id) is None:
        refuse("MPS-TENDER-UNKNOWN", tender_id=command.tender_id)
    candidacy = SiretCandidacy.requested(
        candidacy_id=uow.ids.new(CandidacyId), siret=command.siret, tender_id=command.tender_id, at=uow.clock.now()
    )
    if not uow.candidacies.add(candidacy):
        return _known_candidacy(command, uow=uow)
    candidacy = announce_requests(candidacy, blocks=candidacy.blocks, uow=uow)
    uow.candidacies.save(candidacy, changed=())
    uow.record("candidacy_requested", str(candidacy.candidacy_id), {"siret": str(candidacy.siret)})
    return candidacy


def _known_candidacy(command: RequestCandidacy, *, uow: UnitOfWork) -> SiretCandidacy:
    known = uow.candidacies.find(siret=command.siret, tender_id=command.tender_id)
    if known is None:  # pragma: no cover - the store has just said that it is there, and nothing removes candidacies
        refuse("MPS-NOT-FOUND", candidacy_id=command.siret)
    return known


def _require_own_company(siret: Siret, *, uow: UnitOfWork) -> None:
    """A company speaks for its own establishments: the SIREN decides, any of its establishments may answer."""
    principal = uow.scope.principal
    principal.require(Right.SUBMIT)
    own = principal.organisation
    if principal.kind is not PrincipalKind.ECONOMIC_OPERATOR or own is None or own.siren != siret.siren:
        refuse("MPS-OTHER-COMPANY", siret=siret)
