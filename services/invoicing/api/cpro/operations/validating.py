"""What subcontractors ask for, for the contractor who agrees or refuses (valideur): lists, answers, reasons."""

from typing import Final

from services.invoicing.api.cpro.envelope import Return, nothing_found, refuse_call
from services.invoicing.api.cpro.fields.validating import (
    CorrigerValideur,
    FactureAValider,
    FacturesAValider,
    FactureValidee,
    MotifRefus,
    MotifsRefus,
    MotifsRefusAsked,
    RechercherValideur,
    StatutFacture,
    StatutsFacture,
    StatutsVisibles,
    TraiterAValider,
    ValideurCorrige,
)
from services.invoicing.api.cpro.moments import write_moment
from services.invoicing.api.cpro.operation import AnyOperation, Call, Operation
from services.invoicing.api.cpro.operations.naming import SIRET, Names, kind_of, names_of, works_kind_of
from services.invoicing.api.cpro.operations.owning import as_owner, principals_of, siret_numbered
from services.invoicing.api.cpro.operations.validating_criteria import criteria_of_contractor
from services.invoicing.domain.contractor_answer import (
    AWAITING,
    ContractorDecision,
    RequestStatus,
    SubcontractorRequest,
)
from services.invoicing.domain.portal_access import PortalRole
from services.invoicing.domain.portal_frames import NAMES
from services.invoicing.domain.portal_status import shown_as
from services.invoicing.domain.states import InvoiceStatus
from services.invoicing.handlers.contractor_answers import AnswerRequest, answer_request, search_requests, standing_of
from services.invoicing.ports import Numbered, UnitOfWork
from shared.kernel.ids import InvoiceId
from shared.kernel.paris import legal_day
from shared.kernel.siret import Siret

_CONTRACTOR: Final = (PortalRole.SUPPLIER,)
_NOTHING: Final = "aucune demande de paiement de sous-traitant ne correspond à la recherche."
_DECISIONS: Final = {"VALIDATION": ContractorDecision.AGREED, "REFUS": ContractorDecision.REFUSED}
# Published for the accounts of works; the list for requests to be validated is published nowhere.
_REASONS: Final = ((1, "MAUVAIS_VALIDEUR", "Mauvais valideur"), (2, "AUTRE", "Autre"))
_STATUSES: Final = (
    *(each.value for each in RequestStatus),
    *(shown_as(each).value for each in InvoiceStatus if each not in AWAITING),
)


def _search(call: Call, asked: RechercherValideur) -> FacturesAValider:
    search, statuses = criteria_of_contractor(call, asked)
    siret, page = siret_numbered(call, asked.idStructureValideur), asked.pagination
    principal = call.principal(PortalRole.SUPPLIER, siret=siret)

    def do(uow: UnitOfWork) -> FacturesAValider:
        found = search_requests(search, statuses, uow=uow, law=call.app.law)
        names = names_of([one.shown.invoice for one in found.requests], uow=uow)
        own = uow.portal_numbers.number(Numbered.STRUCTURE, str(principal.organisation))
        listed = [
            _line(one, names, status=standing_of(one, uow=uow, law=call.app.law).value).model_copy(
                update={"idValideur": own, "identifiantValideur": str(principal.organisation)}
            )
            for one in found.requests
        ]
        return FacturesAValider(listeFactures=listed, parametresRetour=page.told(found.total))

    answer = call.work(principal, do)
    return answer if answer.parametresRetour.total else nothing_found(_NOTHING)


def _line(request: SubcontractorRequest, names: Names, *, status: str) -> FactureAValider:
    invoice, summary = request.shown.invoice, request.shown.invoice.summary
    kind, works = works_kind_of(invoice)
    return FactureAValider(
        codeServiceExecutant=summary.service_code,
        dateDepot=legal_day(invoice.received_at).isoformat(),
        dateFacture=summary.issued_on.isoformat(),
        designationDestinataire=names.buyer_name(invoice),
        designationFournisseur=summary.seller_name,
        devise=summary.amount_due.currency,
        idDestinataire=names.structure(invoice.buyer),
        idFacture=names.invoice(invoice.invoice_id),
        idFournisseur=names.structure(invoice.seller),
        idServiceExecutant=names.service(invoice),
        identifiantDestinataire=str(invoice.buyer),
        identifiantFournisseur=str(invoice.seller),
        montantAPayer=summary.amount_due.amount,
        montantHT=summary.amount_excl_vat.amount,
        montantTTC=summary.amount_incl_vat.amount,
        nomServiceExecutant=names.service_name(invoice),
        numeroEngagement=summary.order_reference,
        numeroFacture=summary.number,
        numeroMarche=summary.contract_reference,
        statut=status,
        typeDemandePaiement=kind,
        typeFacture=kind_of(summary.type_code),
        typeFactureTravaux=NAMES[works] if works else None,
        typeIdentifiantDestinataire=SIRET,
        typeIdentifiantFournisseur=SIRET,
        typeIdentifiantValideur=SIRET,
    )


