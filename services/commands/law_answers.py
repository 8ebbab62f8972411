"""How the answers of ``plis law`` are written, for people in French and for programs."""

from collections.abc import Mapping
from datetime import date

from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.legal import Confidence, LegalValue
from shared.legal.calendar import DueDate, MinimumPeriod, Standstill
from shared.legal.interest import InterestStatement
from shared.legal.value import Unit

_UNITS: Mapping[Unit, str] = {
    Unit.EUR_EXCL_VAT: "€ HT",
    Unit.EUR_INCL_VAT: "€ TTC",
    Unit.EUR: "€",
    Unit.HOURS: "heures",
    Unit.DAYS: "jours",
    Unit.MONTHS: "mois",
    Unit.YEARS: "ans",
    Unit.RATIO: "",
    Unit.PERCENT: "%",
    Unit.PERCENT_POINTS: "points",
    Unit.COUNT: "",
    Unit.BOOLEAN: "",
}
_OPERATORS: Mapping[str, str] = {"<": "moins de ", "<=": "au plus ", ">": "plus de ", ">=": "à partir de "}
CONFIDENCE_WORDS: Mapping[Confidence, str] = {
    Confidence.OFFICIAL: "lu dans le texte officiel",
    Confidence.SECONDARY: "lu dans une source secondaire",
    Confidence.UNVERIFIED: "NON VÉRIFIÉ : à contrôler avant de s'y fier",
}


def as_document(value: LegalValue) -> dict[str, object]:
    """Give a value of the law for programs; numbers are texts, as everywhere on the wire."""
    held = value.value
    return {
        "parameter": value.parameter,
        "label": value.label,
        "value": held if held is None or isinstance(held, bool) else f"{held:f}",
        "unit": value.unit.value,
        "op": value.op,
        "article": value.article,
        "source": value.source,
        "confidence": value.confidence.value,
        "valid_from": value.valid_from.isoformat(),
        "valid_to": value.valid_to.isoformat() if value.valid_to else None,
        "note": value.note,
    }


def describe_value(value: LegalValue) -> str:
    """Write a value of the law in French, with its article, its dates and its source."""
    until = f" au {display_day(value.valid_to)}" if value.valid_to else ""
    lines = [
        f"{value.label} : {shown_value(value)}",
        f"  {value.parameter} ; article {value.article}",
        f"  valable du {display_day(value.valid_from)}{until}"
        if until
        else f"  depuis le {display_day(value.valid_from)}",
        f"  {CONFIDENCE_WORDS[value.confidence]} ({value.source})",
    ]
    return "\n".join([*lines, f"  {value.note}"] if value.note else lines)


def describe_due_date(due: DueDate) -> str:
    """Write a payment due date in French."""
    return (
        f"Paiement au plus tard le {display_day(due.due_on)} "
        f"({due.rule.whole} jours à compter du {display_day(due.starts_on)}, {due.rule.article})."
    )


def describe_standstill(end: Standstill) -> str:
    """Write a suspension of signature in French."""
    return (
        f"Signature possible à partir du {display_day(end.signature_from)} : "
        f"{end.rule.whole} jours du {display_day(end.sent_on)} (compté) au {display_day(end.last_day)}, "
        f"{end.rule.article}."
    )


def describe_minimum_period(period: MinimumPeriod, *, careful_from: date) -> str:
    """Write a minimum period in French, and where the European count of days leads (règlement 1182/71)."""
    careful = ""
    if careful_from != period.deadline_from:
        careful = (
            f"\nLe délai finit un jour férié, un samedi ou un dimanche : avec le règlement 1182/71, "
            f"à partir du {display_day(careful_from)} (à vérifier)."
        )
    return (
        f"{period.rule.label} : {period.rule.whole} jours au moins après le {display_day(period.sent_on)}, "
        f"soit jusqu'au {display_day(period.last_day)} inclus ({period.rule.article}).\n"
        f"Date limite sûre : à partir du {display_day(period.deadline_from)} à 0 h ; "
        f"le jour d'envoi n'est pas compté, le dernier jour l'est en entier.{careful}"
    )


def describe_interest(statement: InterestStatement) -> str:
    """Write a statement of interest in French."""
    if statement.rate is None:
        return "Paiement dans le délai : aucun intérêt n'est dû."
    lines = [
        f"Montant TTC : {statement.amount_incl_vat.display()}",
        f"Retard : {statement.days} jour(s), du {display_day(statement.begins_on)} "
        f"au {display_day(statement.paid_on)} inclus",
        f"Taux : {statement.rate.display()} (BCE + majoration, figé au {display_day(statement.begins_on)})",
        f"Intérêts moratoires : {statement.interest.display()}",
        f"Indemnité forfaitaire : {statement.recovery_lump_sum.display()}",
        f"Total dû : {statement.total.display()}",
        f"Articles : {', '.join(statement.articles)}",
    ]
    lines += [f"À vérifier : {value.label} ({CONFIDENCE_WORDS[value.confidence]})" for value in statement.unverified]
    return "\n".join(lines)


def shown_value(value: LegalValue) -> str:
    """Write the value alone, with its unit and its operator, in French."""
    if value.value is None:
        return "aucune limite"
    if isinstance(value.value, bool):
        return "oui" if value.value else "non"
    prefix = _OPERATORS.get(value.op or "", "")
    if value.unit is Unit.RATIO:
        return f"{prefix}{value.percentage.display()}"
    if value.unit in {Unit.EUR, Unit.EUR_EXCL_VAT, Unit.EUR_INCL_VAT}:
        return f"{prefix}{Money(value.value).display().removesuffix('€').rstrip()} {_UNITS[value.unit]}"
    return f"{prefix}{value.value:f} {_UNITS[value.unit]}".replace(".", ",").rstrip()
