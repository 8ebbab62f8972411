"""From an error of API Entreprise to an answer that concludes nothing (nomenclature of errors, read 2026-04-28).

The HTTP status decides, then `meta.retry_in`; the prefix of a code is not reliable (a 404 of Insee carries 04003).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from services.mps.domain.answers import DeliveryRefused, NoAnswer, NothingKnown, Silence, SourceAnswer
from services.mps.gateways.issuer_json import JsonMap, at, parts, read_json, storable, text

_CANNOT_BE_ISSUED: Final = "04503"  # Urssaf: one establishment has not reported; the company must be asked
NOT_IN_ORDER: Final = "38422"  # CIBTP tells with a 404 that the contributions are not in order (official example)
_MANUAL_ANALYSIS: Final = "04501"  # Urssaf: an agent looks into the case; two days where no delay is announced
_ANALYSIS_DELAY: Final = timedelta(hours=48)
_MAINTENANCE: Final = "020"  # the end of the code, whatever the provider
_MAINTENANCE_DELAY: Final = timedelta(minutes=10)
_SAME_CALL_RUNNING: Final = timedelta(seconds=5)
_DEFAULT_PAUSE: Final = timedelta(minutes=1)  # quotas are counted by the minute

UNKNOWN: Final = (
    "L'administration n'a pas d'information pour cette entreprise, ou celle-ci est hors de son périmètre : "
    "cela ne prouve rien contre elle."
)
REFUSED: Final = "L'organisme refuse de délivrer l'attestation : à éclaircir avec l'entreprise, qui peut contester."
LEGALLY_WITHHELD: Final = "La loi interdit à l'administration de communiquer cette information."
OUR_FAULT: Final = "La demande a été rejetée par API Entreprise ({codes}) : l'exploitant de la plateforme est prévenu."
TOO_MANY: Final = "Le quota d'appels est atteint : nouvelle demande à la fin de la période."
ALREADY_RUNNING: Final = "La même demande est déjà en cours de traitement."
SILENT: Final = "L'administration n'a pas pu répondre ({codes})."
CLOSED: Final = "L'administration est en maintenance."
_REFUSED_ACCESS: Final = frozenset({401, 403})


def answer_from_error(status: int, *, headers: Mapping[str, str], body: bytes, now: datetime) -> SourceAnswer:
    """Read an answer whose status is not 200."""
    errors = list(parts(read_json(body) or {}, "errors"))
    if refusal := next((error for error in errors if text(error, "code") == NOT_IN_ORDER), None):
        return DeliveryRefused((), None, text(refusal, "detail") or REFUSED, storable(body.decode("utf-8", "replace")))
    codes = ", ".join(code for error in errors if (code := text(error, "code"))) or f"HTTP {status}"
    if status == 404 or _CANNOT_BE_ISSUED in codes.split(", "):
        return NothingKnown(UNKNOWN, storable(body.decode("utf-8", "replace")))
    if status == 451:
        return NothingKnown(LEGALLY_WITHHELD, storable(body.decode("utf-8", "replace")))
    if 400 <= status < 500:
        return _not_heard(status, headers=headers, codes=codes, now=now)
    return _failure(errors, codes=codes)


def _not_heard(status: int, *, headers: Mapping[str, str], codes: str, now: datetime) -> NoAnswer:
    if status == 429:
        return NoAnswer(TOO_MANY, quota_pause(headers, now=now), Silence.BUSY)
    if status == 409:
        return NoAnswer(ALREADY_RUNNING, _SAME_CALL_RUNNING, Silence.BUSY)
    silence = Silence.FORBIDDEN if status in _REFUSED_ACCESS else Silence.REJECTED
    return NoAnswer(OUR_FAULT.format(codes=codes), silence=silence)


def _failure(errors: list[JsonMap], *, codes: str) -> NoAnswer:
    announced = _announced(errors)
    if announced is None and any(code.endswith(_MAINTENANCE) for code in codes.split(", ")):
        return NoAnswer(CLOSED, _MAINTENANCE_DELAY, Silence.BUSY)
    if announced is None and _MANUAL_ANALYSIS in codes.split(", "):
        announced = _ANALYSIS_DELAY
    return NoAnswer(SILENT.format(codes=codes), announced)


def quota_pause(headers: Mapping[str, str], *, now: datetime) -> timedelta:
    """Give how long a group must be left alone, from `Retry-After` (seconds) or `RateLimit-Reset` (timestamp)."""
    seconds = _number(headers.get("retry-after"))
    if seconds is None:
        reset = _number(headers.get("ratelimit-reset"))
        seconds = None if reset is None else reset - int(now.timestamp())
    return _DEFAULT_PAUSE if seconds is None else timedelta(seconds=max(seconds, 1))


def is_exhausted(headers: Mapping[str, str]) -> bool:
    """Tell whether the answer says that its quota is used up."""
    return _number(headers.get("ratelimit-remaining")) == 0


def _announced(errors: list[JsonMap]) -> timedelta | None:
    """Give the longest delay announced by the errors, in `meta.retry_in` (seconds)."""
    delays = [at(error, "meta", "retry_in") for error in errors]
    seconds = [delay for delay in delays if isinstance(delay, int) and not isinstance(delay, bool) and delay > 0]
    return timedelta(seconds=min(max(seconds), 10**7)) if seconds else None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 12 else None
