"""Deposit of a flux and its report."""

import base64
import binascii
import hashlib
from typing import Final

from services.invoicing.api.cpro.envelope import Return, nothing_found, refuse_call
from services.invoicing.api.cpro.fields.flux import (
    CompteRenduDetaille,
    ConsulterCRDetaille,
    DeposerFlux,
    ErreurDP,
    ErreurTechnique,
    FluxDepose,
)
from services.invoicing.api.cpro.moments import write_moment
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.needs import LIMITS, PORTAL_BODY_BYTES, PORTAL_FLOW_BYTES
from services.invoicing.api.texts import refusal_text
from services.invoicing.domain.errors import Code
from services.invoicing.domain.flow import Flow, FlowEntry, FlowStatus
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_syntax import PortalSyntax
from services.invoicing.handlers.flows import DepositFlow, deposit_flow
from shared.kernel.paris import legal_day
from shared.kernel.refusal import Refusal

_STATES: Final = {
    FlowStatus.RECEIVED: "IN_RECU",
    FlowStatus.INTEGRATED: "IN_INTEGRE",
    FlowStatus.PARTLY_INTEGRATED: "IN_INTEGRE_PARTIEL",
    FlowStatus.REJECTED: "IN_REJETE",
}
_OF_INVOICES: Final = frozenset({Code.UNATTRIBUTABLE.value, Code.NOT_YOUR_INVOICE.value})
_SPACES: Final = str.maketrans("", "", " \t\r\n")


def _deposit(call: Call, asked: DeposerFlux) -> FluxDepose:
    principal = call.principal(PortalRole.SUPPLIER)
    if asked.syntaxeFlux not in list(PortalSyntax):
        refuse_call(Return.FIELD_INVALID, f"syntaxeFlux : {asked.syntaxeFlux} n'est pas une syntaxe connue.")
    document = _decoded(asked.fichierFlux)
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


def _decoded(text: str) -> bytes:
    try:
        document = base64.b64decode(text.translate(_SPACES), validate=True)
    except (binascii.Error, ValueError):
        refuse_call(Return.FIELD_INVALID, "fichierFlux : le fichier n'est pas en base64.")
    limit = LIMITS.value(PORTAL_FLOW_BYTES)
    if not document or len(document) > limit:
        refuse_call(Return.TOO_LARGE, f"fichierFlux : un fichier a de 1 à {limit} octets.")
    return document


def find_flow(call: Call, number: str) -> Flow:
    """Find a flux that one of the account's organisations deposited.

    Raises:
        CproRefused: there is none, or it is somebody else's.
    """
    searched = (call.work(each, lambda uow: uow.flows.numbered(number)) for each in call.account.principals())
    found = next((flow for flow in searched if flow is not None), None)
    return found or nothing_found("aucun flux déposé ne porte ce numéro.")


def _detailed(call: Call, asked: ConsulterCRDetaille) -> CompteRenduDetaille:
    flow = find_flow(call, asked.numeroFluxDepot)
    refused = [entry for entry in flow.entries if entry.code is not None]
    return CompteRenduDetaille(
        codeInterfaceDepotFlux=flow.declared_syntax or "",
        dateDepotFlux=write_moment(flow.received_at),
        dateHeureEtatCourantFlux=write_moment(flow.ended_at or flow.received_at),
        etatCourantDepotFlux=_STATES[flow.status],
        nomFichier=flow.name,
        listeErreurDP=[_of_invoice(entry) for entry in refused if entry.code in _OF_INVOICES],
        listeErreurTechnique=[_technical(entry) for entry in refused if entry.code not in _OF_INVOICES],
    )


def _of_invoice(entry: FlowEntry) -> ErreurDP:
    return ErreurDP(
        identifiantDestinataire=entry.buyer,
        identifiantFournisseur=entry.seller,
        libelleErreurDP=_words(entry),
        numeroDP=entry.number or entry.name,
    )


def _technical(entry: FlowEntry) -> ErreurTechnique:
    return ErreurTechnique(
        codeErreur=entry.code or "", libelleErreur=f"{entry.name} : {_words(entry)}", natureErreur="TECHNIQUE"
    )


def _words(entry: FlowEntry) -> str:
    return refusal_text(Refusal(entry.code or "", facts=dict(entry.facts)))


FLUX: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/deposer/flux",
        summary="Déposer un flux : une facture, ou une archive tar.gz de factures.",
        asks=DeposerFlux,
        answers=FluxDepose,
        run=_deposit,
        limit=PORTAL_BODY_BYTES,
    ),
    Operation(
        path="transverses/v1/consulterCRDetaille",
        summary="Consulter le compte rendu d'un flux, facture par facture.",
        asks=ConsulterCRDetaille,
        answers=CompteRenduDetaille,
        run=_detailed,
    ),
)
