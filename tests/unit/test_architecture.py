"""The architecture is what the contracts of importlinter.toml say, and every service has its rooms."""

import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("tenders", "responses", "mps", "invoicing")
ROOMS = ("domain", "ports", "handlers", "storage", "api", "wiring", "service")


def test_dependencies_point_inwards() -> None:
    """Runs the linter in its own process: it imports nothing of ours and reads the sources as they are."""
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [linter, "--config", ROOT / "importlinter.toml", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[run.stdout.find("Broken contracts") :] + run.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_its_rooms(service: str) -> None:
    folder = ROOT / "services" / service
    missing = [room for room in ROOMS if not (folder / f"{room}.py").is_file() and not (folder / room).is_dir()]
    assert not missing, f"services/{service} : il manque {', '.join(missing)}"


def test_every_service_is_under_contract() -> None:
    contracts = tomllib.loads((ROOT / "importlinter.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    containers = next(contract["containers"] for contract in contracts if contract["id"] == "layers-of-a-service")
    with_domain = {folder.parent.name for folder in (ROOT / "services").glob("*/domain")}
    assert {f"services.{name}" for name in with_domain} <= set(containers)


@pytest.mark.parametrize("package", ["shared.kernel", "shared.legal", "shared.contracts", "shared.settings"])
def test_importing_a_low_layer_imports_no_infrastructure(package: str) -> None:
    """A belt besides the linter, which cannot see an import made at run time."""
    module = importlib.import_module(package)
    assert module.__file__ is not None
    names = sorted(path.stem for path in Path(module.__file__).parent.glob("*.py") if path.stem != "__init__")
    code = f"import importlib, sys\nfor n in {names!r}: importlib.import_module('{package}.' + n)\n" + (
        "print(*sorted({m.split('.')[0] for m in sys.modules}"
        " & {'nameko','eventlet','pika','sqlalchemy','lxml','fastapi','httpx','saxonche','pyrage'}))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
