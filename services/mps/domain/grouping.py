"""The consent of each member of a group (cotraitant), given electronically under its own SIRET.

Law: CCP R2142-19 to R2142-26. A consent is given to one composition: members, form, tasks and shares. When the
composition changes, it is asked again; once the candidacy is confirmed it changes no more before the signature.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from services.mps.domain.form import Grouping
from services.mps.domain.operator_numbers import NumberScheme
from shared.kernel.ids import CandidacyId
from shared.kernel.refusal import refuse
from shared.kernel.siren import Siren
from shared.kernel.siret import Siret


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


def member_siren(consent: Consent) -> Siren:
    """Give the legal unit that may answer: any of its establishments speaks for it."""
    return consent.member.siren
