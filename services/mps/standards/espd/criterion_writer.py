"""Writing criteria with their structure as e-Certis defines it, and the answers that refer to their properties."""

from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from typing import cast

from lxml import etree

from services.mps.domain.espd import WHOLE_PROCEDURE, EspdAnswer, EspdCriterion, EspdRequirement
from services.mps.standards.espd import terms
from services.mps.standards.espd.answers import fits
from services.mps.standards.espd.catalogue import (
    CriterionCard,
    CriterionPart,
    CriterionProperty,
    PropertyGroup,
    PropertyRole,
    catalogue,
)
from services.mps.standards.espd.codes import CRITERION, ELEMENT, GROUP, RESPONSE
from services.mps.standards.espd.elements import add
from services.mps.standards.espd.values import add_expected_value, add_response_value
from shared.kernel.refusal import refuse

_CODE = "Code de la commande publique"


def add_criterion(root: etree._Element, card: CriterionCard, asked: EspdCriterion) -> None:
    """Write a criterion; one of selection names the lots that it is about, an exclusion ground never does (BR-LOT).

    What asks no level is always the same hundred elements: they are made once and copied.
    """
    if asked.requirements:
        _write(root, card, asked)
    else:
        root.append(deepcopy(_without_level(card.code, asked.lots)))


@lru_cache(maxsize=512)
def _without_level(code: str, lots: tuple[str, ...]) -> etree._Element:
    prefixes: dict[str | None, str] = {"cac": terms.CAC, "cbc": terms.CBC}
    holder = etree.Element("holder", nsmap=cast("dict[str, str]", prefixes))
    _write(holder, catalogue().by_code[code], EspdCriterion(code, lots))
    return holder[0]


def _write(root: etree._Element, card: CriterionCard, asked: EspdCriterion) -> None:
    requirements = {item.property_id: _checked(item, card) for item in asked.requirements}
    element = add(root, "cac:TenderingCriterion")
    add(element, "cbc:ID", card.criterion_id, **terms.OWN)
    add(element, "cbc:CriterionTypeCode", card.code, **CRITERION.attributes)
    add(element, "cbc:Name", card.title)
    articles = ", ".join(card.articles)
    add(element, "cbc:Description", f"{card.title} ({_CODE}, {articles})" if articles else card.title)
    if card.part is CriterionPart.SELECTION:
        for lot in asked.lots or (WHOLE_PROCEDURE,):
            add(add(element, "cac:ProcurementProjectLotReference"), "cbc:ID", lot, **terms.OWN)
    for number, article in enumerate(card.articles, start=1):
        _add_legislation(element, f"{card.prefix}/L{number}", article)
    for group in card.groups:
        _add_group(element, "cac:TenderingCriterionPropertyGroup", group, requirements)


def add_answers(root: etree._Element, answers: Iterable[EspdAnswer]) -> None:
    """Write the responses, each under the identifier of its property and its rank."""
    for answer in answers:
        card, _ = catalogue().properties[answer.property_id]
        response_id = f"{answer.property_id}/R{answer.occurrence}"
        response = add(root, "cac:TenderingCriterionResponse")
        add(response, "cbc:ID", response_id, **terms.AGENCY)
        add(response, "cbc:ValidatedCriterionPropertyID", answer.property_id, **terms.AGENCY)
        add_response_value(response, answer.kind, answer.value, response_id=response_id)
        if answer.lot is not None and card.part is CriterionPart.SELECTION:
            add(add(response, "cac:ProcurementProjectLotReference"), "cbc:ID", answer.lot, **terms.OWN)


def _add_legislation(parent: etree._Element, identifier: str, article: str) -> None:
    element = add(parent, "cac:Legislation")
    add(element, "cbc:ID", identifier, **terms.OWN)
    add(element, "cbc:Title", _CODE)
    add(element, "cbc:Description", f"{_CODE}, article {article}")
    add(element, "cbc:JurisdictionLevel", "FRA")
    add(element, "cbc:Article", article)


def _add_group(
    parent: etree._Element, name: str, group: PropertyGroup, requirements: dict[str, EspdRequirement]
) -> None:
    element = add(parent, name)
    add(element, "cbc:ID", group.group_id, **terms.OWN)
    add(element, "cbc:PropertyGroupTypeCode", group.condition, **GROUP.attributes)
    for item in group.properties:
        _add_property(element, item, requirements.get(item.property_id))
    for below in group.groups:
        _add_group(element, "cac:SubsidiaryTenderingCriterionPropertyGroup", below, requirements)


def _add_property(parent: etree._Element, item: CriterionProperty, asked: EspdRequirement | None) -> None:
    element = add(parent, "cac:TenderingCriterionProperty")
    add(element, "cbc:ID", item.property_id, **terms.OWN)
    add(element, "cbc:Description", item.label)
    add(element, "cbc:TypeCode", item.role.value, **ELEMENT.attributes)
    add(element, "cbc:ValueDataTypeCode", item.kind.value, **RESPONSE.attributes)
    if asked is not None:
        add_expected_value(element, item.kind, asked.value, property_id=item.property_id)


def _checked(item: EspdRequirement, card: CriterionCard) -> EspdRequirement:
    known = catalogue().properties.get(item.property_id)
    if known is None or known[0] is not card or known[1].role is not PropertyRole.REQUIREMENT:
        refuse("ESPD-PROPERTY-UNKNOWN", property=item.property_id[:200])
    if item.kind is not known[1].kind or not fits(item.kind, item.value):
        refuse("ESPD-ANSWER-KIND", property=item.property_id, kind=known[1].kind.value, label=known[1].label)
    return item
