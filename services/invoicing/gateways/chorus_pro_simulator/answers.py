"""What the stand-in answers to each operation: the fields of the published tables, and only those."""

import base64
import binascii
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.invoicing.domain.attribution import siret_of
from services.invoicing.domain.invoice import Invoice
from services.invoicing.domain.state_portal import PortalStatus
from services.invoicing.gateways.chorus_pro_moments import moment_of
from services.invoicing.gateways.chorus_pro_simulator.book import HeldFlow, HeldInvoice, PortalBook
from services.invoicing.gateways.chorus_pro_simulator.pivot import pivot_of
from shared.kernel.refusal import Refused

Json = dict[str, Any]
_PARIS: Final = ZoneInfo("Europe/Paris")
_OK: Final[Json] = {"codeRetour": 0, "libelle": "TRA_MSG_00.000"}
_FOLLOWS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "MISE_A_DISPOSITION": frozenset({"SUSPENDUE", "REJETEE", "A_RECYCLER", "SERVICE_FAIT", "MANDATEE"}),
        "COMPLETEE": frozenset({"SUSPENDUE", "REJETEE", "A_RECYCLER", "SERVICE_FAIT", "MANDATEE"}),
        "SUSPENDUE": frozenset({"REJETEE"}),
        "SERVICE_FAIT": frozenset({"SUSPENDUE", "REJETEE", "MANDATEE"}),
        "MANDATEE": frozenset({"MISE_A_DISPOSITION_COMPTABLE", "SUSPENDUE", "REJETEE"}),
    }
)
_PAGING: Final = ("nbResultatsParPage", "pageCourante", "pages", "total")
_WITH_REASON: Final = frozenset({"SUSPENDUE", "REJETEE", "A_RECYCLER"})


class Refusal(Exception):
    """A refusal of the portal, by its return code."""

    def __init__(self, code: int, label: str) -> None:
        super().__init__(label)
        self.answer: Json = {"codeRetour": code, "libelle": label}


@dataclass(frozen=True, slots=True)
class Asked:
    """One call: its body, the organisations of its account, what is held, how documents are read."""

    body: Json
    login: str
    sirets: frozenset[str]
    book: PortalBook
    read: Callable[[bytes], Invoice]

    def received(self) -> HeldInvoice:
        """Find the invoice that the body names, if the account's organisation received it."""
        held = self.book.invoices.get(self.body.get("idFacture", 0))
        if held is None or held.recipient not in self.sirets:
            raise Refusal(20000, "TRA_MSG_00.015")
        return held


def _structures(asked: Asked) -> Json:
    siret = asked.body.get("structure", {}).get("identifiantStructure")
    known = asked.book.structures.get(siret)
    listed = [
        {
            "designationStructure": f"Structure {siret}",
            "idStructureCPP": known,
            "identifiantStructure": siret,
            "statut": "ACTIF",
            "typeIdentifiantStructure": "SIRET",
        }
    ]
    found = listed if known is not None else []
    paging = {"nbResultatsParPage": 10, "pageCourante": 1, "pages": 1, "total": len(found)}
    return {**_OK, "listeStructures": found, "parametresRetour": paging}


def _received(asked: Asked) -> Json:
    body, book = asked.body, asked.book
    since = moment_of(body.get("periodeDateHeureEtatCourantDu"))
    until = moment_of(body.get("periodeDateHeureEtatCourantAu"))
    found = [
        held
        for held in book.invoices.values()
        if book.structures.get(held.recipient) == body.get("idDestinataire")
        and held.recipient in asked.sirets
        and body.get("typeDemandePaiement") in (None, held.kind)
        and (since is None or held.status_at >= since)
        and (until is None or held.status_at <= until)
    ]
    found.sort(key=lambda held: (held.status_at, held.portal_id))
    return _page(found, body, lambda held: _line(held, book))


