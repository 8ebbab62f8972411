"""The contract (marché): written, transmitted to the prefect, paid in time, with an advance and a capped retention.

CCP R2112-1 (written), CGCT L2131-1, L2131-2 and alike (legality control), R2182-5, L2191-1, R2191-3 and R2191-7
(advance), R2191-33 (retention), R2192-10 and R2192-11 (payment).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from services.tenders.domain.law.answer import Obligation, weakest
from services.tenders.domain.law.codes import ObligationCode
from services.tenders.domain.law.facts import Facts, Regime
from services.tenders.domain.law.words import compared, days, euros
from shared.legal import LegalValue
from shared.legal.buyers import ControlRule, NoticeChannel, SmeRates
from shared.legal.calendar import PayerKind

WRITTEN: Final = "ecrit.contrat_ecrit"
TRANSMISSION: Final = "controle_legalite.transmission"
TRANSMISSION_DAYS: Final = "controle_legalite.delai_transmission"
_PAYMENT: Final[Mapping[PayerKind, str]] = MappingProxyType(
    {
        PayerKind.GENERAL: "paiement.delai.defaut",
        PayerKind.HEALTH: "paiement.delai.sante",
        PayerKind.PUBLIC_COMPANY: "paiement.delai.entreprise_publique",
    }
)
_ADVANCE_SME: Final[Mapping[SmeRates, str]] = MappingProxyType(
    {
        SmeRates.STATE: "avance.taux_min.pme_etat",
        SmeRates.STATE_BODY: "avance.taux_min.pme_epa_etat_plus60M",
        SmeRates.LOCAL: "avance.taux_min.pme_collectivite_plus60M",
    }
)
_RETENTION_SME: Final[Mapping[SmeRates, str]] = MappingProxyType(
    {
        SmeRates.STATE: "retenue.taux_max.pme_etat",
        SmeRates.STATE_BODY: "retenue.taux_max.pme_epa_ou_collectivite_plus60M",
        SmeRates.LOCAL: "retenue.taux_max.pme_epa_ou_collectivite_plus60M",
    }
)


def contract_rules(facts: Facts) -> Iterator[Obligation]:
    """Give what holds of the contract, however it was passed."""
    written = facts.at(WRITTEN)
    if facts.value >= written.money:
        yield Obligation(
            code=ObligationCode.WRITTEN_CONTRACT,
            article=written.article,
            what="Concluez le marché par écrit.",
            why=compared(facts.value, written),
            confidence=written.confidence,
            limit=euros(written.money),
        )
    if facts.regime is not Regime.CENTRAL:
        yield from _control(facts)
    if _has_public_finances(facts):
        yield from _advance(facts)
        yield _retention(facts)
    yield _payment(facts)


def _control(facts: Facts) -> Iterator[Obligation]:
    rule, threshold = facts.profile.control, facts.at(TRANSMISSION)
    if rule.value is ControlRule.OWN_RULES:
        yield Obligation(
            code=ObligationCode.LEGALITY_CONTROL_OWN_RULES,
            article=rule.article,
            what="Vérifiez si le marché doit être transmis : votre organisme a un régime de contrôle propre.",
            why=f"Acheteur : {facts.profile.label}.",
            confidence=rule.confidence,
        )
    if rule.value is not ControlRule.THRESHOLD or facts.value < threshold.money:
        return
    within = facts.at(TRANSMISSION_DAYS)
    yield Obligation(
        code=ObligationCode.LEGALITY_CONTROL,
        article=f"{rule.article}, D2131-5-1",
        what=f"Transmettez le marché au préfet sous {days(within.whole)} après la signature, avant de le notifier.",
        why=f"{compared(facts.value, threshold)} Le même seuil vaut en travaux, fournitures et services.",
        confidence=weakest(rule.confidence, threshold.confidence),
        limit=euros(threshold.money),
        consequence="Un marché notifié avant sa transmission ne produit pas effet.",
    )


def _has_public_finances(facts: Facts) -> bool:
    """Advances and retentions are those of the buyers that L2191-1 lists: the same list as that of R2131-12."""
    return facts.profile.notice.value is NoticeChannel.NATIONAL


def _sme(facts: Facts, table: Mapping[SmeRates, str]) -> tuple[LegalValue | None, bool]:
    """Give the rate for small companies, and whether it depends on expenses that were not given."""
    column = facts.profile.sme.value
    parameter = table.get(column)
    rule = facts.begun(parameter) if parameter is not None else None
    if rule is None or column is SmeRates.STATE:
        return rule, False
    limit, expenses = facts.begun("avance.seuil_charges"), facts.question.expenses
    if limit is None:
        return None, False
    if expenses is None:
        return rule, True
    return (rule, False) if expenses > limit.money else (None, False)


def _advance(facts: Facts) -> Iterator[Obligation]:
    amount, months = facts.at("avance.seuil_montant"), facts.at("avance.seuil_duree_mois")
    duration = facts.question.duration_months
    if facts.value <= amount.money or (duration is not None and duration <= months.whole):
        return
    general = facts.at("avance.taux_min.general")
    sme, unsure = _sme(facts, _ADVANCE_SME)
    rates = f"Taux minimal : {general.percentage.display()}"
    if sme is not None:
        rates += f", {sme.percentage.display()} pour une petite ou moyenne entreprise{_condition(facts, unsure=unsure)}"
    yield Obligation(
        code=ObligationCode.ADVANCE_PAYMENT,
        article="L2191-1, R2191-3, R2191-7",
        what=f"Accordez une avance, si le titulaire ne la refuse pas. {rates}.",
        why=(
            f"Le marché dépasse {euros(amount.money)} et "
            f"{'plus de ' if duration is None else ''}{months.whole} mois d'exécution"
            f"{' sont supposés' if duration is None else f' : {duration} mois prévus'}."
        ),
        confidence=weakest(amount.confidence, facts.profile.notice.confidence, facts.profile.sme.confidence),
        limit=euros(amount.money),
    )


def _retention(facts: Facts) -> Obligation:
    general = facts.at("retenue.taux_max.general")
    sme, unsure = _sme(facts, _RETENTION_SME)
    what = f"Une retenue de garantie est facultative. Elle ne dépasse pas {general.percentage.display()}"
    if sme is not None and sme.number < general.number:
        what += f", {sme.percentage.display()} pour une petite ou moyenne entreprise{_condition(facts, unsure=unsure)}"
    return Obligation(
        code=ObligationCode.GUARANTEE_RETENTION,
        article=general.article,
        what=f"{what}.",
        why=f"Acheteur : {facts.profile.label}.",
        confidence=weakest(general.confidence, facts.profile.notice.confidence, facts.profile.sme.confidence),
        limit=general.percentage.display(),
    )


def _condition(facts: Facts, *, unsure: bool) -> str:
    if not unsure:
        return ""
    limit = facts.at("avance.seuil_charges").money
    return f" si vos dépenses de fonctionnement dépassent {limit.display().replace(',00', '')}"


def _payment(facts: Facts) -> Obligation:
    cell = facts.profile.payment
    rule = facts.at(_PAYMENT[cell.value])
    return Obligation(
        code=ObligationCode.PAYMENT_PERIOD,
        article=cell.article,
        what=f"Payez sous {days(rule.whole)}, sauf délai plus court prévu au marché.",
        why=f"Acheteur : {facts.profile.label}.{f' {cell.note}' if cell.note else ''}",
        confidence=weakest(cell.confidence, rule.confidence),
        limit=days(rule.whole),
        consequence="Au-delà, des intérêts moratoires et une indemnité sont dus sans demande.",
    )
