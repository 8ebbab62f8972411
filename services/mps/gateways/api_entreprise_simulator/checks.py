"""The checks of the official service, in its order: token, then every compulsory parameter at once, then the number.

Source: siade, `api_entreprise/has_mandatory_params.rb`, errors.yml (read 2026-04-28).
"""

import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from services.mps.gateways.api_entreprise_simulator import errors
from shared.kernel.luhn import passes_luhn

EXPIRED_TOKEN: Final = "jeton-expire"  # noqa: S105 - a word that makes the simulator play the case
POWERLESS_TOKEN: Final = "jeton-sans-droits"  # noqa: S105 - same
_LA_POSTE: Final = "356000000"
_PURPOSE: Final = ("context", "object", "recipient")
_FIRST_YEAR: Final = 2006


def token_of(request: Request) -> str | None:
    """Give the token of a call, None when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def token_error(token: str | None) -> tuple[int, errors.Error] | None:
    """Give what is wrong with a token: absent, expired, or without the right."""
    if token is None:
        return 401, errors.bad_token()
    if token == EXPIRED_TOKEN:
        return 401, errors.expired_token()
    if token == POWERLESS_TOKEN:
        return 403, errors.no_right()
    return None


def purpose_errors(params: Mapping[str, str]) -> list[errors.Error]:
    """Give every error of the compulsory parameters at once, as the official service does."""
    wrong = [errors.missing(name) for name in _PURPOSE if not params.get(name, "").strip()]
    recipient = params.get("recipient", "").strip()
    if recipient and not _is_siret(recipient):
        wrong.append(errors.bad_recipient())
    elif recipient and recipient[: len(_called(params))] == _called(params):
        wrong.append(errors.recipient_is_called())
    return wrong


def number_errors(params: Mapping[str, str], *, known: bool) -> list[errors.Error]:
    """Refuse a malformed number, except those of the sandbox itself (000000001 has a wrong check digit)."""
    if known:
        return []
    wrong = []
    if "siret" in params and not _is_siret(params["siret"]):
        wrong.append(errors.malformed("siret"))
    if "siren" in params and not _is_siren(params["siren"]):
        wrong.append(errors.malformed("siren"))
    if "siren_or_rna" in params and not (_is_siren(params["siren_or_rna"]) or _is_rna(params["siren_or_rna"])):
        wrong.append(errors.malformed("siren_or_rna"))
    if "year" in params and not (re.fullmatch(r"20[0-9]{2}", params["year"]) and int(params["year"]) >= _FIRST_YEAR):
        wrong.append(errors.malformed("year"))
    return wrong


def _called(params: Mapping[str, str]) -> str:
    """Give the number asked about, a text that no SIRET begins with when there is none."""
    return params.get("siret") or params.get("siren") or params.get("siren_or_rna") or "-"


def _is_siren(number: str) -> bool:
    return re.fullmatch(r"[0-9]{9}", number) is not None and passes_luhn(number)


def _is_rna(number: str) -> bool:
    return re.fullmatch(r"W[0-9A-Z]{9}", number) is not None


def _is_siret(number: str) -> bool:
    """Accept what the official service accepts: any establishment of La Poste, else a right check digit."""
    if not re.fullmatch(r"[0-9]{14}", number):
        return False
    return number.startswith(_LA_POSTE) or passes_luhn(number)
