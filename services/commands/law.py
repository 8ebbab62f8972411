"""``plis law``: what the law says at a date, with its articles, its sources and how sure they are.

A calculator: it advises and changes nothing, except ``rate add``, which keeps a new rate in the data folder.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import click

from services.commands.given import settings_given
from services.commands.law_answers import (
    as_document,
    describe_due_date,
    describe_interest,
    describe_minimum_period,
    describe_standstill,
    describe_value,
)
from services.commands.law_table import law_table, refused_as_error, show
from services.commands.obligations import obligations
from services.commands.parameter_types import AMOUNT, DAY, RATE
from services.commands.procedure_periods import procedure
from shared.kernel.clock import SystemClock
from shared.kernel.money import Money
from shared.kernel.paris import legal_day
from shared.kernel.percentage import Percentage
from shared.legal import LegalTable, LegalValue, NoLegalValue
from shared.legal.additions import ECB_RATE, EcbRate, add_ecb_rate
from shared.legal.calendar import PayerKind, Transmission, minimum_period, payment_due_date, standstill_end
from shared.legal.european_days import european_period_end
from shared.legal.interest import late_payment_interest
from shared.legal.parameter import FaultyLegalTable

_JSON = click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")


@click.group()
def law() -> None:
    """Ce que dit le droit, à une date donnée, avec ses articles."""


@law.command()
@click.argument("parameter", required=False, metavar="[PARAMÈTRE]")
@click.option("--on", type=DAY, required=True, help="Date qui choisit la règle (AAAA-MM-JJ) ; elle n'a pas de défaut.")
@_JSON
def threshold(parameter: str | None, on: date, *, as_json: bool) -> None:
    """Donner un seuil, un délai ou un taux en vigueur ; sans PARAMETER, tous ceux qui sont connus à cette date."""
    table = law_table()
    if parameter is not None:
        value = _known(table, parameter, on)
        show({"on": on.isoformat(), **as_document(value)}, describe_value(value), as_json=as_json)
        return
    values = list(_in_force(table, on))
    document = {"on": on.isoformat(), "values": [as_document(value) for value in values]}
    show(document, "\n\n".join(describe_value(value) for value in values), as_json=as_json)


@law.group()
def deadline() -> None:
    """Compter un délai légal : paiement, suspension de la signature, délai minimal."""


@deadline.command()
@click.option("--received", type=DAY, required=True, help="Réception de la demande de paiement (R2192-15).")
@click.option("--executed", type=DAY, help="Exécution des prestations, si elle est postérieure (R2192-13).")
@click.option(
    "--payer",
    type=click.Choice([kind.value for kind in PayerKind]),
    default="general",
    show_default=True,
    help="Qui paie : cas général, établissement de santé, entreprise publique.",
)
@_JSON
def payment(received: date, executed: date | None, payer: str, *, as_json: bool) -> None:
    """Date limite de paiement (R2192-10, R2192-11)."""
    due = refused_as_error(
        lambda: payment_due_date(received_on=received, executed_on=executed, payer=PayerKind(payer), table=law_table())
    )
    document = {"starts_on": due.starts_on.isoformat(), "due_on": due.due_on.isoformat(), "rule": as_document(due.rule)}
    show(document, describe_due_date(due), as_json=as_json)


@deadline.command()
@click.option("--sent", type=DAY, required=True, help="Envoi de la dernière notification de rejet.")
@click.option(
    "--transmission",
    type=click.Choice([way.value for way in Transmission]),
    default="electronic",
    show_default=True,
    help="Notification du rejet : électronique, ou autre.",
)
@_JSON
def standstill(sent: date, transmission: str, *, as_json: bool) -> None:
    """Fin de la suspension avant signature (R2182-1) : le jour d'envoi compte."""
    end = refused_as_error(
        lambda: standstill_end(sent_on=sent, transmission=Transmission(transmission), table=law_table())
    )
    document = {
        "sent_on": sent.isoformat(),
        "last_day": end.last_day.isoformat(),
        "signature_from": end.signature_from.isoformat(),
        "rule": as_document(end.rule),
    }
    show(document, describe_standstill(end), as_json=as_json)


