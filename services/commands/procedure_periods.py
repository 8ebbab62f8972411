"""``plis law deadline procedure``: the minimum periods of a formal procedure, with the reductions that apply."""

from collections.abc import Iterator
from datetime import date

import click

from services.commands.law_answers import as_document
from services.commands.law_table import law_table, refused_as_error, show
from services.commands.parameter_types import DAY
from services.tenders.domain.law.facts import FORMAL, weigh
from services.tenders.domain.law.periods import MinimumPeriod, minimum_periods
from services.tenders.domain.law.question import Circumstance, NeedKind, Question
from services.tenders.domain.procedures import ProcedureType, Technique
from services.tenders.domain.terms import ElectronicException
from shared.kernel.money import Money
from shared.kernel.paris import display_day
from shared.legal.buyers import BuyerKind, Capacity

_COUNT = (
    "Le jour d'envoi ne compte pas. Un délai qui finit un jour férié, un samedi ou un dimanche va au jour ouvrable "
    "suivant (règlement 1182/71, article 3 ; décompte prudent, à vérifier)."
)


@click.command()
@click.argument("procedure", type=click.Choice(sorted(each.value for each in FORMAL)), metavar="PROCÉDURE")
@click.option("--sent", type=DAY, required=True, help="Envoi de l'avis de marché.")
@click.option("--invited", type=DAY, help="Envoi de l'invitation à soumissionner.")
@click.option(
    "--capacity", type=click.Choice([each.value for each in Capacity]), default="authority", show_default=True
)
@click.option("--prior-information", type=DAY, help="Envoi de l'avis de préinformation.")
@click.option("--dynamic", is_flag=True, help="Système d'acquisition dynamique.")
@click.option("--urgent", is_flag=True, help="Urgence dûment justifiée.")
@click.option("--documents-elsewhere", is_flag=True, help="Des documents ne sont pas sur le profil d'acheteur.")
@click.option("--paper", is_flag=True, help="Réponses non électroniques, par exception.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
def procedure(
    procedure: str,
    sent: date,
    invited: date | None,
    capacity: str,
    prior_information: date | None,
    *,
    as_json: bool,
    **switches: bool,
) -> None:
    """Délais minimaux d'une procédure formalisée (open, restricted, negotiated, dialogue), avec leurs réductions."""
    circumstances = {
        Circumstance.URGENT: switches["urgent"],
        Circumstance.DOCUMENTS_ELSEWHERE: switches["documents_elsewhere"],
    }
    question = Question(
        buyer=BuyerKind.COMMUNE,  # the periods depend on the capacity alone; central authorities only lose agreements
        kind=NeedKind.SUPPLIES,
        value=Money.parse("1", "EUR"),
        launched_on=sent,
        capacity=Capacity(capacity),
        procedure=ProcedureType(procedure),
        technique=Technique.DYNAMIC_PURCHASING_SYSTEM if switches["dynamic"] else Technique.NONE,
        circumstances=frozenset(each for each, declared in circumstances.items() if declared),
        electronic_exception=ElectronicException.OFFICE_EQUIPMENT if switches["paper"] else None,
        prior_information_on=prior_information,
    )
    periods = refused_as_error(lambda: minimum_periods(weigh(question, law_table())))
    days = [(period, invited if period.row.from_invitation else sent) for period in periods]
    document = {"counting": _COUNT, "periods": [_document(period, start) for period, start in days]}
    show(document, "\n".join(_text(days)), as_json=as_json)


def _document(period: MinimumPeriod, sent_on: date | None) -> dict[str, object]:
    return {
        "code": period.row.code.value,
        "days": period.days,
        "extra_days": period.extra,
        "reason": period.reason,
        "sent_on": sent_on.isoformat() if sent_on else None,
        "deadline_from": period.deadline_from(sent_on).isoformat() if sent_on else None,
        "rule": as_document(period.rule),
    }


def _text(periods: list[tuple[MinimumPeriod, date | None]]) -> Iterator[str]:
    for period, sent_on in periods:
        yield f"{period.rule.label} : {period.days} jours ({period.rule.article}). {period.reason}"
        if period.extra:
            yield f"  dont {period.extra} jours parce que des documents sont hors du profil (R2151-2)"
        if sent_on is not None:
            yield f"  date limite à partir du {display_day(period.deadline_from(sent_on))}, à 0 h"
    yield _COUNT
