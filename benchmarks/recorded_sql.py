"""The SQL that one request really sends, turned into a pgbench script: the limit runs the very same statements.

Values are written as literals, except what the request makes up (identifiers, its key), which pgbench draws anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from psycopg import Binary, sql
from sqlalchemy import Engine, event

Statement = tuple[str, Mapping[str, Any]]


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Statement]]:
    """Record the statements that an engine executes while the context lasts."""
    seen: list[Statement] = []

    def note(*details: object) -> None:
        statement, parameters = details[2:4]
        seen.append((str(statement), cast("Mapping[str, Any]", parameters or {})))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def pgbench_script(
    statements: Sequence[Statement], *, drawn: Sequence[str], in_transaction: bool, mark: str = "drawn"
) -> str:
    """Write the script; each text of `drawn` is replaced by a new identifier, the same one everywhere it occurs."""
    body = ";\n".join(_literal(statement, parameters) for statement, parameters in statements) + ";\n"
    for number, value in enumerate(drawn):
        body = body.replace(value, f"' || :{mark}{number} || '")
    draws = ", ".join(f"gen_random_uuid()::text AS {mark}{number}" for number in range(len(drawn)))
    head = f"SELECT {draws} \\gset\n" if draws else ""
    return head + (f"BEGIN;\n{body}COMMIT;\n" if in_transaction else body)


def identifiers(statements: Sequence[Statement]) -> list[str]:
    """Give every identifier among the parameters, once, in the order of appearance."""
    values = [value for _, parameters in statements for value in parameters.values()]
    return list(dict.fromkeys(str(value) for value in values if isinstance(value, UUID)))


def _literal(statement: str, parameters: Mapping[str, Any]) -> str:
    return " ".join((statement % {name: _written(value) for name, value in parameters.items()}).split())


def _written(value: object) -> str:
    """Write a value as a literal in parentheses, in which a piece can be replaced by a concatenation."""
    if isinstance(value, UUID | datetime):
        return f"('{value}')"
    if isinstance(value, Binary):
        value = value.obj
    if isinstance(value, bytes):
        return f"decode('{value.hex()}', 'hex')"
    literal = sql.Literal(value).as_string(None)
    if not isinstance(value, str):
        return literal
    if "\\" in literal:
        raise ValueError("a text with a backslash cannot be cut into pieces")
    # pgbench takes a colon before a letter for one of its variables, inside texts too.
    return "(" + re.sub(r":(?=[A-Za-z_])", "' || chr(58) || '", literal) + ")"
