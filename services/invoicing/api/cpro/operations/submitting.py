"""An invoice entered field by field: made into a document, then received like any other."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from services.invoicing.api.cpro.envelope import Return, refuse_call
from services.invoicing.api.cpro.fields.submission import (
    CadreSoumis,
    FactureSoumise,
    LigneSoumise,
    SoumettreFacture,
    TotalSoumis,
    TvaSoumise,
)
from services.invoicing.api.cpro.fields.treating import DestinataireIndique, ReferencesIndiquees
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.naming import CREDIT_NOTE, DOWN_PAYMENT, INVOICE
from services.invoicing.api.cpro.operations.owning import siret_numbered
from services.invoicing.api.cpro.operations.treating import join_file, join_files
from services.invoicing.domain.calculation import Exemption
from services.invoicing.domain.parties import Organisation
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_frames import CODES, NAMES, ORDINARY
from services.invoicing.domain.portal_status import portal_status
from services.invoicing.domain.portal_submission import (
    EnteredInvoice,
    EnteredLine,
    EnteredTotals,
    EnteredVat,
    invoice_of,
)
from services.invoicing.domain.received import ReceivedInvoice
from services.invoicing.domain.vat_exemptions import EXEMPTIONS
from services.invoicing.domain.vat_rates import rates_in_force
from services.invoicing.handlers.intake import ReceiveInvoice, receive_invoice
from services.invoicing.ports import Numbered, UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.paris import legal_day
from shared.kernel.siret import Siret

_TYPES: Final = {INVOICE: "380", CREDIT_NOTE: "381", DOWN_PAYMENT: "386"}
# In the French list of frames, which the official rules want (BR-FR-08); what it has no word for stays as it is.
_FRENCH: Final = {"A1": "M1", "A2": "M2", "A9": "S5", "A12": "S6"}
_EXEMPTED: Final = frozenset({"EXONERATION", "SANS_TVA"})
_UNWRITABLE: Final = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")  # XML 1.0, Char
_BOUND: Final = (
    "ce destinataire reçoit ses factures par le portail de l'État seul (R2192-3) : la facture est conservée sans être "
    "reçue ; elle y est transmise si le fournisseur en a donné mandat, sinon déposez-la sur ce portail."
)
_PIECES: Final = (
    " Ses pièces jointes ne la suivent pas : pour qu'elles soient transmises, déposez-la avec elles sur ce portail."
)


def _submit(call: Call, asked: SoumettreFacture) -> FactureSoumise:
    _refuse_unwritable(asked)
    seller = siret_numbered(call, asked.fournisseur.idFournisseur if asked.fournisseur else None)
    principal = call.principal(PortalRole.SUPPLIER, siret=seller)
    own = principal.organisation or refuse_call(Return.ROLE_MISSING, "Le compte technique n'a pas de structure.")
    entered = call.work(principal, lambda uow: _entered(asked, call, own, uow))
    content = invoice_of(entered, rates=rates_in_force(call.app.law, on=entered.issued_on))
    document = call.app.writer.write(content, "ubl")
    command = ReceiveInvoice(
        document=document.content,
        sha256=hashlib.sha256(document.content).hexdigest(),
        read=call.app.reader.read(document.content),
        file_name=document.name,
    )

    def do(uow: UnitOfWork) -> tuple[ReceivedInvoice, int] | None:
        received = receive_invoice(command, uow=uow, law=call.app.law)
        if not isinstance(received, ReceivedInvoice):
            return None  # kept: forwarded on the supplier's mandate, or the supplier is invited
        _join(asked, received.invoice_id, call, uow)
        return received, uow.portal_numbers.number(Numbered.INVOICE, str(received.invoice_id))

    done = call.work(principal, do)
    if done is None:
        has_pieces = asked.pieceJointePrincipale is not None or asked.pieceJointeComplementaire
        refuse_call(Return.NOT_COHERENT, _BOUND + (_PIECES if has_pieces else ""))
    invoice, number = done
    return FactureSoumise(
        dateDepot=legal_day(invoice.received_at).isoformat(),
        empreinteCertificatDepot=invoice.file.sha256,
        identifiantFactureCPP=number,
        identifiantStructure=str(invoice.seller),
        numeroFacture=invoice.summary.number,
        statutFacture=portal_status(invoice).value,
    )


def _refuse_unwritable(asked: SoumettreFacture) -> None:
    """Refuse characters that no XML document may hold: leaving them out would change what was entered."""
    if _UNWRITABLE.search("".join(_texts(asked.model_dump()))):
        refuse_call(Return.FIELD_INVALID, "un texte porte un caractère de commande.")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in _texts(each))


def _join(asked: SoumettreFacture, invoice_id: InvoiceId, call: Call, uow: UnitOfWork) -> None:
    main = asked.pieceJointePrincipale
    if main is not None and main.pieceJointePrincipaleId:
        category = main.pieceJointePrincipaleDesignation or "Facture"
        join_file(main.pieceJointePrincipaleId, invoice_id, category=category, call=call, uow=uow)
    join_files(asked.pieceJointeComplementaire, invoice_id, call=call, uow=uow)


def _entered(asked: SoumettreFacture, call: Call, seller: Siret, uow: UnitOfWork) -> EnteredInvoice:
    references = asked.references or ReferencesIndiquees()
    buyer = _buyer(asked.destinataire or DestinataireIndique(), uow)
    exemption = _exemption(references)
    return EnteredInvoice(
        number=asked.numeroFactureSaisi
        or refuse_call(Return.FIELD_INVALID, "numeroFactureSaisi : il est obligatoire."),
        issued_on=asked.dateFacture or legal_day(uow.clock.now()),
        type_code=_type(references.typeFacture),
        currency=references.deviseFacture or "EUR",
        frame=_frame(asked.cadreDeFacturation or CadreSoumis()),
        seller=Organisation(seller, call.account.name),
        profile=uow.sellers.find(seller),  # with the account to be paid: there is no other to choose
        buyer=buyer,
        service_code=asked.destinataire.codeServiceExecutant if asked.destinataire else None,
        order_reference=references.numeroBonCommande,
        contract_reference=references.numeroMarche,
        preceding=references.numeroFactureOrigine,
        means=references.modePaiement,
        exemption=exemption,
        comment=asked.commentaire,
        lines=tuple(_line(line, rank, exemption) for rank, line in enumerate(asked.lignePoste, start=1)),
        vat=tuple(_vat(one) for one in asked.ligneTva),
        totals=_totals(asked.montantTotal or TotalSoumis()),
    )


def _buyer(asked: DestinataireIndique, uow: UnitOfWork) -> Organisation:
    if not asked.codeDestinataire:
        refuse_call(Return.FIELD_INVALID, "destinataire.codeDestinataire : il est obligatoire.")
    siret = Siret.parse(asked.codeDestinataire)
    recipient = uow.recipients.find(siret)
    return Organisation(siret, recipient.name if recipient else str(siret))


def _type(name: str | None) -> str:
    code = _TYPES.get((name or INVOICE).upper())
    return code or refuse_call(Return.FIELD_INVALID, f"references.typeFacture : {name} n'est pas un type de facture.")


def _frame(asked: CadreSoumis) -> str:
    name = asked.codeCadreFacturation or NAMES[ORDINARY]
    code = CODES.get(name) or (name if name in NAMES else None)
    if code is None:
        refuse_call(Return.FIELD_INVALID, f"cadreDeFacturation : {name} n'est pas un cadre de facturation.")
    return _FRENCH.get(code, code)


def _exemption(references: ReferencesIndiquees) -> Exemption | None:
    reason = references.motifExonerationTva
    if references.typeTva not in _EXEMPTED and not reason:
        return None
    listed = EXEMPTIONS.get(reason or "")
    return Exemption(reason=listed, code=reason) if listed else Exemption(reason=reason or "TVA non applicable")


def _line(line: LigneSoumise, rank: int, exemption: Exemption | None) -> EnteredLine:
    place = f"lignePoste[{rank}]"
    if line.lignePosteMontantUnitaireHT is None:
        refuse_call(Return.FIELD_INVALID, f"{place}.lignePosteMontantUnitaireHT : il est obligatoire.")
    rate = _rate(line.lignePosteTauxTva, line.lignePosteTauxTvaManuel, place=f"{place}.lignePosteTauxTva")
    if rate is None and exemption is None:
        refuse_call(Return.FIELD_INVALID, f"{place}.lignePosteTauxTva : un taux de TVA est attendu.")
    return EnteredLine(
        number=str(line.lignePosteNumero or rank),
        name=line.lignePosteDenomination or line.lignePosteReference or f"Ligne {rank}",
        reference=line.lignePosteReference,
        quantity=Decimal(1) if line.lignePosteQuantite is None else line.lignePosteQuantite,
        unit=line.lignePosteUnite,
        price=line.lignePosteMontantUnitaireHT,
        taken_off=line.lignePosteMontantRemiseHT or Decimal(0),
        rate=None if exemption is not None and not rate else rate,
    )


def _rate(code: str | None, manual: Decimal | None, *, place: str) -> Decimal | None:
    """Read a rate: its code in the list of rates (which is its number), or the number entered by hand."""
    if manual is not None:
        return manual
    if code is None:
        return None
    try:
        rate = Decimal(code.replace(",", ".").rstrip("% "))
    except InvalidOperation:
        refuse_call(Return.FIELD_INVALID, f"{place} : {code} n'est pas un taux de la liste.")
    return rate if rate.is_finite() and 0 <= rate <= 100 else refuse_call(Return.FIELD_INVALID, f"{place} : {code}.")


def _vat(one: TvaSoumise) -> EnteredVat:
    rate = _rate(one.ligneTvaTaux, one.ligneTvaTauxManuel, place="ligneTva.ligneTvaTaux")
    if one.ligneTvaMontantBaseHtParTaux is None:
        refuse_call(Return.FIELD_INVALID, "ligneTva.ligneTvaMontantBaseHtParTaux : il est obligatoire.")
    return EnteredVat(rate or Decimal(0), one.ligneTvaMontantBaseHtParTaux, one.ligneTvaMontantTvaParTaux)


def _totals(asked: TotalSoumis) -> EnteredTotals:
    if asked.montantRemiseGlobaleTTC:
        label = "une remise sur le total TTC n'a pas de forme dans EN 16931 : saisissez-la ligne par ligne."
        refuse_call(Return.NOT_COHERENT, f"montantTotal.montantRemiseGlobaleTTC : {label}")
    return EnteredTotals(
        excl_vat=asked.montantHtTotal, vat=asked.montantTVA, incl_vat=asked.montantTtcTotal, due=asked.montantAPayer
    )


SUBMITTING: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/soumettre",
        summary="Soumettre une facture saisie champ par champ.",
        asks=SoumettreFacture,
        answers=FactureSoumise,
        run=_submit,
    ),
)
