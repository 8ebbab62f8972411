"""The reading of saved certificates: taxes, contributions, qualifications, figures.

A certificate vouches until its own last day; one that names no day vouches for the day on which it was delivered. One
that begins after the day of the reading does not vouch for that day: it concludes nothing, and is no bad sign.
"""

import re
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from services.mps.domain.readings import Outcome, Reading, Value
from services.mps.gateways.issuer_dates import issuer_day
from services.mps.gateways.issuer_json import JsonMap, at, number_text, part, parts, text
from shared.kernel.paris import display_day


class Period(NamedTuple):
    """The days between which a certificate vouches, both included; None where the issuer names none."""

    first: date | None
    last: date | None
    is_doubtful: bool = False  # the issuer names a last day that cannot be read


_WRITTEN_NUMBER: Final = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,6})?", re.ASCII)
_VOUCHES = "L'organisme délivre son attestation."
_OVER = "L'attestation n'est plus valable au jour de la lecture : la redemander."
_NOT_YET = "L'attestation ne vaut qu'à partir du {day} : elle ne dit rien du jour de la lecture."
_NO_DAY = "La fin de validité que cite l'organisme n'a pas pu être lue : la lire sur le document."
_REFUSED = "L'organisme refuse de délivrer l'attestation : à éclaircir avec l'entreprise, qui peut contester."
_NO_FIGURE = "L'administration ne cite aucun chiffre : cela ne prouve rien ; le demander à l'entreprise."
_EMPTY = "L'organisme ne cite aucun certificat : cela ne prouve rien ; demander le justificatif à l'entreprise."


def read_tax_certificate(payload: JsonMap, as_of: date) -> Reading:
    """Read the tax certificate (DGFiP v3, v4): its delivery vouches for the period that it analysed."""
    data = part(payload, "data")
    delivered, period = (issuer_day(data.get(key)) for key in ("date_delivrance_attestation", "date_periode_analysee"))
    facts: dict[str, Value] = {
        "delivered_on": delivered.isoformat() if delivered else None,
        "analysed_period_end": period.isoformat() if period else None,
        "age_days": (as_of - delivered).days if delivered else None,
    }
    if text(data, "document_url") is None and delivered is None:
        return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, _EMPTY, facts=MappingProxyType(facts))
    return Reading(Outcome.FAVOURABLE, _VOUCHES, facts=MappingProxyType(facts))


def read_vigilance(payload: JsonMap, as_of: date) -> Reading:
    """Read the vigilance certificate (Urssaf v3, v4): a refusal comes with a status of success."""
    data = part(payload, "data")
    status = text(data, "entity_status", "code")
    begins, ends = (issuer_day(data.get(key)) for key in ("date_debut_validite", "date_fin_validite"))
    has_document = text(data, "document_url") is not None
    facts: dict[str, Value] = {
        "document": has_document,
        "entity_status": status,
        "valid_from": begins.isoformat() if begins else None,
        "valid_to": ends.isoformat() if ends else None,
        "security_code": text(data, "code_securite"),
    }
    if status == "refus_de_delivrance":
        return Reading(Outcome.UNFAVOURABLE, text(data, "entity_status", "description") or _REFUSED, None, facts)
    if status not in {None, "ok"}:
        return Reading(Outcome.INFO, f"Situation « {status} » inconnue de cette lecture.", ends, facts)
    if status is None and not has_document:
        return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, _EMPTY, None, facts)
    return _vouching([_period(data, "date_debut_validite", "date_fin_validite")], as_of, facts)


