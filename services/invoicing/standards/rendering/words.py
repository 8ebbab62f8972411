"""A value in the words of people: French numbers and days, and the names of the codes that everybody meets."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.frame_words import FRAME_WORDS
from services.invoicing.domain.terms import TERMS, Kind
from services.invoicing.domain.vat_exemptions import EXEMPTIONS
from shared.kernel.paris import display_day

_NUMBER: Final = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SPACE: Final = "\u00a0"
_VAT: Final = MappingProxyType(
    {
        "S": "taux normal ou réduit",
        "Z": "taux zéro",
        "E": "exonéré",
        "AE": "autoliquidation",
        "K": "livraison intracommunautaire",
        "G": "exportation",
        "O": "hors champ de la TVA",
    }
)
_SCHEMES: Final = MappingProxyType(
    {"0002": "SIREN", "0009": "SIRET", "0225": "adresse de facturation électronique", "0088": "GLN", "EM": "courriel"}
)
# The three notes that every French invoice bears (BR-FR-05), and those that are often met (UNTDID 4451).
_SUBJECTS: Final = MappingProxyType(
    {
        "PMT": "frais de recouvrement", "PMD": "pénalités de retard", "AAB": "escompte", "AAI": "information générale",
        "REG": "mention réglementaire", "ABL": "mention légale",
    }
)  # fmt: skip
# UNTDID 1001, 4461, 5305; ISO 6523: only what French invoices usually carry, the code always stands beside.
CODE_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "BT-3": MappingProxyType(
            {
                "380": "facture", "381": "avoir", "384": "facture rectificative", "386": "facture d'acompte",
                "389": "autofacture", "261": "avoir d'autofacture", "326": "facture partielle",
                "393": "facture cédée", "396": "avoir de facture cédée", "262": "avoir de remise globale",
                "471": "autofacture rectificative", "472": "facture rectificative cédée",
                "473": "autofacture rectificative cédée", "500": "autofacture d'acompte", "501": "autofacture cédée",
                "502": "avoir d'autofacture cédée", "503": "avoir de facture d'acompte",
            }
        ),
        "BT-81": MappingProxyType(
            {
                "10": "espèces", "20": "chèque", "30": "virement", "48": "carte", "49": "prélèvement",
                "54": "carte de crédit", "55": "carte de débit", "57": "compte habituel", "58": "virement SEPA",
                "59": "prélèvement SEPA", "97": "compensation",
            }
        ),
        "BT-21": _SUBJECTS,
        "BT-23": FRAME_WORDS,
        "BT-121": EXEMPTIONS,
        **dict.fromkeys(("BT-95", "BT-102", "BT-118", "BT-151"), _VAT),
        **dict.fromkeys(
            ("BT-29-1", "BT-30-1", "BT-34-1", "BT-46-1", "BT-47-1", "BT-49-1", "BT-60-1", "BT-61-1", "BT-71-1"),
            _SCHEMES,
        ),
        **dict.fromkeys(("BT-130", "BT-150"), MappingProxyType(
            {"C62": "unité", "H87": "pièce", "HUR": "heure", "DAY": "jour", "KGM": "kg", "MTR": "m", "MTK": "m²",
             "LTR": "litre", "MON": "mois", "KWH": "kWh", "TNE": "tonne"}
        )),
    }
)  # fmt: skip


def displayed(number: str, text: str, currency: str | None) -> str:
    """Say a value; a text that has not the form of its kind is shown as it is."""
    kind = TERMS[number].kind
    if kind is Kind.BINARY:
        return f"fichier de {_grouped(str(len(text) * 3 // 4))} octets environ"
    if kind is Kind.DAY and _DAY.fullmatch(text):
        return _day(text)
    if kind in {Kind.AMOUNT, Kind.PRICE}:
        return _decimal(text) + (f"{_SPACE}{_symbol(currency)}" if currency and _NUMBER.fullmatch(text) else "")
    if kind is Kind.PERCENTAGE:
        return _decimal(text) + (f"{_SPACE}%" if _NUMBER.fullmatch(text) else "")
    if kind is Kind.QUANTITY:
        return _decimal(text)
    words = CODE_WORDS.get(number, {}).get(text)
    return f"{words} ({text})" if words else text


def _day(text: str) -> str:
    try:
        return display_day(date.fromisoformat(text))
    except ValueError:
        return text


def _decimal(text: str) -> str:
    """Write a number in French with every digit that the document gave."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text
    sign, whole, decimals = found.groups()
    return f"{sign}{_grouped(whole)}" + (f",{decimals}" if decimals else "")


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    groups = ([digits[:head]] if head else []) + [digits[n : n + 3] for n in range(head, len(digits), 3)]
    return _SPACE.join(groups)


def _symbol(currency: str) -> str:
    return "€" if currency == "EUR" else currency
