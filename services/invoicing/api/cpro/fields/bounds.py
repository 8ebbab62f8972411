"""The end of a period: a day that is given without an hour is meant whole."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from services.invoicing.api.cpro.moments import read_day, read_moment
from shared.kernel.paris import end_of_legal_day

_DAY_ALONE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4}", re.ASCII)


def read_end(value: object) -> datetime:
    """Read the last instant of a period.

    Raises:
        ValueError: nothing that the portal would understand.
    """
    if isinstance(value, str) and _DAY_ALONE.fullmatch(value):
        return end_of_legal_day(read_day(value))
    return read_moment(value)


Until = Annotated[datetime, BeforeValidator(read_end)]  # 2026-11-23 is its last instant
