"""The table of the law: sound data, and the right row on each side of every date."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shared.legal import Confidence, LegalTable, NoLegalValue
from shared.legal.parameter import FaultyLegalTable, Parameter
from shared.legal.reading import read_yaml

CHANGES = [
    ("eu.fs.central", "2025-12-31", 143000, 140000),
    ("eu.fs.subcentral", "2025-12-31", 221000, 216000),
    ("eu.fs.utilities_defense", "2025-12-31", 443000, 432000),
    ("eu.travaux_et_concessions", "2025-12-31", 5538000, 5404000),
    ("eu.fs.subcentral", "2023-12-31", 215000, 221000),
    ("controle_legalite.transmission", "2025-12-31", 221000, 216000),
    ("controle_legalite.transmission", "2019-12-31", 209000, 214000),
    ("dispense.fournitures_services", "2026-03-31", 40000, 60000),
    ("dispense.fournitures_services", "2019-12-31", 25000, 40000),
    ("dispense.travaux", "2020-12-08", 70000, 100000),
    ("profil.dce_en_ligne", "2026-03-31", 40000, 60000),
    ("decp.seuil", "2019-12-31", 25000, 40000),
    ("candidature.ca_minimal_max_multiple", "2025-12-31", "2.0", "1.5"),
    ("rule.critere_environnemental_obligatoire", "2026-08-20", False, True),
    ("rule.condition_execution_environnementale_obligatoire", "2026-08-21", False, True),
    ("rule.kbis_exigible", "2021-10-31", True, False),
    ("avance.taux_min.pme_etat", "2022-12-29", "0.20", "0.30"),
    ("retenue.taux_max.pme_epa_ou_collectivite_plus60M", "2024-12-31", "0.05", "0.03"),
    ("interets.bce_refi_1er_jour_semestre", "2022-12-31", "0.00", "2.50"),
    ("interets.bce_refi_1er_jour_semestre", "2023-06-30", "2.50", "4.00"),
    ("interets.bce_refi_1er_jour_semestre", "2023-12-31", "4.00", "4.50"),
    ("interets.bce_refi_1er_jour_semestre", "2024-06-30", "4.50", "4.25"),
    ("interets.bce_refi_1er_jour_semestre", "2024-12-31", "4.25", "3.15"),
    ("interets.bce_refi_1er_jour_semestre", "2025-06-30", "3.15", "2.15"),
    ("avance.plafond", "2020-10-17", "0.60", None),
    ("avance.remboursement_fin", "2024-12-31", "0.80", None),
]


def as_value(written: str | float | None) -> Decimal | bool | None:
    return written if written is None or isinstance(written, bool) else Decimal(str(written))


@pytest.mark.parametrize(("parameter", "last_day", "before", "after"), CHANGES)
def test_the_law_changes_at_midnight(
    law: LegalTable, parameter: str, last_day: str, before: float | str | None, after: float | str | None
) -> None:
    eve = date.fromisoformat(last_day)
    assert law.value(parameter, on=eve).value == as_value(before)
    assert law.value(parameter, on=eve + timedelta(days=1)).value == as_value(after)
    assert law.value(parameter, on=eve).valid_to == eve


@pytest.mark.parametrize("parameter", ["decp.seuil", "ecrit.contrat_ecrit", "publicite.boamp_ou_jal"])
def test_what_the_decrees_of_2025_did_not_touch_stays(law: LegalTable, parameter: str) -> None:
    assert law.value(parameter, on=date(2026, 3, 31)).value == law.value(parameter, on=date(2026, 4, 1)).value


def rows_of(law: LegalTable) -> list[Parameter]:
    return list(law.parameters.values())


def test_every_row_says_where_it_comes_from(law: LegalTable) -> None:
    for parameter in rows_of(law):
        for row in parameter.rows:
            value = law.value(parameter.id, on=row.first)
            assert value.article
            assert value.source
            assert value.label
            assert value.unit
            assert value.valid_from == row.first


def test_every_day_between_the_first_and_the_last_row_has_one_value(law: LegalTable) -> None:
    for parameter in rows_of(law):
        for row in parameter.rows:
            for day in {row.first, row.last or date(2030, 1, 1)}:
                assert parameter.at(day).value == row.value


def test_the_law_before_its_first_row_is_not_guessed(law: LegalTable) -> None:
    for parameter in rows_of(law):
        with pytest.raises(NoLegalValue):
            law.value(parameter.id, on=parameter.rows[0].first - timedelta(days=1))


def test_thresholds_that_expire_are_not_prolonged(law: LegalTable) -> None:
    with pytest.raises(NoLegalValue) as refused:
        law.value("eu.fs.subcentral", on=date(2028, 1, 1))
    assert refused.value.refusal.code == "HTTP-LAW-UNKNOWN"
    assert "01/01/2028" in refused.value.message
    assert refused.value.refusal.facts["known_to"] == "31/12/2027"


def test_a_lookup_needs_its_date(law: LegalTable) -> None:
    with pytest.raises(TypeError):
        law.value("decp.seuil")  # type: ignore[call-arg]
    with pytest.raises(KeyError):
        law.value("no.such.parameter", on=date(2026, 1, 1))


def test_what_nobody_verified_is_marked(law: LegalTable) -> None:
    rate = law.value("interets.bce_refi_1er_jour_semestre", on=date(2026, 3, 1))
    assert rate.confidence is Confidence.UNVERIFIED
    assert not rate.is_verified
    assert law.value("decp.seuil", on=date(2026, 3, 1)).is_verified


def test_values_are_typed_by_their_unit(law: LegalTable) -> None:
    day = date(2026, 10, 1)
    assert str(law.value("decp.seuil", on=day).money) == "40000 EUR"
    assert law.value("delai.ao_ouvert.electronique", on=day).whole == 30
    assert str(law.value("avance.taux_min.general", on=day).percentage) == "5"
    assert law.value("rule.critere_environnemental_obligatoire", on=day).flag is True
    for misuse in ("flag", "percentage"):
        with pytest.raises(TypeError):
            getattr(law.value("decp.seuil", on=day), misuse)
    for misuse in ("number", "money", "whole"):
        with pytest.raises(TypeError):
            getattr(law.value("rule.critere_environnemental_obligatoire", on=day), misuse)


def test_milestones_are_in_order(law: LegalTable) -> None:
    days = [milestone.on for milestone in law.milestones]
    assert days == sorted(days)
    assert date(2026, 8, 21) in days


PARAMETER = """
sources: {s: Un texte}
additions:
- id: decp.seuil
  values:
  - {from: 2027-01-01, to: null, value: 50000, source: s, confidence: B}
