"""The witnesses of a log, asked through the one outbound door."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from shared.http.outbound import Outbound, OutboundFailed
from shared.kernel.refusal import InvalidValue
from shared.proof.cosignatures import WitnessKey
from shared.proof.witness import CONFLICT, NotCosigned, Submission

_SIZE: Final = re.compile(r"[0-9]{1,18}\n?", re.ASCII)  # whatever is longer is no size of a log


@dataclass(frozen=True, slots=True)
class RemoteWitness:
    """A witness whose key is known."""

    key: WitnessKey
    post: Callable[[bytes], tuple[int, bytes]]

    def cosign(self, asked: Submission) -> str:
        """Ask for a cosignature line; it is verified by whoever asked.

        Raises:
            NotCosigned: with the size that the witness saw last, when that is the reason.
            OSError: no answer.
        """
        status, content = self.post(asked.text().encode())
        text = content.decode("utf-8", errors="replace")
        if status == CONFLICT:
            raise NotCosigned(CONFLICT, int(text) if _SIZE.fullmatch(text) else 0)
        if status != 200:
            raise NotCosigned(status)
        prefix = f"— {self.key.name} "
        return next((line for line in text.split("\n") if line.startswith(prefix)), "")


def remote_witnesses(configured: Sequence[str], *, allow_local: bool) -> list[RemoteWitness]:
    """Read the configured witnesses: each is its key, a comma, the address of its ``add-checkpoint``.

    Raises:
        InvalidValue: one is not.
    """
    return [_witness(one, allow_local=allow_local) for one in configured]


def _witness(configured: str, *, allow_local: bool) -> RemoteWitness:
    key, separator, url = configured.partition(",")
    parts = urlsplit(url)
    if not separator or not parts.hostname:
        raise InvalidValue("witness", "Un témoin s'écrit : sa clé, une virgule, l'adresse de son add-checkpoint.")
    local = [f"{parts.hostname}:{parts.port or 80}"] if allow_local else []
    outbound = Outbound(allow_loopback=local)

    def post(content: bytes) -> tuple[int, bytes]:
        reply = outbound.post(url, content, headers={"Content-Type": "text/plain; charset=utf-8"})
        if reply.status >= 500:
            raise OutboundFailed(f"{parts.hostname}: HTTP {reply.status}")
        return reply.status, reply.content

    return RemoteWitness(WitnessKey.parse(key), post)
