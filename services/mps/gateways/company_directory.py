"""The client of the open directory of companies (API Recherche d'entreprises, DINUM): one GET for each search.

Source: open-api.yml 1.0.0. No account; at most 7 requests a second from one address, then 429 with ``Retry-After``;
25 results a page; a number of 9 or 14 digits makes every filter be ignored. A descriptive ``User-Agent`` is asked.
"""

from typing import Final

from services.mps.domain.companies import DirectoryAnswer, DirectorySilent
from services.mps.gateways.api_entreprise import Transport, Unreachable
from services.mps.gateways.company_directory_reader import page_from
from services.mps.gateways.issuer_json import read_json
from shared.observability import logger

PAGE_SIZE: Final = 25
_USER_AGENT: Final = "Plis (candidature aux marches publics)"
_SECONDS: Final = 5.0
_NOT_CONFIGURED: Final = (
    "La recherche par nom n'est pas raccordée à cette plateforme (PLIS_COMPANY_DIRECTORY_URL) : indiquez un SIRET."
)
_BUSY: Final = "L'annuaire des entreprises reçoit trop de demandes : réessayez dans un instant, ou indiquez un SIRET."
_DOWN: Final = "L'annuaire des entreprises ne répond pas : réessayez plus tard, ou indiquez un SIRET."
_REFUSED: Final = "L'annuaire des entreprises n'a pas compris ces mots : précisez le nom, ou indiquez un SIRET."

_log = logger(__name__)


class OpenCompanyDirectory:
    """The directory, over HTTP."""

    def __init__(self, *, base_url: str, transport: Transport) -> None:
        self._url = base_url.rstrip("/") + "/search"
        self._transport = transport

    def search(self, text: str, *, page: int, per_page: int) -> DirectoryAnswer:
        """Find companies; whatever happens is an answer."""
        params = {"q": text, "page": str(page), "per_page": str(min(per_page, PAGE_SIZE))}
        headers = {"accept": "application/json", "user-agent": _USER_AGENT}
        try:
            reply = self._transport.get(self._url, params=params, headers=headers, timeout=_SECONDS)
        except Unreachable:
            _log.warning("company_directory_unreachable")
            return DirectorySilent(_DOWN)
        _log.info("company_directory_answered", status=reply.status)  # never the words: they may name a person
        if reply.status == 429:
            return DirectorySilent(_BUSY, _seconds(reply.headers.get("retry-after")))
        if reply.status in (400, 422):
            return DirectorySilent(_REFUSED)
        document = read_json(reply.body) if reply.status == 200 else None
        found = None if document is None else page_from(document)
        return DirectorySilent(_DOWN) if found is None else found


class NoCompanyDirectory:
    """The platform is not connected to the directory: it says so."""

    def search(self, text: str, *, page: int, per_page: int) -> DirectoryAnswer:  # noqa: ARG002 - nobody is asked
        """Answer that nobody could be asked."""
        return DirectorySilent(_NOT_CONFIGURED)


def _seconds(header: str | None) -> int | None:
    return int(header) if header is not None and header.isascii() and header.isdecimal() else None
