"""What the law asks of this consultation, said to the buyer who decides (conseil motivé).

The machine advises and records; it blocks only what cannot exist (design promise P5). An advice names its code, its
article, the facts it looked at, the limit that it compared with and how sure the table is of that limit. Its level
says what is expected of the person: nothing, an acknowledgement, or a written reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from services.tenders.domain.law.answer import Level


class Conclusion(StrEnum):
    """What the comparison says: the limit is kept, a person must look, or there is nothing to compare yet."""

    SATISFIED = "satisfied"
    ATTENTION = "attention"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Advice:
    """One comparison between this consultation and one dated rule, kept with the consultation for ever.

    ``what`` and ``why`` are French sentences: what the law asks, and why here.
    """

    code: str
    conclusion: Conclusion
    article: str
    limit: str
    confidence: str
    facts: Mapping[str, str] = field(default_factory=dict)
    level: Level = Level.INFORMATION
    what: str = ""
    why: str = ""
    consequence: str = ""
