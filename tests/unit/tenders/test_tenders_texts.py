"""Every refusal has its French words, and no word asks for a fact that does not travel with it."""

import re
from pathlib import Path
from string import Formatter

import pytest

from services.tenders.api.errors import TEXTS
from services.tenders.domain import errors
from services.tenders.domain.errors import Code
from shared.http.texts import HTTP_TEXTS

# The comment beside each code names the facts that travel with it: it is the contract that texts are held to.
_DECLARED = {
    code: set(re.findall(r"[a-z_]+", facts)) if "no fact" not in facts else set()
    for code, facts in re.findall(
        r'= "([A-Z-]+)"  # ([a-z_, ]+)', Path(errors.__file__).read_text(encoding="utf-8").replace(" and ", ", ")
    )
}


@pytest.mark.parametrize("code", list(Code))
def test_a_refusal_is_said_in_french_with_the_facts_that_it_has(code: Code) -> None:
    if code.value.startswith("HTTP-"):
        assert code.value in HTTP_TEXTS
        return
    text = TEXTS[code]
    asked = {field for _, field, _, _ in Formatter().parse(text.detail) if field}
    assert asked <= _DECLARED[code.value]
    assert 400 <= text.status < 500


def test_no_text_is_left_without_its_code() -> None:
    assert set(TEXTS) <= {code.value for code in Code}
