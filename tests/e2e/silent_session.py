"""One session on a platform of its own over a broker, with or without deposits; everything that others can see of it.

The companies of both sessions read the consultation, seal and send what they seal, or keep it: nothing else differs.
"""

import base64
import io
import itertools
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4
from zlib import crc32

import httpx

from services.clients.responses import ResponsesClient
from services.clients.sealing import ToSeal, deposit, seal
from services.demo import story
from services.demo.companies import companies
from services.demo.identities import Actor, Bearer, DevelopmentTokens
from services.demo.narration import Narrator
from services.demo.platform import OwnPlatform, free_port
from services.demo.progress import Progress
from services.demo.scenes import opening, publication
from services.demo.stage import Stage, patient_client
from shared.http.dev_issuer import LAUNCH_SECRET
from shared.kernel.principal import PrincipalKind, Right
from shared.kernel.siret import Siret
from shared.messaging.log_loops import TICK_SECONDS
from shared.sealing.manifest import Role, Slot
from tests.e2e.figures import figures, moved
from tests.e2e.recording import Comparable
from tests.e2e.routes import filled, published_routes
from tests.e2e.spied_broker import SpiedHost
from tests.waiting import wait_for

DEPOSITS = ("A", "B", "C", "A", "B")
OTHER = "21690123100011"
_PEOPLE = (
    story.AGENT,
    story.ACCOUNTANT,
    story.FINANCE,
    Actor("autre-acheteur", "Autre", PrincipalKind.AGENT, OTHER, story.AGENT.rights),
    Actor("autre-entreprise", "Autre", PrincipalKind.ECONOMIC_OPERATOR, OTHER, (Right.SUBMIT,)),
    Actor("autre-finance", "Autre", PrincipalKind.FINANCE_SYSTEM, OTHER, (Right.FINANCE_FEED,)),
    story.OPERATOR,
)
# Each holds a checkpoint of the log, or a proof up to the newest one: their growth is compared with the clock's.
LOG = {f"/responses/log/{name}" for name in ("checkpoint", "tile/{path}", "consistency")}
LOG |= {"/responses/consultations/{tender_id}/custody"}
_PASSING = {"date", "x-request-id"}


@dataclass(slots=True)
class Session:
    """What was seen in one session, as it was: `key` says who asked what; and the instants that make it comparable."""

    mark: datetime
    legal_start: datetime
    started_at: datetime
    seen: dict[str, str] = field(default_factory=dict)

    def comparable(self) -> dict[str, str]:
        """Give the session with names for what differs between any two."""
        names = Comparable(mark=self.mark, legal_start=self.legal_start, started_at=self.started_at)
        return {key: names.of(text) for key, text in self.seen.items()}


class Playing:
    """A platform on which a session is played."""

    def __init__(self, folder: Path, figures_url: str, *, factor: int = 1) -> None:
        own = OwnPlatform(folder, port=free_port())
        self._http = patient_client(own)
        self.issuer = DevelopmentTokens(self._http, own.secrets_dir / LAUNCH_SECRET)
        progress = Progress(folder / "progress.json")
        self.stage = Stage(folder, own, self.issuer, progress, Narrator(to_errors=True), factor=factor)
        self.figures_url = figures_url

    def prepare(self) -> None:
        """Register custodians and publish a consultation that anybody finds."""
        for scene in (opening.register, publication.publish, publication.discover):
            scene(self.stage)

    def respond(self, *, is_sent: bool) -> list[dict[str, Any]]:
        """Have the companies seal; each sends at once, or nobody ever does."""
        made = []
        for number, letter in enumerate(DEPOSITS):
            client, sealed, name = self.seal(letter, number)
            if is_sent:
                made.append(deposit(client, [sealed], key=f"silence-depot-{number}", company_name=name))
                proof = wait_for(lambda at=made[-1], by=client: by.receipt(at["deposit_id"], wait=5), within=60)
                assert proof["act"]["deposit_id"] == made[-1]["deposit_id"]
        return made

    def seal(self, letter: str, number: int) -> tuple[ResponsesClient, Path, str]:
        """Have a company seal a bid; give its client, what it sealed, its name."""
        company = companies(self.stage)[letter]
        client = ResponsesClient(self.stage.desk(company.actor()).http)
        folder = self.stage.folder / f"offre-{number}"
        folder.mkdir()
        (folder / "offre.txt").write_text(f"offre {number} " * 1000, "utf-8")
        place = ToSeal(Siret.parse(company.siret), Slot(Role.BID, 1), [folder / "offre.txt"])
        return client, seal(client.consultation(self.tender_id), place, folder / "scelle"), company.name

    def leave(self) -> None:
        """Close every connection, then stop the platform."""
        for http in (self._http, *(desk.http for desk in self.stage._desks.values())):
            http.close()
        self.stage.platform.stop()

    @property
    def tender_id(self) -> str:
        """The consultation."""
        return str(self.stage.progress.get("tender_id"))

    def log_size(self) -> tuple[float, int]:
        """Give when the log was read, and how many leaves it had."""
        answer = wait_for(self._checkpoint, within=30, what="a checkpoint")
        return monotonic(), int(answer.split("\n")[1])

    def _checkpoint(self) -> str:
        answer = httpx.get(f"{self.stage.platform.url}/responses/log/checkpoint", timeout=30)
        return answer.text if answer.status_code == httpx.codes.OK else ""


