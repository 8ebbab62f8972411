"""The form of a candidacy as fields of a page, and back: nothing that a page cannot show is lost by saving it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape
from typing import Final

from services.mps.api.pages.access import Values
from services.mps.api.pages.paper_fields import joined_to
from services.mps.domain.answers import StatedFact
from services.mps.domain.form import (
    MOST_PARTIES,
    Contest,
    DeclarationCode,
    FormBasis,
    FormContent,
    GivenAnswer,
    GroupForm,
    Grouping,
    Member,
    Subcontractor,
)
from services.mps.domain.needs import KnownDatum, Need, NeedState
from services.mps.domain.operator_numbers import NumberScheme, OperatorNumber
from services.mps.domain.requirements import AnswerKind
from services.mps.domain.sources import Source
from services.mps.domain.tender import KnownTender
from services.mps.handlers.forms import FormView
from shared.http.html import check, definitions, fieldset, heading, paragraph, text_field
from shared.kernel.paris import display_day
from shared.kernel.refusal import InvalidValue

_LONG, _SHORT = 4000, 200
_HINTS: Final[Mapping[AnswerKind, str]] = {
    AnswerKind.NONE: "Facultatif.",
    AnswerKind.TEXT: "En quelques mots.",
    AnswerKind.AMOUNT: "Un montant en euros.",
    AnswerKind.PERCENT: "Un pourcentage, par exemple 40.",
    AnswerKind.COUNT: "Un nombre, précédé de l'année si vous le voulez, par exemple « 2025 : 12 ».",
}
_BY_YEAR: Final = "Un exercice par ligne, par exemple « 2025 : 120000 »."
_TURNOVER: Final = "turnover"
_DECLARATIONS: Final[Mapping[DeclarationCode, str]] = {
    DeclarationCode.HONOUR: "Je déclare sur l'honneur n'être dans aucun cas d'exclusion (article R2143-3).",
    DeclarationCode.ACCURACY: "Les renseignements donnés sont exacts et à jour.",
    DeclarationCode.INFORMED: "Je sais quelles administrations seront interrogées, pour quel acheteur et pourquoi.",
}
_GROUPS: Final[Mapping[str, str]] = {
    "": "Seul",
    GroupForm.CONJOINT.value: "En groupement conjoint",
    GroupForm.SOLIDAIRE.value: "En groupement solidaire",
}
_BASES: Final[Mapping[FormBasis, str]] = {
    FormBasis.SIRET: "Ce formulaire, par votre numéro SIRET",
    FormBasis.DC: "Lettre et déclaration du candidat (DC1, DC2), jointes comme pièces",
    FormBasis.ESPD: "Document unique de marché européen (DUME), joint comme pièce",
    FormBasis.FREE: "Un document libre, joint comme pièce",
}
_BASES_HINT: Final = "Toutes sont acceptées (articles R2143-3 et R2143-4)."
_SEPARATOR: Final = ";"
_NAMED: Final = (NumberScheme.ABROAD, NumberScheme.RIDET, NumberScheme.TAHITI)
_NUMBERS: Final = "SIRET, TVA, RNA, FRWF, ou « HORS-UE » suivi du numéro"


def form_fields(view: FormView) -> Iterator[str]:
    """Write the fields of a candidacy: lots, what is known and asked, with whom, declarations."""
    content = view.form.content
    if view.tender.lots:
        yield fieldset("Lots auxquels vous répondez", _lots(view.tender, content))
    yield fieldset("Ce qui est demandé", [_need(need, content) for need in _each_source_once(view.needs)])
    forms = [
        check("forme", each.value, words, is_checked=each is content.basis, kind="radio")
        for each, words in _BASES.items()
    ]
    yield fieldset("Forme de votre candidature", forms, hint=_BASES_HINT)
    yield fieldset("Avec qui vous répondez", _parties(content))
    declared = [
        check("declaration", code.value, words, is_checked=code in content.declarations)
        for code, words in _DECLARATIONS.items()
    ]
    yield fieldset("Déclarations", declared)


def content_from(values: Values, view: FormView) -> FormContent:
    """Read the fields of a candidacy.

    Raises:
        InvalidValue: the number of a party cannot be read.
    """
    known = view.form.content
    form = _first(values, "groupement")
    members = tuple(_members(_first(values, "membres"), known))
    grouping = None if form not in list(GroupForm) else Grouping(GroupForm(form), members)
    if grouping is not None and known.grouping is not None:
        grouping = replace(known.grouping, form=grouping.form, members=members)
    basis = _first(values, "forme")
    return replace(
        known,
        basis=FormBasis(basis) if basis in list(FormBasis) else known.basis,
        lots=tuple(int(each) for each in values.get("lot", []) if each.isdecimal() and len(each) < len("99999")),
        answers=tuple(_answers(values, view)),
        contests=tuple(_contests(values, view)),
        declarations=tuple(code for code in DeclarationCode if code.value in values.get("declaration", [])),
        grouping=grouping,
        subcontractors=tuple(_subcontractors(_first(values, "sous-traitants"), known)),
    )


def _lots(tender: KnownTender, content: FormContent) -> list[str]:
    return [
        check("lot", str(lot.number), f"Lot {lot.number} : {lot.title}", is_checked=lot.number in content.lots)
        for lot in tender.lots
    ]


def _each_source_once(needs: Iterable[Need]) -> Iterator[Need]:
    """Show what a source knows where it is first of use: several things asked may rest on one register."""
    seen: set[Source] = set()
    for need in needs:
        yield replace(need, known=tuple(each for each in need.known if each.source not in seen))
        seen |= {each.source for each in need.known}


def _need(need: Need, content: FormContent) -> str:
    title = need.item.title if need.item.lot_number is None else f"{need.item.title} (lot {need.item.lot_number})"
    level = paragraph(f"Niveau exigé : {need.item.minimum}") if need.item.minimum else ""
    known = "".join(_known(each, content) for each in need.known)
    is_asked = need.state not in {NeedState.BUYER_OBTAINS, NeedState.KNOWN}
    kind = AnswerKind.TEXT if need.item.datum is None else need.item.datum.kind
    said = "" if need.answer is None else need.answer.value
    label = f"Votre réponse : {title}"
    field = text_field(_answer_name(need), label, said, hint=_hint(need, kind), lines=_lines(kind))
    if not (is_asked or said):  # what the buyer obtains may be said all the same: nobody is worse off than on paper
        field = f"<details><summary>{escape(f'Répondre vous-même (facultatif) : {title}')}</summary>{field}</details>"
    return f"<section>{heading(title)}{paragraph(need.action)}{level}{known}{joined_to(need.papers)}{field}</section>"


def _hint(need: Need, kind: AnswerKind) -> str:
    if need.item.code == _TURNOVER:
        return _BY_YEAR
    told = "" if need.item.datum is None else need.item.datum.help
    return f"{_HINTS[kind]} {told}".strip()


def _known(known: KnownDatum, content: FormContent) -> str:
    if not known.facts:
        return ""
    day = "" if known.as_of is None else f", au {display_day(known.as_of)}"
    shown = [fact for fact in known.facts if not fact.code.endswith("_code")]
    contested = {(each.source, each.fact_code): each for each in content.contests}
    fields = "".join(_contest(known, fact, contested.get((known.source, fact.code))) for fact in shown)
    facts = definitions((fact.label, fact.value) for fact in shown)
    summary = f"Une donnée de « {known.title} » est inexacte : la contester"
    return (
        f"{paragraph(f'{known.title} ({known.issuer}{day})')}{facts}"
        f"<details><summary>{escape(summary)}</summary>{fields}</details>"
    )


def _contest(known: KnownDatum, fact: StatedFact, contest: Contest | None) -> str:
    place, about = f"{known.source.value}-{fact.code}", f"« {fact.label} » ({known.title})"
    reason, proposed = ("", "") if contest is None else (contest.reason, contest.proposed or "")
    return text_field(f"contestation-{place}", f"Contester {about} : votre raison", reason) + text_field(
        f"proposition-{place}", f"Ce que vous indiquez à la place de {about}", proposed
    )


def _parties(content: FormContent) -> list[str]:
    form = "" if content.grouping is None else content.grouping.form.value
    members = () if content.grouping is None else content.grouping.members
    written = "\n".join(f"{_written(each.number)} ; {each.name} ; {each.task}" for each in members)
    others = "\n".join(
        f"{_written(each.number)} ; {each.name} ; {each.address} ; {each.services} ; {each.capacities}"
        for each in content.subcontractors
    )
    choices = [
        check("groupement", value, words, is_checked=value == form, kind="radio") for value, words in _GROUPS.items()
    ]
    return [
        *choices,
        text_field(
            "membres",
            "Autres membres du groupement",
            written,
            hint=f"Un par ligne : numéro ({_NUMBERS}) ; nom ; prestations. Chacun donne son accord sous son SIRET.",
            lines=4,
        ),
        text_field(
            "sous-traitants",
            "Sous-traitants",
            others,
            hint="Un par ligne : numéro ; nom ; adresse ; prestations ; capacités sur lesquelles vous vous appuyez.",
            lines=4,
        ),
    ]


def _answers(values: Values, view: FormView) -> Iterator[GivenAnswer]:
    """Read the answers shown on the page; those that the page did not show stay as they are."""
    shown = {(need.item.code, need.item.lot_number) for need in view.needs if _answer_name(need) in values}
    yield from (each for each in view.form.content.answers if (each.code, each.lot_number) not in shown)
    for need in view.needs:
        said = _first(values, _answer_name(need))[:_LONG]
        if said.strip():
            yield GivenAnswer(need.item.code, said, need.item.lot_number)


def _contests(values: Values, view: FormView) -> Iterator[Contest]:
    known = {(each.source, each.fact_code): each for each in view.form.content.contests}
    everything = {(datum.source, fact.code) for need in view.needs for datum in need.known for fact in datum.facts}
    shown = {place for place in everything if f"contestation-{place[0].value}-{place[1]}" in values}
    yield from (each for place, each in known.items() if place not in shown)
    for source, code in sorted(shown):
        reason = _first(values, f"contestation-{source.value}-{code}").strip()[:_LONG]
        if reason:
            proposed = _first(values, f"proposition-{source.value}-{code}").strip()[:_LONG]
            yield Contest(source, code, reason, proposed or None)


def _members(text: str, known: FormContent) -> Iterator[Member]:
    before = {} if known.grouping is None else {each.number: each for each in known.grouping.members}
    for number, name, task, *_ in _rows(text, columns=3):
        read = _number(number)
        member = before.get(read, Member(read, name or number))
        yield replace(member, name=name or number, task=task)


def _subcontractors(text: str, known: FormContent) -> Iterator[Subcontractor]:
    before = {each.number: each for each in known.subcontractors}
    for number, name, address, services, capacities, *_ in _rows(text, columns=5):
        read = _number(number)
        party = before.get(read, Subcontractor(read, name, address, services))
        named = name or number
        yield replace(party, name=named, address=address, services=services or "à préciser", capacities=capacities)


def _rows(text: str, *, columns: int) -> Iterator[list[str]]:
    for line in [each for each in text.splitlines() if each.strip()][:MOST_PARTIES]:
        cells = [cell.strip()[:_SHORT] for cell in line.split(_SEPARATOR)]
        yield cells + [""] * (columns - len(cells))


def _number(text: str) -> OperatorNumber:
    """Read a number; one that looks like a name bears its scheme before it."""
    scheme, _, rest = text.partition(" ")
    is_named = scheme.upper() in {each.value for each in _NAMED}
    found = OperatorNumber.of(NumberScheme(scheme.upper()), rest) if is_named else OperatorNumber.guess(text)
    if found is None:
        raise InvalidValue("number", f"« {text} » n'est pas un numéro d'entreprise.")
    return found


def _written(number: OperatorNumber) -> str:
    """Write a number so that it reads back the same."""
    return number.value if OperatorNumber.guess(number.value) == number else f"{number.scheme.value} {number.value}"


def _answer_name(need: Need) -> str:
    return f"reponse-{need.item.code}" + ("" if need.item.lot_number is None else f"-{need.item.lot_number}")


def _lines(kind: AnswerKind) -> int:
    return 4 if kind in {AnswerKind.TEXT, AnswerKind.NONE} else 1


def _first(values: Values, name: str) -> str:
    return values.get(name, [""])[0]
