"""Pages read as a browser and a screen reader would: forms with their fields, labels, landmarks, announcements."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

_VOID = frozenset({"meta", "input", "br", "hr", "img", "link"})
_CONTROLS = frozenset({"input", "textarea", "select"})


@dataclass
class ReadPage(HTMLParser):
    """What a page holds."""

    language: str = ""
    title: str = ""
    text: str = ""
    actions: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    controls: dict[str, str] = field(default_factory=dict)  # identifier of a control that needs a label, and its name
    labelled: set[str] = field(default_factory=set)
    identifiers: list[str] = field(default_factory=list)
    described: set[str] = field(default_factory=set)
    tags: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    options: list[str] = field(default_factory=list)  # the values of every choice in a list
    _open: list[str] = field(default_factory=list)
    _area: str | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag not in _VOID:
            self._open.append(tag)
        self.language = given.get("lang", self.language) if tag == "html" else self.language
        self.roles += [given["role"]] if "role" in given else []
        self.identifiers += [given["id"]] if "id" in given else []
        self.described |= set(given.get("aria-describedby", "").split())
        self.headings += [int(tag[1])] if tag in {"h1", "h2", "h3", "h4"} else []
        self.actions += [given.get("action", "")] if tag == "form" else []
        self.labelled |= {given["for"]} if tag == "label" else set()
        self.options += [given["value"]] if tag == "option" else []
        self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if tag in _CONTROLS and kind != "hidden":
            self.controls[given["id"]] = given["name"]
        if tag == "textarea":
            self._area = given["name"]
            self.fields.append((given["name"], ""))
        elif tag == "input" and (kind in {"hidden", "text"} or "checked" in given):
            self.fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes another element"
        self._area = None if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area is not None:
            name, value = self.fields[-1]
            self.fields[-1] = (name, value + (data[1:] if not value and data.startswith("\n") else data))
        if self._open and self._open[-1] == "title":
            self.title += data

    def filled(self, *, action: str, without: tuple[str, ...] = (), **changes: str | list[str]) -> bytes:
        """Send back the fields as they are, with changes, by one button; names are written with _ for -."""
        renamed = {name.replace("__", "-"): value for name, value in changes.items()}
        kept = [pair for pair in self.fields if pair[0] not in renamed and pair[0] not in without]
        added = [
            (name, each) for name, value in renamed.items() for each in ([value] if isinstance(value, str) else value)
        ]
        return urlencode([*kept, *added, ("action", action)]).encode()


def read_page(text: str) -> ReadPage:
    """Read a page, and check what makes it usable by everybody (RGAA 4.1: 8, 9, 11, 12)."""
    found = ReadPage()
    found.feed(text)
    found.close()
    assert text.startswith("<!DOCTYPE html>")
    assert not found._open
    assert found.language == "fr"
    assert found.title
    assert found.tags.count("main") == found.tags.count("h1") == 1
    assert {"header", "footer"} <= set(found.tags)
    assert "script" not in found.tags
    assert found.headings == sorted(found.headings) or all(
        after - before <= 1 for before, after in zip(found.headings, found.headings[1:], strict=False)
    )
    assert len(found.identifiers) == len(set(found.identifiers)), "an identifier is there twice"
    assert set(found.controls) <= found.labelled, "a field has no label"
    assert found.labelled <= set(found.identifiers)
    assert found.described <= set(found.identifiers)
    return found
