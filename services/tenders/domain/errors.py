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

    TERMS_LOTS = "TND-TERMS-LOTS"  # numbers
    TERMS_TRANCHES = "TND-TERMS-TRANCHES"  # lot
    TERMS_RENEWALS = "TND-TERMS-RENEWALS"  # lot
    TERMS_CRITERIA = "TND-TERMS-CRITERIA"  # criteria
    TERMS_SUB_CRITERIA = "TND-TERMS-SUB-CRITERIA"  # criteria
    TERMS_RANGES = "TND-TERMS-RANGES"  # criteria
    TERMS_ORDER = "TND-TERMS-ORDER"  # criteria
    TERMS_STAGE = "TND-TERMS-STAGE"  # stage
    TERMS_FRAMEWORK = "TND-TERMS-FRAMEWORK"  # no fact
    TERMS_GROUP = "TND-TERMS-GROUP"  # coordinator
    TERMS_INVITED = "TND-TERMS-INVITED"  # count
    TERMS_NEED = "TND-TERMS-NEED"  # need, kind
    TERMS_EXPENSES = "TND-TERMS-EXPENSES"  # no fact
    FRAMEWORK_CEILING = "TND-FRAMEWORK-CEILING"  # no fact
    SYSTEM_DURATION = "TND-SYSTEM-DURATION"  # no fact
    ARTICLE_MISSING = "TND-ARTICLE-MISSING"  # no fact
    INVITED_NONE = "TND-INVITED-NONE"  # no fact
    ORDER_REASON = "TND-ORDER-REASON"  # no fact
    ELECTRONIC_EXCEPTION = "TND-ELECTRONIC-EXCEPTION"  # no fact
    PARENT_INVALID = "TND-PARENT-INVALID"  # parent
    PARENT_OVER = "TND-PARENT-OVER"  # until, today
    NOT_A_HOLDER = "TND-NOT-A-HOLDER"  # companies
    STAGE_NO_OFFERS = "TND-STAGE-NO-OFFERS"  # stage
    STAGE_ORDER = "TND-STAGE-ORDER"  # current, proposed
    STAGE_NEGOTIATION = "TND-STAGE-NEGOTIATION"  # procedure, plan
    STAGE_INVITED = "TND-STAGE-INVITED"  # companies
    ABANDON_SIGNED = "TND-ABANDON-SIGNED"  # lots
    ABANDON_LOTS = "TND-ABANDON-LOTS"  # lots
    ABANDON_MOTIVE = "TND-ABANDON-MOTIVE"  # motive
    IMPORT_INVALID = "TND-IMPORT-INVALID"  # format

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

    AWARD_ORDER = "TND-AWARD-ORDER"  # status, action
    LOT_ENDED = "TND-LOT-ENDED"  # lot, outcome
    AWARD_ELIMINATED = "TND-AWARD-ELIMINATED"  # response
    AWARD_HOLDERS = "TND-AWARD-HOLDERS"  # count, limit
    AWARD_DATE = "TND-AWARD-DATE"  # decided_on, today
    REJECTION_SENT = "TND-REJECTION-SENT"  # response
    REJECTION_DATE = "TND-REJECTION-DATE"  # sent_on, awarded_on, today
    REJECTION_UNKNOWN = "TND-REJECTION-UNKNOWN"  # response
    WITHDRAWAL_SIGNED = "TND-WITHDRAWAL-SIGNED"  # ground
    ADJUSTMENT_AMOUNT = "TND-ADJUSTMENT-AMOUNT"  # amount
    WINNER_CHECK_SETTLED = "TND-WINNER-CHECK-SETTLED"  # outcome
    WINNER_CHECK_EARLY = "TND-WINNER-CHECK-EARLY"  # deadline
    WINNER_CHECK_REASON = "TND-WINNER-CHECK-REASON"  # no fact
    WINNER_CHECK_DEADLINE = "TND-WINNER-CHECK-DEADLINE"  # deadline, now
    REASONS_ANSWERED = "TND-REASONS-ANSWERED"  # no fact
    REASONS_DATE = "TND-REASONS-DATE"  # received_on, today
    COMMITTEE_INVALID = "TND-COMMITTEE-INVALID"  # presidents, seats
    COMMITTEE_MEMBER = "TND-COMMITTEE-MEMBER"  # members
    COMMITTEE_AGENDA = "TND-COMMITTEE-AGENDA"  # lot
    COMMITTEE_VOTES = "TND-COMMITTEE-VOTES"  # cast, voters
    COMMITTEE_SECOND = "TND-COMMITTEE-SECOND"  # status
    COMMITTEE_DATE = "TND-COMMITTEE-DATE"  # convened_on, meets_at, now
    SIGNATURE_DATE = "TND-SIGNATURE-DATE"  # signed_on, today
    NOTIFICATION_DATE = "TND-NOTIFICATION-DATE"  # notified_on, signed_on, today
    SIGNED_DOCUMENT_EXISTS = "TND-SIGNED-DOCUMENT-EXISTS"  # contract
    RECORDED_DATES = "TND-RECORDED-DATES"  # launched_on, signed_on, notified_on, today

    SEARCH_EMPTY = "TND-SEARCH-EMPTY"  # no fact
    SEARCH_TOO_MANY = "TND-SEARCH-TOO-MANY"  # limit

    MESSAGE_EMPTY = "TND-MESSAGE-EMPTY"  # no fact
    MESSAGE_LONG = "TND-MESSAGE-LONG"  # limit
    MESSAGE_LINK = "TND-MESSAGE-LINK"  # no fact
    MESSAGE_RECIPIENT = "TND-MESSAGE-RECIPIENT"  # no fact
    MESSAGE_NO_REPLY = "TND-MESSAGE-NO-REPLY"  # no fact
    MESSAGE_OFFER = "TND-MESSAGE-OFFER"  # words, link
    WEBHOOK_URL = "TND-WEBHOOK-URL"  # no fact
    WEBHOOK_TYPE = "TND-WEBHOOK-TYPE"  # types
    WEBHOOK_TOO_MANY = "TND-WEBHOOK-TOO-MANY"  # limit
    WEBHOOK_SHOWN = "TND-WEBHOOK-SHOWN"  # no fact
    WEBHOOK_INACTIVE = "TND-WEBHOOK-INACTIVE"  # status

    REGISTRATION_EMAIL = "TND-REGISTRATION-EMAIL"  # no fact: an address never travels in a refusal
    REGISTRATION_TOKEN = "TND-REGISTRATION-TOKEN"  # noqa: S105 - a code; no fact
    DOCUMENT_WITHDRAWN = "TND-DOCUMENT-WITHDRAWN"  # name
    DOCUMENT_WITHHELD = "TND-DOCUMENT-WITHHELD"  # name, reason
    DOCUMENTS_TOO_MANY = "TND-DOCUMENTS-TOO-MANY"  # limit
    DOCUMENT_ELSEWHERE = "TND-DOCUMENT-ELSEWHERE"  # name
    CHANGE_EXTENSION = "TND-CHANGE-EXTENSION"  # current, proposed, importance
    CHANGE_REASON = "TND-CHANGE-REASON"  # computed, confirmed
    CHANGE_SUBSTANTIAL = "TND-CHANGE-SUBSTANTIAL"  # fields
    QUESTION_NAMES_AUTHOR = "TND-QUESTION-NAMES-AUTHOR"  # no fact
    ANSWER_LATE = "TND-ANSWER-LATE"  # current, proposed, due
    VISIT_HOURS = "TND-VISIT-HOURS"  # starts_at, ends_at
    VISIT_AFTER_DEADLINE = "TND-VISIT-AFTER-DEADLINE"  # ends_at, deadline
    VISIT_FULL = "TND-VISIT-FULL"  # capacity
    VISIT_OVER = "TND-VISIT-OVER"  # starts_at
    VISIT_NOT_BEGUN = "TND-VISIT-NOT-BEGUN"  # starts_at
    VISIT_CANCELLED = "TND-VISIT-CANCELLED"  # no fact
    VISITS_TOO_MANY = "TND-VISITS-TOO-MANY"  # limit
    BOOKING_EXISTS = "TND-BOOKING-EXISTS"  # no fact
    SAMPLE_TIME = "TND-SAMPLE-TIME"  # received_at, now
    TEMPLATE_PRICES = "TND-TEMPLATE-PRICES"  # template

    ADVICE_UNACKNOWLEDGED = "TND-ADVICE-UNACKNOWLEDGED"  # codes, what
    ADVICE_STOP = "TND-ADVICE-STOP"  # codes, what
    OVERRIDE_REASON = "TND-OVERRIDE-REASON"  # advice, shortest
    OVERRIDE_UNKNOWN = "TND-OVERRIDE-UNKNOWN"  # codes
    NEED_ITEM = "TND-NEED-ITEM"  # title
    NEED_BASIS = "TND-NEED-BASIS"  # basis, kind
    NEED_REGULAR = "TND-NEED-REGULAR"  # no fact
    NEED_PROVIDED = "TND-NEED-PROVIDED"  # no fact
    NEED_PERIOD = "TND-NEED-PERIOD"  # starts_on, ends_on
    QUOTATION_STATE = "TND-QUOTATION-STATE"  # status, action
    QUOTATION_NOBODY = "TND-QUOTATION-NOBODY"  # no fact
    QUOTATION_DEADLINE = "TND-QUOTATION-DEADLINE"  # reply_by, now
    QUOTATION_REFERENCE = "TND-QUOTATION-REFERENCE"  # reference
    QUOTATION_REASON = "TND-QUOTATION-REASON"  # lines
    QUOTE_UNKNOWN = "TND-QUOTE-UNKNOWN"  # quote
    QUOTE_SUPPLIER = "TND-QUOTE-SUPPLIER"  # no fact
    QUOTE_AMOUNT = "TND-QUOTE-AMOUNT"  # quote
    QUOTE_RECEIVED = "TND-QUOTE-RECEIVED"  # received_at, now
    QUOTES_TOO_MANY = "TND-QUOTES-TOO-MANY"  # limit

    METHOD_FIXED = "TND-METHOD-FIXED"  # no fact
    METHOD_STEP = "TND-METHOD-STEP"  # formula
    METHOD_WEIGHTS = "TND-METHOD-WEIGHTS"  # why
    AMOUNT_PARTS = "TND-AMOUNT-PARTS"  # response, total, amount
    INQUIRY_NOBODY = "TND-INQUIRY-NOBODY"  # no fact
    INQUIRY_PARTIAL = "TND-INQUIRY-PARTIAL"  # responses
    INQUIRY_DUE = "TND-INQUIRY-DUE"  # due_at, now
    INQUIRY_STRANGER = "TND-INQUIRY-STRANGER"  # response
    INQUIRY_ANSWERED = "TND-INQUIRY-ANSWERED"  # response
    INQUIRY_DATE = "TND-INQUIRY-DATE"  # received_at, sent_at
    INQUIRY_CONCLUSION = "TND-INQUIRY-CONCLUSION"  # kind, conclusion
    LOW_NOT_ASKED = "TND-LOW-NOT-ASKED"  # response
    LOW_RUNNING = "TND-LOW-RUNNING"  # response, due_at
    REGULARISATION_LOW = "TND-REGULARISATION-LOW"  # responses
    REGULARISATION_SUBSTANTIAL = "TND-REGULARISATION-SUBSTANTIAL"  # response
    CANDIDACY_CHECK = "TND-CANDIDACY-CHECK"  # check
    CANDIDACY_REASON = "TND-CANDIDACY-REASON"  # response
    SELECTION_UNKNOWN = "TND-SELECTION-UNKNOWN"  # responses
    SELECTION_NOBODY = "TND-SELECTION-NOBODY"  # no fact
    SELECTION_REASON = "TND-SELECTION-REASON"  # no fact
    REPORT_LARGE = "TND-REPORT-LARGE"  # lines, limit
    SCHEDULE_EMPTY = "TND-SCHEDULE-EMPTY"  # no fact
    SCHEDULE_LONG = "TND-SCHEDULE-LONG"  # limit
    SCHEDULE_LINE = "TND-SCHEDULE-LINE"  # line, why
    SCHEDULE_FILE = "TND-SCHEDULE-FILE"  # columns

    MODIFICATION_NEW_HOLDER = "TND-MODIFICATION-NEW-HOLDER"  # no fact
    MODIFICATION_DATE = "TND-MODIFICATION-DATE"  # signed_on, notified_on, today
    MODIFICATION_LEGALITY = "TND-MODIFICATION-LEGALITY"  # number
    MODIFICATION_AMOUNT = "TND-MODIFICATION-AMOUNT"  # amount, current
    SUBCONTRACT_AMOUNT = "TND-SUBCONTRACT-AMOUNT"  # amount
    SUBCONTRACT_SELF = "TND-SUBCONTRACT-SELF"  # no fact
    SUBCONTRACT_DATE = "TND-SUBCONTRACT-DATE"  # received_on, today
    SUBCONTRACT_REASON = "TND-SUBCONTRACT-REASON"  # no fact
    CONTRACT_END_DATE = "TND-CONTRACT-END-DATE"  # ended_on, notified_on, today
    CONTRACT_END_REASON = "TND-CONTRACT-END-REASON"  # no fact
    DUTY_UNKNOWN = "TND-DUTY-UNKNOWN"  # duty, object
    DUTY_DATE = "TND-DUTY-DATE"  # done_on, today


def refuse_if(refusal: Refusal | None) -> None:
    """Refuse the act when a rule gave a refusal.

    Raises:
        Refused: with that refusal.
    """
    if refusal is not None:
        raise Refused(refusal)
