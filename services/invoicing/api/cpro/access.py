"""Who calls: the token of an application (RFC 6750) and, in ``cpro-account``, a technical account."""

from typing import Final

from fastapi import Request

from services.invoicing.api.cpro.envelope import CproRefused, Return
from services.invoicing.api.cpro.operation import Call
from services.invoicing.api.needs import InvoicingApp, scope_of
from services.invoicing.domain.portal_access import TechnicalAccount
from services.invoicing.handlers.portal_access import account_of, is_open
from shared.http.client_credentials import basic_pair, bearer_token
from shared.http.concurrency import in_handler_thread
from shared.kernel.principal import Principal

SCOPES: Final = ("openid",)
ACCOUNT_HEADER: Final = "cpro-account"
_LONGEST_HEADER: Final = 1000


async def caller(app: InvoicingApp, request: Request) -> Call:
    """Find who calls.

    Raises:
        CproRefused: 401 without a valid token, 403 without a valid technical account.
    """
    token = bearer_token(request.headers)
    if token is None:
        raise CproRefused(Return.ROLE_MISSING, "Un jeton d'accès est attendu (en-tête Authorization: Bearer).", 401)
    header = request.headers.get(ACCOUNT_HEADER, "")
    pair = basic_pair(header) if len(header) <= _LONGEST_HEADER else None

    def find() -> TechnicalAccount | None:
        """Check the token, then find the account."""
        with app.read_uow(scope_of(request, Principal.anonymous())) as uow:
            if not is_open(token, uow=uow):
                raise CproRefused(Return.ROLE_MISSING, "Le jeton d'accès est inconnu ou expiré.", 401)
            return None if pair is None else account_of(*pair, uow=uow)

    account = await in_handler_thread(find)
    if account is None:
        label = "Le compte technique est inconnu, ou son mot de passe est faux (en-tête cpro-account)."
        raise CproRefused(Return.ROLE_MISSING, label, 403)
    return Call(app, account, request.scope["plis.request_id"])