def read_agricultural(payload: JsonMap, as_of: date) -> Reading:
    """Read the conformity of agricultural contributions (MSA): three statuses."""
    del as_of
    status = text(payload, "data", "status")
    facts = MappingProxyType({"status": status})
    match status:
        case "up_to_date":
            return Reading(Outcome.FAVOURABLE, "À jour de ses cotisations agricoles.", facts=facts)
        case "outdated":
            return Reading(Outcome.UNFAVOURABLE, "Pas à jour de ses cotisations agricoles ; à éclaircir.", facts=facts)
        case "under_investigation":
            return Reading(Outcome.PENDING, "La MSA examine encore la situation.", facts=facts)
        case _:
            return Reading(Outcome.INFO, f"Situation « {status} » inconnue de cette lecture.", facts=facts)


def read_pension_conformity(payload: JsonMap, as_of: date) -> Reading:
    """Read the conformity of building pensions (ProBTP): yes or no."""
    del as_of
    eligible = at(payload, "data", "eligible")
    if not isinstance(eligible, bool):
        return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, _EMPTY)
    outcome = Outcome.FAVOURABLE if eligible else Outcome.UNFAVOURABLE
    words = "À jour de ses cotisations retraite." if eligible else "Pas à jour de ses cotisations retraite."
    return Reading(outcome, words, facts=MappingProxyType({"eligible": eligible}))


def read_document(payload: JsonMap, as_of: date) -> Reading:
    """Read a certificate that is only a document behind an address that expires (CIBTP, CNETP, ProBTP, FNTP)."""
    data = part(payload, "data")
    delay = at(data, "document_url_expires_in") or at(data, "expires_in")
    facts: dict[str, Value] = {
        "document": text(data, "document_url") is not None,
        "url_expires_in_s": delay if isinstance(delay, int) and not isinstance(delay, bool) else None,
    }
    if not facts["document"] and text(data, "date_fin_validite") is None:
        return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, _EMPTY, facts=facts)
    return _vouching([_period(data, "date_debut_validite", "date_fin_validite")], as_of, facts)


def read_engineering(payload: JsonMap, as_of: date) -> Reading:
    """Read the qualifications of engineering (OPQIBI): those on probation count until their own day."""
    data = part(payload, "data")
    named: list[list[object]] = [
        [text(row, "code_qualification"), text(row, "nom")] for row in parts(data, "qualifications")
    ]
    facts: dict[str, Value] = {"certificate": text(data, "numero_certificat"), "qualifications": named}
    ends = [f"date_validite_qualifications{kind}" for kind in ("", "_probatoires")]
    if facts["certificate"] is None and not named and not any(text(data, end) for end in ends):
        return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, _EMPTY, facts=MappingProxyType(facts))
    return _vouching([_period(data, "date_delivrance_certificat", *ends)], as_of, facts)


def read_electrical(payload: JsonMap, as_of: date) -> Reading:
    """Read the certificates of electrical work (Qualifelec): one that still runs is enough."""
    rows = [part(row, "data") for row in parts(payload, "data")]
    certificates: list[list[object]] = [
        [_plain(row.get("numero")), _iso(issuer_day(row.get("date_fin"))), _plain(row.get("rge"))] for row in rows
    ]
    facts: dict[str, Value] = {"certificates": certificates}
    if not rows:
        return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, _EMPTY, facts=facts)
    return _vouching([_period(row, "date_debut", "date_fin") for row in rows], as_of, facts)


def read_renewable(payload: JsonMap, as_of: date) -> Reading:
    """Read the environmental certificates of building work (RGE): one that still runs is enough."""
    rows = [part(row, "data") for row in parts(payload, "data")]
    certificates: list[list[object]] = [
        [text(row, "nom_certificat"), _iso(issuer_day(row.get("date_expiration"))), text(row, "domaine")]
        for row in rows
    ]
    facts: dict[str, Value] = {"certificates": certificates}
    if not rows:
        return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, _EMPTY, facts=facts)
    return _vouching([_period(row, "date_attribution", "date_expiration") for row in rows], as_of, facts)


