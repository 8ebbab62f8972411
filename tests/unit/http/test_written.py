"""Answers and bodies mapped by the names of their fields."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from shared.http.given import Given
from shared.http.written import AsInstant, AsText, Written, inside
from shared.kernel.deadline import Deadline
from shared.kernel.refusal import InvalidValue
from shared.kernel.siret import Siret


@dataclass(frozen=True, slots=True)
class Shop:
    siret: Siret
    closes: Deadline
    open: bool = True


@dataclass(frozen=True, slots=True)
class Street:
    shop: Shop | None


class ShopOut(Written):
    siret: AsText
    closes: AsInstant
    note: str = ""


class StreetOut(Written):
    siret: AsText | None = inside("shop", "siret", default=None)


class ShopIn(Given):
    siret: str
    closes: datetime


SHOP = Shop(Siret("55203253400638"), Deadline(datetime(2026, 11, 9, tzinfo=UTC)))


def test_an_answer_takes_its_fields_by_name_and_what_is_given_besides() -> None:
    written = ShopOut.of(SHOP, note="x").model_dump(mode="json")
    assert written == {"siret": "55203253400638", "closes": "2026-11-09T00:00:00Z", "note": "x"}


def test_a_deeper_field_may_be_absent() -> None:
    assert StreetOut.of(Street(SHOP)).siret == "55203253400638"
    assert StreetOut.of(Street(None)).siret is None


def test_a_body_becomes_the_value_of_the_domain_or_is_refused() -> None:
    assert ShopIn(siret=str(SHOP.siret), closes=SHOP.closes.at).to(Shop) == SHOP
    assert ShopIn(siret=str(SHOP.siret), closes=SHOP.closes.at).to(Shop, open=False).open is False
    with pytest.raises(InvalidValue):
        ShopIn(siret="1", closes=SHOP.closes.at).to(Shop)
    with pytest.raises(ValidationError):
        ShopIn.model_validate({"siret": "x", "closes": SHOP.closes.at, "more": 1})
