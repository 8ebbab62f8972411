"""VAT numbers, CPV codes, SIREN: what is read, what is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.cpv_code import CpvCode
from shared.kernel.luhn import passes_luhn
from shared.kernel.refusal import InvalidValue
from shared.kernel.siren import Siren
from shared.kernel.vat_number import VatNumber


@given(st.integers(1, 99_999_999))
def test_every_siren_has_its_vat_number(number: int) -> None:
    digits = next(f"{number:08d}{key}" for key in range(10) if passes_luhn(f"{number:08d}{key}"))
    if digits.startswith("000"):
        return
    siren = Siren(digits)
    assert VatNumber.parse(str(VatNumber.of_siren(siren))).siren == siren


@pytest.mark.parametrize(
    ("text", "country", "siren"),
    [
        ("FR 83 404 833 048", "FR", "404833048"),
        ("fr83404833048", "FR", "404833048"),
        ("BE0428759497", "BE", None),
        ("EL094259216", "EL", None),
        ("FR53000004605", "FR", None),  # Monaco: these nine digits are not a SIREN
    ],
)
def test_vat_numbers_are_read(text: str, country: str, siren: str | None) -> None:
    number = VatNumber.parse(text)
    assert number.country == country
    assert number.siren == (Siren(siren) if siren else None)


@pytest.mark.parametrize(
    "text", ["", "FR84404833048", "FR404833048", "GR094259216", "XX123", "FRAO404833048", "FR83404833047"]
)
def test_wrong_vat_numbers_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        VatNumber.parse(text)


@pytest.mark.parametrize("text", ["45000000-7", "45000000"])
def test_cpv_codes_are_read_with_or_without_their_digit(text: str) -> None:
    assert CpvCode.parse(text) == CpvCode("45000000")


@pytest.mark.parametrize(
    "text", ["", "4500000", "450000000", "45000000-", "45000000-77", "00000000", "02100000-1", "4500000a"]
)
def test_wrong_cpv_codes_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        CpvCode.parse(text)


def test_a_cpv_code_is_within_its_division() -> None:
    works, roads, services = CpvCode("45000000"), CpvCode("45233120"), CpvCode("79000000")
    assert roads.is_within(works)
    assert not works.is_within(roads)
    assert not services.is_within(works)
    assert CpvCode("30200000").is_within(CpvCode("30000000"))
    assert not CpvCode("31000000").is_within(CpvCode("30000000"))


def test_every_official_cpv_code_is_read(standards_dir: Path) -> None:
    lines = (standards_dir / "codelists" / "cpv_2008_fr.tsv").read_text("utf-8").splitlines()[1:]
    codes = {CpvCode.parse(line.split("\t")[0]) for line in lines}
    assert len(codes) == len(lines) > 9000


@pytest.mark.parametrize("text", ["000000000", "40483304", "404833049", "４０４８３３０４８"])
def test_wrong_sirens_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        Siren.parse(text)
