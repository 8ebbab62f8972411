"""Pages for people, written without any framework: one shell, escaped texts, fields with their labels.

Accessible (RGAA 4.1): language, title, skip link, landmarks, one main heading, a label for every field, hints tied to
their fields, errors announced. No script, no outside resource: the policy of contents forbids both.
"""

from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType
from typing import Final

from starlette.responses import HTMLResponse

SAFE_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
)
_STYLE: Final = (
    "body{font:1rem/1.6 system-ui,sans-serif;color:#161616;background:#fff;margin:0}header,main,footer{max-width:"
    "48rem;margin:0 auto;padding:1rem}header{border-bottom:3px solid #000091}.skip{position:absolute;left:-999rem}"
    ".skip:focus{left:1rem;background:#fff;padding:.5rem}h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem}"
    "fieldset{border:1px solid #929292;margin:1.5rem 0;padding:1rem}legend{font-weight:bold;padding:0 .5rem}"
    ".field{margin:1rem 0}label{font-weight:600;display:block}.check label{display:inline;font-weight:400}"
    ".hint{color:#3a3a3a;margin:.1rem 0}input[type=text],textarea,select{width:100%;font:inherit;padding:.4rem;"
    "border:1px solid #3a3a3a;box-sizing:border-box}:focus{outline:3px solid #0a76f6;outline-offset:2px}"
    "button{font:inherit;padding:.6rem 1.2rem;margin:1rem 1rem 0 0;background:#000091;color:#fff;border:0}"
    ".alert{border:2px solid #b34000;padding:1rem}.notice{border:2px solid #18753c;padding:1rem}"
)


def page(title: str, body: str, *, status: int = 200, practice: str | None = None) -> HTMLResponse:
    """Write a page around its main part; ``practice`` says that the platform is not a real one."""
    said = f'<p class="alert"><strong>{escape(practice)}</strong></p>' if practice else ""
    whole = (
        '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - Plis</title><style>{_STYLE}</style></head>"
        '<body><a class="skip" href="#contenu">Aller au contenu</a>'
        f'<header role="banner"><p><strong>Plis</strong>, la commande publique électronique</p>{said}</header>'
        f'<main id="contenu" tabindex="-1"><h1>{escape(title)}</h1>{body}</main>'
        '<footer role="contentinfo"><p>Aucun suivi, aucun script, aucune ressource extérieure.</p></footer>'
        "</body></html>\n"
    )
    return HTMLResponse(whole, status_code=status, headers=dict(SAFE_HEADERS))


def alert(title: str, detail: str) -> str:
    """Write a refusal that is announced as soon as the page is read."""
    return f'<div class="alert" role="alert"><h2>{escape(title)}</h2><p>{escape(detail)}</p></div>'


def notice(text: str) -> str:
    """Write good news, announced without interrupting."""
    return f'<div class="notice" role="status"><p>{escape(text)}</p></div>'


def form(action: str, fields: Iterable[str], *, hidden: Mapping[str, str], buttons: Mapping[str, str]) -> str:
    """Write a form; ``buttons`` gives the words of each value of ``action``."""
    pressed = "".join(
        f'<button type="submit" name="action" value="{escape(value)}">{escape(words)}</button>'
        for value, words in buttons.items()
    )
    return f'<form method="post" action="{escape(action)}">{_kept(hidden)}{"".join(fields)}<p>{pressed}</p></form>'


def upload_form(action: str, fields: Iterable[str], *, hidden: Mapping[str, str], button: str) -> str:
    """Write a form with one file; hidden fields come before it."""
    return (
        f'<form method="post" enctype="multipart/form-data" action="{escape(action)}">{_kept(hidden)}{"".join(fields)}'
        f'<p><button type="submit">{escape(button)}</button></p></form>'
    )


def file_field(name: str, label: str, *, hint: str, formats: Iterable[str]) -> str:
    """Write the choice of a file."""
    key, accepted = _id(name), ",".join(f".{each}" for each in formats)
    return (
        f'<div class="field"><label for="{key}">{escape(label)}</label><p class="hint" id="{key}-aide">{escape(hint)}'
        f'</p><input type="file" id="{key}" name="{escape(name)}" accept="{escape(accepted)}" required '
        f'aria-describedby="{key}-aide"></div>'
    )


def select_field(name: str, label: str, groups: Mapping[str, Mapping[str, str]], *, hint: str = "") -> str:
    """Write the choice of one value; ``groups`` gives the words of each value under a title."""
    key, described, said = _id(name), "", ""
    if hint:
        described = f' aria-describedby="{key}-aide"'
        said = f'<p class="hint" id="{key}-aide">{escape(hint)}</p>'
    shown = "".join(
        f'<optgroup label="{escape(title)}">'
        + "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in options.items())
        + "</optgroup>"
        for title, options in groups.items()
        if options
    )
    return (
        f'<div class="field"><label for="{key}">{escape(label)}</label>{said}'
        f'<select id="{key}" name="{escape(name)}"{described}>{shown}</select></div>'
    )


def fieldset(legend: str, fields: Iterable[str], *, hint: str = "") -> str:
    """Write fields that belong together."""
    said = f'<p class="hint">{escape(hint)}</p>' if hint else ""
    return f"<fieldset><legend>{escape(legend)}</legend>{said}{''.join(fields)}</fieldset>"


def text_field(name: str, label: str, value: str, *, hint: str = "", lines: int = 1, is_required: bool = False) -> str:
    """Write a field of text, on one line or more."""
    key, described = _id(name), ""
    said = ""
    if hint:
        described = f' aria-describedby="{key}-aide"'
        said = f'<p class="hint" id="{key}-aide">{escape(hint)}</p>'
    common = f'id="{key}" name="{escape(name)}"{described}{" required" if is_required else ""}'
    if lines == 1:
        control = f'<input type="text" {common} value="{escape(value)}">'
    else:
        control = f'<textarea {common} rows="{lines}">\n{escape(value)}</textarea>'
    return f'<div class="field"><label for="{key}">{escape(label)}</label>{said}{control}</div>'


def check(name: str, value: str, label: str, *, is_checked: bool, kind: str = "checkbox") -> str:
    """Write a box to tick, or one choice of several (``kind`` radio)."""
    key = _id(f"{name}-{value}")
    ticked = " checked" if is_checked else ""
    named = f'name="{escape(name)}" value="{escape(value)}"'
    return (
        f'<div class="field check"><input type="{kind}" id="{key}" {named}{ticked}>'
        f' <label for="{key}">{escape(label)}</label></div>'
    )


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """Write facts with their labels."""
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in pairs)
    return f"<dl>{rows}</dl>" if rows else ""


def paragraph(text: str) -> str:
    """Write a paragraph."""
    return f"<p>{escape(text)}</p>"


def heading(text: str) -> str:
    """Write a heading below the main one."""
    return f"<h2>{escape(text)}</h2>"


def bullets(texts: Iterable[str]) -> str:
    """Write a list."""
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def link(url: str, words: str) -> str:
    """Write a link to an address of the web; any other kind of address is written as words."""
    if not url.startswith(("https://", "http://", "/")):
        return escape(words)
    return f'<a href="{escape(url)}">{escape(words)}</a>'


def _kept(hidden: Mapping[str, str]) -> str:
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in hidden.items()
    )


def _id(name: str) -> str:
    """Give an identifier that is allowed everywhere, different for different names."""
    return "c-" + "".join(each if each.isascii() and each.isalnum() else f"_{ord(each):x}_" for each in name)
