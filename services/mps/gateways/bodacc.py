"""The client of the open register of legal notices (Bodacc, published by Dila on opendatasoft), at its own address.

Open data: no token, no purpose. `registre` is the SIREN. Source: the public API explorer v2.1 of the data set
`annonces-commerciales`, asked as Passe Marché does (datagouv/passemarche, read 2026-05-11).
"""

from typing import Final

from services.mps.domain.answers import SourceAnswer
from services.mps.domain.sources import Source
from services.mps.domain.tender import Question
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS
from services.mps.gateways.calls import Caller, Transport
from services.mps.ports import CertificateSource
from services.mps.ports.gates import Gates
from shared.kernel.clock import Clock

ADDRESS: Final = "https://bodacc-datadila.opendatasoft.com"
_MOST: Final = "100"  # the largest page that the service gives


class Bodacc:
    """The legal notices of a company."""

    def __init__(self, *, base_url: str, transport: Transport, clock: Clock, gates: Gates) -> None:
        self._base_url = base_url.rstrip("/")
        self._caller = Caller(transport=transport, gates=gates, clock=clock)

    def ask(self, question: Question) -> SourceAnswer:
        """Read the notices of a company; none is an answer, too."""
        endpoint = ENDPOINTS[question.source]
        closed = self._caller.closed(endpoint)
        if closed is not None:
            return closed
        return self._caller.call(
            question,
            endpoint,
            url=self._base_url + endpoint.path,
            params={
                "where": f"registre='{question.siret.siren}'",
                "order_by": "dateparution desc",
                "limit": _MOST,
            },
            headers={"Accept": "application/json"},
        )


class SourceDirectory:
    """Each source behind its own door: legal notices at theirs, the others at API Entreprise."""

    def __init__(self, *, administrations: CertificateSource, notices: CertificateSource) -> None:
        self._administrations = administrations
        self._notices = notices

    def ask(self, question: Question) -> SourceAnswer:
        """Ask one source."""
        door = self._notices if question.source is Source.LEGAL_NOTICES else self._administrations
        return door.ask(question)