def read_turnover(payload: JsonMap, as_of: date) -> Reading:
    """Read the turnovers of the closed years (DGFiP), in EUR."""
    del as_of
    rows = [part(row, "data") for row in parts(payload, "data")]
    turnovers: list[list[object]] = [
        [_iso(issuer_day(row.get("date_fin_exercice"))), _number(at(row, "chiffre_affaires"))] for row in rows
    ]
    facts = MappingProxyType({"turnovers": turnovers})
    if not turnovers:
        return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, _NO_FIGURE, facts=facts)
    return Reading(Outcome.INFO, "Chiffres d'affaires à comparer avec le minimum demandé.", facts=facts)


def read_headcount(payload: JsonMap, as_of: date) -> Reading:
    """Read the average headcounts (GIP-MDS), by social regime."""
    del as_of
    rows = (
        row
        for key in ("effectifs_annuel", "effectifs_annuels", "effectifs_mensuel", "effectifs_mensuels")
        for row in parts(payload, "data", key)
    )
    headcount: list[list[object]] = [
        [text(row, "regime"), _number(at(row, "value")), text(row, "nature")] for row in rows
    ]
    facts = MappingProxyType({"headcount": headcount})
    if not headcount:
        return Reading(Outcome.NOT_AVAILABLE_ASK_SUPPLIER, _NO_FIGURE, facts=facts)
    return Reading(Outcome.INFO, "Effectifs à comparer avec le minimum demandé.", facts=facts)


def read_vat(payload: JsonMap, as_of: date) -> Reading:
    """Read the VAT number (European Commission)."""
    del as_of
    facts = MappingProxyType({"vat": text(payload, "data", "tva_number")})
    return Reading(Outcome.INFO, "Numéro de TVA intracommunautaire.", facts=facts)


def read_information(payload: JsonMap, as_of: date) -> Reading:
    """Read any other answer: shown as it is, it concludes nothing."""
    del payload, as_of
    return Reading(Outcome.INFO, "Information à montrer telle quelle ; rien à conclure d'elle seule.")


def _period(row: JsonMap, first: str, *lasts: str) -> Period:
    """Read the days between which a certificate vouches; of several last days, the latest."""
    days = [issuer_day(row.get(last)) for last in lasts]
    is_doubtful = any(day is None and text(row, last) is not None for day, last in zip(days, lasts, strict=True))
    return Period(issuer_day(row.get(first)), max((day for day in days if day), default=None), is_doubtful)


def _vouching(periods: list[Period], as_of: date, facts: dict[str, Value]) -> Reading:
    """Say whether one of several certificates vouches on a day, both its days included.

    One without last day runs on, one whose last day cannot be read is shown; of those that run, the one that lasts
    gives the last day.
    """
    kept = MappingProxyType(facts)
    begun = [each for each in periods if each.first is None or each.first <= as_of]
    running = [each.last for each in begun if not each.is_doubtful and (each.last is None or each.last >= as_of)]
    if running:
        named = [last for last in running if last is not None]
        return Reading(Outcome.FAVOURABLE, _VOUCHES, max(named, default=None), kept)
    if any(each.is_doubtful for each in begun):
        return Reading(Outcome.INFO, _NO_DAY, facts=kept)
    if coming := [each.first for each in periods if each.first is not None and each.first > as_of]:
        return Reading(Outcome.INFO, _NOT_YET.format(day=display_day(min(coming))), facts=kept)
    ended = [each.last for each in begun if each.last is not None]
    return Reading(Outcome.EXPIRED, _OVER, max(ended, default=None), kept)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(value: object) -> str | int | bool | None:
    """Give a fact as a program may print it: a decimal as its text, never an object nor a list."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    return text({"": value}, "")


def _number(value: object) -> int | str | None:
    """Give a whole number as it is and a decimal as its text: no amount is ever a float."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and _WRITTEN_NUMBER.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, Decimal):
        if number_text(value) is None:
            return None
        return int(value) if value == value.to_integral_value() else f"{value:f}"
    return value if isinstance(value, int) else None
