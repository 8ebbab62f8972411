"""What every invoice asks of PostgreSQL, built once: building a statement costs more than the server takes to run it.

Parameters are named after the columns, ``b_…``, and ``b_step_…`` for those of a step.
"""

from typing import Any, Final

from sqlalchemy import BindParameter, Column, bindparam, case, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_find

from services.invoicing.storage import tables

_T: Final = tables.invoice
_D: Final = tables.invoice_document
_S: Final = tables.invoice_step
SAME_BYTES: Final = ("buyer_siret", "seller_siret", "sha256")
_SET_LATER: Final = frozenset({"fetched_by_buyer_at", "rejection_handled_at"})
_STEP: Final = ("status", "passed_at", "comment")


def _given(column: Column[Any], name: str = "") -> BindParameter[Any]:
    return bindparam(f"b_{name or column.name}", type_=column.type)


_step_values = [_given(_S.c[name], f"step_{name}") for name in _STEP]

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

# One trip for the invoice, its bytes and its first step: the last two are kept if the first is.
_kept = (
    insert_or_find(_T)
    .values({column.name: _given(column) for column in _T.c if column.name not in _SET_LATER})
    .on_conflict_do_nothing(index_elements=SAME_BYTES)
    .returning(_T.c.id)
    .cte("kept")
)
_document = insert(_D).from_select(["invoice_id", "content"], select(_kept.c.id, _given(_D.c.content)))
_step = insert(_S).from_select(
    ["invoice_id", *_STEP],
    select(_kept.c.id, *_step_values),
)
ADDING: Final = select(_kept.c.id).add_cte(_document.cte("document"), _step.cte("step"))

# One trip for the next version and for the step that it makes, if it makes one.
_SET_BY_RULE: Final = frozenset({"id", "portal_status_at", "fetched_by_buyer_at", "rejection_handled_at"})
_before = select(_T.c.id, _T.c.portal_status).where(_T.c.id == bindparam("b_id")).subquery("before")
_changed = {column.name: _given(column) for column in _T.c if column.name not in _SET_BY_RULE}
_saved = (
    update(_T)
    .where(_T.c.id == _before.c.id, _T.c.version < _changed["version"])
    .values(
        **_changed,
        portal_status_at=case(
            (_T.c.portal_status == _changed["portal_status"], _T.c.portal_status_at),
            else_=_given(_T.c.portal_status_at),
        ),
        fetched_by_buyer_at=case((_T.c.buyer_siret == _changed["buyer_siret"], _T.c.fetched_by_buyer_at), else_=None),
    )
    .returning(_T.c.id, _before.c.portal_status.label("shown_before"))
    .cte("saved")
)
_next_step = insert(_S).from_select(
    ["invoice_id", *_STEP],
    select(_saved.c.id, *_step_values).where(_saved.c.shown_before != _changed["portal_status"]),
)
SAVING: Final = select(_saved.c.id).add_cte(_next_step.cte("step"))
