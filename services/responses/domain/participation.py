"""Who takes part in which responses, once they may be known: what a buyer has to see, and decides alone.

CCP R2142-21: the documents of a consultation may forbid to answer the same lot both alone and in a group, or in several
groups; nothing is eliminated by the machine. Annexe 6 article 2 II 2°: incomplete responses that had begun in time.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import cast

from services.responses.domain.closing import Judged, Standing
from services.responses.domain.consultation import Closing, Consultation
from services.responses.domain.deposit import Deposit
from services.responses.domain.opening import OpenedFile
from services.responses.domain.verdict import verdict
from shared.kernel.clock import instant_text
from shared.kernel.ids import FileId
from shared.kernel.siret import Siret
from shared.kernel.variants import DeclaredVariants, variant_remarks
from shared.proof.canonical import Json
from shared.registers.group import Group, GroupId


def double_participations(responses: Sequence[Judged], groups: Mapping[GroupId, Group]) -> list[Json]:
    """Give each company that answers the same lot twice: alone and in a group, or in several groups."""
    counted = [one for one in responses if one.to_open]
    flags: dict[tuple[Siret, str], set[int]] = {}
    for first, second in combinations(counted, 2):
        lots = _lots(first) & _lots(second)
        if first.deposit.bidder == second.deposit.bidder or not lots:
            continue
        in_groups = first.deposit.particulars.group_id and second.deposit.particulars.group_id
        for company in _companies(first.deposit, groups) & _companies(second.deposit, groups):
            kind = "in_several_groups" if in_groups else "alone_and_in_group"
            flags.setdefault((company, kind), set()).update(lots)
    return [
        {"siret": str(company), "kind": kind, "lots": [*sorted(lots)], "article": "R2142-21"}
        for (company, kind), lots in sorted(flags.items(), key=str)
    ]


def incomplete_responses(
    deposits: Sequence[Deposit], responses: Sequence[Judged], consultation: Consultation, closing: Closing
) -> list[Json]:
    """Give what began in time and is incomplete, of companies that have nothing in time: their copy may be opened."""
    complete = {one.deposit.deposit_id for one in responses}
    in_time = {one.deposit.depositor.siret for one in responses if one.standing is not Standing.LATE}
    return [
        {
            "deposit_id": str(deposit.deposit_id),
            "siret": str(deposit.depositor.siret),
            "name": deposit.depositor.name,
            "declared_at": instant_text(deposit.declared_at),
        }
        for deposit in deposits
        if deposit.deposit_id not in complete
        and deposit.depositor.siret not in in_time
        and verdict(deposit, consultation, closing).began_in_time
    ]


def variants_to_judge(
    responses: Sequence[Judged], outcomes: Mapping[FileId, OpenedFile], consultation: Consultation
) -> list[Json]:
    """Give the opened bids whose variants depart from what was published (R2151-8 to R2151-10): the buyer decides."""
    return [
        {
            "deposit_id": str(response.deposit.deposit_id),
            "lot_number": remark.lot_number,
            "variants": remark.declared,
            "departure": remark.departure.value,
            "article": remark.article,
            "told": remark.told,
        }
        for response in responses
        for remark in variant_remarks(consultation.variants, _held(response, outcomes))
    ]


def _held(response: Judged, outcomes: Mapping[FileId, OpenedFile]) -> list[DeclaredVariants]:
    """Count the variants in the opened bids themselves, whatever their declaration said."""
    bids = [(file.declared.slot.lot_number, outcomes.get(file.file_id)) for file in response.to_open]
    return [
        DeclaredVariants(lot, len(cast("list[Json]", (found.parts or {}).get("variants", []))))
        for lot, found in bids
        if lot is not None and found is not None and found.is_opened
    ]


def _lots(response: Judged) -> set[int]:
    return {file.declared.slot.lot_number or 0 for file in response.to_open} - (
        {0} if any(file.declared.slot.lot_number for file in response.to_open) else set()
    )


def _companies(deposit: Deposit, groups: Mapping[GroupId, Group]) -> set[Siret]:
    group = None if deposit.particulars.group_id is None else groups.get(deposit.particulars.group_id)
    return {deposit.depositor.siret, *(group.members if group else ())}
