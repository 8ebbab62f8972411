"""What the law asks, written by hand from the texts and apart from the engine: the other side of a differential test.

Nothing here may import the engine or its parameters. Amounts are euros excluding VAT; a row holds from its day on.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

# R2122-8 and the texts that went before, from 2020-12-09 on; (supplies and services, works)
_DISPENSE: Final = ((date(2026, 4, 1), 60_000, 100_000), (date(2020, 12, 9), 40_000, 100_000))
_PROFILE: Final = ((date(2026, 4, 1), 60_000), (date(2020, 1, 1), 40_000))  # R2132-2
# Annexe 2: (central, sub-central, entities, works)
_EUROPEAN: Final = (
    (date(2026, 1, 1), 140_000, 216_000, 432_000, 5_404_000),
    (date(2024, 1, 1), 143_000, 221_000, 443_000, 5_538_000),
    (date(2022, 1, 1), 140_000, 215_000, 431_000, 5_382_000),
)
_TRANSMISSION: Final = ((date(2026, 1, 1), 216_000), (date(2024, 1, 1), 221_000), (date(2022, 1, 1), 215_000))
_SOCIAL_AUTHORITY, _SOCIAL_ENTITY = 750_000, 1_000_000
_JOURNAL, _WRITTEN, _ESSENTIAL = 90_000, 25_000, 40_000
_ENVIRONMENT: Final = date(2026, 8, 21)

CENTRAL: Final = frozenset({"state"})
LOCAL: Final = frozenset({"local_authority", "commune", "departement", "region", "epci"})
NATIONAL_CHANNEL: Final = LOCAL | CENTRAL | {"public_hospital", "local_admin_body", "ccas", "sdis", "eple"}
FREE_CHANNEL: Final = frozenset({"sem", "private_body", "oph"})  # OPH: R2100-1, read in the code itself
BUYERS: Final = tuple(sorted(NATIONAL_CHANNEL | FREE_CHANNEL))
KINDS: Final = ("works", "supplies", "services", "social_services")
_DAYS: Final = """
2022-06-01 2023-12-31 2024-01-01 2024-02-29 2025-12-31 2026-01-01 2026-03-31 2026-04-01 2026-08-20 2026-08-21
2026-11-23 2027-12-31
"""
DAYS: Final = tuple(date.fromisoformat(day) for day in _DAYS.split())


@dataclass(frozen=True, slots=True)
class Case:
    """One question."""

    on: date
    buyer: str
    entity: bool
    kind: str
    value: Decimal


def in_force(rows: tuple[tuple[date, *tuple[int, ...]], ...], on: date) -> tuple[int, ...]:
    """Give the row of a day."""
    return next(row[1:] for row in rows if row[0] <= on)


def european(case: Case) -> int:
    """Give the European threshold."""
    central, local, entity, works = in_force(_EUROPEAN, case.on)
    if case.kind == "social_services":
        return _SOCIAL_ENTITY if case.entity else _SOCIAL_AUTHORITY
    if case.kind == "works":
        return works
    if case.entity:
        return entity
    return central if case.buyer in CENTRAL else local


def thresholds(case: Case) -> tuple[int, ...]:
    """Give every amount at which an answer may change."""
    rows = (in_force(_DISPENSE, case.on), in_force(_PROFILE, case.on), in_force(_TRANSMISSION, case.on))
    return (*rows[0], *rows[1], *rows[2], _JOURNAL, _WRITTEN, _ESSENTIAL, european(case))


def expected(case: Case) -> dict[str, bool]:
    """Say which codes must and must not be there."""
    goods, works = in_force(_DISPENSE, case.on)
    dispensed = case.value < (works if case.kind == "works" else goods)
    social, above = case.kind == "social_services", case.value >= european(case)
    national = case.buyer in NATIONAL_CHANNEL
    formal = above and not social
    codes = {
        "mps_offered": True,
        "no_notice_required": dispensed,
        "written_contract": case.value >= _WRITTEN,
        "documents_on_profile": not dispensed and case.value >= in_force(_PROFILE, case.on)[0],
        "electronic_response": not dispensed and not social,
        "boamp_or_jal": national and not social and not dispensed and not above and case.value >= _JOURNAL,
        "boamp_and_joue": national and formal,
        "joue_only": above and (social or not national),
        "formal_procedure": formal,
        "standstill": formal,
        "award_notice": above,
        "presentation_report": above and not case.entity,
        "essential_data": case.value >= _ESSENTIAL,
    }
    if not dispensed:
        codes["environment_criterion"] = case.on >= _ENVIRONMENT
    if case.buyer in LOCAL:
        codes["legality_control"] = case.value >= in_force(_TRANSMISSION, case.on)[0]
    if case.buyer in CENTRAL | FREE_CHANNEL:
        codes["legality_control"] = False
    return codes
