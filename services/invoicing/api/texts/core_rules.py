"""What to change in an invoice that breaks a rule of EN 16931, in French, rule by rule.

The official words are English, and stay beside these. ``{BT-…}`` and ``{BG-…}`` stand for the French names of the
table of terms. Rules of the VAT are the same for each category (UNTDID 5305), with its letters in their number.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.invoicing.domain.terms import TERMS

_MISSING: Final = (  # what each of these rules wants to be there
    "BR-01 BT-24, BR-02 BT-1, BR-03 BT-2, BR-04 BT-3, BR-05 BT-5, BR-06 BT-27, BR-07 BT-44, BR-08 BG-5, BR-09 BT-40, "
    "BR-10 BG-8, BR-11 BT-55, BR-12 BT-106, BR-13 BT-109, BR-14 BT-112, BR-15 BT-115, BR-16 BG-25, BR-17 BT-59, "
    "BR-18 BT-62, BR-19 BG-12, BR-20 BT-69, BR-21 BT-126, BR-22 BT-129, BR-23 BT-130, BR-24 BT-131, BR-25 BT-153, "
    "BR-26 BT-146, BR-31 BT-92, BR-32 BT-95, BR-36 BT-99, BR-37 BT-102, BR-41 BT-136, BR-43 BT-141, BR-45 BT-116, "
    "BR-46 BT-117, BR-47 BT-118, BR-49 BT-81, BR-50 BT-84, BR-52 BT-122, BR-53 BT-111, BR-55 BT-25, BR-56 BT-63, "
    "BR-57 BT-80, BR-61 BT-84, BR-CO-04 BT-151, BR-CO-18 BG-23"
)
_EITHER: Final = (  # one of two has to be there
    "BR-33 BT-97 BT-98, BR-38 BT-104 BT-105, BR-42 BT-139 BT-140, BR-44 BT-144 BT-145, BR-CO-19 BT-73 BT-74, "
    "BR-CO-20 BT-134 BT-135, BR-CO-21 BT-97 BT-98, BR-CO-22 BT-104 BT-105, BR-CO-23 BT-139 BT-140, "
    "BR-CO-24 BT-144 BT-145"
)
_OTHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "BR-27": "{BT-146} : jamais négatif ; pour déduire, écrivez une quantité négative",
        "BR-28": "{BT-148} : jamais négatif",
        "BR-29": "{BT-74} : pas avant {BT-73}",
        "BR-30": "{BT-135} : pas avant {BT-134}",
        "BR-48": "ajoutez : {BT-119} à chaque catégorie de TVA, sauf hors du champ de la TVA",
        "BR-51": "{BT-87} : n'écrivez que les six premiers et les quatre derniers chiffres de la carte",
        "BR-54": "ajoutez : {BT-160} et {BT-161} à chaque caractéristique de l'article",
        "BR-62": "{BT-34} : dites son schéma (0225 pour une adresse française)",
        "BR-63": "{BT-49} : dites son schéma (0225 pour une adresse française)",
        "BR-64": "{BT-157} : dites son schéma (0160 pour un GTIN)",
        "BR-65": "{BT-158} : dites de quelle nomenclature vient ce code",
        "BR-CO-03": "donnez : {BT-7} ou {BT-8}, pas les deux",
        "BR-CO-09": "{BT-31}, {BT-48}, {BT-63} : un numéro de TVA commence par le code de son pays (FR…)",
        "BR-CO-10": "{BT-106} doit être la somme de chaque {BT-131}",
        "BR-CO-11": "{BT-107} doit être la somme de chaque {BT-92}",
        "BR-CO-12": "{BT-108} doit être la somme de chaque {BT-99}",
        "BR-CO-13": "{BT-109} doit être : {BT-106} − {BT-107} + {BT-108}",
        "BR-CO-14": "{BT-110} doit être la somme de chaque {BT-117}",
        "BR-CO-15": "{BT-112} doit être : {BT-109} + {BT-110}",
        "BR-CO-16": "{BT-115} doit être : {BT-112} − {BT-113} + {BT-114}",
        "BR-CO-17": "{BT-117} doit être : {BT-116} × {BT-119} ÷ 100, arrondi au centime",
        "BR-CO-25": "il reste à payer : donnez : {BT-9} ou {BT-20}",
        "BR-CO-26": "pour que l'acheteur reconnaisse le vendeur, donnez : {BT-29}, {BT-30} ou {BT-31}",
        "BR-B-01": "la catégorie B est celle des factures italiennes entre Italiens : changez de catégorie de TVA",
        "BR-B-02": "la catégorie B ne va pas avec la catégorie S : changez de catégorie de TVA",
        "BR-IC-11": "livraison intracommunautaire : donnez : {BT-72}, ou {BG-14}",
        "BR-IC-12": "livraison intracommunautaire : donnez : {BT-80}",
        "BR-O-11": "une facture hors du champ de la TVA (O) n'a pas d'autre {BG-23}",
        "BR-O-12": "une facture hors du champ de la TVA (O) n'a pas de ligne d'une autre catégorie ({BT-151})",
        "BR-O-13": "une facture hors du champ de la TVA (O) n'a pas de remise d'une autre catégorie ({BT-95})",
        "BR-O-14": "une facture hors du champ de la TVA (O) n'a pas de frais d'une autre catégorie ({BT-102})",
        "BR-CL-01": "{BT-3} : ce code n'en est pas un ici (380 facture, 381 avoir ; en UBL, une facture et un avoir "
        "ont chacun leur document et leurs codes)",
        "BR-CL-24": "pièce jointe : type non admis ; admis : PDF, PNG, JPEG, CSV, XLSX, ODS",
        "UBL-DT-01": "un montant a deux décimales au plus",
        "UBL-DT-06": "pièce jointe : dites son type (mimeCode)",
        "UBL-DT-07": "pièce jointe : dites son nom (filename)",
    }
)
_LISTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("03", "04", "05"), "devise : ce n'est pas un code ISO 4217 (EUR)"),
        **dict.fromkeys(("14", "15"), "pays : ce n'est pas un code ISO 3166-1 à deux lettres (FR)"),
        **dict.fromkeys(("17", "18"), "catégorie de TVA : ce n'est pas un code UNTDID 5305 (S, Z, E, AE, K, G, O)"),
        **dict.fromkeys(
            ("10", "11", "21", "26"), "schéma d'un identifiant : ce n'est pas un code ISO 6523 (0002 SIREN, 0009 SIRET)"
        ),
        "06": "{BT-8} : code inconnu (5 date de facture, 29 livraison, 72 paiement)",
        "07": "{BT-18} : son schéma n'est pas un code UNTDID 1153",
        "08": "{BT-21} : ce n'est pas un code UNTDID 4451 (PMT, PMD, AAB)",
        "13": "{BT-158} : sa nomenclature n'est pas un code UNTDID 7143",
        "16": "{BT-81} : ce n'est pas un code UNTDID 4461 (30 virement, 58 virement SEPA)",
        "19": "motif d'une remise : ce n'est pas un code UNTDID 5189",
        "20": "motif de frais : ce n'est pas un code UNTDID 7161",
        "22": "{BT-121} : ce n'est pas un code VATEX",
        "23": "{BT-130} : ce n'est pas une unité de la recommandation 20 (C62 unité, HUR heure, KGM kilogramme)",
        "25": "{BT-34}, {BT-49} : le schéma n'est pas de la liste des adresses électroniques (0225 en France)",
    }
)
_CATEGORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "S": "taux normal ou réduit (S)",
        "Z": "taux zéro (Z)",
        "E": "exonération (E)",
        "AE": "autoliquidation (AE)",
        "IC": "livraison intracommunautaire (K)",
        "G": "exportation (G)",
        "O": "hors du champ de la TVA (O)",
        "AF": "taxe des Canaries (L)",
        "AG": "taxe de Ceuta et Melilla (M)",
        "IG": "taxe des Canaries (L)",
        "IP": "taxe de Ceuta et Melilla (M)",
    }
)
_RATES: Final[Mapping[str, str]] = MappingProxyType({"05": "{BT-152}", "06": "{BT-96}", "07": "{BT-103}"})
_POSITIVE: Final = frozenset({"S", "AF", "AG", "IG", "IP"})
_BY_CATEGORY: Final = re.compile(r"BR-(AE|AF|AG|E|G|IC|IG|IP|O|S|Z)-(0[1-9]|10)$")
_OF_LIST: Final = re.compile(r"BR-CL-(\d\d)$")
_OF_DECIMALS: Final = re.compile(r"BR-DEC-\d\d$")
_NAMED: Final = re.compile(r"\{(B[TG]-\d+)\}")
_IN_TEXT: Final = re.compile(r"\bBT-\d+\b")


def _asked(table: str, words: str) -> dict[str, str]:
    rows = (row.split() for row in table.split(", "))
    return {rule: words.format(*("{%s}" % term for term in terms)) for rule, *terms in rows}  # noqa: UP031 - braces


_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {**_asked(_MISSING, "ajoutez : {}"), **_asked(_EITHER, "ajoutez : {} ou {}"), **_OTHERS}
)


def what_to_change(rule: str, text: str) -> str:
    """Say in French what a rule of EN 16931 asks to change; empty for a rule that is none of these."""
    words = _SENTENCES.get(rule) or _of_list(rule) or _of_category(rule) or _of_decimals(rule, text)
    return _NAMED.sub(lambda found: f"{TERMS[found[1]].label} ({found[1]})", words)


def _of_list(rule: str) -> str:
    found = _OF_LIST.match(rule)
    return _LISTS.get(found[1], "") if found else ""


def _of_decimals(rule: str, text: str) -> str:
    found = _IN_TEXT.search(text) if _OF_DECIMALS.match(rule) else None
    return f"{{{found[0]}}} : deux décimales au plus" if found else ""


def _of_category(rule: str) -> str:
    found = _BY_CATEGORY.match(rule)
    if found is None:
        return ""
    category, number = found[1], found[2]
    return f"{_CATEGORIES[category]} : {_asked_of_category(category, number)}"


def _asked_of_category(category: str, number: str) -> str:
    """Say what the rules of one number ask of each category of VAT."""
    if number in _RATES:
        return _RATES[number] + _rate_of(category)
    if number in {"02", "03", "04"}:
        return _numbers_of(category)
    if number == "10":
        has_reason = category not in _POSITIVE and category != "Z"
        return "donnez le motif : {BT-120} ou {BT-121}" if has_reason else "n'écrivez ni : {BT-120}, ni {BT-121}"
    tax = "{BT-117} doit être {BT-116} × {BT-119} ÷ 100" if category in _POSITIVE else "{BT-117} doit être de 0"
    return {
        "01": "il faut le détail de cette catégorie : {BG-23}",
        "08": "{BT-116} doit être la somme de {BT-131} − {BT-92} + {BT-99} de cette catégorie et de ce taux",
        "09": tax,
    }[number]


def _rate_of(category: str) -> str:
    if category == "O":
        return " ne doit pas être là"
    return " doit être au-dessus de zéro" if category in _POSITIVE else " doit être de 0"


def _numbers_of(category: str) -> str:
    if category == "O":
        return "n'écrivez ni : {BT-31}, ni {BT-48}, ni {BT-63}"
    seller = "donnez : {BT-31} ou {BT-63}" if category in {"IC", "G"} else "donnez : {BT-31}, {BT-32} ou {BT-63}"
    buyer = {"AE": " ; et {BT-48} ou {BT-47}", "IC": " ; et {BT-48}"}
    return seller + buyer.get(category, "")
