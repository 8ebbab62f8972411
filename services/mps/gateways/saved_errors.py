"""The reading of a saved error of API Entreprise (errors.yml, nomenclature of errors, read 2026-04-28).

The status decides, never the prefix of a code, which is not reliable; then the code of a case still looked into, then
the delay that the service announces in ``meta.retry_in``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.mps.domain.readings import Facts, Outcome, Reading
from services.mps.gateways.issuer_json import JsonMap, at, parts, text

_STILL_LOOKED_INTO: Final = frozenset({"04501", "04502"})  # Urssaf: an agent, or the software, is at work
_CANNOT_BE_ISSUED: Final = "04503"  # Urssaf: an establishment has not reported; the company must be asked
_LONGEST_DELAY: Final = 10**7

_WORDS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.NOT_AVAILABLE_ASK_SUPPLIER: "L'administration n'a pas d'information ou l'entreprise est hors de son "
        "périmètre : cela ne prouve rien contre elle ; demander le justificatif à l'entreprise.",
        Outcome.PENDING: "L'administration examine encore la situation : à redemander plus tard.",
        Outcome.FORBIDDEN_CHECK_SCOPES: "Le jeton de la plateforme n'ouvre pas cet accès : vérifier ses droits.",
        Outcome.CLIENT_ERROR_NO_RETRY: "La demande était mal formée : la répéter ne sert à rien.",
        Outcome.PROVIDER_ERROR_RETRY: "L'administration n'a pas pu répondre : à redemander.",
        Outcome.RETRY_AFTER: "À redemander après le délai annoncé, pas avant.",
    }
)


def read_error(status: int, *, payload: JsonMap, headers: Mapping[str, str]) -> Reading:
    """Read an answer whose status is not a success."""
    errors = list(parts(payload, "errors"))
    codes = {code for error in errors if (code := text(error, "code"))}
    delay = _delay(errors, headers)
    outcome = _outcome(status, codes=codes, delay=delay)
    return Reading(outcome, _WORDS[outcome], facts=_facts(errors), retry_in=delay)


def _outcome(status: int, *, codes: set[str], delay: int | None) -> Outcome:
    if status in {404, 451} or _CANNOT_BE_ISSUED in codes:
        return Outcome.NOT_AVAILABLE_ASK_SUPPLIER
    if codes & _STILL_LOOKED_INTO:
        return Outcome.PENDING
    if status in {401, 403}:
        return Outcome.FORBIDDEN_CHECK_SCOPES
    if status in {409, 429} or (status >= 500 and delay is not None):
        return Outcome.RETRY_AFTER
    return Outcome.CLIENT_ERROR_NO_RETRY if status < 500 else Outcome.PROVIDER_ERROR_RETRY


def _facts(errors: list[JsonMap]) -> Facts:
    if not errors:
        return MappingProxyType({"error_code": None, "provider": None})
    return MappingProxyType({"error_code": text(errors[0], "code"), "provider": text(errors[0], "meta", "provider")})


def _delay(errors: list[JsonMap], headers: Mapping[str, str]) -> int | None:
    """Give the longest delay announced, in seconds: the client comes back once, when everything is over."""
    announced = [at(error, "meta", "retry_in") for error in errors]
    seconds = [delay for delay in announced if isinstance(delay, int) and not isinstance(delay, bool) and delay > 0]
    after = headers.get("retry-after", "")
    if after.isascii() and after.isdigit() and len(after) < 9:
        seconds.append(int(after))
    return min(max(seconds), _LONGEST_DELAY) if seconds else None
