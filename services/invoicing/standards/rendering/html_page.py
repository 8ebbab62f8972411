"""An invoice as one HTML page that stands alone: no script, no outside resource, every text escaped.

Accessible (RGAA 4.1): language, one main heading, headings in order, captions and headings of tables.
"""

import unicodedata
from collections.abc import Iterator
from html import escape
from typing import Final

from services.invoicing.domain.semantic import Extension, SemanticInvoice
from services.invoicing.standards.rendering.view import Row, Section, Shown, Table, view_of

_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;color:#161616;background:#fff;max-width:70rem;margin:2rem auto;"
    "padding:0 1rem}h1{font-size:1.75rem}h2{font-size:1.25rem;margin-top:2rem}dl{display:grid;"
    "grid-template-columns:minmax(12rem,1fr) 2fr;gap:.25rem 1rem;margin:0}dt{color:#3a3a3a}dd{margin:0;"
    "white-space:pre-line;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}caption{text-align:left;"
    "font-weight:bold;font-size:1.25rem;margin:2rem 0 .5rem}th,td{border-bottom:1px solid #929292;padding:.4rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}@media print{body{margin:0;max-width:none}}"
)
_DEEPEST_HEADING: Final = 6


def html_page(invoice: SemanticInvoice) -> bytes:
    """Write the page."""
    view = view_of(invoice)
    body = "".join(_table(part) if isinstance(part, Table) else "".join(_section(part, 2)) for part in view.parts)
    title = _text(view.title)
    page = (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{body}{_beyond(view.extensions)}</main></body></html>\n"
    )
    return page.encode("utf-8")


def _section(section: Section, level: int) -> Iterator[str]:
    heading = min(level, _DEEPEST_HEADING)
    yield "<section>"
    if section.title:
        yield f"<h{heading}>{_text(section.title)}</h{heading}>"
    if section.values:
        yield f"<dl>{''.join(_pair(shown) for shown in section.values)}</dl>"
    for inner in section.sections:
        yield from _section(inner, level + 1)
    yield "</section>"


def _pair(shown: Shown) -> str:
    return f'<dt>{_text(shown.label)}</dt><dd data-term="{shown.number}">{_text(shown.text)}</dd>'


def _table(table: Table) -> str:
    headings = "".join(f'<th scope="col">{_text(heading)}</th>' for heading in table.headings)
    rows = "".join(line for row in table.rows for line in _row(row, len(table.headings)))
    return (
        f"<table><caption>{_text(table.caption)}</caption><thead><tr>{headings}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _row(row: Row, columns: int) -> Iterator[str]:
    yield "<tr>"
    for number, cell in enumerate(row.cells):
        name, scope = ("th", ' scope="row"') if number == 0 else ("td", "")
        mark = f' data-term="{cell.number}"' if cell is not None else ""
        yield f"<{name}{scope}{mark}>{_text(cell.text) if cell is not None else ''}</{name}>"
    yield "</tr>"
    if row.rest is not None:
        yield f'<tr><td colspan="{max(columns, 1)}">{"".join(_section(row.rest, 3))}</td></tr>'


def _beyond(extensions: tuple[Extension, ...]) -> str:
    if not extensions:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{_text(one.path)}</th><td data-extension="">{_text(one.text)}</td></tr>'
        for one in extensions
    )
    return (
        "<table><caption>Autres indications du document</caption><thead><tr>"
        f'<th scope="col">Emplacement</th><th scope="col">Valeur</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _text(text: str) -> str:
    """Escape a text of the invoice; controls, and marks that turn the order of what follows, are left out."""
    return escape(text if text.isprintable() else "".join(c for c in text if _is_shown(c)), quote=True)


def _is_shown(character: str) -> bool:
    return character in "\t\n" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Cn"}
