"""With whom a source does not deal, found by the path that was asked: why a 404 may say nothing of a company."""

import re
from typing import Final

from services.mps.domain.perimeters import PERIMETERS
from services.mps.domain.sources import Source
from services.mps.gateways.api_entreprise_endpoints import ENDPOINTS

_VERSION: Final = re.compile(r"^/v[0-9]+/")
_PARAMETER: Final = re.compile(r"\\{[a-z_]+\\}")


def perimeter_of(path: str) -> str | None:
    """Say in French whom the source behind a path leaves out, in any of its versions; None for what is not known."""
    return next((PERIMETERS.get(source) for pattern, source in _PATHS if pattern.search(path)), None)


def _pattern(path: str) -> re.Pattern[str]:
    """Read the path of an endpoint as a pattern: any version, any number."""
    tail = _PARAMETER.sub("[^/]+", re.escape(_VERSION.sub("/", path)))
    return re.compile(f"{tail}$")


_PATHS: Final[tuple[tuple[re.Pattern[str], Source], ...]] = tuple(
    (_pattern(endpoint.path), source) for source, endpoint in ENDPOINTS.items()
)
