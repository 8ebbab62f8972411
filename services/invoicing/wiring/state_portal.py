"""The work with the State's portal: its address, its accounts, and the loops that fetch, tell and forward.

Every process may run the loops: a recipient's turn is leased in the store, an invoice to be forwarded is held by its
row. Without an address nothing runs, and what is to be forwarded waits.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from services.invoicing.domain.errors import Code
from services.invoicing.gateways.chorus_pro import ChorusPro
from services.invoicing.gateways.piste_session import PisteClient, PisteSession
from services.invoicing.handlers.forwarding import forward_next
from services.invoicing.handlers.portal_serving import serve_next
from services.invoicing.handlers.state_portal_tools import PortalTools
from services.invoicing.ports import DocumentReader, UnitOfWork
from services.invoicing.ports.state_portal import PortalAccount
from services.invoicing.storage.unit_of_work import InvoicingUnitOfWork
from shared.http.outbound import Outbound
from shared.kernel.clock import Clock
from shared.kernel.principal import Principal
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret
from shared.kernel.webhooks import LOOPBACK
from shared.legal.table import LegalTable
from shared.messaging.background import Background, Stop
from shared.settings import Settings
from shared.settings.secret_files import InsecureSecret
from shared.storage.unit_of_work import Scope, retrying

PISTE_SECRET: Final = "chorus_pro_piste.json"  # noqa: S105 - the name of a file, not its content
PLATFORM_SECRET: Final = "chorus_pro_mandataire.json"  # noqa: S105 - same
_LANES: Final = 2
_PAUSE_SECONDS: Final = 2
_CALL_SECONDS: Final = 60
_MAX_BYTES: Final = 30 * 1024 * 1024  # an invoice of the largest size that is read here, in base64

T = TypeVar("T")
OpenUow = Callable[[Scope], InvoicingUnitOfWork]


class SecretAccounts:
    """Technical accounts as secrets: ``chorus_pro_<SIRET>.json``, read at each use so that they can be renewed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def of_recipient(self, siret: Siret) -> PortalAccount:
        """Give the account of a recipient, or refuse ``INV-STATE-PORTAL-ACCOUNT-MISSING``."""
        return self._account(account_secret(siret))

    def of_supplier(self, siret: Siret) -> PortalAccount:
        """Give the account for a supplier: its own, else the platform's; or ``INV-STATE-PORTAL-ACCOUNT-MISSING``."""
        own = account_secret(siret)
        return self._account(own if self._settings.secrets_dir.joinpath(own).exists() else PLATFORM_SECRET)

    def _account(self, name: str) -> PortalAccount:
        found = read_secret(self._settings, name, ("login", "password"))
        return PortalAccount(found["login"], found["password"])


def account_secret(siret: Siret) -> str:
    """Name the secret of an organisation's technical account."""
    return f"chorus_pro_{siret}.json"


def read_secret(settings: Settings, name: str, fields: tuple[str, ...]) -> dict[str, str]:
    """Read texts from a secret in JSON, or refuse ``INV-STATE-PORTAL-ACCOUNT-MISSING``."""
    try:
        found: Any = json.loads(settings.secret(name))
    except (OSError, InsecureSecret, ValueError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(found.get(field), str) for field in fields):
        refuse(Code.STATE_PORTAL_ACCOUNT_MISSING, secret=name)
    return {field: found[field] for field in fields}


@dataclass(frozen=True, slots=True)
class StatePortalWork:
    """What there is to do with the portal; ``tools`` is None where it is not configured."""

    tools: PortalTools | None

    def work_once(self) -> bool:
        """Do one recipient's turn and one step of forwarding; say whether there was anything to do."""
        if self.tools is None:
            return False
        served, forwarded = serve_next(self.tools), forward_next(self.tools)
        return served or forwarded

    def backgrounds(self) -> Sequence[Background]:
        """Make the loops; several processes may run them at the same time."""
        if self.tools is None:
            return ()
        return [Background(f"invoicing.state-portal.{lane}", self._run, singleton=False) for lane in range(_LANES)]

    def _run(self, stop: Stop) -> None:
        while not stop.is_set():
            if not self.work_once():
                stop.wait(_PAUSE_SECONDS)


def state_portal(
    settings: Settings, *, open_uow: OpenUow, reader: DocumentReader, law: LegalTable, clock: Clock
) -> StatePortalWork:
    """Choose the portal that the settings name."""
    if settings.chorus_pro_url is None or settings.chorus_pro_token_url is None:
        return StatePortalWork(None)
    scope = Scope(Principal.system("invoicing"), correlation_id="state-portal")

    def run(work: Callable[[UnitOfWork], T]) -> T:
        return retrying(lambda: open_uow(scope), work)

    session = PisteSession(
        base_url=settings.chorus_pro_url,
        token_url=settings.chorus_pro_token_url,
        client=partial(_piste_client, settings),
        door=_door(settings, settings.chorus_pro_url, settings.chorus_pro_token_url),
        clock=clock,
    )
    return StatePortalWork(
        PortalTools(
            portal=ChorusPro(session), accounts=SecretAccounts(settings), run=run, reader=reader, law=law, clock=clock
        )
    )


def _piste_client(settings: Settings) -> PisteClient:
    found = read_secret(settings, PISTE_SECRET, ("client_id", "client_secret"))
    return PisteClient(found["client_id"], found["client_secret"])


def _door(settings: Settings, *urls: str) -> Outbound:
    practice = settings.dev or settings.sandbox
    parts = [urlsplit(url) for url in urls]
    local = [f"{each.hostname}:{each.port or 80}" for each in parts if practice and each.hostname in LOOPBACK]
    return Outbound(allow_loopback=local, seconds=_CALL_SECONDS, max_bytes=_MAX_BYTES)
