"""P2: before the closing no process of the service holds a bid or a custodian's identity, not even in its memory.

A canary is searched in `/proc/PID/mem` at three moments (design 8.13): in the middle of an upload, after the receipt,
after the closing and before any ceremony. What the process must know is found by the same search, which proves it.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from services.clients.sealing import declaration_of
from services.responses.wiring import App
from shared.http.dev_issuer import DevelopmentIssuer
from shared.settings import Settings
from tests.integration.responses.platform import Platform, a_key
from tests.integration.responses.server_process import ServerProcess, running
from tests.waiting import wait_for

CANARY = b"canari-memoire-7f3a91c2-prix-1234567-euros"
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


@pytest.mark.faults
def test_no_process_holds_a_bid_before_its_opening(
    app: App, settings: Settings, issuer: DevelopmentIssuer, tmp_path: Path
) -> None:
    interface, loops = ServerProcess(settings, parts=["api"]), ServerProcess(settings, parts=["loops"])
    with running(interface, loops):
        platform = Platform(app, issuer, interface.port, tmp_path)
        platform.publish()
        described = platform.seal(CANARY * 5_000)
        content, http = described.with_suffix("").read_bytes(), platform.company_http()
        key = {"Idempotency-Key": a_key()}
        declared = http.post("/responses/deposits", json=declaration_of([described]), headers=key).json()
        # Not "any identity": the service has its own, to which what was opened is sealed again.
        wanted = {"bid": CANARY} | {
            f"holder {n}": holder.identity.encode() for n, holder in enumerate(platform.holders)
        }
        middle, upload = len(content) // 2, declared["files"][0]["upload"]

        def look() -> None:
            for process in (interface, loops):
                assert found(process, wanted) == set()
            assert found(interface, {"known": platform.tender_id.encode()}) == {"known"}, "the search sees"

        assert patch(http, upload, 0, content[:middle]) == 204
        look()
        assert patch(http, upload, middle, content[middle:]) == 204
        wait_for(lambda: platform.company().receipt(declared["deposit_id"], wait=5), what="the receipt")
        look()
        platform.close()
        platform.company().deposit(declared["deposit_id"])
        look()
        platform.leave()


def found(server: ServerProcess, wanted: Mapping[str, bytes]) -> set[str]:
    """Which texts are in the memory of a process."""
    return {what for region in memory(server) for what, text in wanted.items() if text in region}


def patch(http: httpx.Client, upload: str, offset: int, piece: bytes) -> int:
    return http.patch(upload, content=piece, headers={**TUS, "Upload-Offset": str(offset)}).status_code


def memory(server: ServerProcess) -> Iterator[bytes]:
    """Every region of a process that it can write: what it reads only is code."""
    assert server.process is not None
    home = Path("/proc") / str(server.process.pid)
    regions: Mapping[int, int] = {
        int(start, 16): int(end, 16)
        for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", (home / "maps").read_text(), re.MULTILINE)
    }
    try:
        opened = (home / "mem").open("rb", buffering=0)
    except PermissionError as error:
        pytest.skip(f"the memory of another process cannot be read here: {error}")
    with opened as file:
        for start, end in regions.items():
            try:
                file.seek(start)
                yield file.read(end - start)
            except (OSError, OverflowError, ValueError):
                continue  # a region of the kernel's own