@deadline.command()
@click.argument("parameter", metavar="PARAMÈTRE")
@click.option("--sent", type=DAY, required=True, help="Envoi de l'avis ou de l'invitation.")
@_JSON
def minimum(parameter: str, sent: date, *, as_json: bool) -> None:
    """Délai minimal en jours (PARAMETER : delai.ao_ouvert.electronique, …)."""
    table = law_table()
    if _known(table, parameter, sent).unit != "days":
        raise click.UsageError(f"« {parameter} » ne se compte pas en jours.")
    period = minimum_period(parameter_id=parameter, sent_on=sent, table=table)
    careful = european_period_end(sent_on=sent, days=period.rule.whole) + timedelta(days=1)
    document = {
        "sent_on": sent.isoformat(),
        "last_day": period.last_day.isoformat(),
        "deadline_from": period.deadline_from.isoformat(),
        "careful_deadline_from": careful.isoformat(),
        "rule": as_document(period.rule),
    }
    show(document, describe_minimum_period(period, careful_from=careful), as_json=as_json)


@law.command()
@click.option("--amount", type=AMOUNT, required=True, help="Montant TTC payé, retenue de garantie déduite, en euros.")
@click.option("--due", type=DAY, required=True, help="Dernier jour du délai de paiement.")
@click.option("--paid", type=DAY, required=True, help="Jour de la mise en paiement.")
@_JSON
def interest(amount: Money, due: date, paid: date, *, as_json: bool) -> None:
    """Intérêts moratoires et indemnité forfaitaire (R2192-31 à R2192-36, D2192-35)."""
    statement = refused_as_error(lambda: late_payment_interest(amount, due, paid, law_table()))
    document = {
        "amount_incl_vat": str(statement.amount_incl_vat.amount),
        "currency": "EUR",
        "due_on": due.isoformat(),
        "paid_on": paid.isoformat(),
        "days": statement.days,
        "rate": str(statement.rate) if statement.rate else None,
        "interest": str(statement.interest.amount),
        "recovery_lump_sum": str(statement.recovery_lump_sum.amount),
        "total": str(statement.total.amount),
        "articles": list(statement.articles),
        "references": [as_document(value) for value in statement.references],
        "unverified": [value.parameter for value in statement.unverified],
    }
    show(document, describe_interest(statement), as_json=as_json)


law.add_command(obligations)
deadline.add_command(procedure)


@law.group()
def rate() -> None:
    """Taux de refinancement de la BCE, par semestre."""


@rate.command("list")
@_JSON
def list_rates(*, as_json: bool) -> None:
    """Lister les taux connus."""
    parameter = law_table().parameters[ECB_RATE]
    values = [parameter.at(row.first) for row in parameter.rows]
    document = {"values": [as_document(value) for value in values]}
    show(document, "\n\n".join(describe_value(value) for value in values), as_json=as_json)


@rate.command()
@click.option("--semester", type=DAY, required=True, help="Premier jour du semestre : AAAA-01-01 ou AAAA-07-01.")
@click.option("--value", type=RATE, required=True, help="Taux de refinancement en vigueur ce jour-là, en pour cent.")
@click.option("--source", required=True, help="Adresse ou titre de la page où le taux a été lu.")
@_JSON
def add(semester: date, value: Decimal, source: str, *, as_json: bool) -> None:
    """Ajouter le taux d'un nouveau semestre ; un taux connu n'est jamais remplacé."""
    try:
        new = EcbRate(semester, value, source, added_on=legal_day(SystemClock().now()))
        path = add_ecb_rate(new, data_dir=settings_given().data_dir)
    except FaultyLegalTable as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as fault:
        raise click.ClickException(f"Le taux n'a pas pu être enregistré : {fault.strerror}.") from None
    said = f"Taux de {Percentage(value).display()} enregistré du {new.semester:%d/%m/%Y} au {new.last_day:%d/%m/%Y}."
    show({"semester": semester.isoformat(), "value": str(value), "file": str(path)}, said, as_json=as_json)


def _known(table: LegalTable, parameter: str, on: date) -> LegalValue:
    if parameter not in table.parameters:
        raise click.UsageError(f"Paramètre « {parameter} » inconnu : « plis law threshold --on DATE » les liste tous.")
    return refused_as_error(lambda: table.value(parameter, on=on))


def _in_force(table: LegalTable, on: date) -> Iterator[LegalValue]:
    for parameter in table.parameters.values():
        try:
            yield parameter.at(on)
        except NoLegalValue:
            continue
