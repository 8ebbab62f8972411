"""A group of companies on its members' machines: the composition that they read, its digest, their consents.

The file of a group holds its composition and, once proposed, its identifier; it goes from the lead to the members by
their own means, and never to the platform, which receives the digest.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.clients.responses import Json, ResponsesClient
from shared.kernel.records import to_json
from shared.kernel.refusal import InvalidValue
from shared.sealing.parts import GroupComposition, ResponseParts

_NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class GroupFile:
    """What the file of a group says."""

    composition: GroupComposition
    group_id: str | None

    @classmethod
    def read(cls, path: Path) -> "GroupFile":
        """Read the file of a group, or a composition that its lead has just written.

        Raises:
            InvalidValue: it is neither.
        """
        found = _object(path)
        said = found.get("composition", found)
        if not isinstance(said, dict):
            raise InvalidValue("group_file", "Ce fichier ne décrit pas un groupement.")
        drafted = {"nonce": secrets.token_hex(_NONCE_BYTES), **said}
        group = ResponseParts.of({"group": drafted}).group
        if group is None:  # pragma: no cover - it was given
            raise InvalidValue("group_file", "Ce fichier ne décrit pas un groupement.")
        group_id = found.get("group_id")
        return cls(group, None if group_id is None else str(group_id))

    def write(self, path: Path) -> None:
        """Write the file of a group."""
        said = {"group_id": self.group_id, "composition": to_json(self.composition)}
        path.write_text(json.dumps(said, ensure_ascii=False, indent=1))


def propose(client: ResponsesClient, path: Path, *, key: str) -> Json:
    """Propose the group of a file, whose first member leads; its identifier is written into the file."""
    found = GroupFile.read(path)
    members = [str(member.siret) for member in found.composition.members[1:]]
    group = client.propose_group(found.composition.tender_id, members, found.composition.sha256, key=key)
    GroupFile(found.composition, group["group_id"]).write(path)
    return group


def consent(client: ResponsesClient, path: Path, *, key: str) -> Json:
    """Consent to the composition of a file, as the company of the client.

    Raises:
        InvalidValue: the group was never proposed.
    """
    found = GroupFile.read(path)
    return client.consent(_proposed(found), found.composition.sha256, key=key)


def withdraw(client: ResponsesClient, path: Path, *, key: str) -> Json:
    """Withdraw one's consent to the composition of a file, as the company of the client.

    Raises:
        InvalidValue: the group was never proposed.
    """
    return client.withdraw_consent(_proposed(GroupFile.read(path)), key=key)


def parts_of(group: Path | None, parts: Path | None) -> tuple[ResponseParts, str | None]:
    """Give what a sealed file says as data, from the file of its group and the one of its other data.

    Raises:
        InvalidValue: one of them is not what it should be, or the group was never proposed.
    """
    said: dict[str, Any] = {} if parts is None else dict(_object(parts))
    found = None if group is None else GroupFile.read(group)
    if found is None:
        return ResponseParts.of(said), None
    group_id, said["group"] = _proposed(found), to_json(found.composition)
    return ResponseParts.of(said), group_id


def _proposed(found: GroupFile) -> str:
    if found.group_id is None:
        raise InvalidValue("group_file", "Ce groupement n'a pas encore été proposé par son mandataire.")
    return found.group_id


def _object(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text())
    except ValueError as error:
        raise InvalidValue("group_file", "Ce fichier n'est pas du JSON lisible.") from error
    if not isinstance(found, dict):
        raise InvalidValue("group_file", "Ce fichier ne porte pas un objet JSON.")
    return found
