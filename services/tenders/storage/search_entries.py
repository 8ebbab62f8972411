"""What search keeps of a consultation, computed from the consultation alone: same consultation, same entry."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from services.tenders.domain.model import Tender
from services.tenders.domain.search import is_open
from services.tenders.storage.search_tokens import (
    DEADLINE,
    OPEN,
    PUBLICATION,
    RESERVED,
    cpv_tokens,
    day_tokens,
    lots_token,
    nuts_tokens,
)
from shared.storage.search_vector import Indexed, Weight, index_texts

NORMALISER: Final = 1  # the next number when stop words, stems or marks change: every entry is then made anew


def indexed(tender: Tender) -> Indexed:
    """Give the words and the marks of a published consultation; its estimated value is not among them."""
    content = tender.content
    texts = [
        (Weight.FIRST, content.title),
        (Weight.SECOND, content.object),
        (Weight.LAST, tender.buyer.name),  # before the lots, which may be a thousand: a buyer is always found
        *((Weight.THIRD, lot.title) for lot in content.lots),
    ]
    return index_texts(texts, tokens=_tokens(tender))


def entry_row(tender: Tender, *, words: Indexed, documents: int, updated_at: datetime) -> dict[str, Any]:
    """Write the entry of a published consultation."""
    content = tender.content
    return {
        "tender_id": tender.tender_id.value,
        "published_at": _published_at(tender),
        "deadline": tender.current_stage.deadline.at,
        "updated_at": updated_at,
        "status": tender.status.value,
        "is_open": is_open(tender),
        "kind": content.kind.value,
        "procedure": content.procedure.value,
        "organisation": tender.buyer.siret.value,
        "buyer_name": tender.buyer.name,
        "cpv_divisions": sorted({lot.cpv.division for lot in content.lots}),
        "nuts": content.terms.nuts,
        "lots": len(content.lots),
        "is_reserved": _is_reserved(tender),
        "ceiling": _ceiling(tender),
        "documents": documents,
        "digest": _digest(tender, words),
        "words": words.vector,
    }


def _digest(tender: Tender, words: Indexed) -> str:
    """Sum up what anybody sees of a consultation, to tell a change of it from a step of the evaluation."""
    content = tender.content
    ends = sorted(f"{lot_id}{end.outcome}" for lot_id, end in tender.ends.items())
    seen = (NORMALISER, words.vector, content.criteria, content.terms, tender.current_stage.deadline.at, ends)
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _tokens(tender: Tender) -> set[str]:
    content = tender.content
    tokens = {
        f"#k:{content.kind.value}",
        f"#t:{content.procedure.value}",
        f"#b:{tender.buyer.siret.value}",
        f"#s:{tender.status.value}",
        lots_token(len(content.lots)),
        *day_tokens(PUBLICATION, _published_at(tender)),
        *day_tokens(DEADLINE, tender.current_stage.deadline.at),
        *(token for cpv in {lot.cpv for lot in content.lots} for token in cpv_tokens(cpv)),
    }
    if content.terms.nuts is not None:
        tokens.update(nuts_tokens(content.terms.nuts))
    if is_open(tender):
        tokens.add(OPEN)
    if _is_reserved(tender):
        tokens.add(RESERVED)
    return tokens


def _is_reserved(tender: Tender) -> bool:
    return any(lot.reserved is not None for lot in tender.content.terms.lots)


def _ceiling(tender: Tender) -> Decimal | None:
    """Give the ceiling of a framework agreement: the one value that the law wants public (R2162-4)."""
    framework = tender.content.terms.framework
    return None if framework is None or framework.maximum is None else framework.maximum.amount


def _published_at(tender: Tender) -> datetime:
    assert tender.publication is not None, "a draft has no entry"  # noqa: S101 - programmer error, not input
    return tender.publication.published_at
