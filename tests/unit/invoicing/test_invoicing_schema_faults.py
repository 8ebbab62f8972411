"""What schemas and rule sets say in English is said in French, with the element and its line."""

import pytest
from lxml import etree

from services.invoicing.api.texts.schema_faults import reason_text, schema_fault
from services.invoicing.domain.verdict import BrokenRule

SCHEMA = etree.XMLSchema(
    etree.fromstring(
        """<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" elementFormDefault="qualified">
        <s:element name="A"><s:complexType><s:sequence>
          <s:element name="Day" type="s:date"/><s:element name="Code"><s:simpleType>
            <s:restriction base="s:token"><s:enumeration value="X"/></s:restriction></s:simpleType></s:element>
          <s:element name="Amount"><s:complexType><s:simpleContent><s:extension base="s:decimal">
            <s:attribute name="currencyID" use="required" type="s:token"/></s:extension></s:simpleContent>
          </s:complexType></s:element>
        </s:sequence></s:complexType></s:element></s:schema>"""
    )
)
DAY, CODE, AMOUNT = "<Day>2026-11-23</Day>", "<Code>X</Code>", '<Amount currencyID="EUR">1</Amount>'


def first_fault(content: str) -> str:
    assert not SCHEMA.validate(etree.fromstring(f'<A xmlns="urn:a">{content}</A>'))
    said = next(iter(SCHEMA.error_log))  # type: ignore[call-overload]  # the stubs do not know that the log is a sequence
    return schema_fault(BrokenRule(rule="X", text=said.message, location=f"ligne {said.line}"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (DAY + AMOUNT, "Amount n'est pas attendu ici (mal placé, en double, ou précédé d'un manque) ; attendu : Code"),
        (DAY + CODE + AMOUNT + AMOUNT, "Amount n'est pas attendu ici (en trop ou en double)"),
        (DAY + CODE, "dans A, il manque Amount"),
        ("<Day>hier</Day>" + CODE + AMOUNT, "Day : la valeur « hier » n'a pas la forme demandée (montant, date, code)"),
        (DAY + CODE + "<Amount>1</Amount>", "Amount : il manque l'attribut currencyID"),
        (DAY + CODE + AMOUNT.replace(" cur", " x='1' cur"), "Amount : l'attribut x n'est pas permis"),
        (DAY + "<Code>Y</Code>" + AMOUNT, "Code : la valeur « Y » n'est pas permise"),
        ("texte" + DAY + CODE + AMOUNT, "A : du texte se trouve là où seuls des éléments sont permis"),
    ],
)
def test_a_fault_of_form_is_said_with_its_element(content: str, words: str) -> None:
    assert first_fault(content) == f"ligne 1 : {words}"


def test_an_unknown_sentence_is_kept_without_its_namespaces() -> None:
    assert schema_fault(BrokenRule(rule="X", text="Odd '{urn:a}B'", location="")) == "Odd 'B'"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ('les règles (Cannot convert string "ZZZ" to xs:decimal: no)', "les règles : la valeur « ZZZ » n'a pas"),
        ('les règles (Invalid date "1/2" (Year is))', "les règles : la valeur « 1/2 » n'a pas"),
        ("les règles (A sequence of more than one item is)", "les règles : un élément qui doit être seul"),
        ("non contrôlé (artefact absent)", "non contrôlé (artefact absent)"),
    ],
)
def test_rules_that_give_up_say_why(reason: str, words: str) -> None:
    assert reason_text(reason).startswith(words)
