"""Terms as they are stored, sent and answered."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.tenders.api.terms_inputs import TermsIn, public_terms_out, terms_out
from services.tenders.domain.terms import (
    Terms,
)
from shared.storage import records
from tests.unit.tenders.whole_terms import WHOLE


def test_stored_terms_are_read_back_the_same() -> None:
    assert records.from_json(Terms, records.to_json(WHOLE)) == WHOLE
    assert records.to_json(Terms()) == {}
    assert records.from_json(Terms, {}) == Terms()


def test_a_stored_key_of_another_version_is_ignored() -> None:
    assert records.from_json(Terms, {"nuts": "FRH03", "gone": 1}) == Terms(nuts="FRH03")


def test_the_stored_names_stay() -> None:
    """Renaming a field of the domain would make stored terms unreadable."""
    assert ",".join(records.to_json(WHOLE)) == (
        "nuts,capacity,duration_months,technique,first_stage,framework,open_until,parent_id,invited,article,group,"
        "negotiation,lots,considerations,selection,criteria,response,visits,law"
    )
    stored = records.to_json(WHOLE)
    assert stored["lots"] == [
        {
            "number": 1,
            "tranches": [
                {"number": 1, "title": "Ferme", "kind": "firm"},
                {"number": 2, "title": "Optionnelle", "kind": "optional"},
            ],
            "variants": {"policy": "required", "requirements": "Minimum"},
            "options": ["Entretien"],
            "renewals": {"count": 3, "months": 12},
            "reserved": "disability",
        }
    ]
    assert stored["law"] == {
        "urgency_reason": "Toit arraché par la tempête",
        "prior_information_on": "2026-03-02",
        "central_purchasing": True,
        "global_contract": True,
        "population": 1200,
        "expenses": "61000000",
    }
    assert stored["framework"]["maximum"] == "200"
    assert stored["framework"]["minimum_quantity"] == {"value": "1.5", "unit": "t"}


def test_what_is_answered_can_be_sent_again() -> None:
    assert TermsIn.model_validate(terms_out(WHOLE)).to_terms() == WHOLE
    assert terms_out(Terms()) == {}


def test_who_is_invited_is_not_public() -> None:
    assert "invited" in terms_out(WHOLE)
    assert "invited" not in public_terms_out(WHOLE)


@pytest.mark.parametrize(
    "sent",
    [
        {"nuts": "fr"},
        {"nuts": "FR1234"},
        {"article": "R2122-12"},
        {"article": "L2122-1"},
        {"duration_months": 0},
        {"invited": ["1" * 21]},
        {"unknown": 1},
        {"lots": [{"number": 1, "options": ["x"] * 51}]},
        {"considerations": [{"kind": "social", "text": " "}]},
        {"law": {"urgency_reason": " "}},
        {"law": {"need": "works"}},
        {"law": {"population": -1}},
        {"law": {"population": 10**12}},
        {"law": {"prior_information_on": "0001-01-01"}},
        {"law": {"expenses": 61000000}},
        {"framework": {"mode": "orders", "maximum": {"value": 1, "currency": "EUR"}}},
        {"selection": {"criteria": [{"code": "Majuscule", "kind": "technical", "title": "x"}]}},
    ],
)
def test_a_faulty_shape_is_refused_at_the_edge(sent: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TermsIn.model_validate(sent)
