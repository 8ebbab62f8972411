"""A client of the tenders API, for the command line and the demonstration.

Every write carries the ``Idempotency-Key`` that the caller chose, so that a repetition after a lost answer has one
effect. Answers are the JSON objects of the API; a refusal raises ``httpx.HTTPStatusError`` with its problem document.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

Json = dict[str, Any]
_CONSULTATIONS = "/tenders/consultations"


class TendersClient:
    """Calls of one person (or of nobody in particular) through an ``httpx.Client`` that knows address and token."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def draft(self, consultation: Mapping[str, Any], *, key: str) -> Json:
        """Open a draft and give it."""
        return self._post(_CONSULTATIONS, consultation, key=key)

    def change(self, tender_id: str, changes: Mapping[str, Any], *, version: int, key: str) -> Json:
        """Change a consultation whose given version was read."""
        return self._post(f"{_CONSULTATIONS}/{tender_id}/changes", changes, key=key, if_match=version)

    def add_document(self, tender_id: str, path: Path, *, kind: str, key: str) -> Json:
        """Upload a file under its own name, streamed from the disk."""
        with path.open("rb") as content:
            answer = self._http.post(
                f"{_CONSULTATIONS}/{tender_id}/documents",
                params={"name": path.name, "kind": kind},
                content=content,
                headers={
                    "Idempotency-Key": key,
                    "Content-Length": str(path.stat().st_size),
                    "Content-Type": "application/octet-stream",
                },
            )
        return _object(answer)

    def publish(self, tender_id: str, *, key: str) -> Json:
        """Publish a draft."""
        return self._post(f"{_CONSULTATIONS}/{tender_id}/publication", {}, key=key)

    def search(self, words: str | None = None, *, cursor: str | None = None, limit: int = 20) -> Json:
        """Give a page of the public list."""
        asked = {"q": words, "cursor": cursor, "limit": limit}
        return self._get(_CONSULTATIONS, {name: value for name, value in asked.items() if value is not None})

    def consultation(self, tender_id: str) -> Json:
        """Read a consultation."""
        return self._get(f"{_CONSULTATIONS}/{tender_id}")

    def custodians(self) -> Json:
        """Give the custodians registered for the caller's organisation."""
        return self._get("/tenders/custodians")

    def download(self, tender_id: str, document_id: str, *, first_byte: int = 0) -> bytes:
        """Give the bytes of a document from a byte on."""
        headers = {"Range": f"bytes={first_byte}-"} if first_byte else {}
        answer = self._http.get(f"{_CONSULTATIONS}/{tender_id}/documents/{document_id}", headers=headers)
        answer.raise_for_status()
        return answer.content

    def evaluate(self, tender_id: str, entries: Mapping[str, Any], *, key: str) -> Json:
        """Enter scores and amounts for a lot."""
        return self._post(f"{_CONSULTATIONS}/{tender_id}/evaluations", entries, key=key)

    def award(self, tender_id: str, decision: Mapping[str, Any], *, key: str) -> Json:
        """Award a lot."""
        return self._post(f"{_CONSULTATIONS}/{tender_id}/awards", decision, key=key)

    def awards(self, tender_id: str) -> Json:
        """Give the awards of a consultation."""
        return self._get(f"{_CONSULTATIONS}/{tender_id}/awards")

    def sign(self, tender_id: str, award_id: str, *, key: str, reference: str | None = None) -> Json:
        """Sign the contract of an award."""
        body = {"award_id": award_id} if reference is None else {"award_id": award_id, "reference": reference}
        return self._post(f"{_CONSULTATIONS}/{tender_id}/contracts", body, key=key)

    def transmit(self, contract_id: str, *, key: str, acknowledgement: Mapping[str, str] | None = None) -> Json:
        """Transmit a contract to the prefect, or record the acknowledgement that came by another way."""
        body = {} if acknowledgement is None else {"acknowledgement": dict(acknowledgement)}
        return self._post(f"/tenders/contracts/{contract_id}/transmission", body, key=key)

    def notify(self, contract_id: str, *, key: str) -> Json:
        """Notify a contract to its contractor."""
        return self._post(f"/tenders/contracts/{contract_id}/notification", {}, key=key)

    def contract(self, contract_id: str) -> Json:
        """Read a contract."""
        return self._get(f"/tenders/contracts/{contract_id}")

    def _get(self, path: str, params: Mapping[str, Any] | None = None) -> Json:
        return _object(self._http.get(path, params=params))

    def _post(self, path: str, body: Mapping[str, Any], *, key: str, if_match: int | None = None) -> Json:
        headers = {"Idempotency-Key": key}
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        return _object(self._http.post(path, json=dict(body), headers=headers))


def _object(answer: httpx.Response) -> Json:
    answer.raise_for_status()
    content: Json = answer.json()
    return content
