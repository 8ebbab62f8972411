"""The reading of a kept answer, by the very rules that read saved answers (``plis mps read``)."""

from datetime import date
from typing import Final

from services.mps.domain.candidacy import EvidenceBlock
from services.mps.domain.readings import Outcome, Reading
from services.mps.domain.sources import Source
from services.mps.domain.states import BlockStatus
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS
from services.mps.gateways.issuer_json import read_json
from services.mps.gateways.saved_answers import SavedAnswer, read_saved
from services.mps.gateways.saved_notices import NO_NOTICE, NOTICES
from shared.kernel.clock import Clock
from shared.kernel.paris import display_day, legal_day

_NOTICE: Final = "notice_"
_UNKNOWN: Final = "L'administration ne connaît rien de l'entreprise, ou l'entreprise est hors de son périmètre."
_PENDING: Final = "La réponse n'est pas encore arrivée."
_SILENT: Final = "L'administration n'a pas pu répondre ; elle est redemandée."
_REFUSED: Final = "L'organisme refuse de délivrer le certificat : à éclaircir avec l'entreprise."


class SavedBlockReader:
    """Reads blocks as saved answers are read."""

    def read(self, block: EvidenceBlock, *, clock: Clock) -> Reading:
        """Say what the answer allows to conclude today (Paris)."""
        match block.status:
            case BlockStatus.PENDING:
                return Reading(Outcome.PENDING, _PENDING)
            case BlockStatus.UNKNOWN:
                return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, block.detail or _UNKNOWN)
            case BlockStatus.UNAVAILABLE:
                return Reading(Outcome.PROVIDER_ERROR_RETRY, block.detail or _SILENT)
            case BlockStatus.FOUND | BlockStatus.REFUSED:
                return _read(block, legal_day(clock.now()))


def _read(block: EvidenceBlock, today: date) -> Reading:
    if block.source is Source.LEGAL_NOTICES:
        told = any(fact.code.startswith(_NOTICE) for fact in block.facts)
        return Reading(Outcome.UNFAVOURABLE, NOTICES) if told else Reading(Outcome.FAVOURABLE, NO_NOTICE)
    payload = None if block.payload is None else read_json(block.payload.encode("utf-8"))
    if payload is None:
        refused = block.status is BlockStatus.REFUSED
        return Reading(Outcome.UNFAVOURABLE, block.detail or _REFUSED) if refused else Reading(Outcome.INFO, "")
    read = read_saved(SavedAnswer(ENDPOINTS[block.source].path, 200, payload, {}), as_of=today)
    if read.valid_until is None or read.outcome is not Outcome.FAVOURABLE:
        return read
    return Reading(read.outcome, f"{read.why} (jusqu'au {display_day(read.valid_until)})", read.valid_until, read.facts)
