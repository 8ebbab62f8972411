"""What never reaches a log line: secrets, sealing identities, tokens, personal data, values of rejected input.

Two nets, because either alone has holes: by the name of the field, and by the shape of the text (a secret inside an
exception's message has no field name). Source: design promise P8; RGPD art. 5 (data minimisation, minimisation).
"""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

MASK = "[masqué]"
_DEPTH = 6  # deeper structures in a log line are a fault of the caller: they are masked whole

_SECRET_NAMES = re.compile(
    r"authorization|cookie|password|passwd|secret|token|api_?key|private_?key|identity|credential|nonce|"
    r"dsn|database_url|amqp_url|claims",
    re.IGNORECASE,
)
_PERSONAL_NAMES = frozenset(
    {"name", "nom", "first_name", "last_name", "given_name", "family_name", "email", "mail", "phone", "telephone"}
    | {"address", "adresse", "birth_date", "iban", "bic", "body", "payload", "query_string", "client", "ip"}
)
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"AGE-SECRET-KEY-[A-Z0-9-]+", re.IGNORECASE), MASK),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL), MASK),
    (re.compile(r"eyJ[\w-]{5,}\.[\w-]+\.[\w-]*"), MASK),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1 {MASK}"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s/:@]*):[^\s@]+@", re.IGNORECASE), rf"\1:{MASK}@"),
    (re.compile(r"\b(password|secret|token|api_key)=[^\s&'\",;]+", re.IGNORECASE), rf"\1={MASK}"),
    (re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b"), MASK),
    # What validators and databases quote of the rejected input may be a bid's content or a person's data.
    (re.compile(r"input_value=.*?(?=, input_type=)", re.DOTALL), f"input_value={MASK}"),
    (re.compile(r"\[parameters: .*?\](?=\n|\Z)", re.DOTALL), f"[parameters: {MASK}]"),
    (re.compile(r"DETAIL:[^\n]*"), f"DETAIL: {MASK}"),
)


def redact_text(text: str) -> str:
    """Mask in one text everything that has the shape of a secret or of rejected input."""
    for shape, replacement in _SHAPES:
        text = shape.sub(replacement, text)
    return text


def redact(value: object, *, depth: int = _DEPTH) -> object:
    """Mask secrets and personal data in a value of a log line, whatever its nesting."""
    match value:
        case _ if depth == 0:
            return MASK
        case str():
            return redact_text(value)
        case bytes() | bytearray() | memoryview():
            return f"[{len(value)} octets]"  # bytes may be sealed content; only their count is harmless
        case Mapping():
            return {str(key): _redact_field(str(key), item, depth=depth) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [redact(item, depth=depth - 1) for item in value]
        case _:
            return value if value is None or isinstance(value, bool | int | float) else redact_text(str(value))


def _redact_field(key: str, value: object, *, depth: int) -> object:
    if _SECRET_NAMES.search(key) or key.lower() in _PERSONAL_NAMES:
        return MASK if value not in (None, "") else value
    return redact(value, depth=depth - 1)


def redaction_processor(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Redact a whole line; it stands last before the JSON renderer, after tracebacks became text."""
    for key in list(event):
        event[key] = _redact_field(key, event[key], depth=_DEPTH)
    return event
