"""Atom feeds (RFC 4287, read on 2026-11-23): written element by element, texts as plain text, never as markup."""

import re
from datetime import UTC, datetime
from typing import Any, Final

from lxml import etree

from services.tenders.ports.feeds import Feed, FeedEntry

_ATOM: Final = "http://www.w3.org/2005/Atom"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GENERATOR: Final = "Plis"


class AtomWriter:
    """Writes Atom 1.0."""

    def atom(self, feed: Feed) -> bytes:
        """Give the feed, in the order of RFC 4287 section 4.1.1; every entry has its author, so the feed needs none."""
        root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]  # the default namespace has no prefix
        root.set("{http://www.w3.org/XML/1998/namespace}lang", "fr")
        _text(root, "id", feed.address)
        _text(root, "title", feed.title)
        _text(root, "updated", _instant(feed.updated_at))
        author = etree.SubElement(root, f"{{{_ATOM}}}author")
        _text(author, "name", _GENERATOR)
        _link(root, "self", feed.address, "application/atom+xml")
        _text(root, "generator", _GENERATOR)
        for entry in feed.entries:
            _entry(root, entry)
        written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
        return written


def _entry(root: Any, entry: FeedEntry) -> None:  # noqa: ANN401 - lxml is untyped
    element = etree.SubElement(root, f"{{{_ATOM}}}entry")
    _text(element, "id", entry.identifier)
    _text(element, "title", entry.title)
    _text(element, "updated", _instant(entry.updated_at))
    _text(element, "published", _instant(entry.published_at))
    author = etree.SubElement(element, f"{{{_ATOM}}}author")
    _text(author, "name", entry.author)
    _link(element, "alternate", entry.address, "application/json")
    for category in entry.categories:
        etree.SubElement(element, f"{{{_ATOM}}}category").set("term", _clean(category))
    _text(element, "summary", entry.summary)


def _text(parent: Any, name: str, value: str) -> None:  # noqa: ANN401 - lxml is untyped
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = _clean(value)


def _link(parent: Any, relation: str, address: str, media_type: str) -> None:  # noqa: ANN401 - lxml is untyped
    link = etree.SubElement(parent, f"{{{_ATOM}}}link")
    link.set("rel", relation)
    link.set("type", media_type)
    link.set("href", _clean(address))


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