def _answer(call: Call, asked: TraiterAValider) -> FactureValidee:
    decision = _DECISIONS.get(asked.action or "")
    if decision is None:
        refuse_call(Return.FIELD_INVALID, f"action : {' ou '.join(_DECISIONS)}.")
    agrees = decision is ContractorDecision.AGREED
    said = [text for text in (None if agrees else asked.motifRefus, asked.complementInfo) if text]
    reason = " : ".join(said) if asked.motifRefus or agrees else ""

    def do(uow: UnitOfWork, invoice_id: InvoiceId) -> FactureValidee:
        command = AnswerRequest(invoice_id=invoice_id, decision=decision, reason=reason)
        answered = answer_request(command, uow=uow, law=call.app.law)
        return FactureValidee(
            dateTraitement=write_moment(uow.clock.now()),
            idFacture=asked.idFacture,
            numeroFacture=answered.shown.invoice.summary.number,
            statutFacture=standing_of(answered, uow=uow, law=call.app.law).value,
        )

    return as_owner(call, _CONTRACTOR, asked.idFacture, do)


def _correct(call: Call, asked: CorrigerValideur) -> ValideurCorrige:
    """Who answers is the one that holds the contract that the request names: another one cannot be chosen."""
    named = asked.identifiantStructure
    wanted = Siret.parse(named) if named else siret_numbered(call, asked.idStructure)

    def do(uow: UnitOfWork, invoice_id: InvoiceId) -> Siret | None:
        invoice = uow.invoices.get(invoice_id)
        reference = invoice.summary.contract_reference
        contract = uow.contracts.of_reference(invoice.buyer, reference) if reference else None
        return contract.contractor.siret if contract is not None else None

    contractor = as_owner(call, _CONTRACTOR, asked.idFacture, do)
    if contractor is None or wanted is None or contractor.siren != wanted.siren:  # any establishment of it answers
        label = "le valideur est le titulaire du marché que nomme la facture : corrigez plutôt le marché (recycler)."
        refuse_call(Return.NOT_COHERENT, label)
    return ValideurCorrige(idFacture=asked.idFacture)


def _statuses(call: Call, _asked: StatutsVisibles) -> StatutsFacture:
    principals_of(call, _CONTRACTOR)
    return StatutsFacture(listeStatutFacture=[StatutFacture(codeStatutFacture=each) for each in _STATUSES])


def _reasons(_call: Call, _asked: MotifsRefusAsked) -> MotifsRefus:
    return MotifsRefus(
        listeMotifRefusFactureAValider=[
            MotifRefus(idMotif=number, codeMotif=code, libelleMotif=label) for number, code, label in _REASONS
        ]
    )


VALIDATING: Final[tuple[AnyOperation, ...]] = (
    Operation(
        path="factures/v1/rechercher/valideur",
        summary="Rechercher les demandes de paiement de ses sous-traitants, comme titulaire du marché.",
        asks=RechercherValideur,
        answers=FacturesAValider,
        run=_search,
    ),
    Operation(
        path="factures/v1/traiter/factureAValider",
        summary="Accepter ou refuser, comme titulaire, la demande de paiement d'un sous-traitant.",
        asks=TraiterAValider,
        answers=FactureValidee,
        run=_answer,
    ),
    Operation(
        path="factures/v1/corriger/valideur/facture",
        summary="Vérifier qui répond à une demande de paiement : le titulaire du marché qu'elle nomme.",
        asks=CorrigerValideur,
        answers=ValideurCorrige,
        run=_correct,
    ),
    Operation(
        path="factures/v1/recuperer/statutsFactureVisibles/valideur",
        summary="Lister les statuts qu'un titulaire voit.",
        asks=StatutsVisibles,
        answers=StatutsFacture,
        run=_statuses,
    ),
    Operation(
        path="transverses/v1/recuperer/motifs/refus/Facture/AValider",
        summary="Lister les motifs de refus d'un titulaire.",
        asks=MotifsRefusAsked,
        answers=MotifsRefus,
        run=_reasons,
    ),
)
