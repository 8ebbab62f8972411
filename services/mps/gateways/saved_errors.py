"""The reading of a saved error of API Entreprise (errors.yml, nomenclature of errors, OpenAPI, read 2026-04-28).

The status decides, never the prefix of a code, which is not reliable; then the few codes whose words say something else
than their status, then the delay that the service announces in ``meta.retry_in`` or in the headers.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Final

from services.mps.domain.readings import Facts, Outcome, Reading, Value
from services.mps.gateways.api_entreprise_errors import NOT_IN_ORDER
from services.mps.gateways.issuer_json import JsonMap, at, parts, text
from shared.kernel.paris import display_instant

_STILL_LOOKED_INTO: Final = frozenset({"04501", "04502"})  # Urssaf: an agent, or the software, is at work
_UNKNOWN_DESPITE_STATUS: Final = frozenset(
    {
        "04503",  # Urssaf: an establishment has not reported; the company must be asked
        "02502",  # Infogreffe: "certainly a number outside the perimeter"
    }
)
_NO_SUCH_VERSION: Final = "00402"  # a 404 about our path, not about the company
_SAME_CALL_RUNNING: Final = "00015"
_SEVERAL_MATCH: Final = "015"  # the end of a provider's code: the criteria name several entities
_MAINTENANCE: Final = "020"
_LONGEST_DELAY: Final = 10**7
_MOST_WORDS: Final = 300
_SAME_AS_SILENCE: Final = frozenset({408, 425})  # a timeout, too early: nobody judged the request

_WORDS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.NOT_AVAILABLE_ASK_SUPPLIER: "L'administration n'a pas d'information ou l'entreprise est hors de son "
        "périmètre : cela ne prouve rien contre elle ; demander le justificatif à l'entreprise.",
        Outcome.UNFAVOURABLE: "L'organisme refuse de délivrer l'attestation : à éclaircir avec l'entreprise, qui peut "
        "contester.",
        Outcome.PENDING: "L'administration examine encore la situation : à redemander plus tard.",
        Outcome.FORBIDDEN_CHECK_SCOPES: "Le jeton de la plateforme n'ouvre pas cet accès : vérifier ses droits.",
        Outcome.CLIENT_ERROR_NO_RETRY: "La demande était mal formée : la répéter ne sert à rien.",
        Outcome.PROVIDER_ERROR_RETRY: "L'administration n'a pas pu répondre : à redemander.",
        Outcome.RETRY_AFTER: "À redemander après le délai annoncé, pas avant.",
    }
)
_WORDS_OF_STATUS: Final[Mapping[int, str]] = MappingProxyType(
    {
        409: "La même demande est déjà en cours : à redemander quand elle sera finie.",
        410: "L'administration ne donne plus cette information : demander le justificatif à l'entreprise.",
        429: "Le quota d'appels est atteint : à redemander après le délai annoncé, pas avant.",
        451: "La loi interdit à l'administration de communiquer cette information : cela ne prouve rien contre "
        "l'entreprise ; lui demander le justificatif.",
    }
)
_MAINTAINED: Final = "L'administration est en maintenance : à redemander."
_OTHER_VERSION: Final = "Le chemin demandé n'est pas celui d'une version connue du service : à corriger."
_SEVERAL: Final = "Plusieurs entités répondent à ces critères : préciser la demande ; la répéter ne sert à rien."


def read_error(status: int, *, payload: JsonMap, headers: Mapping[str, str]) -> Reading:
    """Read an answer whose status is not a success, or whose success holds errors instead of data."""
    errors = list(parts(payload, "errors"))
    codes = [code for error in errors if (code := text(error, "code"))]
    delay = _delay(errors, headers)
    outcome = _outcome(status, codes=frozenset(codes), is_announced=delay is not None)
    why = " ".join([_words(status, outcome, codes), *_moment(status, delay, headers), *_said(errors, outcome)])
    return Reading(outcome, why, facts=_facts(errors, codes), retry_in=delay)


def _outcome(status: int, *, codes: frozenset[str], is_announced: bool) -> Outcome:
    if (by_code := _told_by_code(status, codes)) is not None:
        return by_code
    if status in {404, 410, 451}:
        return Outcome.NOT_AVAILABLE_ASK_SUPPLIER
    if status in {401, 403}:
        return Outcome.FORBIDDEN_CHECK_SCOPES
    if status in {409, 429} or (status >= 500 and is_announced):
        return Outcome.RETRY_AFTER
    is_judged = 400 <= status < 500 and status not in _SAME_AS_SILENCE
    return Outcome.CLIENT_ERROR_NO_RETRY if is_judged else Outcome.PROVIDER_ERROR_RETRY


def _told_by_code(status: int, codes: frozenset[str]) -> Outcome | None:
    """Read the few codes whose official words say something else than their status."""
    if NOT_IN_ORDER in codes:
        return Outcome.UNFAVOURABLE
    if codes & _UNKNOWN_DESPITE_STATUS:
        return Outcome.NOT_AVAILABLE_ASK_SUPPLIER
    if codes & _STILL_LOOKED_INTO:
        return Outcome.PENDING
    if _several_match(status, codes) or (status == 404 and _NO_SUCH_VERSION in codes):
        return Outcome.CLIENT_ERROR_NO_RETRY
    return None


def _several_match(status: int, codes: Iterable[str]) -> bool:
    return status == 409 and any(code.endswith(_SEVERAL_MATCH) and code != _SAME_CALL_RUNNING for code in codes)


def _words(status: int, outcome: Outcome, codes: list[str]) -> str:
    if outcome is Outcome.CLIENT_ERROR_NO_RETRY:
        if status == 404:
            return _OTHER_VERSION
        return _SEVERAL if _several_match(status, codes) else _WORDS[outcome]
    is_by_status = outcome in {Outcome.RETRY_AFTER, Outcome.NOT_AVAILABLE_ASK_SUPPLIER}
    if is_by_status and status in _WORDS_OF_STATUS:
        return _WORDS_OF_STATUS[status]
    if outcome is Outcome.PROVIDER_ERROR_RETRY and any(code.endswith(_MAINTENANCE) for code in codes):
        return _MAINTAINED
    return _WORDS[outcome]


def _said(errors: list[JsonMap], outcome: Outcome) -> list[str]:
    """Repeat what the service said, where it helps: what is unknown is told in our words alone."""
    if outcome is Outcome.NOT_AVAILABLE_ASK_SUPPLIER:
        return []
    told = [f"{text(error, 'code') or 'sans code'} : {_detail(error)}" for error in errors if _detail(error)]
    words = " ; ".join(told)
    shown = words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]}…"
    return [f"({shown})"] if told else []


def _detail(error: JsonMap) -> str | None:
    words = text(error, "detail") or text(error, "title")
    return " ".join(words.split()).rstrip(".") if words else None


def _facts(errors: list[JsonMap], codes: list[str]) -> Facts:
    if not errors:
        return MappingProxyType({"error_code": None, "provider": None})
    provider = next((name for error in errors if (name := text(error, "meta", "provider"))), None)
    facts: dict[str, Value] = {"error_code": text(errors[0], "code"), "provider": provider}
    if len(errors) > 1:  # several errors come at once: each is told
        facts["error_codes"] = list[str | None](codes)
    return MappingProxyType(facts)


def _delay(errors: list[JsonMap], headers: Mapping[str, str]) -> int | None:
    """Give the longest delay announced, in seconds: the client comes back once, when everything is over."""
    announced = [at(error, "meta", "retry_in") for error in errors]
    seconds = [delay for delay in announced if isinstance(delay, int) and not isinstance(delay, bool) and delay > 0]
    after, asked_at = headers.get("retry-after", "").strip(), _instant(headers.get("date"))
    if (number := _number(after)) is not None:
        seconds.append(number)
    elif (until := _instant(after) or _reset(headers)) and asked_at:
        seconds.append(max(0, int((until - asked_at).total_seconds())))
    return min(max(seconds), _LONGEST_DELAY) if seconds else None


def _moment(status: int, delay: int | None, headers: Mapping[str, str]) -> list[str]:
    """Say from when on the service answers again, in seconds or at an instant."""
    if delay is not None:
        return [f"Délai annoncé : {delay} s."]
    until = _instant(headers.get("retry-after")) or _reset(headers)
    return [f"Pas avant le {display_instant(until)}."] if status == 429 and until else []


def _reset(headers: Mapping[str, str]) -> datetime | None:
    """Read ``RateLimit-Reset``, a timestamp (throttle.yml)."""
    seconds = _number(headers.get("ratelimit-reset", "").strip())
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _instant(written: str | None) -> datetime | None:
    """Read a date of HTTP (RFC 9110, section 5.6.7)."""
    try:
        found = parsedate_to_datetime(written) if written else None
    except (ValueError, TypeError, OverflowError):
        return None
    return None if found is None or found.tzinfo is None else found.astimezone(UTC)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 12 else None
