"""The minutes of an opening (procès-verbal d'ouverture des plis): every response received, and what came of each.

Nothing is left out: late responses (R2151-5) and replaced ones (R2151-6) are listed with the same care as opened ones.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from services.responses.domain.closing import Judged
from services.responses.domain.consultation import Consultation
from services.responses.domain.deposit import SealedFile
from services.responses.domain.opening import OpenedFile, Opening
from services.responses.domain.participation import double_participations, variants_to_judge
from shared.kernel.clock import instant_text
from shared.kernel.ids import CustodianId, FileId
from shared.proof.canonical import Json, canonical_json
from shared.registers.envelope import Envelope
from shared.registers.group import Group, GroupId, group_content
from shared.registers.paper import PaperRegister
from shared.sealing.outcome import FINAL, Outcome


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a ceremony establishes."""

    opening: Opening
    consultation: Consultation
    custodians: tuple[CustodianId, ...]
    responses: tuple[Judged, ...]
    outcomes: Mapping[FileId, OpenedFile]
    papers: PaperRegister
    every_paper: PaperRegister
    groups: Mapping[GroupId, Group] = field(default_factory=dict)
    incomplete: tuple[Json, ...] = ()
    clock_of: Callable[[str], Json] = lambda _act: None

    def outcome(self, file: SealedFile) -> OpenedFile | None:
        """Give what came of a file, None when it was not to be opened or still waits."""
        return self.outcomes.get(file.file_id)

    def is_opened(self, file: SealedFile) -> bool:
        """Say whether a file was opened."""
        found = self.outcome(file)
        return found is not None and found.outcome is Outcome.OPENED

    @property
    def awaited(self) -> tuple[SealedFile, ...]:
        """The files to open of which nothing final is known."""
        return tuple(file for response in self.responses for file in response.to_open if not self._is_final(file))

    @property
    def unattempted(self) -> tuple[SealedFile, ...]:
        """The files to open that nobody has tried to open yet."""
        return tuple(file for file in self.awaited if self.outcome(file) is None)

    @property
    def later(self) -> tuple[Envelope, ...]:
        """The envelopes entered or opened once the ceremony was over; its minutes and their digest stay as they are."""
        ended_at = self.opening.ended_at
        return tuple(
            one
            for one in self.every_paper.envelopes
            if ended_at is not None and max(one.registered_at, one.opened_at or one.registered_at) > ended_at
        )

    def content(self) -> dict[str, Json]:
        """Write the minutes, without their author's software: ids, times, standings, outcomes."""
        opening = self.opening
        twice = double_participations(self.responses, self.groups)
        remarks = variants_to_judge(self.responses, self.outcomes, self.consultation)
        return {
            "type": "opening_minutes",
            "opening_id": str(opening.opening_id),
            "tender_id": str(opening.tender_id),
            "deadline": instant_text(opening.decided.deadline.at),
            "deadline_version": opening.decided.version,
            "started_at": instant_text(opening.started_at),
            "ended_at": None if opening.ended_at is None else instant_text(opening.ended_at),
            "custodians": [str(custodian_id) for custodian_id in self.custodians],
            "responses": [self._response(response) for response in self.responses],
            # Absent where there is none: the minutes of before keep their digest.
            **({"incomplete_responses": list(self.incomplete)} if self.incomplete else {}),
            **({"double_participations": twice} if twice else {}),
            **({"variant_remarks": remarks} if remarks else {}),
            **({"paper_responses": papers} if (papers := self._papers()) else {}),
            **self._clock(f"{opening.opening_id}/started"),
        }

    def _clock(self, act: str) -> dict[str, Json]:
        """Say what was known of the clock: a time that decides is worth what the clock was (design section 5)."""
        return {} if (told := self.clock_of(act)) is None else {"clock_offset": told}

    def _papers(self) -> list[Json]:
        opened = {one for one in self.papers.envelopes if one.opening_id == self.opening.opening_id} - set(self.later)
        return [self.papers.told(one, is_opened=one in opened) for one in self.papers.envelopes]

    def _is_final(self, file: SealedFile) -> bool:
        found = self.outcome(file)
        return found is not None and found.outcome in FINAL

    def _response(self, response: Judged) -> Json:
        deposit = response.deposit
        deadline = self.opening.decided.deadline
        group = None if deposit.particulars.group_id is None else self.groups.get(deposit.particulars.group_id)
        return {
            "deposit_id": str(deposit.deposit_id),
            "siret": str(deposit.depositor.siret),
            "name": deposit.depositor.name,
            "standing": response.standing.value,
            "declared_at": instant_text(deposit.declared_at),
            "completed_at": instant_text(deposit.received_at),
            "legal_completed_at": instant_text(self.consultation.legal_at(deposit.received_at)),
            # Annexe 6 article 2 II 2°: the copie de sauvegarde may be opened when transmission began in time.
            "began_in_time": deadline.admits(self.consultation.legal_at(deposit.declared_at)),
            **self._clock(str(deposit.deposit_id)),
            **({} if group is None else {"group": group_content(group.as_of(deposit.received_at))}),
            "files": [self._file(response.to_open, file) for file in deposit.files],
        }

    def _file(self, to_open: Sequence[SealedFile], file: SealedFile) -> Json:
        found = self.outcome(file)
        return {
            "file_id": str(file.file_id),
            "role": file.declared.slot.role.value,
            "lot_number": file.declared.slot.lot_number,
            "name": file.declared.name,
            "size": file.declared.size,
            "sha256": file.declared.sha256,
            "to_open": file in to_open,
            "outcome": None if found is None else found.outcome.value,
            "detail": None if found is None else found.detail,
            # Absent where nobody looked: the minutes of before keep their digest.
            **({} if found is None or found.scan is None else {"scan": dict(found.scan)}),
            **({} if found is None or not found.parts else {"parts": dict(found.parts)}),
        }


def minutes_digest(content: Mapping[str, Json]) -> str:
    """Give the SHA-256 of minutes, which the log keeps."""
    return hashlib.sha256(canonical_json(content)).hexdigest()
