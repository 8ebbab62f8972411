"""The client of API Entreprise: one GET for each question, with the purpose that the law asks to show.

Source: datagouv/apistration, OpenAPI v3/v4, errors.yml, throttle.yml (read 2026-04-28). Every call carries `context`,
`object` and `recipient`; the token travels in the `Authorization` header and is never written anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from services.mps.domain.answers import NoAnswer, SourceAnswer
from services.mps.domain.tender import Question
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS, QuotaGroup
from services.mps.gateways.api_entreprise_errors import answer_from_error, is_exhausted, quota_pause
from services.mps.gateways.pauses import Pauses
from services.mps.gateways.source_readers import answer_from
from shared.kernel.clock import Clock
from shared.observability import logger

UNREACHABLE: Final = "API Entreprise n'a pas pu être jointe."
PAUSED: Final = "Cette administration est laissée en repos : nouvelle demande dans un instant."
NOT_CONFIGURED: Final = "API Entreprise n'est pas raccordée à cette plateforme (PLIS_API_ENTREPRISE_URL)."
_AFTER_SILENCE: Final = timedelta(seconds=10)

_log = logger(__name__)


class Unreachable(Exception):
    """The service could not be reached, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """How a GET leaves the platform."""

    def get(self, url: str, *, params: Mapping[str, str], headers: Mapping[str, str], timeout: float) -> Reply:
        """Send one GET, without following redirects.

        Raises:
            Unreachable: no answer, or not in time (seconds).
        """
        ...


class ApiEntreprise:
    """The administrations, through API Entreprise."""

    def __init__(self, *, base_url: str, token: str, transport: Transport, clock: Clock) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._transport = transport
        self._clock = clock
        self._pauses = Pauses()

    def ask(self, question: Question) -> SourceAnswer:
        """Ask one source; whatever happens is an answer, and none of them is a legal conclusion."""
        endpoint = ENDPOINTS[question.source]
        left = self._pauses.left(endpoint.group, question.source, now=self._clock.now())
        if left is not None:
            return NoAnswer(PAUSED, left)
        try:
            reply = self._transport.get(
                self._base_url + endpoint.path_for(question),
                params=_mandatory_parameters(question),
                headers=self._headers,
                timeout=endpoint.timeout,
            )
        except Unreachable:
            _log.warning("api_entreprise_unreachable", source=question.source.value)
            self._pauses.pause(question.source, until=self._clock.now() + _AFTER_SILENCE)
            return NoAnswer(UNREACHABLE)
        self._obey_quota(reply, group=endpoint.group)
        _log.info("api_entreprise_answered", source=question.source.value, status=reply.status)
        if reply.status == 200:
            return answer_from(question.source, reply.body)
        return answer_from_error(reply.status, headers=reply.headers, body=reply.body, now=self._clock.now())

    def _obey_quota(self, reply: Reply, *, group: QuotaGroup) -> None:
        now = self._clock.now()
        if reply.status == 429 or is_exhausted(reply.headers):
            self._pauses.pause(group, until=now + quota_pause(reply.headers, now=now))


class NoApiEntreprise:
    """The platform has no access to API Entreprise: it says so, and asks again later."""

    def ask(self, question: Question) -> SourceAnswer:
        """Answer that nobody could be asked."""
        _log.warning("api_entreprise_not_configured", source=question.source.value)
        return NoAnswer(NOT_CONFIGURED)


def _mandatory_parameters(question: Question) -> dict[str, str]:
    purpose = question.purpose
    return {"context": purpose.context, "object": purpose.object, "recipient": str(purpose.recipient)}
