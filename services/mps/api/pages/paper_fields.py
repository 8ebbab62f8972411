"""The papers of a candidacy on their page: what is joined, for what, and the form that joins one more."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from html import escape
from typing import Final

from services.mps.api.pages.access import Visit
from services.mps.domain.needs import NeedState
from services.mps.domain.papers import MEDIA_TYPES, PAPER_BYTES, PAPERS_OF_CANDIDACY, Paper, PaperKind
from services.mps.domain.sources import CARDS, Source
from services.mps.domain.states import BlockStatus
from services.mps.handlers.forms import FormView
from shared.http.html import (
    bullets,
    file_field,
    form,
    heading,
    link,
    paragraph,
    select_field,
    text_field,
    upload_form,
)
from shared.kernel.paris import display_day, display_instant
from shared.kernel.refusal import InvalidValue

_FREE: Final[Mapping[PaperKind, str]] = {
    PaperKind.DC1: "Lettre de candidature (DC1)",
    PaperKind.DC2: "Déclaration du candidat (DC2)",
    PaperKind.DC4: "Déclaration de sous-traitance (DC4)",
    PaperKind.ESPD: "Document unique de marché européen (DUME)",
    PaperKind.POWER: "Pouvoir d'engager l'entreprise ou le groupement",
    PaperKind.JUDGMENT: "Jugement (redressement judiciaire)",
    PaperKind.OTHER: "Autre pièce",
}
_SEPARATOR: Final = "~"
_MISSING: Final = frozenset({BlockStatus.UNKNOWN, BlockStatus.UNAVAILABLE, BlockStatus.REFUSED})
_FIRST: Final = frozenset({NeedState.TO_GIVE, NeedState.WAITING, NeedState.TO_CONFIRM})
_MEGA: Final = 1024 * 1024


def places_of(view: FormView) -> Mapping[str, Mapping[str, str]]:
    """Give what a paper may stand for: what is missing first, then everything else, each with its words."""
    missing = {_place(*_of_need(each.item.code)): each.item.title for each in view.needs if each.state in _FIRST}
    wanted = {
        source
        for each in view.needs
        if each.state is not NeedState.KNOWN and each.item.datum is not None
        for source in each.item.datum.sources
    }
    silent = [block.source for block in view.candidacy.blocks if block.status in _MISSING]
    missing |= {_of_source(each): _titled(each) for each in silent if each in wanted}
    asked = {_place(*_of_need(each.item.code)): each.item.title for each in view.needs}
    return {
        "Ce qui manque": missing,
        "Ce qui est demandé": {place: words for place, words in asked.items() if place not in missing},
        "Pour ceux avec qui vous répondez": dict(_of_parties(view)),
        "Autres certificats": {_of_source(each): _titled(each) for each in silent if each not in wanted},
        "Autres documents": {_place(kind, ""): words for kind, words in _FREE.items()},
    }


def place_from(chosen: str, view: FormView) -> tuple[PaperKind, str | None]:
    """Read what was chosen; anything that was not offered is another paper."""
    offered = {value for group in places_of(view).values() for value in group}
    kind, _, about = chosen.partition(_SEPARATOR)
    return (PaperKind(kind), about or None) if chosen in offered else (PaperKind.OTHER, None)


def day_from(text: str) -> date | None:
    """Read the last day of validity.

    Raises:
        InvalidValue: the text is no day.
    """
    if not text.strip():
        return None
    for form_of_day in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form_of_day).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise InvalidValue("expires_on", "Le dernier jour de validité s'écrit jj/mm/aaaa.")


def papers_page(found: Visit, view: FormView, *, can_change: bool) -> str:
    """Write the page: what is joined, and the form where one may still be."""
    kept = [each for each in view.papers if each.withdrawn_at is None]
    shown = "".join(_joined(found, each, about=_words(view, each), can_change=can_change) for each in kept)
    listed = heading("Pièces jointes") + (f"<ul>{shown}</ul>" if kept else paragraph("Aucune pour l'instant."))
    back = f"<p>{link(found.path, 'Revenir à ma candidature')}</p>"
    return listed + (_add(found, view) if can_change else "") + back


def joined_to(papers: tuple[Paper, ...]) -> str:
    """Write what is joined for one thing asked."""
    return bullets(f"Pièce jointe : {each.name.value}" for each in papers) if papers else ""


def papers_path(found: Visit) -> str:
    """Give the address of the page of papers."""
    return f"{found.path}/pieces"


def _add(found: Visit, view: FormView) -> str:
    formats = ", ".join(dict.fromkeys(MEDIA_TYPES))
    hint = f"Formats : {formats}. {PAPER_BYTES // _MEGA} Mio au plus ; {PAPERS_OF_CANDIDACY} pièces au plus."
    fields = (
        select_field("objet", "Ce que la pièce justifie", places_of(view)),
        text_field("validite", "Dernier jour de validité", "", hint="Facultatif ; jj/mm/aaaa."),
        file_field("piece", "Fichier", hint=hint, formats=MEDIA_TYPES),
    )
    words = "Une pièce se joint pour tout ce que l'administration n'a pas pu donner (articles R2143-5 à R2143-12)."
    hidden = found.hidden(rang=str(len(view.papers)))
    button = "Joindre la pièce"
    return (
        heading("Joindre une pièce")
        + paragraph(words)
        + upload_form(papers_path(found), fields, hidden=hidden, button=button)
    )


def _joined(found: Visit, paper: Paper, *, about: str, can_change: bool) -> str:
    address, name = f"{papers_path(found)}/{paper.paper_id}", paper.name.value
    until = "" if paper.expires_on is None else f", valable jusqu'au {display_day(paper.expires_on)}"
    said = f" ({paper.content.size} octets, le {display_instant(paper.added_at)}{until}, pour : {about})"
    away = form(f"{address}/retrait", (), hidden=found.hidden(), buttons={"retirer": f"Retirer {name}"})
    return f"<li>{link(address, name)}{escape(said)}{away if can_change else ''}</li>"


def _words(view: FormView, paper: Paper) -> str:
    """Say for what a paper is, in the words under which it was chosen."""
    if paper.about in {each.value for each in Source}:
        return CARDS[Source(paper.about)].title
    asked = next((each.item.title for each in view.needs if each.item.code == paper.about), None)
    named = next((words for place, words in _of_parties(view) if place == _place(paper.kind, paper.about or "")), None)
    return asked or named or _FREE.get(paper.kind, "ce qui est demandé")


def _of_source(source: Source) -> str:
    return _place(PaperKind.CERTIFICATE, source.value)


def _titled(source: Source) -> str:
    return f"{CARDS[source].title} ({CARDS[source].issuer})"


def _of_need(code: str) -> tuple[PaperKind, str]:
    return (PaperKind.REFERENCE if code == "references" else PaperKind.CERTIFICATE), code


def _of_parties(view: FormView) -> Iterator[tuple[str, str]]:
    content = view.form.content
    for member in () if content.grouping is None else content.grouping.members:
        yield _place(PaperKind.POWER, member.number.value), f"Pouvoir et candidature de {member.name}"
    for each in content.subcontractors:
        yield _place(PaperKind.DC4, each.number.value), f"Déclaration de sous-traitance de {each.name} (DC4)"


def _place(kind: PaperKind, about: str) -> str:
    return f"{kind.value}{_SEPARATOR}{about}"
