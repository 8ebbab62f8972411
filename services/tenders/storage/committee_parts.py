"""The parts of committees and sessions that are stored as JSON, each written and read side by side."""

from typing import Any

from services.tenders.domain.committee_sessions import AgendaItem, Attendance, Vote
from services.tenders.domain.committees import Member, SeatRole
from shared.kernel.ids import DepositId, LotId, TenderId

Json = dict[str, Any]


def member_to_json(member: Member) -> Json:
    """Write a member."""
    return {"code": member.code, "role": member.role.value, "function": member.function, "name": member.name}


def member_from_json(part: Json) -> Member:
    """Read a member."""
    return Member(part["code"], SeatRole(part["role"]), part["function"], part["name"])


def item_to_json(item: AgendaItem) -> Json:
    """Write a lot of an agenda."""
    return {"tender": str(item.tender_id), "lot": str(item.lot_id)}


def item_from_json(part: Json) -> AgendaItem:
    """Read a lot of an agenda."""
    return AgendaItem(TenderId.parse(part["tender"]), LotId.parse(part["lot"]))


def attendance_to_json(attendance: Attendance | None) -> Json | None:
    """Write who was there, or nothing before the session."""
    if attendance is None:
        return None
    return {
        "present": list(attendance.present),
        "represented": list(attendance.represented),
        "voters": attendance.voters,
        "seats": attendance.seats,
    }


def attendance_from_json(part: Json | None) -> Attendance | None:
    """Read who was there, or nothing before the session."""
    if part is None:
        return None
    return Attendance(tuple(part["present"]), tuple(part["represented"]), part["voters"], part["seats"])


def vote_to_json(vote: Vote) -> Json:
    """Write a vote."""
    return {
        "item": item_to_json(vote.item),
        "chosen": [str(response_id) for response_id in vote.chosen],
        "for": vote.votes_for,
        "against": vote.votes_against,
        "abstentions": vote.abstentions,
        "president_for": vote.president_for,
        "motives": vote.motives,
        "adopted": vote.adopted,
    }


def vote_from_json(part: Json) -> Vote:
    """Read a vote."""
    return Vote(
        item=item_from_json(part["item"]),
        chosen=tuple(DepositId.parse(response_id) for response_id in part["chosen"]),
        votes_for=part["for"],
        votes_against=part["against"],
        abstentions=part["abstentions"],
        president_for=part["president_for"],
        motives=part["motives"],
        adopted=part["adopted"],
    )
