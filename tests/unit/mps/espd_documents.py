"""ESPD documents for tests: one small document, and a strategy that makes any consistent one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from services.mps.domain.espd import (
    WHOLE_PROCEDURE,
    EspdAmount,
    EspdAnswer,
    EspdContact,
    EspdCriterion,
    EspdDocument,
    EspdEvidence,
    EspdKind,
    EspdLot,
    EspdOperator,
    EspdParty,
    EspdPeriod,
    EspdRepresentative,
    OperatorRole,
    OperatorSize,
    ResponseType,
)
from services.mps.standards.espd.catalogue import (
    ON_FALSE,
    ON_TRUE,
    CriterionCard,
    CriterionPart,
    CriterionProperty,
    PropertyGroup,
    PropertyRole,
    catalogue,
)
from services.mps.standards.espd.elements import cleaned

EVIDENCE = EspdEvidence("PREUVE-1", "REF-1", "https://exemple.test/preuve", "DGFiP", "PUBLIC")
BUYER = EspdParty("Commune de Saint-Plis", "21690123100011", "FRA", city="Saint-Plis")
OPERATOR = EspdOperator(
    EspdParty("Ateliers Virelangue", "35600000000048", "FRA", "1 rue du Port", "Lyon", "69001"),
    OperatorRole.SOLE_TENDERER,
    OperatorSize.SME,
    (EspdRepresentative("Aïcha", "Dupont", "FRA", "Présidente"),),
)
EXCLUSION = tuple(card.code for card in catalogue().cards if card.part is CriterionPart.EXCLUSION)


def no(code: str) -> EspdAnswer:
    """The answer « non » to the main question of a criterion."""
    main = catalogue().by_code[code].main_answer
    assert main is not None
    return EspdAnswer(main, ResponseType.INDICATOR, value=False)


def yes(code: str) -> EspdAnswer:
    """The answer « oui » to the main question of a criterion."""
    return replace(no(code), value=True)


def a_response(**changes: Any) -> EspdDocument:
    """A response to the compulsory exclusion grounds, all answered no."""
    document = EspdDocument(
        kind=EspdKind.RESPONSE,
        document_id="DUME-1",
        uuid="f662457f-3e7a-46d2-a515-33c5a64bb7ba",
        issued_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        reference="2026-014",
        procedure="open",
        project_name="École",
        project_description="Réfection de la toiture de l'école",
        buyer=BUYER,
        lots=(EspdLot(WHOLE_PROCEDURE),),
        criteria=tuple(EspdCriterion(code) for code in EXCLUSION),
        operator=OPERATOR,
        answers=tuple(no(code) for code in EXCLUSION),
        evidences=(EVIDENCE,),
    )
    return replace(document, **changes)


def a_request(**changes: Any) -> EspdDocument:
    """A request for the exclusion grounds."""
    response = a_response()
    return replace(response, kind=EspdKind.REQUEST, operator=None, answers=(), evidences=(), **changes)


# Every character, forbidden ones included: what is written must be readable.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(cleaned)
NUMBERS = st.decimals(min_value=0, max_value=10**12, allow_nan=False, allow_infinity=False, places=2)
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1))


_AMOUNTS = st.builds(EspdAmount, NUMBERS, st.sampled_from(["EUR", "CHF"]))
_VALUES: dict[ResponseType, st.SearchStrategy[Any]] = {
    ResponseType.INDICATOR: st.booleans(),
    ResponseType.DATE: DAYS,
    ResponseType.PERIOD: st.builds(EspdPeriod, DAYS, st.none() | DAYS),
    ResponseType.AMOUNT: _AMOUNTS,
    ResponseType.MINIMUM_AMOUNT: _AMOUNTS,
    ResponseType.EVIDENCE_IDENTIFIER: st.just(EVIDENCE.evidence_id),
    ResponseType.CODE_COUNTRY: st.sampled_from(["FRA", "BEL"]),
    ResponseType.PERCENTAGE: NUMBERS,
}


def a_value(item: CriterionProperty) -> st.SearchStrategy[Any]:
    """Any value that fits a property."""
    return _VALUES.get(item.kind, NUMBERS if "QUANTITY" in item.kind else TEXT)


@st.composite
def consistent_answers(draw: st.DrawFn, card: CriterionCard) -> list[EspdAnswer]:
    """Answers to a criterion that the rules allow: what is asked « si oui » is answered if it is yes."""
    lot = WHOLE_PROCEDURE if card.part is CriterionPart.SELECTION else None

    def answers_of(group: PropertyGroup, *, compulsory: bool) -> Iterator[EspdAnswer]:
        verdict: bool | None = None
        for item in group.properties:
            if item.role is not PropertyRole.QUESTION or not (compulsory or draw(st.booleans())):
                continue
            value = draw(a_value(item))
            verdict = value if isinstance(value, bool) else verdict
            yield EspdAnswer(item.property_id, item.kind, value, lot)
        for below in group.groups:
            conditional = below.condition in (ON_TRUE, ON_FALSE)
            if not conditional or verdict is (below.condition == ON_TRUE):
                yield from answers_of(below, compulsory=conditional)

    return [answer for group in card.groups for answer in answers_of(group, compulsory=False)]


@st.composite
def responses(draw: st.DrawFn) -> EspdDocument:
    """Any consistent response."""
    cards = draw(st.lists(st.sampled_from(catalogue().cards), min_size=1, max_size=3, unique_by=lambda c: c.code))
    answers = [answer for card in cards for answer in draw(consistent_answers(card))]
    criteria = list(cards)
    if not answers:
        criteria = [catalogue().by_code["fraud"]]
        answers = [no("fraud")]
    party = st.builds(
        EspdParty,
        name=TEXT,
        identifier=TEXT,
        country=st.sampled_from(["FRA", "DEU", "ITA"]),
        street=st.none() | TEXT,
        city=st.none() | TEXT,
        postal_code=st.none() | TEXT,
        contact=st.none() | st.builds(EspdContact, name=TEXT),
    )
    people = st.lists(st.builds(EspdRepresentative, TEXT, TEXT, st.just("FRA"), st.none() | TEXT), max_size=2)
    operator = EspdOperator(
        draw(party),
        draw(st.sampled_from([role for role in OperatorRole if role is not OperatorRole.GROUP_LEAD])),
        draw(st.sampled_from(OperatorSize)),
        tuple(draw(people)),
    )
    return a_response(
        criteria=tuple(EspdCriterion(card.code) for card in criteria),
        answers=tuple(answers),
        operator=operator,
        buyer=draw(party),
        project_name=draw(st.none() | TEXT),
        reference=draw(TEXT),
    )


def as_read(document: EspdDocument) -> EspdDocument:
    """The document as it comes back: texts cleaned, lots of selection criteria said, answers in document order."""

    def text(value: Any) -> Any:
        return cleaned(value) if isinstance(value, str) else value

    def party(found: EspdParty) -> EspdParty:
        contact = None if found.contact is None else EspdContact(*(text(getattr(found.contact, n)) for n in _CONTACT))
        simple = {name: text(getattr(found, name)) for name in _PARTY}
        return replace(found, contact=contact, **simple)

    operator = document.operator
    if operator is not None:
        people = tuple(
            replace(p, **{name: text(getattr(p, name)) for name in _PERSON}) for p in operator.representatives
        )
        operator = replace(operator, party=party(operator.party), representatives=people)
    order = {name: rank for rank, name in enumerate(_written_order(document))}
    return replace(
        document,
        **{name: text(getattr(document, name)) for name in ("reference", "project_name", "project_description")},
        buyer=None if document.buyer is None else party(document.buyer),
        operator=operator,
        criteria=tuple(_with_lots(criterion) for criterion in document.criteria),
        answers=tuple(
            sorted((replace(a, value=text(a.value)) for a in document.answers), key=lambda a: order[a.property_id])
        ),
    )


_CONTACT = ("name", "telephone", "email")
_PARTY = ("name", "identifier", "country", "street", "city", "postal_code", "website")
_PERSON = ("first_name", "family_name", "country", "description")


def _written_order(document: EspdDocument) -> Iterator[str]:
    for criterion in document.criteria:
        for item in catalogue().by_code[criterion.code or ""].properties():
            yield item.property_id


def _with_lots(criterion: EspdCriterion) -> EspdCriterion:
    selects = catalogue().by_code[criterion.code or ""].part is CriterionPart.SELECTION
    return replace(criterion, lots=criterion.lots or (WHOLE_PROCEDURE,)) if selects else criterion


def amount(value: str) -> EspdAmount:
    """An amount in euros."""
    return EspdAmount(Decimal(value), "EUR")
