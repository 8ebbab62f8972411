"""The consent of each member of a group (cotraitant), given electronically under its own SIRET.

Law: CCP R2142-19 to R2142-26. A consent is given to one composition: members, form, tasks and shares. When the
composition changes, it is asked again; once the candidacy is confirmed it changes no more before the signature.
A declared subcontractor (R2193-1) consents in the same way, to what is said of it alone.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from services.mps.domain.form import FormContent, Grouping, Subcontractor
from services.mps.domain.operator_numbers import NumberScheme
from shared.kernel.ids import CandidacyId
from shared.kernel.refusal import refuse
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


class PartyRole(StrEnum):
    """In what quality a company takes part in the answer of another one."""

    MEMBER = "member"
    SUBCONTRACTOR = "subcontractor"


class ConsentStatus(StrEnum):
    """Where the consent of a member stands."""

    INVITED = "invited"
    GIVEN = "given"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Consent:
    """What one member was asked and what it answered."""

    candidacy_id: CandidacyId  # of the lead
    member: Siret
    composition: str
    status: ConsentStatus
    invited_at: datetime
    answered_at: datetime | None = None
    own_candidacy: CandidacyId | None = None
    reason: str | None = None
    role: PartyRole = PartyRole.MEMBER

    def answered(
        self, *, accepts: bool, composition: str, at: datetime, own: CandidacyId | None, reason: str | None
    ) -> Self:
        """Answer, for the composition that was read.

        Raises:
            Refused: ``MPS-COMPOSITION-CHANGED`` when the group is no longer the one that was read.
        """
        if composition != self.composition:
            refuse("MPS-COMPOSITION-CHANGED", article="R2142-26", composition=self.composition)
        status = ConsentStatus.GIVEN if accepts else ConsentStatus.DECLINED
        return replace(self, status=status, answered_at=at, own_candidacy=own, reason=reason)


def composition_of(grouping: Grouping, *, lead: Siret) -> str:
    """Give the mark of a composition (SHA-256): any change of members, form, tasks or shares changes it."""
    parts = [str(lead), grouping.form.value, str(grouping.lead_is_solidary), grouping.lead_task]
    members = [
        [each.number.scheme.value, each.number.value, each.task, str(each.share or ""), list(each.lots)]
        for each in grouping.members
    ]
    return hashlib.sha256(json.dumps([parts, members], ensure_ascii=False).encode()).hexdigest()


def invitable(grouping: Grouping) -> tuple[Siret, ...]:
    """Give the members that can consent here, by their SIRET; the others give a signed power that is joined."""
    return tuple(Siret(each.number.value) for each in grouping.members if each.number.scheme is NumberScheme.SIRET)


@dataclass(frozen=True, slots=True)
class PartyAsked:
    """A company whose consent is asked, in what quality, and the mark of that to which it consents."""

    siret: Siret
    role: PartyRole
    composition: str


def asked_parties(content: FormContent, *, lead: Siret) -> tuple[PartyAsked, ...]:
    """Give whose consent a candidacy asks: members of its group, then the subcontractors that are nothing else."""
    grouping = content.grouping
    mark = None if grouping is None else composition_of(grouping, lead=lead)
    members = () if grouping is None else invitable(grouping)
    asked = [PartyAsked(each, PartyRole.MEMBER, mark) for each in members if mark is not None]
    others = {Siret(each.number.value): each for each in content.subcontractors if _has_siret(each)}
    asked += [
        PartyAsked(siret, PartyRole.SUBCONTRACTOR, engagement_of(each, lead=lead))
        for siret, each in others.items()
        if siret not in {lead, *members}
    ]
    return tuple(asked)


def engagement_of(subcontractor: Subcontractor, *, lead: Siret) -> str:
    """Give the mark of what is said of a subcontractor (SHA-256): any change of it changes the mark."""
    said = [
        [str(lead), subcontractor.number.value, subcontractor.services, subcontractor.capacities],
        [str(subcontractor.highest_amount or ""), subcontractor.payment_terms, subcontractor.price_variation],
        [str(subcontractor.is_paid_directly), *map(str, subcontractor.lots)],
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _has_siret(subcontractor: Subcontractor) -> bool:
    return subcontractor.number.scheme is NumberScheme.SIRET


def member_siren(consent: Consent) -> Siren:
    """Give the legal unit that may answer: any of its establishments speaks for it."""
    return consent.member.siren
