"""Reports of the flux deposited: what became of each invoice, as fields and as a PDF.

States: received (IN_RECU) until every document has been dealt with; then integrated wholly, partly or not at all. One
whose dealing failed for good waits for somebody to ask for it again (IN_EN_ATTENTE_RETRAITEMENT_CPP).
"""

import base64
from typing import Final

from services.invoicing.api.cpro.envelope import nothing_found
from services.invoicing.api.cpro.fields.flux import (
    CompteRendu,
    CompteRenduDetaille,
    ConsulterCR,
    ConsulterCRDetaille,
    ErreurDP,
    ErreurTechnique,
)
from services.invoicing.api.cpro.moments import write_moment
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.texts import refusal_text
from services.invoicing.domain.errors import Code
from services.invoicing.domain.flow import Flow, FlowEntry, FlowStatus
from shared.kernel.refusal import Refusal
from shared.kernel.report import Report, ReportMeta, Section, table
from shared.reports.pdf import to_pdf

_STATES: Final = {
    FlowStatus.RECEIVED: "IN_RECU",
    FlowStatus.INTEGRATED: "IN_INTEGRE",
    FlowStatus.PARTLY_INTEGRATED: "IN_INTEGRE_PARTIEL",
    FlowStatus.REJECTED: "IN_REJETE",
}
_SET_ASIDE: Final = "IN_EN_ATTENTE_RETRAITEMENT_CPP"
_MEANINGS: Final = {
    "IN_RECU": "Le flux a été reçu ; ses factures n'ont pas encore été dépouillées.",
    "IN_INTEGRE": "Toutes les factures du flux ont été reçues.",
    "IN_INTEGRE_PARTIEL": "Une partie des factures du flux a été reçue ; les autres sont refusées ci-dessous.",
    "IN_REJETE": "Aucune facture du flux n'a été reçue.",
    _SET_ASIDE: "Le flux est conservé ; son traitement a échoué et attend une reprise par l'exploitant.",
}
_OF_INVOICES: Final = frozenset({Code.UNATTRIBUTABLE.value, Code.NOT_YOUR_INVOICE.value})
_PARTNER: Final = "PLIS"


def _found(call: Call, number: str) -> tuple[Flow, str]:
    """Find a flux that one of the account's organisations deposited, with its state."""
    for principal in call.account.principals():
        found = call.work(principal, lambda uow: uow.flows.numbered(number))
        if found is not None:
            break
    else:
        nothing_found("aucun flux déposé ne porte ce numéro.")
    if found.is_over or not call.work(principal, lambda uow: uow.flows.is_set_aside(found.flow_id)):
        return found, _STATES[found.status]
    return found, _SET_ASIDE


def _detailed(call: Call, asked: ConsulterCRDetaille) -> CompteRenduDetaille:
    flow, state = _found(call, asked.numeroFluxDepot)
    refused = [entry for entry in flow.entries if entry.code is not None]
    return CompteRenduDetaille(
        codeInterfaceDepotFlux=flow.declared_syntax or "",
        dateDepotFlux=write_moment(flow.received_at),
        dateHeureEtatCourantFlux=write_moment(flow.ended_at or flow.received_at),
        etatCourantDepotFlux=state,
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
    return refusal_text(Refusal(entry.code, facts=dict(entry.facts))) if entry.code else "reçue"


def _printed(call: Call, asked: ConsulterCR) -> CompteRendu:
    flow, state = _found(call, asked.numeroFluxDepot)
    return CompteRendu(
        codeAppliPartenaire=_PARTNER,
        codeInterfaceFlux=flow.declared_syntax or "",
        dateDepotFlux=write_moment(flow.received_at),
        dateHeureEtatCourantFlux=write_moment(flow.ended_at or flow.received_at),
        designationPartenaire=call.account.name,
        etatCourantFlux=state,
        fichierCR=base64.b64encode(to_pdf(_report(flow, state, author=call.account.name))).decode(),
        nomFichierFlux=flow.name,
        numeroFluxDepot=flow.number,
    )


def _report(flow: Flow, state: str, *, author: str) -> Report:
    rows = [(entry.name, entry.number or "", entry.buyer or "", _words(entry)) for entry in flow.entries]
    deposited = (f"Fichier {flow.name}, {flow.size} octets, SHA-256 {flow.sha256}.", f"{state} : {_MEANINGS[state]}")
    sections = [Section(heading="État du flux", paragraphs=deposited)]
    if rows:
        listed = table(("Fichier", "Facture", "Destinataire", "Suite"), rows)
        sections.append(Section(heading="Factures", tables=(listed,)))
    meta = ReportMeta(author=author, subject=f"Flux {flow.number}", dated_at=flow.ended_at or flow.received_at)
    return Report(title="Compte rendu de traitement d'un flux", meta=meta, sections=tuple(sections))


REPORTS: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="transverses/v1/consulterCR",
        summary="Consulter le compte rendu d'un flux, avec son PDF.",
        asks=ConsulterCR,
        answers=CompteRendu,
        run=_printed,
    ),
    Operation(
        path="transverses/v1/consulterCRDetaille",
        summary="Consulter le compte rendu d'un flux, facture par facture.",
        asks=ConsulterCRDetaille,
        answers=CompteRenduDetaille,
        run=_detailed,
    ),
)
