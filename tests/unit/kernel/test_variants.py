"""Variants of bids against what was published (R2151-8 to R2151-10): remarks for people, never a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.variants import DeclaredVariants, Departure, VariantPolicy, VariantRule, variant_remarks

ALLOWED, FORBIDDEN, REQUIRED = VariantPolicy.ALLOWED, VariantPolicy.FORBIDDEN, VariantPolicy.REQUIRED


@pytest.mark.parametrize(
    ("policy", "most", "declared", "departure", "article"),
    [
        (FORBIDDEN, None, 0, None, None),
        (FORBIDDEN, None, 1, Departure.FORBIDDEN, "R2151-8"),
        (FORBIDDEN, 2, 5, Departure.FORBIDDEN, "R2151-8"),
        (ALLOWED, None, 0, None, None),
        (ALLOWED, None, 100, None, None),
        (ALLOWED, 2, 2, None, None),
        (ALLOWED, 2, 3, Departure.TOO_MANY, "R2151-10"),
        (REQUIRED, None, 0, Departure.MISSING, "R2151-9"),
        (REQUIRED, 1, 1, None, None),
        (REQUIRED, 1, 2, Departure.TOO_MANY, "R2151-10"),
    ],
)
def test_what_departs_from_the_publication(
    policy: VariantPolicy, most: int | None, declared: int, departure: Departure | None, article: str | None
) -> None:
    found = variant_remarks([VariantRule(1, policy, most)], [DeclaredVariants(1, declared)])
    assert [(one.departure, one.article) for one in found] == ([] if departure is None else [(departure, article)])
    assert all(one.told.startswith("Lot 1") for one in found)


def test_a_lot_whose_rule_is_unknown_gives_no_remark() -> None:
    """Consultations announced before variants were published say nothing, and nothing is said of them."""
    assert variant_remarks([], [DeclaredVariants(1, 3)]) == ()
    assert variant_remarks([VariantRule(2, FORBIDDEN)], [DeclaredVariants(1, 3)]) == ()


@given(st.sampled_from(VariantPolicy), st.integers(1, 9) | st.none(), st.integers(0, 12))
def test_at_most_one_remark_for_each_lot(policy: VariantPolicy, most: int | None, declared: int) -> None:
    rules = [VariantRule(lot, policy, most) for lot in (1, 2)]
    found = variant_remarks(rules, [DeclaredVariants(lot, declared) for lot in (1, 2)])
    assert len(found) in (0, 2)
    if policy is ALLOWED and most is None:
        assert found == ()
