"""One call to a provider through the gates: maintenance, breaker, quota, network, form of the answer.

Whatever happens is an answer. A provider that is down, slow or that writes a page instead of data stops only its own
block; what it sent is never taken for a fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from services.mps.domain.answers import NoAnswer, NothingKnown, Silence, SourceAnswer
from services.mps.domain.maintenances import closed_for
from services.mps.domain.perimeters import outside
from services.mps.domain.sources import Source
from services.mps.domain.tender import Question
from services.mps.gateways.api_entreprise_endpoints import QUOTAS, Endpoint, QuotaGroup
from services.mps.gateways.api_entreprise_errors import answer_from_error, is_exhausted, quota_pause
from services.mps.gateways.source_readers import answer_from
from services.mps.ports.gates import Gates
from shared.kernel.clock import Clock
from shared.observability import logger

UNREACHABLE: Final = "L'administration n'a pas pu être jointe, ou sa réponse dépasse le temps ou la taille admis."
PAUSED: Final = "Cette administration est laissée en repos : nouvelle demande dans un instant."
IN_MAINTENANCE: Final = "L'administration est fermée pour maintenance à cette heure."
WRONG_FORM: Final = "L'administration a envoyé autre chose que des données ({found})."
_JSON: Final = frozenset({"application/json", "application/problem+json", "application/vnd.api+json"})

_log = logger(__name__)


class Unreachable(Exception):
    """The service could not be reached, or did not answer within the time and the size that are allowed."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Give the announced media type without its parameters, empty when there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Transport(Protocol):
    """How a GET leaves the platform."""

    def get(self, url: str, *, params: Mapping[str, str], headers: Mapping[str, str], timeout: float) -> Reply:
        """Send one GET, without following redirects.

        Raises:
            Unreachable: no answer, or not in time (seconds).
        """
        ...


class Caller:
    """Makes calls for the clients of this package; `gates` are shared by everybody who uses the same token."""

    def __init__(self, *, transport: Transport, gates: Gates, clock: Clock) -> None:
        self._transport = transport
        self._gates = gates
        self._clock = clock

    def closed(self, endpoint: Endpoint) -> NoAnswer | None:
        """Pass the gates; gives why the call may not leave now, and for how long."""
        now = self._clock.now()
        if (left := closed_for(endpoint.provider, now=now)) is not None:
            return NoAnswer(IN_MAINTENANCE, left, Silence.BUSY)
        group, quota = endpoint.group, QUOTAS[endpoint.group]
        wait = self._gates.enter(group=group.value, quota=quota, provider=endpoint.provider, now=now)
        return None if wait is None else NoAnswer(PAUSED, wait, Silence.BUSY)

    def call(
        self, question: Question, endpoint: Endpoint, *, url: str, params: Mapping[str, str], headers: Mapping[str, str]
    ) -> SourceAnswer:
        """Make one call that has passed the gates and read what comes back."""
        source = question.source
        try:
            reply = self._transport.get(url, params=params, headers=headers, timeout=endpoint.timeout)
        except Unreachable:
            _log.warning("source_unreachable", source=source.value)
            self._gates.failed(endpoint.provider, now=self._clock.now())
            return NoAnswer(UNREACHABLE)
        answer = self._read(question, reply)
        self._note(endpoint, reply, answer)
        _log.info("source_answered", source=source.value, status=reply.status)
        return answer

    def _read(self, question: Question, reply: Reply) -> SourceAnswer:
        if reply.status != 200:
            answer = answer_from_error(reply.status, headers=reply.headers, body=reply.body, now=self._clock.now())
            return _with_perimeter(question.source, answer) if reply.status == 404 else answer
        if reply.media_type and reply.media_type not in _JSON:
            return NoAnswer(WRONG_FORM.format(found=_shown(reply.media_type)))
        return answer_from(question.source, reply.body, siret=question.siret)

    def _note(self, endpoint: Endpoint, reply: Reply, answer: SourceAnswer) -> None:
        now = self._clock.now()
        self._obey_quota(reply, group=endpoint.group, now=now)
        if _tells_of_failure(reply, answer):
            self._gates.failed(endpoint.provider, now=now)
        elif reply.status not in {401, 403, 409, 429}:  # these are not of the provider
            self._gates.succeeded(endpoint.provider)

    def _obey_quota(self, reply: Reply, *, group: QuotaGroup, now: datetime) -> None:
        if reply.status == 429 or is_exhausted(reply.headers):
            self._gates.pause(group.value, until=now + quota_pause(reply.headers, now=now))


def _tells_of_failure(reply: Reply, answer: SourceAnswer) -> bool:
    """Tell a provider out of order from one that answers; an announced delay is about one company, not about it."""
    if not isinstance(answer, NoAnswer) or answer.silence is not Silence.OUT_OF_ORDER:
        return False
    return answer.retry_in is None or answer.retry_in < timedelta(minutes=1) or reply.status == 200


def _with_perimeter(source: Source, answer: SourceAnswer) -> SourceAnswer:
    """Say whom the source does not know: one of these reasons, or none, may explain that it has nothing."""
    reasons = outside(source)
    if reasons is None or not isinstance(answer, NothingKnown):
        return answer
    return replace(answer, detail=f"{answer.detail} Ne sont pas couverts : {reasons}")


def _shown(media_type: str) -> str:
    return media_type[:60] if media_type.isascii() and media_type.isprintable() else "type illisible"
