"""What the law asks of a tender (obligations de l'acheteur): a question in, every obligation out, in order.

Pure: the day of the launch selects every value, and has no default. A day for which a value is not known is refused
(`HTTP-LAW-UNKNOWN`), never guessed.
"""

from collections.abc import Callable, Iterator
from typing import Final

from services.tenders.domain.law.answer import Answer, Obligation
from services.tenders.domain.law.assumptions import assumptions
from services.tenders.domain.law.award import award_rules
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.contract import contract_rules
from services.tenders.domain.law.criteria import criteria_rules
from services.tenders.domain.law.electronic import electronic_rules
from services.tenders.domain.law.facts import Facts, weigh
from services.tenders.domain.law.keeping import keeping_rules
from services.tenders.domain.law.lots import lot_rules
from services.tenders.domain.law.periods import period_rules
from services.tenders.domain.law.procedure import procedure_rules
from services.tenders.domain.law.publicity import publicity_rules
from services.tenders.domain.law.question import Exclusion, Question
from services.tenders.domain.law.scope import not_covered, scope_rules
from shared.legal import LegalTable

_RULES: Final[tuple[Callable[[Facts], Iterator[Obligation]], ...]] = (
    scope_rules,
    publicity_rules,
    procedure_rules,
    electronic_rules,
    period_rules,
    criteria_rules,
    lot_rules,
    award_rules,
    contract_rules,
    keeping_rules,
)


def excluded(exclusion: Exclusion) -> Answer:
    """Say that a contract follows other rules: this needs neither its value nor its day."""
    return Answer((not_covered(exclusion),), ())


def obligations(question: Question, law: LegalTable) -> Answer:
    """Give everything that the law asks of this tender, and what was assumed.

    Raises:
        NoLegalValue: a value of the law is not known on the day of the launch.
    """
    if question.exclusion is not None:
        return excluded(question.exclusion)
    facts = weigh(question, law)
    found = tuple(obligation for rules in _RULES for obligation in rules(facts))
    codes: frozenset[ObligationCode] = frozenset(each.code for each in found)
    return Answer(found, tuple(assumptions(facts, codes)))
