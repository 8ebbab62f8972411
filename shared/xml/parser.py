"""The one way to read XML from outside: no DTD, no entity, no network, bounded size, depth and node count.

The bytes are decoded here, strictly, and the prolog is read here, so that libxml2 never sees a document type
declaration: entity bombs, external entities and parameter entities have no door at all. Sources: XML 1.0 sections
2.8 (prolog) and 4.3.3 (encodings); OWASP XML External Entity Prevention.
"""

import re
from dataclasses import dataclass

from lxml import etree

from shared.kernel.refusal import refuse

MEBIBYTE = 1024 * 1024

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_UNMARKED_UTF_16 = ("utf-16le", "utf-16be")  # these alone are written without a mark: XML 1.0, 4.3.3 and appendix F
_LATIN = tuple(f"iso-8859-{part}" for part in (*range(1, 11), 13, 14, 15, 16))
_WINDOWS = tuple(f"windows-{page}" for page in range(1250, 1259))
# Names of IANA, and the aliases that software writes; each fits ASCII byte for byte, so a declaration is read as it is.
_DECLARED_CODECS = {
    **{name: name for name in (*_LATIN, *_WINDOWS)},
    **dict.fromkeys(("utf-8", "utf8", "utf_8"), "utf-8"),
    **dict.fromkeys(("us-ascii", "ascii"), "ascii"),
    **dict.fromkeys(("latin1", "latin-1", "iso_8859-1", "iso8859-1", "iso88591"), "iso-8859-1"),
    **dict.fromkeys(("latin9", "latin-9", "iso_8859-15", "iso8859-15"), "iso-8859-15"),
    **dict.fromkeys(("cp1252", "cp-1252", "windows1252"), "windows-1252"),
}
_DECLARATION = re.compile(r"<\?xml[ \t\r\n][^?>]{0,200}?\?>")
_DECLARED_ENCODING = re.compile(r"""encoding[ \t\r\n]*=[ \t\r\n]*["']([A-Za-z][A-Za-z0-9._-]{0,39})["']""")
_PROLOG_ITEM = re.compile(r"[ \t\r\n]+|<!--.*?-->|<\?.*?\?>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """What a document may cost: bytes as received, nesting depth, elements, characters of one text node."""

    max_bytes: int = 20 * MEBIBYTE
    max_depth: int = 100
    max_nodes: int = 200_000
    max_text: int = 18 * MEBIBYTE  # 12 MiB in base64, its line ends included


DEFAULT_LIMITS = XmlLimits()


def parse_xml(data: bytes, *, limits: XmlLimits = DEFAULT_LIMITS) -> etree._Element:
    """Read one XML document and give its root element.

    Raises:
        Refused: ``XML-EMPTY``, ``XML-TOO-LARGE``, ``XML-ENCODING``, ``XML-DOCTYPE``, ``XML-NOT-WELL-FORMED``,
            ``XML-TOO-MANY-NODES``, ``XML-TOO-DEEP``, ``XML-TEXT-TOO-LONG``.
    """
    if not data.strip(b" \t\r\n\x00"):
        refuse("XML-EMPTY")
    if len(data) > limits.max_bytes:
        refuse("XML-TOO-LARGE", size=str(len(data)), limit=str(limits.max_bytes))
    text = _without_declaration(_decoded(data))
    _refuse_doctype(text)
    # Counted before libxml2 builds anything: each element and attribute costs about a hundred bytes of memory.
    markup = text.count("<") + text.count("=")
    if markup > 4 * limits.max_nodes:
        refuse("XML-TOO-MANY-NODES", limit=str(limits.max_nodes))
    root = _tree(text)
    _measure(root, limits)
    return root


def canonical_bytes(root: etree._Element) -> bytes:
    """Write a parsed document again in UTF-8: what other processors may read without meeting foreign bytes."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _decoded(data: bytes) -> str:
    """Turn bytes into text by their mark or declaration; bytes that do not fit it are refused, never replaced."""
    codec, start = _codec_of(data)
    try:
        text = data[start:].decode(codec)
    except UnicodeDecodeError as error:
        refuse("XML-ENCODING", encoding=codec, position=str(error.start + start))
    if "\x00" in text:
        # UTF-16 or UTF-32 without a mark: libxml2 would guess it by itself and read a DOCTYPE that we did not see.
        refuse("XML-ENCODING", encoding=codec, position=str(text.index("\x00")))
    return text


def _codec_of(data: bytes) -> tuple[str, int]:
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return codec, len(mark)
    for codec in _UNMARKED_UTF_16:
        if data.startswith("<?".encode(codec)) and _declared(data[:512].decode(codec, errors="replace")) == codec:
            return codec, 0
    head = data[:256].decode("ascii", errors="replace")
    declared = _declared(head)
    if declared is None:
        return "utf-8", 0
    known = _DECLARED_CODECS.get(declared)
    if known is None:
        refuse("XML-ENCODING", encoding=declared, position="0")
    return known, 0


def _declared(head: str) -> str | None:
    """Give the encoding that a declaration names, in lower case."""
    declaration = _DECLARATION.match(head)
    found = _DECLARED_ENCODING.search(declaration.group()) if declaration else None
    return found.group(1).lower() if found else None


def _without_declaration(text: str) -> str:
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def _refuse_doctype(text: str) -> None:
    """Walk over the prolog (comments, instructions, spaces): what follows is the root element or a DOCTYPE."""
    position = 0
    while item := _PROLOG_ITEM.match(text, position):
        position = item.end()
    if not text.startswith("<!", position):
        return
    if text.startswith("<!--", position):  # a comment that never ends: the document was cut short
        refuse("XML-NOT-WELL-FORMED", line=str(text.count("\n", 0, position) + 1), detail="comment")
    refuse("XML-DOCTYPE")


def _tree(text: str) -> etree._Element:
    # huge_tree lifts the 10 MB limit of a text node (attachments in base64); our own limits stand in its place.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        if "xcessive depth" in str(error):
            refuse("XML-TOO-DEEP", limit="2048")
        line = getattr(error, "lineno", None)
        refuse("XML-NOT-WELL-FORMED", line=str(line or 0), detail=str(error)[:200])


def _measure(root: etree._Element, limits: XmlLimits) -> None:
    depth = nodes = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        nodes += 1
        if depth > limits.max_depth:
            refuse("XML-TOO-DEEP", limit=str(limits.max_depth))
        if nodes > limits.max_nodes:
            refuse("XML-TOO-MANY-NODES", limit=str(limits.max_nodes))
        if len(element.text or "") > limits.max_text:
            refuse("XML-TEXT-TOO-LONG", limit=str(limits.max_text))
