"""The page ``/docs``: every operation of a service, in one HTML page without any outside asset."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code{font-family:ui-monospace,monospace}li{margin:.4rem 0}"
    ".m{display:inline-block;min-width:4.5rem;font-weight:700}"
    "@media (prefers-color-scheme:dark){body{background:#161616;color:#eee}a{color:#8cf}}"
)
CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def docs_page(openapi: Mapping[str, Any], *, notice: str | None) -> str:
    """Write the page from the service's own OpenAPI description.

    Args:
        openapi: The description that ``/openapi.json`` gives.
        notice: A warning shown first, for instance that identities are for development only.
    """
    info = openapi["info"]
    groups: dict[str, list[str]] = {}
    for tag, line in _operations(openapi):
        groups.setdefault(tag, []).append(line)
    body = "".join(f"<h2>{escape(tag)}</h2><ul>{''.join(lines)}</ul>" for tag, lines in groups.items())
    warning = f"<p role='alert'><strong>{escape(notice)}</strong></p>" if notice else ""
    return (
        f"<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>{escape(info['title'])}</title>"
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style></head><body><main>{warning}"
        f"<h1>{escape(info['title'])}</h1><p>{escape(info.get('description', ''))}</p>"
        f"<p>Description complète : <a href='openapi.json'>openapi.json</a> · Limites : <a href='limits'>limits</a></p>"
        f"{body}</main></body></html>"
    )


def _operations(openapi: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["Opérations"])[0]
            meaning = (operation.get("description") or operation.get("summary", "")).partition("\n")[0]
            line = f"<li><code><span class='m'>{method.upper()}</span> {escape(path)}</code><br>{escape(meaning)}</li>"
            yield tag, line
