"""Numbers as people write them in French: a comma before the decimals, thin no-break spaces between thousands."""

from decimal import Decimal


def french_number(value: Decimal) -> str:
    """Write a number with all the decimals that it has: `1 234,50`."""
    return f"{value:,f}".replace(",", "\u202f").replace(".", ",")
