"""The client of API Entreprise: one GET for each question, with the purpose that the law asks to show.

Source: datagouv/apistration, OpenAPI v3/v4, errors.yml, throttle.yml (read 2026-04-28). Every call carries `context`,
`object` and `recipient`; the token travels in the `Authorization` header and is never written anywhere. A document
whose address expires is downloaded at once, without the token: its address is its own right.
"""

import re
from dataclasses import replace
from typing import Final

from services.mps.domain.answers import FactsStated, NoAnswer, SourceAnswer
from services.mps.domain.tender import Question
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS
from services.mps.gateways.calls import Caller, Reply, Transport, Unreachable
from services.mps.gateways.issuer_documents import Documents, document_address
from services.mps.gateways.memory_gates import MemoryGates
from services.mps.ports.gates import Gates
from shared.kernel.clock import Clock
from shared.observability import logger

__all__ = ["ApiEntreprise", "NoApiEntreprise", "Reply", "Transport", "Unreachable"]

NOT_CONFIGURED: Final = "API Entreprise n'est pas raccordée à cette plateforme (PLIS_API_ENTREPRISE_URL)."

_IDENTIFIER: Final = re.compile(r"[a-z_]+[0-9]{0,2}(?:\.[a-z_]+[0-9]{0,2})*", re.ASCII)
_LONGEST_NAME: Final = 200
_SOMETHING: Final = "(autre)"
_log = logger(__name__)


class ApiEntreprise:
    """The administrations, through API Entreprise; `gates` are shared by all who use the same token."""

    def __init__(
        self, *, base_url: str, token: str, transport: Transport, clock: Clock, gates: Gates | None = None
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        gates = gates or MemoryGates()
        self._caller = Caller(transport=transport, gates=gates, clock=clock)
        self._documents = Documents(transport=transport, gates=gates, clock=clock)

    def ask(self, question: Question) -> SourceAnswer:
        """Ask one source; whatever happens is an answer, and none of them is a legal conclusion."""
        endpoint = ENDPOINTS[question.source]
        closed = self._caller.closed(endpoint)
        if closed is not None:
            return closed
        answer = self._caller.call(
            question,
            endpoint,
            url=self._base_url + endpoint.path_for(question),
            params={**endpoint.parameters, **_purpose(question)},
            headers=self._headers,
        )
        if not isinstance(answer, FactsStated):
            return answer
        if answer.unknown_fields:
            fields = [_loggable(name) for name in answer.unknown_fields]
            _log.warning("unknown_fields", source=question.source.value, fields=fields)
        return self._with_document(answer)

    def _with_document(self, answer: FactsStated) -> SourceAnswer:
        address = document_address(answer.payload)
        if address is None:
            return answer
        fetched = self._documents.fetch(address)
        if isinstance(fetched, NoAnswer):
            return fetched
        if isinstance(fetched, str):
            return _without_document(answer, problem=fetched)
        return replace(answer, document=fetched)


class NoApiEntreprise:
    """The platform has no access to API Entreprise: it says so, and asks again later."""

    def ask(self, question: Question) -> SourceAnswer:
        """Answer that nobody could be asked."""
        _log.warning("api_entreprise_not_configured", source=question.source.value)
        return NoAnswer(NOT_CONFIGURED)


def _loggable(name: str) -> str:
    """Give the name of a field as a log may show it: a name that is no identifier may be a datum."""
    return name if len(name) <= _LONGEST_NAME and _IDENTIFIER.fullmatch(name) else _SOMETHING


def _without_document(answer: FactsStated, *, problem: str) -> SourceAnswer:
    """Keep the facts of a certificate whose document could not be had; one that is nothing else is asked again."""
    states_more = any(fact.code != "document" for fact in answer.facts)
    return replace(answer, document_problem=problem) if states_more else NoAnswer(problem)


def _purpose(question: Question) -> dict[str, str]:
    purpose = question.purpose
    return {"context": purpose.context, "object": purpose.object, "recipient": str(purpose.recipient)}
