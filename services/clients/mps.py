"""A client of the mps API, for the command line and the demonstration.

Every write carries the ``Idempotency-Key`` that the caller chose. Answers are the JSON objects of the API; a refusal
raises ``httpx.HTTPStatusError`` with its problem document.
"""

from collections.abc import Mapping
from typing import Any

import httpx

Json = dict[str, Any]
_CANDIDACIES = "/mps/candidacies"
LONGEST_WAIT = 30


class MpsClient:
    """Calls of one person through an ``httpx.Client`` that knows address and token."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def identity(self, siret: str, *, tender_id: str | None = None) -> Json:
        """Read the public identity of an establishment."""
        return _object(self._get(f"/mps/companies/{siret}", {} if tender_id is None else {"tender_id": tender_id}))

    def request(self, siret: str, tender_id: str, *, key: str) -> Json:
        """Ask for a candidacy with a SIRET number alone."""
        body = {"siret": siret, "tender_id": tender_id}
        return _object(self._http.post(_CANDIDACIES, json=body, headers={"Idempotency-Key": key}))

    def candidacy(self, candidacy_id: str, *, wait: int = 0) -> Json:
        """Read a candidacy; wait at most that many seconds (30 at most) until every source has been heard."""
        # The answer comes when the wait ends, so the client's own patience is longer.
        patience = httpx.Timeout(wait + LONGEST_WAIT)
        return _object(self._get(f"{_CANDIDACIES}/{candidacy_id}", {"wait": str(wait)}, timeout=patience))

    def document(self, candidacy_id: str) -> bytes:
        """Read the candidacy document, byte for byte as it is to be sealed with the bid."""
        answer = self._get(f"{_CANDIDACIES}/{candidacy_id}/document")
        answer.raise_for_status()
        return answer.content

    def _get(
        self, path: str, params: Mapping[str, str] | None = None, *, timeout: httpx.Timeout | None = None
    ) -> httpx.Response:
        return self._http.get(path, params=params, timeout=timeout or httpx.USE_CLIENT_DEFAULT)


def _object(answer: httpx.Response) -> Json:
    answer.raise_for_status()
    content: Json = answer.json()
    return content
