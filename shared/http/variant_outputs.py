"""What is shown of variants: what was published, and what departs from it."""

from shared.http.written import AsText, Written


class VariantRuleOut(Written):
    """Whether variants are allowed for a lot, how many, and what they keep (R2151-8 to R2151-10)."""

    lot_number: int
    policy: AsText
    most: int | None
    requirements: str | None


class RemarkOut(Written):
    """What departs from what the consultation published; the deposit is received, the buyer decides."""

    lot_number: int
    departure: AsText
    declared: int
    most: int | None
    article: str
    told: str
