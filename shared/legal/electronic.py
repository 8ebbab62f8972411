"""How responses travel (mode de transmission): electronically, or otherwise where the law allows it.

CCP R2132-7 (electronic by default), R2132-12 1° to 7° (exceptions), R2132-13 (at each stage one mode for all the
documents of a response). Objects of 6° (models, samples) always come by hand, with electronic documents: they are in
the register of samples of the consultation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.kernel.refusal import refuse

_OBJECTS: Final = "models_and_samples"
NUMBERS: Final[Mapping[str, str]] = {
    "below_threshold": "1°",
    "social_services": "2°",
    "uncommon_tools": "3°",
    "proprietary_formats": "4°",
    "office_equipment": "5°",
    _OBJECTS: "6°",
    "security": "7°",
}


class Regime(StrEnum):
    """Whether responses are electronic."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class ResponseRules:
    """What the consultation published of the way of its responses."""

    regime: Regime = Regime.MANDATORY
    exception: str | None = None

    @property
    def takes_electronic(self) -> bool:
        """Say whether electronic responses are received."""
        return self.regime is not Regime.EXCEPTION or self.exception == _OBJECTS

    @property
    def takes_paper(self) -> bool:
        """Say whether responses on paper or on a physical medium are admitted."""
        return self.regime is Regime.OPTIONAL or not self.takes_electronic

    def check_electronic(self, documents: str) -> None:
        """Check that an electronic response is received here.

        Raises:
            Refused: `ELEC-EXCEPTED`, with the address of the documents that say where to go.
        """
        if not self.takes_electronic:
            number = NUMBERS.get(self.exception or "", "")
            refuse("ELEC-EXCEPTED", article=f"R2132-12 {number}".strip(), documents=documents)
