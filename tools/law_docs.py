"""Writes docs/law.md: codes of obligations, the table of buyers, every parameter of the law over time."""

from collections.abc import Iterator
from enum import StrEnum

from services.commands.law_answers import shown_value
from services.tenders.domain.law import KIND_LABELS, MEANINGS, PHASE_TITLES, Circumstance, Exclusion, Ground, Phase
from services.tenders.domain.law.grounds import GROUNDS
from services.tenders.domain.law.scope import EXCLUSIONS
from shared.legal import LegalTable
from shared.legal.buyers import EARLIER_NAMES, BuyerProfile, Cell, buyers
from shared.legal.parameter import Parameter

HEAD = """# The law

Generated from `shared/legal` and from the law engine by `make docs`; do not edit.
Confidence: A was read in the official text, B in a secondary source, C is recalled or inferred and is to be verified.
Only A stops anybody, and only where the article knows no exception.
"""
_CELLS = ("eu", "notice", "committee", "control", "payment", "accountant", "sme", "portal")
_COLUMNS = (
    "seuil européen",
    "avis",
    "commission",
    "contrôle de légalité",
    "délai de paiement",
    "comptable",
    "taux pour les PME",
    "portail de facturation",
)
_WORDS = {
    "bound": "portail de l'État seul",
    "free": "portes au choix",
    "central": "autorité centrale",
    "sub_central": "autre pouvoir adjudicateur",
    "national": "BOAMP ou journal, puis BOAMP et JOUE",
    "european": "libre, puis JOUE seul",
    "required": "CAO",
    "threshold": "selon le seuil",
    "own_rules": "régime propre",
    "none": "non",
    "general": "règle générale",
    "health": "santé",
    "public_company": "entreprise publique",
    "public": "comptable public",
    "private": "comptabilité propre",
    "state": "État",
    "state_body": "grand établissement de l'État",
    "local": "grande collectivité",
}


def law_page() -> str:
    """Give the whole page."""
    return "\n".join([HEAD, *_codes(), *_kinds(), *_cases(), *_buyers(), *_parameters()]).rstrip() + "\n"


def _codes() -> Iterator[str]:
    yield "## Codes of obligations\n"
    yield "`POST /tenders/obligations` and `plis law obligations` answer with these codes. They are stable.\n"
    yield "| code | phase | sens |\n|---|---|---|"
    for phase in Phase:
        for code, (of, meaning) in MEANINGS.items():
            if of is phase:
                yield f"| `{code.value}` | {PHASE_TITLES[phase]} | {meaning} |"
    yield ""


def _kinds() -> Iterator[str]:
    yield "## What is bought\n"
    yield "| nom | sens |\n|---|---|"
    for kind, label in KIND_LABELS.items():
        yield f"| `{kind.value}` | {label} |"
    yield ""


def _cases() -> Iterator[str]:
    yield "## Special cases\n"
    yield "| nom | sens | article | confiance |\n|---|---|---|---|"
    for ground in Ground:
        text = GROUNDS[ground]
        yield f"| `{ground.value}` | {text.label} | {text.article} | {text.confidence.value} |"
    for exclusion in Exclusion:
        article, label, confidence = EXCLUSIONS[exclusion]
        yield f"| `{exclusion.value}` | Hors champ : {label} | {article} | {confidence.value} |"
    yield f"\nOther circumstances: {', '.join(f'`{each.value}`' for each in Circumstance)}.\n"


def _buyers() -> Iterator[str]:
    yield "## Buyers\n"
    yield "An entité adjudicatrice always has the column of the utilities."
    yield f"Earlier names are still read: {', '.join(f'`{old}` as `{new}`' for old, new in EARLIER_NAMES.items())}.\n"
    yield f"| acheteur | {' | '.join(_COLUMNS)} |\n|{'---|' * (len(_COLUMNS) + 1)}"
    for profile in buyers().values():
        yield f"| `{profile.kind.value}` {profile.label} | {' | '.join(_cells(profile))} |"
    yield ""


def _cells(profile: BuyerProfile) -> Iterator[str]:
    for name in _CELLS:
        cell: Cell[StrEnum] = getattr(profile, name)
        note = f" {cell.note}" if cell.note else ""
        yield f"{_WORDS[cell.value]} ({cell.article}, {cell.confidence.value}){note}"


def _parameters() -> Iterator[str]:
    yield "## Parameters over time\n"
    yield "The day that selects a row is that of the event. A day without a row is refused, never guessed.\n"
    for identifier, parameter in sorted(LegalTable.load().parameters.items()):
        yield from _parameter(identifier, parameter)


def _parameter(identifier: str, parameter: Parameter) -> Iterator[str]:
    yield f"### `{identifier}`\n"
    yield f"{parameter.label}. Article : {parameter.article}. Date : `{parameter.event.value}`.\n"
    yield "| du | au | valeur | confiance | source | note |\n|---|---|---|---|---|---|"
    for row in parameter.rows:
        value = parameter.at(row.first)
        until = row.last.isoformat() if row.last else "en vigueur"
        yield (
            f"| {row.first.isoformat()} | {until} | {shown_value(value)} | {row.confidence.value} | {row.source} "
            f"| {value.note or ''} |"
        )
    yield ""
