"""With whom a candidate answers, as its single document says it: group (R2142-19), others' capacities, subcontractors.

A document is made for each party: a member of a group makes its own, from its own candidacy; an operator on whose
capacities the candidate relies makes one too (R2143-12).
"""

from dataclasses import dataclass
from typing import Final

from services.mps.domain.espd import OperatorRole
from services.mps.domain.espd_matter import EspdMatter
from services.mps.domain.form import FormContent, GroupForm, Grouping, Subcontractor

_FORMS: Final = {GroupForm.CONJOINT: "conjoint", GroupForm.SOLIDAIRE: "solidaire"}


@dataclass(frozen=True, slots=True)
class EspdEntity:
    """Another operator: its name, its number, and for what the candidate needs it."""

    name: str
    identifier: str
    needed_for: str = ""


def role_of(matter: EspdMatter) -> OperatorRole:
    """Tell in which quality a candidate answers, as its form and the consents say."""
    if matter.content.grouping is not None:
        return OperatorRole.GROUP_LEAD
    return OperatorRole.SOLE_TENDERER if matter.joined is None else OperatorRole.GROUP_MEMBER


def group_of(matter: EspdMatter, *, name: str) -> tuple[str | None, tuple[str, ...]]:
    """Name the group of a candidate and the other members of it."""
    if matter.content.grouping is not None:
        return _group_name(matter.content.grouping, lead=name), _members(matter.content.grouping)
    if matter.joined is None:
        return None, ()
    joined = matter.joined
    own = str(matter.candidacy.siret)
    lead = f"{joined.lead_name} ({joined.lead.siret}), mandataire"
    return _group_name(joined.grouping, lead=joined.lead_name), (lead, *_members(joined.grouping, but=own))


def entities_of(content: FormContent) -> tuple[tuple[EspdEntity, ...], tuple[EspdEntity, ...]]:
    """Give those on whose capacities the candidate relies, then its other subcontractors."""
    relied_on = tuple(_entity(each, each.capacities) for each in content.subcontractors if each.capacities.strip())
    others = tuple(_entity(each, each.services) for each in content.subcontractors if not each.capacities.strip())
    return relied_on, others


def _entity(party: Subcontractor, needed_for: str) -> EspdEntity:
    """Name a party in characters that can be read; its number stands for a name of blanks."""
    name = "".join(each for each in party.name if each.isprintable()).strip()
    return EspdEntity(name or party.number.value, party.number.value, needed_for)


def _group_name(grouping: Grouping, *, lead: str) -> str:
    return f"Groupement {_FORMS[grouping.form]} {lead}"


def _members(grouping: Grouping, *, but: str | None = None) -> tuple[str, ...]:
    others = [each for each in grouping.members if each.number.value != but]
    return tuple(f"{each.name} ({each.number.value}){f', {each.task}' if each.task else ''}" for each in others)
