"""The DUME service of the State, asked for a buyer or a company: the errand is kept now and done outside any request.

What the service answers, or does not, touches the errand alone: candidacies, forms and documents made here go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.mps.domain.dume_errands import DumeErrand, DumeErrandId, DumeErrandKind, DumeErrandStatus
from services.mps.domain.dume_service import checked_dume_id
from services.mps.domain.espd_request import EspdAsked
from services.mps.domain.sources import Source
from services.mps.handlers.espd import espd_asked
from services.mps.handlers.read_candidacy import read_candidacy
from services.mps.handlers.requirements import own_tender
from services.mps.ports import UnitOfWork
from shared.kernel.ids import CandidacyId, TenderId
from shared.kernel.principal import Right
from shared.kernel.refusal import Refusal, refuse

_HELD: Final = timedelta(minutes=3)  # longer than one call may take: whoever died meanwhile is taken over
_BATCH: Final = 5


@dataclass(frozen=True, slots=True)
class DueErrand:
    """An errand taken from the lane, with what the buyer's document is written from."""

    errand: DumeErrand
    asked: EspdAsked | None


def ask_request(tender_id: TenderId, *, uow: UnitOfWork) -> DumeErrand:
    """Have the DUME of one's own consultation created.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``, ``DUME-ALREADY-ASKED``.
    """
    uow.scope.principal.require(Right.DRAFT)
    return _ask(DumeErrandKind.REQUEST, tender_id, content=None, uow=uow)


def ask_publication(tender_id: TenderId, document: str, *, uow: UnitOfWork) -> DumeErrand:
    """Have essential data of one's own consultation published.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``, ``DUME-ALREADY-ASKED``.
    """
    uow.scope.principal.require(Right.AWARD)
    return _ask(DumeErrandKind.ESSENTIAL_DATA, tender_id, content=document, uow=uow)


def ask_response(candidacy_id: CandidacyId, dume_id: str | None, *, uow: UnitOfWork) -> DumeErrand:
    """Have one's own DUME made from that of the buyer and filled with the public data of the company.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``DUME-NO-REQUEST`` when the buyer created none here and none is named,
            ``DUME-IDENTIFIER``, ``DUME-ALREADY-ASKED``.
    """
    uow.scope.principal.require(Right.SUBMIT)
    candidacy = read_candidacy(candidacy_id, uow=uow)
    named = uow.dume_errands.dume_of(candidacy.tender_id) if dume_id is None else checked_dume_id(dume_id)
    if named is None:
        refuse("DUME-NO-REQUEST", tender_id=candidacy.tender_id)
    known = uow.dume_errands.one(candidacy.tender_id, DumeErrandKind.RESPONSE, candidacy.siret.siren)
    if known is not None:
        return _keep(known.asked_again(at=uow.clock.now()), uow=uow)
    facts = candidacy.block(Source.ESTABLISHMENT).facts
    name = next((fact.value for fact in facts if fact.code == "name"), f"SIRET {candidacy.siret}")
    now = uow.clock.now()
    return _keep(
        DumeErrand(
            errand_id=uow.ids.new(DumeErrandId),
            kind=DumeErrandKind.RESPONSE,
            tender_id=candidacy.tender_id,
            organisation=candidacy.siret,
            requester=name,
            asked_at=now,
            next_try_at=now,
            candidacy_id=candidacy_id,
            dume_id=named,
        ),
        uow=uow,
    )


def own_errands(tender_id: TenderId, *, uow: UnitOfWork) -> Sequence[DumeErrand]:
    """Give what one's own body has asked for its consultation.

    Raises:
        Refused: ``MPS-TENDER-UNKNOWN``.
    """
    return uow.dume_errands.of(own_tender(tender_id, uow=uow).tender_id)


def own_response(candidacy_id: CandidacyId, *, uow: UnitOfWork) -> DumeErrand:
    """Give what was asked for one's own candidacy.

    Raises:
        Refused: ``MPS-NOT-FOUND``, ``DUME-NOT-ASKED``.
    """
    candidacy = read_candidacy(candidacy_id, uow=uow)
    found = [each for each in uow.dume_errands.of(candidacy.tender_id) if each.candidacy_id == candidacy_id]
    if not found:
        refuse("DUME-NOT-ASKED", candidacy_id=candidacy_id)
    return found[-1]


def take_due(*, uow: UnitOfWork) -> Sequence[DueErrand]:
    """Take the errands whose time has come, for a while."""
    now = uow.clock.now()
    taken = uow.dume_errands.claim(at=now, until=now + _HELD, limit=_BATCH)
    return [DueErrand(each, _asked(each, uow=uow)) for each in taken]


def settle_done(errand: DumeErrand, *, dume_id: str | None, content: str | None, uow: UnitOfWork) -> None:
    """Keep what the service gave, unless the errand was settled or asked anew meanwhile."""
    if uow.dume_errands.still_waits(errand):
        _keep(errand.done(at=uow.clock.now(), dume_id=dume_id, content=content), uow=uow)


def settle_failed(errand: DumeErrand, refusal: Refusal, *, uow: UnitOfWork) -> None:
    """Keep why it failed, unless the errand was settled or asked anew meanwhile."""
    if uow.dume_errands.still_waits(errand):
        _keep(errand.failed(refusal, at=uow.clock.now()), uow=uow)


def _asked(errand: DumeErrand, *, uow: UnitOfWork) -> EspdAsked | None:
    is_request = errand.kind is DumeErrandKind.REQUEST
    return espd_asked(errand.tender_id, None, uow=uow) if is_request else None


def _ask(kind: DumeErrandKind, tender_id: TenderId, *, content: str | None, uow: UnitOfWork) -> DumeErrand:
    tender, now = own_tender(tender_id, uow=uow), uow.clock.now()
    known = uow.dume_errands.one(tender_id, kind, tender.buyer_siret.siren)
    if known is not None and (kind is DumeErrandKind.REQUEST or known.status is DumeErrandStatus.WAITING):
        return _keep(known.asked_again(at=now), uow=uow)
    errand = DumeErrand(
        errand_id=uow.ids.new(DumeErrandId) if known is None else known.errand_id,
        kind=kind,
        tender_id=tender_id,
        organisation=tender.buyer_siret,
        requester=tender.buyer_name,
        asked_at=now,
        next_try_at=now,
        content=content,
    )
    return _keep(errand, uow=uow)


def _keep(errand: DumeErrand, *, uow: UnitOfWork) -> DumeErrand:
    uow.dume_errands.put(errand)
    facts = {"kind": errand.kind.value, "status": errand.status.value, "tries": str(errand.tries)}
    uow.record(f"dume_{errand.status.value}", str(errand.errand_id), facts)
    return errand
