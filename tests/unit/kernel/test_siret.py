import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.luhn import luhn_sum, passes_luhn
from shared.kernel.refusal import InvalidValue
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


def with_check_digit(digits: str) -> str:
    return next(f"{digits}{key}" for key in "0123456789" if passes_luhn(f"{digits}{key}"))


sirens = st.text("0123456789", min_size=8, max_size=8).map(with_check_digit).filter(lambda text: text != "0" * 9)
sirets = st.builds(
    lambda siren, place: with_check_digit(siren + place), sirens, st.text("0123456789", min_size=4, max_size=4)
)


@pytest.mark.parametrize(
    "text", ["21310555400017", "213 105 554 00017", "213\u00a0105\u00a0554\u00a000017", "73282932000074"]
)
def test_real_numbers_are_read(text: str) -> None:
    assert str(Siret.parse(text)) == "".join(text.split())


def test_the_head_office_of_la_poste_follows_luhn() -> None:
    assert Siret.parse("35600000000048").siren == Siren("356000000")


@pytest.mark.parametrize("place", ["00001", "01010", "12345", "09075"])
def test_other_establishments_of_la_poste_follow_the_sum_of_digits(place: str) -> None:
    digits = f"356000000{place}"
    if sum(map(int, digits)) % 5 == 0 or passes_luhn(digits):
        assert str(Siret.parse(digits)) == digits
    else:
        with pytest.raises(InvalidValue):
            Siret.parse(digits)


def test_the_rule_of_la_poste_is_for_la_poste_alone() -> None:
    assert str(Siret.parse("35600000000006")) == "35600000000006"  # Luhn is wrong, the digits sum to 20
    wrong_elsewhere = next(
        digits
        for digits in (f"732829320{place:05d}" for place in range(1, 100))
        if sum(map(int, digits)) % 5 == 0 and not passes_luhn(digits)
    )
    with pytest.raises(InvalidValue):
        Siret.parse(wrong_elsewhere)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 14,
        "2131055540001",
        "213105554000170",
        "21310555400018",
        "2131055540001A",
        "２１３１０５５５４０００１７",
        "١" * 14,
        "21310555400017\n",
        "2131055540001\u200b7",
        "00000000100010",
    ],
)
def test_what_is_not_a_siret_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Siret.parse(text)
    assert refused.value.code == "HTTP-INVALID-SIRET" or refused.value.value_kind == "siren"
    assert not text or text not in str(refused.value)


@given(sirets)
def test_every_luhn_number_is_read_and_written_back(digits: str) -> None:
    assert str(Siret.parse(Siret.parse(digits).display())) == digits


@given(sirets, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(digits: str, place: int, shift: int) -> None:
    wrong = str((int(digits[place]) + shift) % 10)
    with pytest.raises(InvalidValue):
        Siret.parse(digits[:place] + wrong + digits[place + 1 :])


@given(st.text("0123456789", min_size=1, max_size=20))
def test_luhn_matches_its_definition(digits: str) -> None:
    expected = 0
    for place, digit in enumerate(digits[::-1]):
        doubled = int(digit) * 2 if place % 2 else int(digit)
        expected += doubled // 10 + doubled % 10
    assert luhn_sum(digits) == expected
