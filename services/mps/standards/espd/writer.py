"""Writing an ESPD request or response in v4.1.0 (UBL 2.3), such that the schema and every official rule accept it.

What the rules forbid is refused with a name before it is written: an invalid document never leaves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Final, cast

from lxml import etree

from services.mps.domain.espd import (
    WHOLE_PROCEDURE,
    EspdContact,
    EspdDocument,
    EspdEvidence,
    EspdKind,
    EspdOperator,
    EspdParty,
    EspdRepresentative,
    OperatorRole,
    ResponseType,
)
from services.mps.standards.espd import terms
from services.mps.standards.espd.answers import Consistent, consistent
from services.mps.standards.espd.catalogue import CriterionCard, catalogue
from services.mps.standards.espd.codes import VERSION, AccessRight, written_country
from services.mps.standards.espd.criterion_writer import add_answers, add_criterion
from services.mps.standards.espd.elements import add, add_terms, cleaned
from shared.kernel.refusal import refuse

_COMPULSORY_IN_REQUEST: Final = (  # BR-REQ-30: criminal convictions and the payment of taxes are always asked
    *("crime-org", "corruption", "fraud", "terr-offence", "finan-laund", "human-traffic"),
    *("tax-pay", "socsec-pay"),
)
_ASKED_OF_A_LEAD: Final = ("eo-group", "relied", "subco-ent")  # BR-LAED-10, BR-LEAD-10-S20, BR-LEAD-10-S30


@dataclass(frozen=True, slots=True)
class WrittenEspd:
    """A document, and the answers that were left out because their question does not arise."""

    content: bytes
    left_out: tuple[str, ...] = ()


def write_espd(document: EspdDocument) -> WrittenEspd:
    """Write a document.

    Raises:
        Refused: ``ESPD-HEAD-INCOMPLETE``, ``ESPD-CRITERION-UNKNOWN``, ``ESPD-CRITERION-REPEATED``,
            ``ESPD-PARTY-INCOMPLETE``, ``ESPD-SIZE-UNKNOWN``, ``ESPD-NO-ANSWER``,
            ``ESPD-CRITERION-COMPULSORY``, ``ESPD-GROUP-LEAD``, ``ESPD-EVIDENCE-UNKNOWN``, ``ESPD-LOT``,
            ``ESPD-COUNTRY``, ``ESPD-CURRENCY``, and those of `answers.consistent`.
    """
    _check_head(document)
    cards = _cards(document)
    answers = consistent(cards, document.answers)
    if document.kind is EspdKind.REQUEST:
        _check_request(cards)
        root = _root(terms.REQUEST, "QualificationApplicationRequest")
    else:
        _check_response(document, cards, answers)
        root = _root(terms.RESPONSE, "QualificationApplicationResponse")
    _write_head(root, document)
    for card, criterion in zip(cards, document.criteria, strict=True):
        add_criterion(root, card, criterion)
    add_answers(root, answers.answers)
    if document.request_id:
        reference = {"request_id": document.request_id, "kind": terms.REQUEST_KIND}
        add_terms(add(root, "cac:AdditionalDocumentReference"), terms.REQUEST_REFERENCE, reference)
    for evidence in document.evidences:
        _add_evidence(root, evidence)
    return WrittenEspd(etree.tostring(root, encoding="UTF-8", xml_declaration=True), answers.left_out)


def _root(namespace: str, name: str) -> etree._Element:
    prefixes: dict[str | None, str] = {None: namespace, "cac": terms.CAC, "cbc": terms.CBC}
    return etree.Element(f"{{{namespace}}}{name}", nsmap=cast("dict[str, str]", prefixes))


def _cards(document: EspdDocument) -> tuple[CriterionCard, ...]:
    found: dict[str, CriterionCard] = {}
    for criterion in document.criteria:
        card = catalogue().by_code.get(criterion.code or "")
        if card is None:
            refuse("ESPD-CRITERION-UNKNOWN", criterion=criterion.code or criterion.source_code or criterion.source_id)
        if card.code in found:
            refuse("ESPD-CRITERION-REPEATED", criterion=card.code)
        found[card.code] = card
    return tuple(found.values())


def _check_head(document: EspdDocument) -> None:
    """Check what the schema and the rules want of every document."""
    for field, value in (("document_id", document.document_id), ("uuid", document.uuid)):
        if not cleaned(value):
            refuse("ESPD-HEAD-INCOMPLETE", field=field)
    if document.issued_at is None:
        refuse("ESPD-HEAD-INCOMPLETE", field="issued_at")
    if document.buyer is None:
        refuse("ESPD-PARTY-INCOMPLETE", party="buyer", field="name")


def _check_request(cards: Iterable[CriterionCard]) -> None:
    asked = {card.code for card in cards}
    lacking = [code for code in _COMPULSORY_IN_REQUEST if code not in asked]
    if lacking:
        refuse("ESPD-CRITERION-COMPULSORY", criteria=", ".join(lacking))


def _check_response(document: EspdDocument, cards: Iterable[CriterionCard], answers: Consistent) -> None:
    operator = document.operator
    if operator is None:
        refuse("ESPD-PARTY-INCOMPLETE", party="operator", field="name")
    if operator.size is None:
        refuse("ESPD-SIZE-UNKNOWN")
    if not answers.answers:
        refuse("ESPD-NO-ANSWER")
    if len(document.lots) > 1:
        refuse("ESPD-LOT", lots=", ".join(lot.lot_id for lot in document.lots))  # BR-LOT-10: one lot for each document
    answered = {answer.property_id for answer in answers.answers}
    if operator.role is OperatorRole.GROUP_LEAD:
        by_code = {card.code: card for card in cards}
        lacking = [c for c in _ASKED_OF_A_LEAD if c not in by_code or by_code[c].main_answer not in answered]
        if lacking or not document.group_name:
            refuse("ESPD-GROUP-LEAD", criteria=", ".join(lacking) or "nom du groupement")
    _check_evidences(document, answers)


def _check_evidences(document: EspdDocument, answers: Consistent) -> None:
    known = [cleaned(evidence.evidence_id) for evidence in document.evidences]
    for answer in answers.answers:
        if answer.kind is ResponseType.EVIDENCE_IDENTIFIER and known.count(cleaned(str(answer.value))) != 1:
            refuse("ESPD-EVIDENCE-UNKNOWN", evidence=str(answer.value)[:100])


def _write_head(root: etree._Element, document: EspdDocument) -> None:
    issued = document.issued_at.astimezone(UTC) if document.issued_at else None
    values = {
        "ubl_version": terms.UBL_VERSION,
        "profile": terms.PROFILE,
        "document_id": document.document_id,
        "copy": "false",
        "uuid": document.uuid,
        "reference": document.reference or document.document_id,  # compulsory in UBL 2.3
        "issue_date": issued.date().isoformat() if issued else None,
        "issue_time": issued.strftime("%H:%M:%SZ") if issued else None,
        "group_name": document.group_name,
        "version": VERSION,
        "procedure": document.procedure,
    }
    add_terms(root, terms.HEADER, values)
    if document.buyer is not None:
        holder = add(root, "cac:ContractingParty")
        add_terms(add(holder, "cac:Party"), terms.PARTY, _party(document.buyer, "buyer"))
    if document.operator is not None:
        _add_operator(root, document.operator)
    if document.project_name or document.project_description:
        project = {"project_name": document.project_name, "project_description": document.project_description}
        add_terms(add(root, "cac:ProcurementProject"), terms.PROJECT, project)
    lots = [(lot.lot_id, lot.name) for lot in document.lots] or [(WHOLE_PROCEDURE, None)]
    for lot_id, name in lots:
        add_terms(add(root, "cac:ProcurementProjectLot"), terms.LOT, {"lot_id": lot_id, "name": name})


def _party(party: EspdParty, which: str) -> dict[str, str | None]:
    for field in ("name", "identifier"):
        if not cleaned(getattr(party, field)):
            refuse("ESPD-PARTY-INCOMPLETE", party=which, field=field)
    contact = party.contact or EspdContact()
    return {
        "website": party.website,
        "identifier": party.identifier,
        "name": party.name,
        "street": party.street,
        "city": party.city,
        "postal_code": party.postal_code,
        "country": written_country(party.country),
        "contact_name": contact.name,
        "contact_telephone": contact.telephone,
        "contact_email": contact.email,
    }


def _add_operator(root: etree._Element, operator: EspdOperator) -> None:
    holder = add(root, "cac:EconomicOperatorParty")
    add_terms(holder, terms.ROLE_TERMS, {"role": (operator.role or OperatorRole.SOLE_TENDERER).value})
    party = add(holder, "cac:Party")
    size = operator.size.value if operator.size else None
    add_terms(party, terms.PARTY, {**_party(operator.party, "operator"), "size": size})
    for person in operator.representatives:
        _add_representative(party, person)


def _add_representative(party: etree._Element, person: EspdRepresentative) -> None:
    if not cleaned(person.first_name) or not cleaned(person.family_name):
        refuse("ESPD-PARTY-INCOMPLETE", party="representative", field="name")
    values = {
        "description": person.description,
        "first_name": person.first_name,
        "family_name": person.family_name,
        "country": written_country(person.country),
    }
    add_terms(add(party, "cac:PowerOfAttorney"), terms.REPRESENTATIVE, values)


def _add_evidence(root: etree._Element, evidence: EspdEvidence) -> None:
    known = {right.value for right in AccessRight}
    values = {
        "evidence_id": evidence.evidence_id,
        "confidentiality": evidence.confidentiality if evidence.confidentiality in known else None,
        "description": evidence.description,
        "statement": evidence.statement,
        "reference": evidence.reference,
        "issued_on": evidence.issued_on.isoformat() if evidence.issued_on else None,
        "uri": evidence.uri,
        "digest": evidence.digest,
        "algorithm": terms.SHA256 if evidence.digest else None,
        "valid_until": evidence.valid_until.isoformat() if evidence.valid_until else None,
        "issuer_name": evidence.issuer_name,
    }
    add_terms(add(root, "cac:Evidence"), terms.EVIDENCE, values)
