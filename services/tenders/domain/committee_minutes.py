"""The minutes of a session of the award committee (procès-verbal), CGCT L1411-5, as a report.

They name the members who sat, as minutes do: they are the buyer's own document, and leave in no event or log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.tenders.domain.committee_sessions import AgendaItem, Session, SessionStatus, Vote
from services.tenders.domain.committees import Committee, Member, SeatRole
from shared.kernel.ids import DepositId
from shared.kernel.paris import display_day, display_instant
from shared.kernel.report import Report, ReportMeta, ReportTable, Section, table

_ROLES: Mapping[SeatRole, str] = {
    SeatRole.PRESIDENT: "Président",
    SeatRole.TITLE_HOLDER: "Titulaire",
    SeatRole.DEPUTY: "Suppléant",
    SeatRole.ADVISORY: "Voix consultative",
}


@dataclass(frozen=True, slots=True)
class LotWords:
    """What the minutes say of one lot: the consultation, the lot, the companies by their responses."""

    consultation: str
    lot: str
    companies: Mapping[DepositId, str]


def minutes_of(
    session: Session, *, committee: Committee, lots: Mapping[AgendaItem, LotWords], dated_at: datetime
) -> Report:
    """Write the minutes of a session, a draft until it is closed."""
    closed = session.status is SessionStatus.CLOSED
    return Report(
        title=f"Procès-verbal : {committee.name}" + ("" if closed else " (projet)"),
        meta=ReportMeta(
            author=committee.name, subject=f"Séance du {display_instant(session.meets_at)}", dated_at=dated_at
        ),
        sections=(
            _convocation(session),
            _attendance(session, committee),
            *(_deliberation(session.vote_on(item), lots[item]) for item in session.agenda),
            Section("Signatures", ("Le président, les membres,",)),
        ),
    )


def _convocation(session: Session) -> Section:
    told = [
        f"Convocation envoyée le {display_day(session.convened_on)}, séance le {display_instant(session.meets_at)}."
    ]
    if session.remote:
        told.append("Séance tenue à distance (CGCT L1414-2 ; ordonnance 2014-1329 du 6 novembre 2014).")
    if session.second_of is not None:
        told.append(
            "Seconde convocation, faute de quorum à la première : la commission siège sans condition de quorum."
        )
    told += [
        f"{advice.what} {advice.why} ({advice.article}, confiance {advice.confidence})" for advice in session.advices
    ]
    return Section("Convocation", tuple(told))


def _attendance(session: Session, committee: Committee) -> Section:
    given = session.attendance
    if given is None:
        return Section("Présences", ("La séance ne s'est pas encore tenue.",))
    reached = "n'est pas atteint" if session.status is SessionStatus.WITHOUT_QUORUM else "est constaté"
    told = f"{given.voters} membres à voix délibérative sur {given.seats} : le quorum {reached} (CGCT L1411-5)."
    if session.second_of is not None:
        told = (
            f"{given.voters} membres à voix délibérative sur {given.seats} : seconde convocation, sans quorum requis."
        )
    return Section("Présences", (told,), (_members(committee.members, given.present, given.represented),))


def _members(members: Sequence[Member], present: Sequence[str], represented: Sequence[str]) -> ReportTable:
    def stands(code: str) -> str:
        return "présent" if code in present else "représenté" if code in represented else "absent"

    rows = [(m.code, _ROLES[m.role], m.name or m.function, stands(m.code)) for m in members]
    return table(("Siège", "Qualité", "Membre", "Présence"), rows)


def _deliberation(vote: Vote | None, words: LotWords) -> Section:
    heading = f"{words.consultation}, {words.lot}"
    if vote is None:
        return Section(heading, ("Aucun vote.",))
    chosen = ", ".join(words.companies.get(response_id, str(response_id)) for response_id in vote.chosen) or "personne"
    votes = f"Pour : {vote.votes_for} ; contre : {vote.votes_against} ; abstentions : {vote.abstentions}."
    result = "Adopté" if vote.adopted else "Non adopté"
    return Section(heading, (f"Proposition d'attribution à : {chosen}.", vote.motives, votes, f"{result}."))