@contextmanager
def playing(folder: Path, host: SpiedHost, *, factor: int = 1) -> Iterator[Playing]:
    """Start a platform over a broker, and stop it."""
    port = free_port()
    kept = dict(os.environ)
    os.environ.update(PLIS_AMQP_URL=host.url, PLIS_METRICS_PORT=str(port))
    played = Playing(folder, f"http://127.0.0.1:{port}/metrics", factor=factor)
    try:
        played.stage.platform.ensure_running()
        host.listen()
        yield played
    finally:
        played.leave()
        os.environ.clear()
        os.environ.update(kept)


def record(played: Playing, host: SpiedHost, *, is_sent: bool) -> Session:
    """Play a session and give everything that others than the depositors can see of it."""
    played.prepare()
    host.settle()
    timeline = played.stage.timeline
    session = Session(datetime.now(UTC), timeline.legal_start, timeline.started_at)
    before, began = figures(played.figures_url), played.log_size()
    made = played.respond(is_sent=is_sent)
    ended, after = played.log_size(), figures(played.figures_url)
    session.seen |= {f"figure {name}": text for name, text in moved(before, after).items()}
    drift = (ended[1] - began[1]) - (ended[0] - began[0]) / TICK_SECONDS
    session.seen["growth of the log"] = "by the clock" if abs(drift) <= 3 else f"{drift} leaves more than the clock"
    session.seen |= dict(walk(played, made))
    session.seen |= host.seen()
    return session


def walk(played: Playing, made: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Ask every route by everybody: what reads, then what writes, with an empty body, then again what reads."""
    values = _values(played, made)
    routes = sorted(published_routes(played.stage.platform.url), key=lambda route: (route[1], route[0]))
    routes += [("get", f"/{service}/docs") for service in ("tenders", "responses", "mps", "invoicing")]
    reading = [route for route in routes if route[0] in {"get", "head"}]
    writing = [route for route in routes if route[0] not in {"get", "head"}]
    with _people(played) as people:
        for phase, walked in (("before", reading), ("writes", writing), ("after", reading)):
            for (method, path), (who, http) in itertools.product(walked, people.items()):
                key = f"silence-{crc32(f'{method} {path}'.encode())}"
                headers = {} if phase != "writes" else {"Idempotency-Key": key}
                sent = {"headers": headers, **({"json": {}} if phase == "writes" else {})}
                answer = answered(http, method, filled(path, values), **sent)
                yield f"{phase} {who} {method} {path}", told(answer, path)


def answered(http: httpx.Client, method: str, path: str, **sent: Any) -> httpx.Response:
    """Ask; a read that is « not yet » (202) is asked again, since how long it takes is the machine's affair."""
    answer = http.request(method, path, **sent)
    if method == "get" and answer.status_code == httpx.codes.ACCEPTED:
        return wait_for(lambda: _final(http.get(path)), within=60, every=0.2, what=path)
    return answer


def _final(answer: httpx.Response) -> httpx.Response | None:
    return None if answer.status_code == httpx.codes.ACCEPTED else answer


def told(answer: httpx.Response, path: str) -> str:
    """Write an answer: status, headers, body; archives by what they hold."""
    if path in LOG:
        return f"{answer.status_code} {answer.headers.get('content-type')}"
    # The length of an archive tells how well identifiers and instants are compressed; what it holds is compared.
    passing = _PASSING | {"content-length"} if answer.content.startswith(b"PK") else _PASSING
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in passing)
    return f"{answer.status_code}\n{headers}\n{_body(answer)}"


def _body(answer: httpx.Response) -> str:
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            members = (
                (one.filename, archive.read(one).decode("utf-8", "backslashreplace")) for one in archive.filelist
            )
            return "\n".join(f"{name}\n{text}" for name, text in members)
    kind = answer.headers.get("content-type", "")
    if kind.startswith(("text/", "application/")) and "pdf" not in kind:
        return answer.text
    return base64.b64encode(answer.content).decode()


def _values(played: Playing, made: list[dict[str, Any]]) -> Mapping[str, object]:
    visitor = httpx.get(f"{played.stage.platform.url}/tenders/consultations/{played.tender_id}", timeout=60).json()
    custodians: Any = played.stage.progress.get("custodians")
    # Where nobody deposited, identifiers of nothing are asked.
    one = made[0] if made else {"deposit_id": str(uuid4()), "files": [{"file_id": str(uuid4())}]}
    file_id = one["files"][0]["file_id"]
    return {
        "tender_id": played.tender_id,
        "document_id": visitor["documents"][0]["document_id"],
        "lot_id": visitor["lots"][0]["lot_id"],
        "deposit_id": one["deposit_id"],
        "file_id": file_id,
        "name": file_id,
        "custodian_id": custodians[0]["custodian_id"],
        "siret": companies(played.stage)["A"].siret,
        "number": 1,
        "template": "rc",
        "path": "0/000",
    }


@contextmanager
def _people(played: Playing) -> Iterator[dict[str, httpx.Client]]:
    url = played.stage.platform.url
    people = {"nobody": httpx.Client(base_url=url, timeout=60)}
    for actor in _PEOPLE:
        people[actor.role] = httpx.Client(base_url=url, timeout=60, auth=Bearer(played.issuer, actor))
    try:
        yield people
    finally:
        for http in people.values():
            http.close()
