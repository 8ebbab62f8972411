"""The lane of the DUME service: its errands are done outside any request and any transaction, one after another."""

import json
from collections.abc import Callable
from typing import Final

from services.mps.domain.dume_errands import DumeErrand, DumeErrandKind
from services.mps.domain.dume_service import DataReach, DumeRequester
from services.mps.handlers.dume_errands import DueErrand, settle_done, settle_failed, take_due
from services.mps.ports.dume import DumeService
from services.mps.ports.espd import EspdDesk
from services.mps.storage.unit_of_work import MpsUnitOfWork
from services.mps.wiring.consumers import SERVICE, OpenUow
from shared.kernel.principal import Principal
from shared.kernel.refusal import Refused, refuse
from shared.messaging.background import Background, Stop
from shared.storage.unit_of_work import Scope, retrying

_POLL_SECONDS: Final = 1.0
_Work = Callable[[MpsUnitOfWork], None]


def do_due(open_uow: OpenUow, dume: DumeService, espd: EspdDesk) -> int:
    """Do the errands whose time has come; give how many were tried. One that fails leaves the others alone."""
    scope = Scope(Principal.system(SERVICE), correlation_id="dume")
    taken = retrying(lambda: open_uow(scope), lambda uow: take_due(uow=uow))
    for due in taken:
        retrying(lambda: open_uow(scope), _done(due, dume, espd))
    return len(taken)


def dume_background(open_uow: OpenUow, *, dume: DumeService, espd: EspdDesk) -> Background:
    """Make the loop of the lane; a platform without the service has nothing to do in it."""

    def run(stop: Stop) -> None:
        while not stop.is_set():
            if not dume.is_configured or not do_due(open_uow, dume, espd):
                stop.wait(_POLL_SECONDS)

    return Background("mps.dume", run)


def _done(due: DueErrand, dume: DumeService, espd: EspdDesk) -> _Work:
    """Call the service; give what is to be written of its answer."""
    try:
        dume_id, content = _answer(due, dume, espd)
    except Refused as refused:
        why = refused.refusal
        return lambda uow: settle_failed(due.errand, why, uow=uow)
    return lambda uow: settle_done(due.errand, dume_id=dume_id, content=content, uow=uow)


def _answer(due: DueErrand, dume: DumeService, espd: EspdDesk) -> tuple[str | None, str | None]:
    errand = due.errand
    requester = DumeRequester(errand.requester, errand.organisation)
    match errand.kind:
        case DumeErrandKind.REQUEST:
            if due.asked is None:
                raise TypeError("the document of a buyer is written from what it asks")
            return dume.create(espd.request(due.asked).content, requester=requester), None
        case DumeErrandKind.RESPONSE:
            return None, _merged(errand, dume, espd, requester)
        case DumeErrandKind.ESSENTIAL_DATA:
            answered = dume.publish_essential_data(json.loads(errand.content or "{}"), requester=requester)
            return None, json.dumps(answered, ensure_ascii=False)


def _merged(errand: DumeErrand, dume: DumeService, espd: EspdDesk, requester: DumeRequester) -> str:
    """Have the company's document made, without its protected data: what comes back is shown to the company."""
    content = dume.merged(errand.dume_id or "", errand.organisation, DataReach.PUBLIC, requester=requester)
    try:
        espd.read(content)
        return content.decode("utf-8")
    except (Refused, UnicodeDecodeError):
        refuse("DUME-UNREADABLE", detail="le document rendu n'est pas un DUME lisible")
