"""Deposit of a flux: kept before it is answered, dealt with after."""

import binascii
import hashlib
from typing import Final, NoReturn

from services.invoicing.api.cpro.envelope import Return, refuse_call
from services.invoicing.api.cpro.fields.flux import DeposerFlux, FluxDepose
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.taking import TakenFile
from services.invoicing.api.needs import LIMITS, PORTAL_BODY_BYTES, PORTAL_FLOW_BYTES
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_syntax import PortalSyntax
from services.invoicing.handlers.flows import DepositFlow, deposit_flow
from shared.kernel.paris import legal_day

_SPACES: Final = " \t\r\n"


def _deposit(call: Call, asked: DeposerFlux) -> FluxDepose:
    principal = call.principal(PortalRole.SUPPLIER)
    if asked.syntaxeFlux not in list(PortalSyntax):
        refuse_call(Return.FIELD_INVALID, f"syntaxeFlux : {asked.syntaxeFlux} n'est pas une syntaxe connue.")
    document = _decoded(asked.fichierFlux) if call.file is None else _taken(call.file)
    command = DepositFlow(
        document=document,
        sha256=hashlib.sha256(document).hexdigest(),
        name=asked.nomFichier,
        declared_syntax=asked.syntaxeFlux,
    )
    flow = call.work(principal, lambda uow: deposit_flow(command, uow=uow))
    return FluxDepose(
        dateDepot=legal_day(flow.received_at).isoformat(),
        numeroFluxDepot=flow.number,
        syntaxeFlux=flow.declared_syntax or asked.syntaxeFlux,
    )


def _taken(file: TakenFile) -> bytearray:
    if not file.is_base64:
        _refuse_encoding()
    if file.is_too_large or not file.content:
        _refuse_size()
    return file.content


def _decoded(text: str) -> bytes:
    if any(space in text for space in _SPACES):  # some software breaks its lines
        text = "".join(text.split())
    try:
        document = binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError):
        _refuse_encoding()
    return document if 0 < len(document) <= LIMITS.value(PORTAL_FLOW_BYTES) else _refuse_size()


def _refuse_encoding() -> NoReturn:
    refuse_call(Return.FIELD_INVALID, "fichierFlux : le fichier n'est pas en base64.")


def _refuse_size() -> NoReturn:
    limit = LIMITS.value(PORTAL_FLOW_BYTES)
    refuse_call(Return.TOO_LARGE, f"fichierFlux : un fichier a de 1 à {limit} octets.")


FLUX: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/deposer/flux",
        summary="Déposer un flux : une facture, ou une archive tar.gz de factures.",
        asks=DeposerFlux,
        answers=FluxDepose,
        run=_deposit,
        limit=PORTAL_BODY_BYTES,
        file_field="fichierFlux",
    ),
)
