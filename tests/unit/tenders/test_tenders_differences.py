"""Differences between two contents, field by field."""

from dataclasses import replace
from decimal import Decimal

from services.tenders.domain.differences import FieldChange, diff, flattened, public_diff
from services.tenders.domain.lot_terms import LotTerms, Reservation
from services.tenders.domain.terms import Terms
from shared.kernel.ids import LotId
from shared.kernel.money import Money
from tests.unit.tenders.builders import a_content, a_lot, numbered


def test_a_changed_title_is_named() -> None:
    assert diff(a_content(), a_content(title="Autre")) == (FieldChange("title", "Réfection de l'école", "Autre"),)


def test_the_same_content_differs_in_nothing() -> None:
    assert diff(a_content(lots=3), a_content(lots=3)) == ()


def test_a_lot_is_named_by_its_number_and_its_identifier_is_not_content() -> None:
    before = a_content(lots=2)
    after = replace(before, lots=(before.lots[0], a_lot(2, title="Toiture", lot_id=numbered(LotId, 99))))
    assert diff(before, after) == (FieldChange("lots.2.title", "Lot 2", "Toiture"),)


def test_a_removed_lot_and_an_added_term_are_shown() -> None:
    before = a_content(lots=2)
    terms = Terms(nuts="FRH03", lots=(LotTerms(1, reserved=Reservation.DISABILITY),))
    changes = {change.path: change for change in diff(before, replace(a_content(lots=1), terms=terms))}
    assert changes["lots.2.title"].after is None
    assert changes["terms.nuts"] == FieldChange("terms.nuts", None, "FRH03")
    assert changes["terms.lots.1.reserved"].after == "disability"


def test_the_public_never_sees_an_estimate() -> None:
    before = a_content()
    after = replace(
        before, estimated_value=Money(Decimal(1)), lots=(a_lot(1, estimated_value=Money(Decimal(2))),), object="Autre"
    )
    assert {change.path for change in diff(before, after)} == {"object", "estimated_value", "lots.1.estimated_value"}
    assert [change.path for change in public_diff(before, after)] == ["object"]


def test_every_field_of_a_content_has_a_path() -> None:
    paths = flattened(a_content())
    assert {"title", "procedure", "submission_deadline", "criteria.price.weight", "custodians.threshold"} <= set(paths)