"""


def test_an_addition_that_overlaps_is_refused(law: LegalTable) -> None:
    with pytest.raises(FaultyLegalTable, match=r"decp\.seuil"):
        law.with_additions(PARAMETER, where="essai")


def test_an_addition_that_leaves_a_gap_is_refused(law: LegalTable) -> None:
    gap = PARAMETER.replace("decp.seuil", "eu.fs.subcentral").replace("2027-01-01", "2028-01-02")
    with pytest.raises(FaultyLegalTable, match="aucune valeur"):
        law.with_additions(gap, where="essai")


def test_a_later_row_is_added(law: LegalTable) -> None:
    later = PARAMETER.replace("decp.seuil", "eu.fs.subcentral").replace("2027-01-01", "2028-01-01")
    assert law.with_additions(later, where="essai").value("eu.fs.subcentral", on=date(2028, 1, 1)).whole == 50000
    with pytest.raises(NoLegalValue):
        law.value("eu.fs.subcentral", on=date(2028, 1, 1))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("source: s", "source: t"),
        ("value: 50000", "value: 5e4"),
        ("value: 50000", "value: .inf"),
        ("value: 50000", "value: true"),
        ("value: 50000", "value: '50000'"),
        ("value: 50000, ", ""),
        ("from: 2027-01-01", "from: demain"),
        ("confidence: B", "confidence: Z"),
        ("decp.seuil", "decp.inconnu"),
        ("sources: {s: Un texte}", "sources: []"),
        ("additions:", "additions: *a\nx:"),
    ],
)
def test_faulty_rows_do_not_load(law: LegalTable, good: str, bad: str) -> None:
    faulty = PARAMETER.replace("decp.seuil", "eu.fs.subcentral").replace("2027-01-01", "2028-01-01")
    faulty = faulty.replace(good, bad) if good in faulty else PARAMETER.replace(good, bad)
    with pytest.raises(FaultyLegalTable):
        law.with_additions(faulty, where="essai")


def test_decimals_are_read_as_written() -> None:
    assert read_yaml("0.20") == Decimal("0.20")
    assert str(read_yaml("2.150")) == "2.150"
