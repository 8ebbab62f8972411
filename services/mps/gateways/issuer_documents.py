"""The documents of certificates: an address that expires (600 s for CIBTP), hence downloaded at once, capped, checked.

The bytes are hashed here and stored by the caller. A document that is too large, of another kind than PDF, or that
does not come, is told in French; it never stops the facts that came with it.
"""

from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from services.mps.domain.answers import FetchedDocument, NoAnswer, Silence
from services.mps.gateways.api_entreprise_endpoints import QUOTAS, QuotaGroup
from services.mps.gateways.calls import PAUSED, Reply, Transport, Unreachable
from services.mps.gateways.issuer_json import read_json, text
from services.mps.ports.gates import Gates
from shared.kernel.clock import Clock

NOT_RECEIVED: Final = "Le document annoncé n'a pas pu être téléchargé : injoignable, trop lent ou trop volumineux."
NOT_THERE: Final = "Le document annoncé n'a pas pu être téléchargé (réponse HTTP {status})."
NOT_PDF: Final = "Le document annoncé n'est pas un PDF."
_PROXY: Final = "/proxy/"
_PROVIDER: Final = "documents"
_SECONDS: Final = 12.0
_TRIES: Final = 2
_LONGEST_ADDRESS: Final = 4096


def document_address(payload: str) -> str | None:
    """Give the address of the document that an answer announces, None when it announces none that can be called."""
    address = text(read_json(payload.encode("utf-8")) or {}, "data", "document_url")
    is_plain = address is not None and address.isascii() and address.isprintable() and " " not in address
    return address if is_plain and address is not None and len(address) <= _LONGEST_ADDRESS else None


class Documents:
    """Downloads the documents of certificates."""

    def __init__(self, *, transport: Transport, gates: Gates, clock: Clock) -> None:
        self._transport = transport
        self._gates = gates
        self._clock = clock

    def fetch(self, address: str) -> FetchedDocument | NoAnswer | str:
        """Download a document; gives in French why it could not be had, or that its quota is used up."""
        if _PROXY in urlsplit(address).path:  # only files behind the proxy are counted (throttle.yml, proxied_files)
            group = QuotaGroup.FILES
            wait = self._gates.enter(group=group.value, quota=QUOTAS[group], provider=_PROVIDER, now=self._clock.now())
            if wait is not None:
                return NoAnswer(PAUSED, wait, Silence.BUSY)
        for _ in range(_TRIES - 1):
            fetched = self._once(address)
            if isinstance(fetched, FetchedDocument):
                return fetched
        return self._once(address)

    def _once(self, address: str) -> FetchedDocument | str:
        try:
            reply = self._transport.get(address, params={}, headers={"Accept": "application/pdf"}, timeout=_SECONDS)
        except Unreachable:
            return NOT_RECEIVED
        return _document(reply)


def _document(reply: Reply) -> FetchedDocument | str:
    if reply.status != 200:
        return NOT_THERE.format(status=reply.status)
    if not reply.body.startswith(b"%PDF-"):
        return NOT_PDF
    return FetchedDocument(reply.body, "application/pdf", sha256(reply.body).hexdigest())
