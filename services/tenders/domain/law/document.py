"""The answer as plain data, the same for the API and for the command line (``plis law obligations --json``)."""

from services.tenders.domain.law.answer import Answer, Obligation


def answer_document(answer: Answer) -> dict[str, object]:
    """Give the obligations, in the order of the acts, and the assumptions."""
    return {
        "obligations": [obligation_document(each) for each in answer.obligations],
        "assumptions": list(answer.assumptions),
    }


def obligation_document(obligation: Obligation) -> dict[str, str | None]:
    """Give one obligation; a day is ISO 8601."""
    return {
        "code": obligation.code.value,
        "phase": obligation.phase.value,
        "level": obligation.level.value,
        "article": obligation.article,
        "what": obligation.what,
        "why": obligation.why,
        "confidence": obligation.confidence.value,
        "deadline": obligation.deadline.isoformat() if obligation.deadline else None,
        "limit": obligation.limit,
        "consequence": obligation.consequence,
    }
