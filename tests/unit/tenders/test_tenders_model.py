"""A consultation cannot be built wrong."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.tenders.domain.documents import DocumentName, current_documents, next_version
from services.tenders.domain.model import CriterionKind, CustodianPolicy
from shared.kernel.refusal import Refused
from tests.unit.tenders.builders import CUSTODIANS, a_content, a_document, a_lot, price, quality


def refused_code(build: object) -> str:
    with pytest.raises(Refused) as refused:
        build()
    return refused.value.refusal.code


def test_weights_sum_to_exactly_one_hundred() -> None:
    assert refused_code(lambda: a_content(criteria=(price("60"), quality("39.99")))) == "TND-CRITERIA-WEIGHT"
    assert a_content(criteria=(price("33.34"), quality("66.66")))


def test_there_is_exactly_one_price_criterion() -> None:
    twice = (price("50"), replace(price("50"), code="price2"))
    none = (replace(quality("100")),)
    assert refused_code(lambda: a_content(criteria=twice)) == "TND-CRITERIA-PRICE"
    assert refused_code(lambda: a_content(criteria=none)) == "TND-CRITERIA-PRICE"


def test_criteria_have_distinct_codes_and_positive_bounds() -> None:
    same_code = (price("60"), replace(quality("40"), code="price", kind=CriterionKind.SOCIAL))
    no_scale = (price("60"), replace(quality("40"), max_score=Decimal(0)))
    assert refused_code(lambda: a_content(criteria=same_code)) == "TND-CRITERIA-INVALID"
    assert refused_code(lambda: a_content(criteria=no_scale)) == "TND-CRITERIA-INVALID"


@pytest.mark.parametrize("numbers", [(), (2,), (1, 1), (1, 3), (2, 1)])
def test_lots_are_numbered_in_order_from_one(numbers: tuple[int, ...]) -> None:
    lots = tuple(a_lot(number) for number in numbers)
    assert refused_code(lambda: replace(a_content(), lots=lots)) == "TND-LOTS-INVALID"


@pytest.mark.parametrize(
    ("custodians", "threshold"),
    [(CUSTODIANS[:2], 2), (CUSTODIANS[:1], 1), (CUSTODIANS, 0), ((CUSTODIANS[0],) * 3, 1), ((), 1)],
)
def test_there_is_always_a_custodian_to_spare(custodians: tuple[object, ...], threshold: int) -> None:
    assert refused_code(lambda: CustodianPolicy(custodians, threshold)) == "TND-CUSTODIANS-TOO-FEW"


def test_two_of_three_custodians_is_allowed() -> None:
    assert CustodianPolicy(CUSTODIANS, 2).threshold == 2


@pytest.mark.parametrize(
    "name",
    ["", "  ", ".htaccess", "../RC.pdf", "a/b.pdf", "a\\b.pdf", 'a".pdf', "a\r\nb.pdf", "a\u202efdp.exe", "a" * 151],
)
def test_a_document_name_that_could_harm_a_disk_or_a_reader_is_refused(name: str) -> None:
    assert refused_code(lambda: DocumentName.parse(name)) == "TND-DOCUMENT-NAME"


def test_a_document_name_is_the_same_whatever_the_system_that_typed_it() -> None:
    assert DocumentName.parse("Re\u0300glement.pdf") == DocumentName.parse("R\u00e8glement.pdf")


def test_the_same_name_again_is_the_next_version_and_the_last_one_counts() -> None:
    first, second, other = a_document("RC.pdf"), a_document("RC.pdf", version=2), a_document("CCAP.pdf")
    assert next_version(first.name, [first, second, other]) == 3
    assert next_version(DocumentName.parse("CCTP.pdf"), [first]) == 1
    assert current_documents([second, other, first]) == (other, second)