def _page(found: list[HeldInvoice], body: Json, line: Callable[[HeldInvoice], Json]) -> Json:
    paging = body.get("paramRecherche") or body.get("rechercheFactureParFournisseur") or {}
    size, page = int(paging.get("nbResultatsParPage", 10)), int(paging.get("pageResultatDemandee", 1))
    if not found:
        raise Refusal(20000, "TRA_MSG_00.015")
    shown = found[(page - 1) * size : page * size]
    pages = -(-len(found) // size)
    totals = {"nbResultatsParPage": size, "pageCourante": page, "pages": pages, "total": len(found)}
    return {**_OK, "listeFactures": [line(held) for held in shown], **totals}


def _common(held: HeldInvoice, book: PortalBook) -> Json:
    totals, content = held.content.totals, held.content
    return {
        "codeDestinataire": held.recipient,
        "codeFournisseur": held.supplier,
        "dateDepot": held.steps[0].at.astimezone(_PARIS).date().isoformat(),
        "dateFacture": content.issued_on.isoformat(),
        "dateHeureEtatCourant": _said(held.status_at),
        "devise": content.currency,
        "idDestinataire": book.structures[held.recipient],
        "montantAPayer": str(totals.due.amount),
        "montantHT": str(totals.excl_vat.amount),
        "montantTTC": str(totals.incl_vat.amount),
        "numeroFacture": content.number,
        "statut": held.status,
    }


def _line(held: HeldInvoice, book: PortalBook) -> Json:
    return {"idFacture": held.portal_id, "typeDemandePaiement": held.kind, **_common(held, book)}


def _sent(asked: Asked) -> Json:
    number = asked.body.get("numeroFacture")
    found = [
        held for held in asked.book.invoices.values() if held.content.number == number and held.supplier in asked.sirets
    ]
    answer = _page(found, asked.body, lambda held: _sent_line(held, asked.book))
    paging = {name: answer.pop(name) for name in _PAGING}
    return {**answer, "parametresRetour": paging}


def _sent_line(held: HeldInvoice, book: PortalBook) -> Json:
    return {"identifiantFactureCPP": held.portal_id, "numeroFluxDepot": held.flow, **_common(held, book)}


def _history(asked: Asked) -> Json:
    held = asked.received()
    steps = [
        {
            "histoStatutCode": step.status,
            "histoStatutCommentaire": step.comment,
            "histoStatutDatePassage": _said(step.at),
            "histoStatutId": rank,
        }
        for rank, step in enumerate(held.steps, start=1)
    ]
    return {
        **_OK,
        "historiquesDesStatuts": {"histoStatut": steps, "totalHistoStatut": len(steps)},
        "idFacture": held.portal_id,
        "numeroFacture": held.content.number,
        "statutCourantCode": held.status,
    }


def _download(asked: Asked) -> Json:
    wanted = [each.get("idFacture", 0) for each in asked.body.get("listeFacture", [])]
    held = [Asked({"idFacture": each}, "", asked.sirets, asked.book, asked.read).received() for each in wanted]
    if not held or asked.body.get("format") not in {"PIVOT", "PDF"}:
        raise Refusal(20001, "TRA_MSG_00.003")
    made = [pivot_of(each, at=asked.book.now()) if asked.body["format"] == "PIVOT" else b"%PDF-1.7 " for each in held]
    content = made[0] if len(made) == 1 else _zipped(made)
    return {**_OK, "fichierResultat": base64.b64encode(content).decode("ascii")}


def _zipped(contents: list[bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for rank, content in enumerate(contents):
            archive.writestr(f"{rank}.xml", content)
    return out.getvalue()


def _treat(asked: Asked) -> Json:
    held, status = asked.received(), str(asked.body.get("nouveauStatut"))
    if status not in _FOLLOWS.get(held.status, frozenset()):
        raise Refusal(20002, "Changement de statut incohérent")
    reason = str(asked.body.get("motif", ""))
    if status in _WITH_REASON and not reason:
        raise Refusal(20003, "Motif obligatoire")
    moved = asked.book.step(held.portal_id, status, comment=reason, order=asked.body.get("numeroDPMandat"))
    return {
        **_OK,
        "dateTraitement": _said(moved.status_at),
        "idFacture": moved.portal_id,
        "nouveauStatut": status,
        "numeroFacture": moved.content.number,
    }


def _deposit(asked: Asked) -> Json:
    book = asked.book
    try:
        document = base64.b64decode(str(asked.body.get("fichierFlux", "")), validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(20004, "Flux illisible") from None
    number = f"CPP{len(book.flows):012d}"
    name, syntax = str(asked.body.get("nomFichier", "flux")), str(asked.body.get("syntaxeFlux"))
    errors = _taken_in(document, name, number, asked)
    state = "IN_REJETE" if errors else "IN_INTEGRE"
    book.flows[number] = HeldFlow(
        number=number,
        name=name,
        syntax=syntax,
        state=state,
        deposited_at=book.now(),
        depositor=asked.login,
        errors=errors,
    )
    date = book.now().astimezone(_PARIS).date().isoformat()
    return {**_OK, "dateDepot": date, "numeroFluxDepot": number, "syntaxeFlux": syntax}


def _taken_in(document: bytes, name: str, flow: str, asked: Asked) -> tuple[str, ...]:
    try:
        content = asked.read(document)
    except Refused as refused:
        return (f"Fichier illisible ({refused})",)
    supplier, recipient = siret_of(content.seller), siret_of(content.buyer)
    if supplier is None or recipient is None or str(recipient) not in asked.book.structures:
        return ("Destinataire inconnu",)
    known = [
        held
        for held in asked.book.invoices.values()
        if held.supplier == str(supplier) and held.content.number == content.number and held.status != _REJECTED
    ]
    if known:
        return ("Une facture de même numéro existe déjà",)
    held = asked.book.hold(content, document, supplier=str(supplier), recipient=str(recipient), name=name)
    asked.book.invoices[held.portal_id] = replace(held, flow=flow)
    return ()


def _report(asked: Asked) -> Json:
    flow = asked.book.flows.get(str(asked.body.get("numeroFluxDepot")))
    if flow is None:
        raise Refusal(20000, "TRA_MSG_00.015")
    return {
        **_OK,
        "dateDepotFlux": _said(flow.deposited_at),
        "dateHeureEtatCourantFlux": _said(flow.deposited_at),
        "etatCourantDepotFlux": flow.state,
        "nomFichier": flow.name,
        "listeErreurDP": [{"libelleErreurDP": said, "numeroDP": ""} for said in flow.errors],
        "listeErreurTechnique": [],
    }


def _said(at: datetime) -> str:
    return at.astimezone(_PARIS).isoformat(timespec="milliseconds")


_REJECTED: Final = PortalStatus.REJECTED
OPERATIONS: Final[Mapping[str, Callable[[Asked], Json]]] = MappingProxyType(
    {
        "/structures/v1/rechercher": _structures,
        "/factures/v1/rechercher/recipiendaire": _received,
        "/factures/v1/rechercher/fournisseur": _sent,
        "/factures/v1/consulter/historique": _history,
        "/factures/v1/telecharger/groupe": _download,
        "/factures/v1/traiter/recue": _treat,
        "/factures/v1/deposer/flux": _deposit,
        "/transverses/v1/consulterCRDetaille": _report,
    }
)
