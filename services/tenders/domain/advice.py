"""What the law asks of this consultation, said to the buyer who decides (conseil motivé).

The machine advises and records; it blocks only what cannot exist (design promise P5). An advice names its code, its
article, the facts it looked at, the limit that it compared with and how sure the table is of that limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Conclusion(StrEnum):
    """What the comparison says: the limit is kept, or a person must look."""

    SATISFIED = "satisfied"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Advice:
    """One comparison between this consultation and one dated rule, kept with the consultation for ever."""

    code: str
    conclusion: Conclusion
    article: str
    limit: str
    confidence: str
    facts: Mapping[str, str]
