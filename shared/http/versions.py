"""Versions of objects in HTTP: ``ETag`` in answers, ``If-Match`` in changes (RFC 9110, sections 8.8.3 and 13.1.1)."""

import re

from shared.http.errors import Problem

_TAG = re.compile(r'(?:W/)?"?(\d{1,9})"?', re.ASCII)


def etag(version: int) -> str:
    """The entity tag of a version: ``"3"``."""
    return f'"{version}"'


def parse_if_match(header: str | None) -> int | None:
    """The version that the person read; None when the header is absent.

    Raises:
        Problem: ``HTTP-IF-MATCH-INVALID`` for anything but one version.
    """
    if header is None:
        return None
    found = _TAG.fullmatch(header.strip())
    if found is None:
        raise Problem("HTTP-IF-MATCH-INVALID")
    return int(found.group(1))
