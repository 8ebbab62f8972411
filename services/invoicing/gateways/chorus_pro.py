"""Client of Chorus Pro: what a recipient asks of it, and the deposits made on a supplier's mandate.

Field names: annex « API » of the external specifications. An answer without the field that was asked for is refused as
unreadable; one unreadable line of a list is counted and the others are kept.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.invoicing.domain.errors import Code
from services.invoicing.domain.portal_sweep import ListedPage, Window
from services.invoicing.domain.state_portal import ListedInvoice, StatusChange
from services.invoicing.gateways.chorus_pro_moments import moment_of
from services.invoicing.gateways.piste_session import NOTHING_FOUND, PisteSession
from services.invoicing.ports.state_portal import (
    PortalAccount,
    PortalForm,
    PortalReport,
    SentInvoice,
    Treatment,
)
from shared.kernel.refusal import refuse
from shared.kernel.siret import Siret

PER_PAGE: Final = 100
_STEPS: Final = 200
_PARIS: Final = ZoneInfo("Europe/Paris")
_LONGEST: Final = 255
Json = Mapping[str, Any]


class ChorusPro:
    """The portal behind a session."""

    def __init__(self, session: PisteSession) -> None:
        self._session = session

    def structure_of(self, siret: Siret, *, account: PortalAccount) -> int | None:
        """Give the portal's identifier of an organisation; None when it does not know it."""
        body = {"structure": {"identifiantStructure": str(siret), "typeIdentifiantStructure": "SIRET"}}
        answer = self._session.ask("/structures/v1/rechercher", body, account=account)
        for found in _objects(answer, "listeStructures"):
            if found.get("identifiantStructure") == str(siret) and (known := _number(found.get("idStructureCPP"))):
                return known
        return None

    def received(self, window: Window, *, structure: int, page: int, kind: str, account: PortalAccount) -> ListedPage:
        """List the requests of a kind whose status changed in a window; pages count from 1."""
        body = {
            "idDestinataire": structure,
            "typeDemandePaiement": kind,
            "periodeDateHeureEtatCourantDu": _said(window.since),
            "periodeDateHeureEtatCourantAu": _said(window.until),
            "paramRecherche": {"nbResultatsParPage": PER_PAGE, "pageResultatDemandee": page},
        }
        answer = self._session.ask("/factures/v1/rechercher/recipiendaire", body, account=account)
        if answer.get("codeRetour") in (NOTHING_FOUND, str(NOTHING_FOUND)):
            return ListedPage(invoices=(), pages=0)
        lines = answer.get("listeFactures")
        if not isinstance(lines, list):
            refuse(Code.STATE_PORTAL_UNREADABLE, detail="listeFactures")
        if _number(answer.get("pageCourante")) not in (None, page):  # another page than the one that was asked for
            refuse(Code.STATE_PORTAL_UNREADABLE, detail="pageCourante")
        read = [_listed(line) for line in lines]
        found = tuple(line for line in read if line is not None)
        return ListedPage(
            invoices=found,
            pages=_number(answer.get("pages")) or 1,
            unreadable=len(read) - len(found),
            total=_number(answer.get("total")) or 0,
        )

    def history(self, portal_id: int, *, account: PortalAccount) -> Sequence[StatusChange]:
        """Give the steps of an invoice."""
        body = {
            "idFacture": portal_id,
            "paramRechercheHistoStatuts": {
                "nbResultatsParPageListeHistoStatut": _STEPS,
                "pageResultatDemandeeListeHistoStatut": 1,
            },
        }
        answer = self._session.ask("/factures/v1/consulter/historique", body, account=account)
        steps = answer.get("historiquesDesStatuts")
        if not isinstance(steps, dict):
            refuse(Code.STATE_PORTAL_UNREADABLE, detail="historiquesDesStatuts")
        found: list[StatusChange] = []
        for step in _objects(steps, "histoStatut"):
            code, at = step.get("histoStatutCode"), moment_of(step.get("histoStatutDatePassage"))
            if isinstance(code, str) and at is not None:
                found.append(StatusChange(status=code, at=at))
        return found

    def document(self, portal_id: int, form: PortalForm, *, account: PortalAccount) -> bytes:
        """Give an invoice in one form."""
        body = {"format": form.value, "listeFacture": [{"idFacture": portal_id}]}
        answer = self._session.ask("/factures/v1/telecharger/groupe", body, account=account)
        content = answer.get("fichierResultat")
        if not isinstance(content, str) or not content:
            refuse(Code.STATE_PORTAL_UNREADABLE, detail="fichierResultat")
        try:
            return base64.b64decode("".join(content.split()), validate=True)
        except (binascii.Error, ValueError):
            refuse(Code.STATE_PORTAL_UNREADABLE, detail="fichierResultat")

    def treat(self, treatment: Treatment, *, account: PortalAccount) -> None:
        """Say what was decided about an invoice."""
        body: dict[str, Any] = {"idFacture": treatment.portal_id, "nouveauStatut": treatment.status}
        if treatment.reason is not None:
            body["motif"] = treatment.reason[:_LONGEST]
        if treatment.payment_order is not None:
            body["numeroDPMandat"] = treatment.payment_order
        answer = self._session.ask("/factures/v1/traiter/recue", body, account=account)
        if answer.get("codeRetour") in (NOTHING_FOUND, str(NOTHING_FOUND)):
            refuse(Code.STATE_PORTAL_REFUSED, error=NOTHING_FOUND, message="facture inconnue du portail")

    def deposit(self, document: bytes, *, name: str, syntax: str, account: PortalAccount) -> str:
        """Deposit an invoice; give the number of its flow."""
        body = {
            "fichierFlux": base64.b64encode(document).decode("ascii"),
            "nomFichier": name,
            "syntaxeFlux": syntax,
            "avecSignature": False,
        }
        answer = self._session.ask("/factures/v1/deposer/flux", body, account=account)
        number = answer.get("numeroFluxDepot")
        if not isinstance(number, str) or not 0 < len(number) <= _LONGEST:
            refuse(Code.STATE_PORTAL_UNREADABLE, detail="numeroFluxDepot")
        return number

    def report(self, flow_number: str, *, account: PortalAccount) -> PortalReport:
        """Say what became of a flow."""
        body = {"numeroFluxDepot": flow_number}
        answer = self._session.ask("/transverses/v1/consulterCRDetaille", body, account=account)
        state = answer.get("etatCourantDepotFlux")
        if not isinstance(state, str):
            refuse(Code.STATE_PORTAL_UNREADABLE, detail="etatCourantDepotFlux")
        technical = [_text(each.get("libelleErreur")) for each in _objects(answer, "listeErreurTechnique")]
        of_invoices = [_text(each.get("libelleErreurDP")) for each in _objects(answer, "listeErreurDP")]
        return PortalReport(state=state, errors=tuple(said for said in (*technical, *of_invoices) if said))

    def sent(self, number: str, *, account: PortalAccount) -> Sequence[SentInvoice]:
        """Find the invoices of a number among those that the account's organisation sent."""
        paging = {"nbResultatsParPage": PER_PAGE, "pageResultatDemandee": 1}
        body = {"numeroFacture": number, "rechercheFactureParFournisseur": paging}
        answer = self._session.ask("/factures/v1/rechercher/fournisseur", body, account=account)
        found = []
        for line in _objects(answer, "listeFactures"):
            portal_id = _number(line.get("identifiantFactureCPP")) or _number(line.get("idFacture"))
            if portal_id and line.get("numeroFacture") == number:
                recipient = _text(line.get("codeDestinataire")) or None
                status = _text(line.get("statut"))
                found.append(SentInvoice(portal_id=portal_id, number=number, status=status, recipient=recipient))
        return found


def _listed(line: object) -> ListedInvoice | None:
    """Read a line of the list; None when it cannot be told which invoice it is, or when its status changed."""
    if not isinstance(line, dict):
        return None
    portal_id, at = _number(line.get("idFacture")), moment_of(line.get("dateHeureEtatCourant"))
    status = _text(line.get("statut"))
    if not portal_id or at is None or not status:
        return None
    supplier = _text(line.get("codeFournisseur"))
    number = _text(line.get("numeroFacture"))
    return ListedInvoice(portal_id=portal_id, number=number, supplier=supplier or None, status=status, status_at=at)


def _objects(part: Json, name: str) -> Iterator[Json]:
    listed = part.get(name)
    yield from (each for each in (listed if isinstance(listed, list) else []) if isinstance(each, dict))


def _number(value: object) -> int | None:
    """Read a positive identifier that a database can keep."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if 0 < number < 2**63 else None


def _text(value: object) -> str:
    """Read a short text without control characters; empty when there is none."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return "".join(each if each.isprintable() else " " for each in text[:_LONGEST]).strip()


def _said(at: datetime) -> str:
    return at.astimezone(_PARIS).isoformat(timespec="milliseconds")
