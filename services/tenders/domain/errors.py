"""Every refusal that the tenders service can pronounce, by its stable code.

A code is published (problem documents, journals, manuals) and is never used again for another meaning. The French
sentence shown to people is kept beside the HTTP edge, in ``api/errors.py``; a test checks that none is missing.
"""

from enum import StrEnum

from shared.kernel.refusal import Refusal, Refused


class Code(StrEnum):
    """Stable codes of refusals; the comment says which facts travel with each."""

    NOT_FOUND = "TND-NOT-FOUND"  # object
    ACTION_IMPOSSIBLE = "TND-ACTION-IMPOSSIBLE"  # status, action
    VERSION_STALE = "HTTP-VERSION-STALE"  # expected, current; the one code shared with every service

    ORGANISATION_MISSING = "TND-ORGANISATION-MISSING"  # no fact
    LOTS_INVALID = "TND-LOTS-INVALID"  # numbers
    LOT_UNKNOWN = "TND-LOT-UNKNOWN"  # lot
    CRITERIA_INVALID = "TND-CRITERIA-INVALID"  # codes
    CRITERIA_WEIGHT = "TND-CRITERIA-WEIGHT"  # total
    CRITERIA_PRICE = "TND-CRITERIA-PRICE"  # count
    LIMITS_INVALID = "TND-LIMITS-INVALID"  # max_file_bytes, max_deposit_bytes, ceiling
    ESTIMATE_INVALID = "TND-ESTIMATE-INVALID"  # value
    TIMELINE_REFUSED = "TND-TIMELINE-REFUSED"  # no fact
    TIMELINE_INVALID = "TND-TIMELINE-INVALID"  # factor

    CUSTODIANS_TOO_FEW = "TND-CUSTODIANS-TOO-FEW"  # count, threshold
    CUSTODIANS_UNKNOWN = "TND-CUSTODIANS-UNKNOWN"  # custodians
    DOCUMENTS_NONE = "TND-DOCUMENTS-NONE"  # no fact
    DOCUMENT_NAME = "TND-DOCUMENT-NAME"  # name
    DOCUMENT_EMPTY = "TND-DOCUMENT-EMPTY"  # name
    RANGE_UNSATISFIABLE = "TND-RANGE"  # size
    DEADLINE_PAST = "TND-DEADLINE-PAST"  # deadline, now
    DEADLINE_EARLIER = "TND-DEADLINE-EARLIER"  # current, proposed
    DEADLINE_REACHED = "TND-DEADLINE-REACHED"  # deadline, now
    DEADLINE_RUNNING = "TND-DEADLINE-RUNNING"  # deadline, now
    CHANGE_PUBLISHED = "TND-CHANGE-PUBLISHED"  # fields
    CHANGE_EMPTY = "TND-CHANGE-EMPTY"  # no fact

    RESPONSE_UNKNOWN = "TND-RESPONSE-UNKNOWN"  # response, lot
    CRITERION_UNKNOWN = "TND-CRITERION-UNKNOWN"  # criterion
    SCORE_COMPUTED = "TND-SCORE-COMPUTED"  # criterion
    SCORE_RANGE = "TND-SCORE-RANGE"  # criterion, score, max_score
    AMOUNT_INVALID = "TND-AMOUNT-INVALID"  # response, amount
    EVALUATION_INCOMPLETE = "TND-EVALUATION-INCOMPLETE"  # missing
    EVALUATION_SETTLED = "TND-EVALUATION-SETTLED"  # lot

    AWARD_NO_BID = "TND-AWARD-NO-BID"  # lot
    AWARD_TIE = "TND-AWARD-TIE"  # responses
    AWARD_REASON = "TND-AWARD-REASON"  # response, rank
    AWARD_EXISTS = "TND-AWARD-EXISTS"  # lot
    AWARD_UNKNOWN = "TND-AWARD-UNKNOWN"  # award
    STANDSTILL_RUNNING = "TND-STANDSTILL-RUNNING"  # ends_on, signable_from, today

    CONTRACT_EXISTS = "TND-CONTRACT-EXISTS"  # award
    CONTRACT_REFERENCE = "TND-CONTRACT-REFERENCE"  # reference
    LEGALITY_MISSING = "TND-LEGALITY-MISSING"  # amount, threshold
    LEGALITY_DATE = "TND-LEGALITY-DATE"  # received_on, signed_on, today
    LEGALITY_GATEWAY = "TND-LEGALITY-GATEWAY"  # no fact


def refuse_if(refusal: Refusal | None) -> None:
    """Refuse the act when a rule gave a refusal.

    Raises:
        Refused: with that refusal.
    """
    if refusal is not None:
        raise Refused(refusal)
