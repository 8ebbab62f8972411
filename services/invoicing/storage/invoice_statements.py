"""What every invoice asks of PostgreSQL, built once: building a statement costs more than the server takes to run it.

Parameters are named ``b_…``, so that none is taken for a column; what is kept of a row is named like its columns.
"""

from typing import Final

from sqlalchemy import bindparam, case, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_find

from services.invoicing.storage import tables

_T: Final = tables.invoice
_D: Final = tables.invoice_document
_S: Final = tables.invoice_step
SAME_BYTES: Final = ("buyer_siret", "seller_siret", "sha256")
_SET_LATER: Final = frozenset({"fetched_by_buyer_at", "rejection_handled_at"})
_STEP: Final = ("status", "passed_at", "comment")

BY_ID: Final = select(_T).where(_T.c.id == bindparam("b_id"))
LOCKED_BY_ID: Final = BY_ID.with_for_update()
OF_SAME_BYTES: Final = select(_T.c.id).where(*(_T.c[name] == bindparam(f"b_{name}") for name in SAME_BYTES))
OF_SAME_NUMBER: Final = (
    select(_T)
    .where(
        _T.c.buyer_siret == bindparam("b_buyer"),
        _T.c.number == bindparam("b_number"),
        _T.c.issue_year == bindparam("b_year"),
        _T.c.seller_siret.startswith(bindparam("b_siren")),  # nine digits
        _T.c.id != bindparam("b_id"),
    )
    .order_by(_T.c.id)
)
DOCUMENT: Final = select(_D.c.content).join(_T, _T.c.id == _D.c.invoice_id).where(_T.c.id == bindparam("b_id"))
STEPPING: Final = insert(_S)

# One trip for the invoice, its bytes and its first step: the last two are kept if the first is.
_kept = (
    insert_or_find(_T)
    .values(
        {
            column.name: bindparam(f"b_{column.name}", type_=column.type)
            for column in _T.c
            if column.name not in _SET_LATER
        }
    )
    .on_conflict_do_nothing(index_elements=SAME_BYTES)
    .returning(_T.c.id)
    .cte("kept")
)
_document = insert(_D).from_select(
    ["invoice_id", "content"], select(_kept.c.id, bindparam("b_content", type_=_D.c.content.type))
)
_step = insert(_S).from_select(
    ["invoice_id", *_STEP],
    select(_kept.c.id, *(bindparam(f"b_step_{name}", type_=_S.c[name].type) for name in _STEP)),
)
ADDING: Final = select(_kept.c.id).add_cte(_document.cte("document"), _step.cte("step"))

_before = select(_T.c.id, _T.c.portal_status).where(_T.c.id == bindparam("b_id")).subquery("before")
_shown = bindparam("b_portal_status", type_=_T.c.portal_status.type)
SAVING: Final = (
    update(_T)
    .where(_T.c.id == _before.c.id, _T.c.version < bindparam("b_version", type_=_T.c.version.type))
    .values(
        portal_status=_shown,
        portal_status_at=case(
            (_T.c.portal_status == _shown, _T.c.portal_status_at),
            else_=bindparam("b_now", type_=_T.c.portal_status_at.type),
        ),
        fetched_by_buyer_at=case(
            (_T.c.buyer_siret == bindparam("b_buyer"), _T.c.fetched_by_buyer_at),
            else_=None,
        ),
    )
    .returning(_before.c.portal_status)
)
