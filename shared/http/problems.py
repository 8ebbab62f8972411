"""Problem details (RFC 9457): every refusal in one shape, with its code, its article, its facts and a French text.

A service gives a catalogue ``texts: Mapping[code, ProblemText]``; the HTTP codes of this package are in ``texts.py``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Response
from pydantic import BaseModel, Field

from shared.http.sentences import sentence
from shared.kernel.refusal import Refusal
from shared.observability import logger

MEDIA_TYPE = "application/problem+json"
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class ProblemText:
    """The French words of one refusal code.

    Attributes:
        title: Short sentence, the same for every occurrence.
        detail: Sentence over the facts of the refusal, for instance ``« Datée du {day:day}, pour {asked:amount}. »``.
        status: HTTP status of the answer; it says nothing about law.
    """

    title: str
    detail: str
    status: int


class FieldError(BaseModel):
    """One field of a request that was not understood."""

    field: str = Field(description="Chemin du champ dans la requête.")
    code: str = Field(description="Code stable de l'erreur.")
    message: str = Field(description="Explication en français.")


class ProblemDocument(BaseModel):
    """The body of every refusal (RFC 9457, section 3)."""

    type: str = Field(description="Identifiant du type de problème.")
    title: str
    status: int
    detail: str
    code: str = Field(description="Code stable du refus, jamais réutilisé.")
    article: str | None = Field(description="Article de droit appliqué, s'il y en a un.")
    facts: dict[str, str] = Field(description="Les faits qui ont conduit au refus.")
    request_id: str | None
    errors: list[FieldError] = Field(default_factory=list)

    def to_json(self) -> bytes:
        """Write the body; ``errors`` is left out where there is none."""
        return self.model_dump_json(exclude=None if self.errors else {"errors"}).encode()


def describe(refusal: Refusal, texts: Mapping[str, ProblemText]) -> tuple[ProblemText, str]:
    """The text of a refusal and its detail with the facts filled in.

    A code without a text is a fault of the service: it is logged, and the person still gets the code and the facts.
    """
    text = texts.get(refusal.code)
    if text is None:
        _log.error("problem_text_missing", code=refusal.code)
        facts = ", ".join(f"{key} : {value}" for key, value in refusal.facts.items())
        return ProblemText("Demande refusée", "", 409), f"Refus {refusal.code}" + (f" ({facts})." if facts else ".")
    return text, sentence(text.detail, refusal.facts)


def problem_document(
    refusal: Refusal,
    texts: Mapping[str, ProblemText],
    *,
    request_id: str | None,
    errors: Sequence[FieldError] = (),
) -> ProblemDocument:
    """Write a refusal as the body that leaves."""
    text, detail = describe(refusal, texts)
    return ProblemDocument(
        type=f"urn:plis:problem:{refusal.code}",
        title=text.title,
        status=text.status,
        detail=detail,
        code=refusal.code,
        article=refusal.article,
        facts=dict(refusal.facts),
        request_id=request_id,
        errors=list(errors),
    )


def problem_response(document: ProblemDocument, *, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that carries a problem."""
    return Response(document.to_json(), status_code=document.status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "model": ProblemDocument,
        "description": "Demande refusée (RFC 9457).",
    },
    "5XX": {
        "model": ProblemDocument,
        "description": "Service indisponible (RFC 9457).",
    },
}
