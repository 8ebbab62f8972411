"""The French words of every refusal of invoicing, one file for each subject, joined here."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.api.texts.decisions import DECISIONS
from services.invoicing.api.texts.differences import DIFFERENCES, difference_text
from services.invoicing.api.texts.documents import DOCUMENTS
from services.invoicing.api.texts.drafts import DRAFTS
from services.invoicing.api.texts.feeds import FEEDS
from services.invoicing.api.texts.invoices import INVOICES
from services.invoicing.api.texts.judging import JUDGING
from services.invoicing.api.texts.orders import ORDERS
from services.invoicing.api.texts.portal import PORTAL
from services.invoicing.api.texts.portal_treatments import PORTAL_TREATMENTS
from services.invoicing.api.texts.recipients import RECIPIENTS
from services.invoicing.api.texts.state_portal import STATE_PORTAL
from shared.http.problems import ProblemText, describe
from shared.http.texts import HTTP_TEXTS
from shared.kernel.refusal import Refusal

__all__ = ["DIFFERENCES", "TEXTS", "difference_text", "refusal_text"]

TEXTS: Final[Mapping[str, ProblemText]] = MappingProxyType(
    {
        **DOCUMENTS,
        **INVOICES,
        **DECISIONS,
        **JUDGING,
        **ORDERS,
        **RECIPIENTS,
        **PORTAL,
        **DRAFTS,
        **FEEDS,
        **STATE_PORTAL,
        **PORTAL_TREATMENTS,
    }
)


def refusal_text(refusal: Refusal) -> str:
    """Say a refusal in French, with its facts, where it is one line of a report."""
    text, detail = describe(refusal, {**HTTP_TEXTS, **TEXTS})
    return f"{text.title} : {detail}"
