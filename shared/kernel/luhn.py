"""The Luhn check digit (clé de Luhn), ISO/IEC 7812-1 annex B, used by SIREN and SIRET numbers."""


def luhn_sum(digits: str) -> int:
    """Add the digits, every second one from the right doubled and reduced; a valid number gives a multiple of 10."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value if value < 10 else value - 9
    return total


def passes_luhn(digits: str) -> bool:
    """Say whether a number of ASCII digits carries the right check digit."""
    return luhn_sum(digits) % 10 == 0
