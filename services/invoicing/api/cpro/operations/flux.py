"""Deposit of a flux: kept before it is answered, dealt with after."""

import hashlib
from typing import Final, NoReturn

from services.invoicing.api.cpro.encoding import decode_file, refuse_base64
from services.invoicing.api.cpro.envelope import Return, refuse_call
from services.invoicing.api.cpro.fields.flux import DeposerFlux, FluxDepose
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.taking import TakenFile
from services.invoicing.api.needs import LIMITS, PORTAL_BODY_BYTES, PORTAL_FLOW_BYTES
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_syntax import PortalSyntax
from services.invoicing.handlers.flows import DepositFlow, deposit_flow
from shared.kernel.paris import legal_day

_FILE: Final = "fichierFlux"


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
        refuse_base64(_FILE)
    if file.is_too_large or not file.content:
        _refuse_size()
    return file.content


def _decoded(text: str) -> bytes:
    document = decode_file(text, field=_FILE)
    return document if 0 < len(document) <= LIMITS.value(PORTAL_FLOW_BYTES) else _refuse_size()


def _refuse_size() -> NoReturn:
    limit = LIMITS.value(PORTAL_FLOW_BYTES)
    refuse_call(Return.TOO_LARGE, f"{_FILE} : un fichier a de 1 à {limit} octets.")


FLUX: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/deposer/flux",
        summary="Déposer un flux : une facture, ou une archive tar.gz de factures.",
        asks=DeposerFlux,
        answers=FluxDepose,
        run=_deposit,
        limit=PORTAL_BODY_BYTES,
        file_field=_FILE,
    ),
)
