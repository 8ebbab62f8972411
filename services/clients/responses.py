"""A client of the responses API, for the command line and the demonstration.

Every write carries the ``Idempotency-Key`` that the caller chose; uploads need none, they resume by offset (tus 1.0.0).
Answers are the JSON objects of the API; a refusal raises ``httpx.HTTPStatusError`` with its problem document.
"""

import base64
import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import httpx

Json = dict[str, Any]
LONGEST_WAIT: Final = 30
_PIECE: Final = 8 * 1024 * 1024
_TUS: Final = {"Tus-Resumable": "1.0.0"}
_BUSY_TRIES: Final = 40
_BUSY_SECONDS: Final = 0.25
_RESUMED: Final = frozenset({409, 423, 460})


class UploadFailed(RuntimeError):
    """A file could not be sent although its offset was asked for again and again; the last refusal is the cause."""


class ResponsesClient:
    """Calls of one person through an ``httpx.Client`` that knows address and token."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def consultation(self, tender_id: str) -> Json:
        """Read what is needed to seal and deposit."""
        return self._get(f"/responses/consultations/{tender_id}")

    def register_custodian(self, recipient: str, label: str, *, key: str) -> Json:
        """Present an age recipient; the answer carries the challenge."""
        return self._post("/responses/custodians", {"recipient": recipient, "label": label}, key=key)

    def prove(self, custodian_id: str, nonce: str, *, key: str) -> Json:
        """Send back the opened challenge."""
        return self._post(f"/responses/custodians/{custodian_id}/proof", {"nonce": nonce}, key=key)

    def practice(self) -> Json:
        """Read the permanent consultation of the test space."""
        return self._get("/responses/practice")

    def practice_report(self, deposit_id: str, *, to_send: int, deadline: datetime | None, shown_at: datetime) -> Json:
        """Read what an exercise says of this workstation and its line."""
        asked = {"deposit": deposit_id, "bytes": str(to_send), "client_time": shown_at.isoformat()}
        if deadline is not None:
            asked["deadline"] = deadline.isoformat()
        answer = self._http.get("/responses/practice/report", params=asked)
        return _object(answer)

    def declare(self, declaration: Mapping[str, Any], *, key: str) -> Json:
        """Declare a deposit: the answer says where each file is sent."""
        return self._post("/responses/deposits", declaration, key=key)

    def preview(self, declaration: Mapping[str, Any]) -> Json:
        """Read what a deposit would be: what is to confirm, what it would replace."""
        said = {name: part for name, part in declaration.items() if name != "confirms"}
        return _object(self._http.post("/responses/deposits/preview", json=said))

    def propose_group(self, tender_id: str, members: Sequence[str], composition_sha256: str, *, key: str) -> Json:
        """Propose a group that one leads; its members consent to the digest of its composition."""
        body = {"tender_id": tender_id, "members": list(members), "composition_sha256": composition_sha256}
        return self._post("/responses/groups", body, key=key)

    def consent(self, group_id: str, composition_sha256: str, *, key: str) -> Json:
        """Consent, as a member, to the composition that one has read."""
        return self._post(f"/responses/groups/{group_id}/consents", {"composition_sha256": composition_sha256}, key=key)

    def group(self, group_id: str) -> Json:
        """Read a group of one's own."""
        return self._get(f"/responses/groups/{group_id}")

    def withdraw_consent(self, group_id: str, *, key: str) -> Json:
        """Withdraw, as a member, the consent that one gave."""
        return self._post(f"/responses/groups/{group_id}/withdrawal", {}, key=key)

    def groups(self, place: str | None = None) -> Iterator[Json]:
        """Read every group of one's company, or those in which it stands so, page by page."""
        asked = {} if place is None else {"place": place}
        while True:
            found = _object(self._http.get("/responses/groups", params=asked))
            yield from found["items"]
            if found["next_cursor"] is None:
                return
            asked["cursor"] = found["next_cursor"]

    def custody(self, tender_id: str) -> Json | None:
        """Read the proof that the custodians are the logged ones; None while the log has not numbered it."""
        answer = self._http.get(f"/responses/consultations/{tender_id}/custody")
        answer.raise_for_status()
        return None if answer.status_code == httpx.codes.ACCEPTED else _object(answer)

    def offset(self, upload: str) -> int:
        """Ask how many bytes of a file are durably received."""
        answer = self._http.head(upload, headers=_TUS)
        answer.raise_for_status()
        return int(answer.headers["Upload-Offset"])

    def upload(self, upload: str, path: Path, *, piece: int = _PIECE, attempts: int = 5) -> None:
        """Send a file from wherever it stands to its last byte; an interruption resumes at the service's offset.

        Raises:
            UploadFailed: the service refused a piece, at its own offset, as often as ``attempts``.
        """
        size, refusals = path.stat().st_size, 0
        offset = self._offset_once_free(upload)
        with path.open("rb") as file:
            while offset < size:
                file.seek(offset)
                answer = self._send(upload, offset, file.read(piece))
                if answer.status_code in _RESUMED:
                    refusals += 1
                    if refusals >= attempts:
                        raise UploadFailed(answer.text)
                    offset = self._offset_once_free(upload)
                    continue
                answer.raise_for_status()
                offset = int(answer.headers["Upload-Offset"])

    def abandon(self, upload: str) -> None:
        """Give up a deposit that is not complete."""
        self._http.delete(upload, headers=_TUS).raise_for_status()

    def deposit(self, deposit_id: str) -> Json:
        """Read a deposit; complete, it carries its signed acknowledgement."""
        return self._get(f"/responses/deposits/{deposit_id}")

    def receipt(self, deposit_id: str, *, wait: int = 0) -> Json | None:
        """Read the full receipt, waiting at most that many seconds; None while the log has not numbered it."""
        answer = self._http.get(
            f"/responses/deposits/{deposit_id}/receipt",
            params={"wait": str(wait)},
            timeout=httpx.Timeout(wait + LONGEST_WAIT),
        )
        answer.raise_for_status()
        return None if answer.status_code == httpx.codes.ACCEPTED else _object(answer)

    def checkpoint(self) -> str:
        """Read the log's latest signed checkpoint."""
        answer = self._http.get("/responses/log/checkpoint")
        answer.raise_for_status()
        return answer.text

    def start_opening(self, tender_id: str, *, key: str) -> Json:
        """Start the opening ceremony, or join the one in progress."""
        return self._post("/responses/openings", {"tender_id": tender_id}, key=key)

    def minutes(self, opening_id: str) -> Json:
        """Read the minutes."""
        return self._get(f"/responses/openings/{opening_id}")

    def layers(self, opening_id: str, custodian_id: str) -> Json:
        """Read the layers that a custodian can peel now."""
        return self._get(f"/responses/openings/{opening_id}/wraps?custodian_id={custodian_id}")

    def send_peels(self, opening_id: str, custodian_id: str, peels: Sequence[Mapping[str, Any]], *, key: str) -> Json:
        """Give back what a custodian peeled."""
        body = {"custodian_id": custodian_id, "peels": list(peels)}
        return self._post(f"/responses/openings/{opening_id}/peels", body, key=key)

    def conclude(self, opening_id: str, *, key: str) -> Json:
        """End a ceremony although files could not be opened."""
        return self._post(f"/responses/openings/{opening_id}/conclusion", {}, key=key)

    def content(self, opening_id: str, file_id: str, *, document: str | None = None) -> bytes:
        """Read an opened file (a tar archive), or one document of it."""
        answer = self._http.get(
            f"/responses/openings/{opening_id}/files/{file_id}",
            params={} if document is None else {"document": document},
        )
        answer.raise_for_status()
        return answer.content

    def _offset_once_free(self, upload: str) -> int:
        """Ask for the offset; an earlier piece of ours may still be on its way to the disk after a cut connection."""
        for _ in range(_BUSY_TRIES):
            answer = self._http.head(upload, headers=_TUS)
            if answer.status_code != httpx.codes.LOCKED:
                answer.raise_for_status()
                return int(answer.headers["Upload-Offset"])
            time.sleep(_BUSY_SECONDS)
        raise UploadFailed("le fichier reste occupé par un autre envoi")

    def _send(self, upload: str, offset: int, piece: bytes) -> httpx.Response:
        checksum = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        headers = {
            **_TUS,
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {checksum}",
        }
        return self._http.patch(upload, content=piece, headers=headers)

    def _get(self, path: str) -> Json:
        return _object(self._http.get(path))

    def _post(self, path: str, body: Mapping[str, Any], *, key: str) -> Json:
        return _object(self._http.post(path, json=dict(body), headers={"Idempotency-Key": key}))


def _object(answer: httpx.Response) -> Json:
    answer.raise_for_status()
    content: Json = answer.json()
    return content
