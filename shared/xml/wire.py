"""What travels between a service and its validator process: length-prefixed frames, JSON for all but the document."""

import json
import socket
from dataclasses import asdict, dataclass
from typing import Any

from shared.xml.verdict import ArtefactName, Check, CheckStatus, Finding, Severity, Verdict

_LENGTH_BYTES = 8
_MAX_FRAME = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Selected:
    """One artefact to judge with: its key in the lock and the file to start from."""

    artefact_id: str
    entry: str


class PeerGone(Exception):
    """The other side closed the connection or sent something that is no frame."""


def send_frame(channel: socket.socket, payload: bytes) -> None:
    """Send one frame whole."""
    channel.sendall(len(payload).to_bytes(_LENGTH_BYTES, "big") + payload)


def receive_frame(channel: socket.socket) -> bytes:
    """Receive one frame whole.

    Raises:
        PeerGone: the connection ended inside or before the frame.
        TimeoutError: the socket's time limit passed.
    """
    size = int.from_bytes(_exactly(channel, _LENGTH_BYTES), "big")
    if size > _MAX_FRAME:
        raise PeerGone(f"frame of {size} bytes")
    return _exactly(channel, size)


def _exactly(channel: socket.socket, size: int) -> bytes:
    buffer = bytearray()
    while len(buffer) < size:
        chunk = channel.recv(min(1 << 20, size - len(buffer)))
        if not chunk:
            raise PeerGone("connection closed")
        buffer += chunk
    return bytes(buffer)


@dataclass(frozen=True, slots=True)
class JudgeRequest:
    """What to judge a document with; ``whatever_schema_says``: the rules speak even where the schema refused it."""

    schema: Selected
    rules: tuple[Selected, ...]
    whatever_schema_says: bool = False


def request_to_json(request: JudgeRequest) -> bytes:
    """Write what to judge with; the document follows in its own frame."""
    return json.dumps(asdict(request)).encode()


def request_from_json(payload: bytes) -> JudgeRequest:
    """Read what to judge with."""
    request: dict[str, Any] = json.loads(payload)
    rules = tuple(Selected(**rule) for rule in request["rules"])
    return JudgeRequest(Selected(**request["schema"]), rules, bool(request["whatever_schema_says"]))


def verdict_to_json(verdict: Verdict) -> bytes:
    """Write a verdict."""
    return json.dumps(asdict(verdict), ensure_ascii=False).encode()


def verdict_from_json(payload: bytes) -> Verdict:
    """Read a verdict."""
    data: dict[str, Any] = json.loads(payload)
    return Verdict(schema=_check(data["schema"]), rules=tuple(_check(rule) for rule in data["rules"]))


def _check(data: dict[str, Any]) -> Check:
    return Check(
        artefact=ArtefactName(**data["artefact"]),
        status=CheckStatus(data["status"]),
        findings=tuple(
            Finding(rule=f["rule"], severity=Severity(f["severity"]), location=f["location"], text=f["text"])
            for f in data["findings"]
        ),
        reason=data["reason"],
    )
