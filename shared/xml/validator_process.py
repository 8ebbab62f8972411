"""The validator process: one thread, one Saxon processor, one document at a time; ends when idle or orphaned.

Started by ``ValidatorPool`` as ``python -P -m shared.xml.validator_process <descriptor> <idle seconds> <roots…>``.
It holds no secret: its environment is empty but for the paths of the interpreter.
"""

import resource
import socket
import sys
from pathlib import Path

from shared.kernel.refusal import Refused
from shared.xml.artefacts import ArtefactStore
from shared.xml.parser import canonical_bytes, parse_xml
from shared.xml.rule_sets import RuleSets
from shared.xml.schema import Schemas
from shared.xml.verdict import ArtefactName, Check, CheckStatus, Finding, Severity, Verdict
from shared.xml.wire import (
    JudgeRequest,
    PeerGone,
    Selected,
    receive_frame,
    request_from_json,
    send_frame,
    verdict_to_json,
)

_SCHEMA_REFUSED = "non contrôlé : le document n'est pas valide au regard de son schéma"


class Judge:
    """Applies a schema, then rule sets, to documents; compiled artefacts are kept from one document to the next."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self._store = ArtefactStore(roots=roots)
        self._schemas = Schemas(self._store)
        self._rules: RuleSets | None = None

    def judge(self, document: bytes, request: JudgeRequest) -> Verdict:
        """Judge one document; rules run only on what the schema accepts, unless the request says otherwise."""
        schema, rules = request.schema, request.rules
        try:
            root = parse_xml(document)
        except Refused as refused:
            return self._unreadable(refused, schema, rules)
        by_schema = self._schemas.check(root, artefact_id=schema.artefact_id, entry=schema.entry)
        if by_schema.status is not CheckStatus.VALID and not request.whatever_schema_says:
            return Verdict(by_schema, self._not_checked(rules))
        if self._rules is None:
            self._rules = RuleSets(self._store)
        return Verdict(by_schema, self._rules.check(canonical_bytes(root), rules))

    def _unreadable(self, refused: Refused, schema: Selected, rules: tuple[Selected, ...]) -> Verdict:
        finding = Finding(refused.refusal.code, Severity.FATAL, "", "document XML illisible")
        return Verdict(
            Check(self._name(schema), CheckStatus.INVALID, (finding,)),
            self._not_checked(rules),
        )

    def _not_checked(self, rules: tuple[Selected, ...]) -> tuple[Check, ...]:
        return tuple(Check(self._name(rule), CheckStatus.NOT_CHECKED, reason=_SCHEMA_REFUSED) for rule in rules)

    def _name(self, selected: Selected) -> ArtefactName:
        return self._store.state(selected.artefact_id).artefact.name


def serve(channel: socket.socket, judge: Judge) -> None:
    """Answer requests until the other side leaves or nothing came for the socket's time limit."""
    while True:
        try:
            request = request_from_json(receive_frame(channel))
            document = receive_frame(channel)
        except (PeerGone, TimeoutError, ConnectionError):
            return
        send_frame(channel, verdict_to_json(judge.judge(document, request)))


def main(arguments: list[str]) -> None:
    """Take the socket inherited from the service and serve on it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    channel = socket.socket(fileno=int(arguments[0]))
    channel.settimeout(float(arguments[1]))
    serve(channel, Judge(tuple(Path(root) for root in arguments[2:])))


if __name__ == "__main__":
    main(sys.argv[1:])
